//! One function a message.

use std::str::FromStr;

use fault::Fault;
use identity::{OrganisationKind, Permission, Role};
use ids::{ApiClientId, CertificateId, OrganisationId, Personal};
use proto::accounts::v1 as pb;

use super::Fields;
use crate::{
    app::{Credential, NewDevice, Request, Shown},
    authority::DeviceRequest,
    domain::{
        account::NewAccount,
        api_client::NewApiClient,
        email::Email,
        organisation::NewOrganisation,
        password::Password,
        roles::Roles,
        secret::Secret,
        text::{DeviceLabel, Name, OrganisationCode, OrganisationName, Phone},
    },
};

/// Ids in one batch.
const BATCH: usize = 200;
/// Services an actor may be signed for; there are no others to show it to.
const AUDIENCES: [&str; 5] = ["accounts", "labels", "claims", "timeline", "notifications"];

pub(in crate::grpc) fn bootstrap(
    message: &pb::BootstrapRequest,
) -> Result<(Request, OrganisationName, NewAccount, NewDevice), Fault> {
    let mut fields = Fields::default();
    let request = fields.request(&message.request_id, message);
    let name = fields.take("organisation_name", OrganisationName::parse(&message.organisation_name));
    let administrator = account(&mut fields, "administrator", message.administrator.as_ref());
    let device = device(&mut fields, message.device.as_ref());
    let all = (|| Some((request?, name?, administrator?, device?)))();
    fields.done(all, "ORGANISATION_INVALID")
}

pub(in crate::grpc) fn organisation(
    message: &pb::RegisterOrganisationRequest,
) -> Result<(Request, NewOrganisation, NewAccount, NewDevice), Fault> {
    let mut fields = Fields::default();
    let request = fields.request(&message.request_id, message);
    let kind = kind(message.kind());
    if kind.is_none() {
        fields.refuse("kind", "REQUIRED", "a clinic or an insurer");
    }
    let name = fields.take("name", OrganisationName::parse(&message.name));
    let code = fields.take("code", OrganisationCode::parse(&message.code));
    let phone = fields.take("phone", Phone::parse(&message.phone));
    let administrator = account(&mut fields, "administrator", message.administrator.as_ref());
    let device = device(&mut fields, message.device.as_ref());
    let id = match message.organisation_id.as_str() {
        "" => Some(None),
        id => fields.id("organisation_id", id).map(Some),
    };
    let new = (|| {
        Some(NewOrganisation { id: id?, kind: kind?, name: name?, code: Some(code?), phone: Some(phone?) })
    })();
    let all = (|| Some((request?, new?, administrator?, device?)))();
    fields.done(all, "ORGANISATION_INVALID")
}

pub(in crate::grpc) fn created_account(
    message: &pb::CreateAccountRequest,
) -> Result<(Request, NewAccount), Fault> {
    let mut fields = Fields::default();
    let request = fields.request(&message.request_id, message);
    let account = account(&mut fields, "account", message.account.as_ref());
    let all = (|| Some((request?, account?)))();
    fields.done(all, "ACCOUNT_INVALID")
}

pub(in crate::grpc) fn api_client(
    message: &pb::CreateApiClientRequest,
) -> Result<(Request, NewApiClient, CertificateId), Fault> {
    let mut fields = Fields::default();
    let request = fields.request(&message.request_id, message);
    let name = fields.take("name", Name::parse(&message.name));
    let secret = fields.take("client_secret", Secret::parse(&message.client_secret));
    let roles = roles(&mut fields, "roles", message.roles());
    let certificate = fields.id("certificate_id", &message.certificate_id);
    let new = (|| Some(NewApiClient { name: name?, secret: secret?.hash(), roles: roles? }))();
    let all = (|| Some((request?, new?, certificate?)))();
    fields.done(all, "API_CLIENT_INVALID")
}

pub(in crate::grpc) fn device_request(
    message: &pb::IssueCertificateRequest,
) -> Result<(Request, NewDevice), Fault> {
    let mut fields = Fields::default();
    let request = fields.request(&message.request_id, message);
    let device = device(&mut fields, message.device.as_ref());
    let all = (|| Some((request?, device?)))();
    fields.done(all, "CERTIFICATE_REQUEST_INVALID")
}

pub(in crate::grpc) fn revocation(
    message: &pb::RevokeCertificateRequest,
) -> Result<(Request, CertificateId, i64), Fault> {
    let mut fields = Fields::default();
    let request = fields.request(&message.request_id, message);
    let certificate = fields.id("certificate_id", &message.certificate_id);
    let all = (|| Some((request?, certificate?, message.revision)))();
    fields.done(all, "CERTIFICATE_REQUEST_INVALID")
}

pub(in crate::grpc) fn certificate_id(text: &str) -> Result<CertificateId, Fault> {
    let mut fields = Fields::default();
    let id = fields.id("certificate_id", text);
    fields.done(id, "CERTIFICATE_REQUEST_INVALID")
}

/// The ids of a batch.
pub(in crate::grpc) fn ids<T: FromStr>(texts: &[String]) -> Result<Vec<T>, Fault> {
    let mut fields = Fields::default();
    if texts.len() > BATCH {
        fields.refuse("ids", "TOO_MANY", "at most 200");
        return Err(fields.fault("IDS_INVALID"));
    }
    let ids = texts
        .iter()
        .enumerate()
        .filter_map(|(place, text)| fields.id(format!("ids[{place}]"), text))
        .collect();
    fields.done(Some(ids), "IDS_INVALID")
}

/// The permission may be left out: then every member is meant.
pub(in crate::grpc) fn mail_addresses(
    message: &pb::ListMailAddressesRequest,
) -> Result<(OrganisationId, Option<Permission>), Fault> {
    let mut fields = Fields::default();
    let organisation = fields.id("organisation_id", &message.organisation_id);
    let permission = message.permission.parse().ok();
    if permission.is_none() && !message.permission.is_empty() {
        fields.refuse("permission", "UNKNOWN", "not a permission");
    }
    fields.done(organisation.map(|organisation| (organisation, permission)), "MAIL_ADDRESSES_INVALID")
}

pub(in crate::grpc) fn named_organisation(
    message: &pb::NameOrganisationRequest,
) -> Result<OrganisationId, Fault> {
    let mut fields = Fields::default();
    let organisation = fields.id("organisation_id", &message.organisation_id);
    fields.done(organisation, "IDS_INVALID")
}

/// Whatever is wrong with what somebody shows, it is unknown: the form of a secret is nobody's business.
pub(in crate::grpc) fn credential_secret(text: &str) -> Result<Secret, Fault> {
    Secret::parse(text).map_err(|_| Fault::unauthenticated("CREDENTIAL_UNKNOWN"))
}

pub(in crate::grpc) fn token_request(
    message: &pb::IssueTokenRequest,
) -> Result<(ApiClientId, Secret), Fault> {
    let client = message.client_id.parse().ok();
    let secret = Secret::parse(&message.client_secret).ok();
    client.zip(secret).ok_or_else(|| Fault::unauthenticated("CLIENT_REFUSED"))
}

pub(in crate::grpc) fn authenticate(message: pb::AuthenticateRequest) -> Result<Shown, Fault> {
    use pb::authenticate_request::Credential as Wire;
    let mut fields = Fields::default();
    for (place, audience) in message.audiences.iter().enumerate() {
        if !AUDIENCES.contains(&audience.as_str()) || place >= AUDIENCES.len() {
            fields.refuse(format!("audiences[{place}]"), "UNKNOWN", "not a service that takes actors");
        }
    }
    let audiences = fields.done(Some(message.audiences), "AUDIENCES_INVALID")?;
    let credential = match message.credential {
        Some(Wire::SessionToken(text)) => Credential::Session(credential_secret(&text)?),
        Some(Wire::AccessToken(text)) => Credential::Token(credential_secret(&text)?),
        None => return Err(Fault::unauthenticated("CREDENTIAL_UNKNOWN")),
    };
    Ok(Shown { credential, fingerprint: message.certificate_fingerprint, audiences })
}

pub(in crate::grpc) const fn kind(kind: pb::OrganisationKind) -> Option<OrganisationKind> {
    match kind {
        pb::OrganisationKind::Unspecified => None,
        pb::OrganisationKind::Clinic => Some(OrganisationKind::Clinic),
        pb::OrganisationKind::Insurer => Some(OrganisationKind::Insurer),
        pb::OrganisationKind::Operator => Some(OrganisationKind::Operator),
    }
}

fn account(fields: &mut Fields, path: &str, message: Option<&pb::NewAccount>) -> Option<NewAccount> {
    let nothing = pb::NewAccount::default();
    let message = message.unwrap_or(&nothing);
    let name = fields.take(format!("{path}.name"), Name::parse(&message.name));
    let email = fields.take(format!("{path}.email"), Email::parse(&message.email));
    let password =
        fields.take(format!("{path}.password"), Password::choose(&message.password, email.as_ref()));
    let roles = roles(fields, &format!("{path}.roles"), message.roles());
    let (name, email) = (Personal::new(name?), Personal::new(email?));
    Some(NewAccount { name, email, password: password?, roles: roles? })
}

fn device(fields: &mut Fields, message: Option<&pb::NewDevice>) -> Option<NewDevice> {
    let nothing = pb::NewDevice::default();
    let message = message.unwrap_or(&nothing);
    let label = fields.take("device.label", DeviceLabel::parse(&message.label));
    let request = fields.take("device.csr_pem", DeviceRequest::parse(&message.csr_pem));
    Some(NewDevice { label: label?, request: request? })
}

/// A role this release does not know reads as unspecified, and is refused.
fn roles(fields: &mut Fields, path: &str, chosen: impl Iterator<Item = pb::Role>) -> Option<Roles> {
    let chosen = chosen.map(role).collect::<Option<Vec<_>>>();
    match chosen {
        Some(chosen) => fields.take(path, Roles::try_new(chosen)),
        None => {
            fields.refuse(path, "UNKNOWN", "not a role");
            None
        }
    }
}

const fn role(role: pb::Role) -> Option<Role> {
    match role {
        pb::Role::Unspecified => None,
        pb::Role::Administrator => Some(Role::Administrator),
        pb::Role::ClaimsClerk => Some(Role::ClaimsClerk),
        pb::Role::Adjuster => Some(Role::Adjuster),
        pb::Role::Viewer => Some(Role::Viewer),
        pb::Role::Support => Some(Role::Support),
        pb::Role::Operations => Some(Role::Operations),
    }
}
