//! Domain values to messages.

mod erasures;

use identity::{OrganisationKind, Permission, Role};
use proto::{accounts::v1 as pb, timestamp};

use crate::{
    app::{Identity, MailAddresses, People, ShownCertificate},
    domain::{
        account::{Account, AccountState, Member},
        certificate::CertificateState,
        email::Email,
        organisation::Organisation,
        roles::Roles,
        text::Name,
    },
};

pub(super) use self::erasures::erasure;

pub(super) fn organisation(organisation: Organisation) -> pb::Organisation {
    pb::Organisation {
        id: organisation.id.to_string(),
        revision: organisation.revision,
        kind: kind(organisation.kind).into(),
        name: organisation.name.as_str().to_owned(),
        code: organisation.code.map(|code| code.as_str().to_owned()).unwrap_or_default(),
        phone: organisation.phone.map(|phone| phone.as_str().to_owned()).unwrap_or_default(),
    }
}

pub(super) fn people(people: People) -> Vec<pb::Account> {
    match people {
        People::ByName(names) => {
            names.iter().map(|(account, name)| colleague(account, name.expose())).collect()
        }
        People::InFull(members) => members.iter().map(member).collect(),
    }
}

pub(super) fn member(member: &Member) -> pb::Account {
    let Member { account, name, email } = member;
    pb::Account {
        email: address(email.expose()),
        roles: roles(&account.roles),
        state: state(account.state).into(),
        last_sign_in_at: account.last_sign_in_at.map(timestamp),
        ..colleague(account, name.expose())
    }
}

/// An account as colleagues see it.
fn colleague(account: &Account, name: &Name) -> pb::Account {
    pb::Account {
        id: account.id.to_string(),
        revision: account.revision,
        organisation_id: account.organisation.to_string(),
        name: name.as_str().to_owned(),
        ..pb::Account::default()
    }
}

pub(super) fn certificate(shown: ShownCertificate) -> pb::Certificate {
    let ShownCertificate { certificate, chain_pem, at } = shown;
    pb::Certificate {
        id: certificate.id.to_string(),
        revision: certificate.revision,
        organisation_id: certificate.organisation.to_string(),
        label: certificate.label.as_str().to_owned(),
        state: certificate_state(certificate.state(at)).into(),
        not_before: Some(timestamp(certificate.signed.not_before)),
        not_after: Some(timestamp(certificate.signed.not_after)),
        serial: certificate.signed.serial,
        fingerprint: certificate.signed.fingerprint,
        chain_pem,
    }
}

pub(super) fn identity(identity: Identity) -> pb::Identity {
    pb::Identity {
        id: identity.id.to_string(),
        name: identity.name.expose().as_str().to_owned(),
        email: identity.email.as_ref().map(|email| address(email.expose())).unwrap_or_default(),
        organisation: Some(organisation(identity.organisation)),
        roles: roles(&identity.roles),
        permissions: identity.permissions.iter().map(Permission::as_str).map(str::to_owned).collect(),
        previous_sign_in_at: identity.previous_sign_in_at.map(timestamp),
        device: identity.device.as_str().to_owned(),
        certificate_not_after: Some(timestamp(identity.certificate_not_after)),
    }
}

pub(super) fn mail_addresses(found: MailAddresses) -> pb::ListMailAddressesResponse {
    let addresses = found.addresses.iter().map(|(account, email)| pb::MailAddress {
        account_id: account.to_string(),
        email: address(email.expose()),
    });
    let addresses = addresses.collect();
    let organisation = organisation(found.organisation);
    pb::ListMailAddressesResponse {
        addresses,
        organisation_name: organisation.name,
        organisation_phone: organisation.phone,
    }
}

fn address(email: &Email) -> String {
    email.as_str().to_owned()
}

fn roles(roles: &Roles) -> Vec<i32> {
    roles.as_slice().iter().map(|held| role(*held).into()).collect()
}

const fn kind(kind: OrganisationKind) -> pb::OrganisationKind {
    match kind {
        OrganisationKind::Clinic => pb::OrganisationKind::Clinic,
        OrganisationKind::Insurer => pb::OrganisationKind::Insurer,
        OrganisationKind::Operator => pb::OrganisationKind::Operator,
    }
}

const fn role(role: Role) -> pb::Role {
    match role {
        Role::Administrator => pb::Role::Administrator,
        Role::ClaimsClerk => pb::Role::ClaimsClerk,
        Role::Adjuster => pb::Role::Adjuster,
        Role::Viewer => pb::Role::Viewer,
        Role::Support => pb::Role::Support,
        Role::Operations => pb::Role::Operations,
    }
}

const fn state(state: AccountState) -> pb::AccountState {
    match state {
        AccountState::Active => pb::AccountState::Active,
        AccountState::Suspended => pb::AccountState::Suspended,
    }
}

const fn certificate_state(state: CertificateState) -> pb::CertificateState {
    match state {
        CertificateState::Active => pb::CertificateState::Active,
        CertificateState::Revoked => pb::CertificateState::Revoked,
        CertificateState::Expired => pb::CertificateState::Expired,
    }
}
