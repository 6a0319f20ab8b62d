//! People, programs and organisations.

use axum::{
    extract::OriginalUri,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use fault::Fault;
use proto::accounts::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    answer::{Created, Refusals, created},
    certificates::NewDevice,
    input::{ApiJson, ApiQuery},
    names::{read, spelled, time},
    page::{Page, PageQuery, Paged},
    preconditions::RequestId,
};
use crate::{
    actor::ApiCaller,
    problem::{Problem, within},
};

/// A person's account.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Account {
    id: String,
    revision: i64,
    organisation_id: String,
    name: String,
    email: String,
    roles: Vec<String>,
    #[schema(example = "active")]
    state: String,
    /// Null if never.
    last_sign_in_at: Option<String>,
}

/// Asks for an account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAccount {
    /// 氏名.
    name: String,
    /// The sign-in name.
    email: String,
    /// At least 15 characters.
    password: String,
    /// `administrator`, `claims_clerk`, `adjuster`, `viewer`, `support` or `operations`.
    roles: Vec<String>,
}

/// Asks for an API client.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewApiClient {
    name: String,
    /// 43 base64url characters (256 bits) of your own making.
    client_secret: String,
    roles: Vec<String>,
    /// The certificate its tokens are bound to.
    certificate_id: String,
}

/// An organisation.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Organisation {
    id: String,
    revision: i64,
    #[schema(example = "clinic")]
    kind: String,
    name: String,
    code: String,
    phone: String,
}

/// Asks for an organisation, its first administrator and that person's device.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewOrganisation {
    /// `clinic` or `insurer`.
    kind: String,
    name: String,
    code: String,
    phone: String,
    administrator: NewAccount,
    device: NewDevice,
    /// The id that it had where its archive comes from; a new one otherwise.
    #[serde(default)]
    id: Option<String>,
}

/// The organisation exists.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Registered {
    id: String,
    account_id: String,
    certificate_id: String,
    /// The certificate of the device and its issuer, PEM.
    certificate_chain_pem: String,
}

/// Lists the organisation's accounts, oldest first.
#[utoipa::path(get, path = "/accounts", tag = "accounts", params(PageQuery),
    responses((status = 200, body = Page<Account>), Refusals))]
pub(super) async fn list(
    ApiCaller(caller): ApiCaller,
    OriginalUri(uri): OriginalUri,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Paged<Account>, Problem> {
    let (limit, cursor) = page.parts()?;
    let answer = caller.ask(pb::ListAccountsRequest { limit, cursor }).await?;
    Ok(Page::new(answer.accounts, answer.next_cursor).linked(&uri))
}

/// Adds a person.
#[utoipa::path(post, path = "/accounts", tag = "accounts", request_body = NewAccount,
    params(("Idempotency-Key" = String, Header)), responses((status = 201, body = Created), Refusals))]
pub(super) async fn create(
    ApiCaller(caller): ApiCaller,
    RequestId(request_id): RequestId,
    ApiJson(new): ApiJson<NewAccount>,
) -> Result<Response, Problem> {
    let account = Some(new.try_into()?);
    let request = pb::CreateAccountRequest { request_id, account };
    let answer = caller.ask(request).await.map_err(|fault| within("account", fault))?;
    Ok(created("accounts", answer.account_id, answer.revision))
}

/// Adds a program.
#[utoipa::path(post, path = "/api-clients", tag = "accounts", request_body = NewApiClient,
    params(("Idempotency-Key" = String, Header)), responses((status = 201, body = Created), Refusals))]
pub(super) async fn create_api_client(
    ApiCaller(caller): ApiCaller,
    RequestId(request_id): RequestId,
    ApiJson(new): ApiJson<NewApiClient>,
) -> Result<Response, Problem> {
    let NewApiClient { name, client_secret, roles, certificate_id } = new;
    let roles = read_roles(&roles)?;
    let request = pb::CreateApiClientRequest { request_id, name, client_secret, roles, certificate_id };
    let answer = caller.ask(request).await?;
    Ok(created("api-clients", answer.client_id, answer.revision))
}

/// Lists organisations by name.
#[utoipa::path(get, path = "/organisations", tag = "accounts", params(PageQuery),
    responses((status = 200, body = Page<Organisation>), Refusals))]
pub(super) async fn list_organisations(
    ApiCaller(caller): ApiCaller,
    OriginalUri(uri): OriginalUri,
    ApiQuery(page): ApiQuery<PageQuery>,
) -> Result<Paged<Organisation>, Problem> {
    let (limit, cursor) = page.parts()?;
    let answer = caller.ask(pb::ListOrganisationsRequest { kind: 0, limit, cursor }).await?;
    Ok(Page::new(answer.organisations, answer.next_cursor).linked(&uri))
}

/// Registers an organisation; for the operator.
#[utoipa::path(post, path = "/organisations", tag = "accounts", request_body = NewOrganisation,
    params(("Idempotency-Key" = String, Header)), responses((status = 201, body = Registered), Refusals))]
pub(super) async fn register_organisation(
    ApiCaller(caller): ApiCaller,
    RequestId(request_id): RequestId,
    ApiJson(new): ApiJson<NewOrganisation>,
) -> Result<Response, Problem> {
    let request = pb::RegisterOrganisationRequest {
        request_id,
        kind: read!(&new.kind, pb::OrganisationKind, "ORGANISATION_KIND_", "kind")?,
        name: new.name,
        code: new.code,
        phone: new.phone,
        administrator: Some(new.administrator.try_into()?),
        device: Some(new.device.into()),
        organisation_id: new.id.unwrap_or_default(),
    };
    let answer = caller.ask(request).await?;
    let registered = Registered {
        id: answer.organisation_id,
        account_id: answer.account_id,
        certificate_id: answer.certificate_id,
        certificate_chain_pem: answer.certificate_chain_pem,
    };
    Ok((StatusCode::CREATED, axum::Json(registered)).into_response())
}

impl TryFrom<NewAccount> for pb::NewAccount {
    type Error = Fault;

    fn try_from(NewAccount { name, email, password, roles }: NewAccount) -> Result<Self, Fault> {
        Ok(Self { name, email, password, roles: read_roles(&roles)? })
    }
}

fn read_roles(roles: &[String]) -> Result<Vec<i32>, Fault> {
    let roles = roles.iter().enumerate();
    roles.map(|(place, role)| read!(role, pb::Role, "ROLE_", format!("roles[{place}]"))).collect()
}

impl From<pb::Account> for Account {
    fn from(account: pb::Account) -> Self {
        Self {
            id: account.id,
            revision: account.revision,
            organisation_id: account.organisation_id,
            name: account.name,
            email: account.email,
            roles: account.roles.iter().map(|role| spelled!(*role, pb::Role, "ROLE_")).collect(),
            state: spelled!(account.state, pb::AccountState, "ACCOUNT_STATE_"),
            last_sign_in_at: time(account.last_sign_in_at),
        }
    }
}

impl From<pb::Organisation> for Organisation {
    fn from(organisation: pb::Organisation) -> Self {
        Self {
            id: organisation.id,
            revision: organisation.revision,
            kind: spelled!(organisation.kind, pb::OrganisationKind, "ORGANISATION_KIND_"),
            name: organisation.name,
            code: organisation.code,
            phone: organisation.phone,
        }
    }
}
