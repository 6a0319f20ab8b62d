//! Policies: registered by insurers, looked up by contracted clinics.

use axum::{Json, extract::OriginalUri, response::Response};
use proto::claims::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    answer::{Changed, Created, Refusals, created},
    input::{ApiJson, ApiQuery},
    names::text,
    page::{Page, Paged, page_parts, searching},
    plan::Plan,
    preconditions::RequestId,
};
use crate::{actor::ApiCaller, problem::Problem};

/// A policy.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Policy {
    id: String,
    revision: i64,
    insurer_id: String,
    policy_number: String,
    plan: Option<Plan>,
    pet: Pet,
    /// For a look-up without mail address and telephone.
    policyholder: Policyholder,
    starts_on: String,
    ends_on: String,
    /// 年間限度額の残り; null where the plan has none.
    remaining_yen: Option<i64>,
    /// 初年度の始期日: of the first policy that this one renews, or its own.
    first_starts_on: String,
    /// The version of the published plan that it has; null where the plan is its own.
    plan_id: Option<String>,
}

/// Asks for a policy.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPolicy {
    /// 証券番号.
    policy_number: String,
    /// A plan of its own; or `plan_code`.
    plan: Option<Plan>,
    /// Code of a published plan: the version that is valid on the first day.
    plan_code: Option<String>,
    pet: Pet,
    policyholder: Policyholder,
    /// 始期日.
    #[schema(format = Date)]
    starts_on: String,
    /// 満期日, included.
    #[schema(format = Date)]
    ends_on: String,
    /// 初年度の始期日 of the first policy that this one renews; its own where it renews none.
    #[schema(format = Date)]
    first_starts_on: Option<String>,
}

/// A pet.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Pet {
    name: String,
    /// 種類, such as 犬.
    species: String,
    #[serde(default)]
    breed: String,
    #[schema(format = Date)]
    birth_on: String,
}

/// A policyholder.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Policyholder {
    surname: String,
    given_name: String,
    surname_kana: String,
    given_name_kana: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    email: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    phone: String,
}

/// Which policies.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct PoliciesQuery {
    /// Only what this finds: the beginning of a name of the pet or the policyholder (kanji or kana, in any spelling), a policy
    /// number or a telephone number, whole or its last four. At most five words, which must all match. A page may then have
    /// fewer items than `limit`, even none, and still a `next_cursor`.
    #[param(min_length = 1, max_length = 64)]
    q: Option<String>,
    /// At most this many, 1–100; 50 unless said.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i32>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Which policy.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct LookUp {
    /// 証券番号, exactly.
    policy_number: String,
}

/// Asks for a contract with a clinic.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewContract {
    /// The clinic.
    clinic_id: String,
}

/// Lists the policies of the insurer, newest first.
#[utoipa::path(get, path = "/policies", tag = "policies", params(PoliciesQuery),
    responses((status = 200, body = Page<Policy>), Refusals))]
pub(super) async fn list(
    ApiCaller(caller): ApiCaller,
    OriginalUri(uri): OriginalUri,
    ApiQuery(query): ApiQuery<PoliciesQuery>,
) -> Result<Paged<Policy>, Problem> {
    let (limit, cursor) = page_parts(query.limit, query.cursor)?;
    let request = pb::ListPoliciesRequest { limit, cursor, search: query.q };
    let answer = caller.ask(request).await.map_err(searching)?;
    Ok(Page::new(answer.policies, answer.next_cursor).linked(&uri))
}

/// Registers a policy with its pet and policyholder.
#[utoipa::path(post, path = "/policies", tag = "policies", request_body = NewPolicy,
    params(("Idempotency-Key" = String, Header)), responses((status = 201, body = Created), Refusals))]
pub(super) async fn register(
    ApiCaller(caller): ApiCaller,
    RequestId(request_id): RequestId,
    ApiJson(new): ApiJson<NewPolicy>,
) -> Result<Response, Problem> {
    let request = pb::RegisterPolicyRequest {
        request_id,
        policy_number: new.policy_number,
        plan: new.plan.map(TryInto::try_into).transpose()?,
        plan_code: new.plan_code.unwrap_or_default(),
        pet: Some(new.pet.into()),
        policyholder: Some(new.policyholder.into()),
        starts_on: new.starts_on,
        ends_on: new.ends_on,
        first_starts_on: new.first_starts_on.unwrap_or_default(),
    };
    let answer = caller.ask(request).await?;
    Ok(created("policies", answer.policy_id, answer.revision))
}

/// Looks up one policy by its exact number at the counter.
#[utoipa::path(get, path = "/policies/lookup", tag = "policies", params(LookUp),
    responses((status = 200, body = Page<Policy>), Refusals))]
pub(super) async fn look_up(
    ApiCaller(caller): ApiCaller,
    ApiQuery(LookUp { policy_number }): ApiQuery<LookUp>,
) -> Result<Json<Page<Policy>>, Problem> {
    let answer = caller.ask(pb::LookUpPolicyRequest { policy_number }).await?;
    Ok(Json(Page::new(answer.policies, String::new())))
}

/// Records that the insurer and a clinic have a contract.
#[utoipa::path(post, path = "/contracts", tag = "policies", request_body = NewContract,
    params(("Idempotency-Key" = String, Header)), responses((status = 200, body = Changed), Refusals))]
pub(super) async fn contract(
    ApiCaller(caller): ApiCaller,
    RequestId(request_id): RequestId,
    ApiJson(NewContract { clinic_id }): ApiJson<NewContract>,
) -> Result<Json<Changed>, Problem> {
    let answer = caller.ask(pb::ContractClinicRequest { request_id, clinic_id }).await?;
    Ok(Json(Changed { changed: answer.changed }))
}

impl From<pb::Policy> for Policy {
    fn from(policy: pb::Policy) -> Self {
        Self {
            id: policy.id,
            revision: policy.revision,
            insurer_id: policy.insurer_id,
            policy_number: policy.policy_number,
            plan: policy.plan.map(Into::into),
            pet: policy.pet.unwrap_or_default().into(),
            policyholder: policy.policyholder.unwrap_or_default().into(),
            starts_on: policy.starts_on,
            ends_on: policy.ends_on,
            remaining_yen: policy.remaining_yen,
            first_starts_on: policy.first_starts_on,
            plan_id: text(policy.plan_id),
        }
    }
}

macro_rules! same_fields {
    ($name:ident { $($field:ident),+ }) => {
        impl From<pb::$name> for $name {
            fn from(pb::$name { $($field),+ }: pb::$name) -> Self {
                Self { $($field),+ }
            }
        }

        impl From<$name> for pb::$name {
            fn from($name { $($field),+ }: $name) -> Self {
                Self { $($field),+ }
            }
        }
    };
}

same_fields!(Pet { name, species, breed, birth_on });
same_fields!(Policyholder { surname, given_name, surname_kana, given_name_kana, email, phone });
