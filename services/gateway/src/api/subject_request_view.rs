//! A data subject's request as the API shows it, and a correction as it takes it.

use proto::claims::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::names::{said, spelled, text, time};

/// A request of a data subject.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SubjectRequest {
    id: String,
    revision: i64,
    /// 受付番号.
    #[schema(example = "S-261123-7K3F9X")]
    number: String,
    /// `disclosure`, `correction`, `stop` or `deletion`.
    kind: String,
    /// `received`, `identified`, `done`, `refused` or `resumed`.
    state: String,
    policy_id: String,
    asked_at: Option<String>,
    /// 72 hours after the person asked.
    due_at: Option<String>,
    /// Account.
    received_by: String,
    received_at: Option<String>,
    /// `photo_document`, `two_documents` or `call_back`.
    proof: Option<String>,
    /// Account.
    identified_by: Option<String>,
    identified_at: Option<String>,
    /// Account that carried it out or refused it.
    settled_by: Option<String>,
    settled_at: Option<String>,
    /// `not_identified`, `not_kept`, `harm`, `hindrance`, `law`, `no_cause` or `substitute`.
    ground: Option<String>,
    /// Until when what was disclosed can be fetched, or could; not in lists.
    disclosure_until: Option<String>,
    /// Account.
    resumed_by: Option<String>,
    resumed_at: Option<String>,
    /// How the identity was checked of who wanted that.
    resumed_proof: Option<String>,
    /// What is opened of it; not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<SubjectRequestDetails>,
}

/// What is opened to work on a request.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SubjectRequestDetails {
    /// 証券番号; null once the policy is deleted.
    policy_number: Option<String>,
    /// 契約者の氏名; null once the policy is deleted.
    policyholder_name: Option<String>,
    correction: Option<Correction>,
    /// Claims about the policy that are submitted and not decided.
    undecided_claims: i32,
    /// Whether today in Japan is a day of the policy's term.
    in_force: bool,
    /// Whether the use of the policy is stopped; then no claim about it is decided.
    stopped: bool,
    /// On what grounds the request may be refused as it stands.
    #[schema(example = json!(["not_identified", "law"]))]
    possible_grounds: Vec<String>,
}

/// What is to be right from now on. What is not there stays as it is.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Correction {
    #[serde(skip_serializing_if = "Option::is_none")]
    surname: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    given_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    surname_kana: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    given_name_kana: Option<String>,
    /// Empty to remove it.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    /// Empty to remove it.
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pet_name: Option<String>,
}

/// A request that is recorded.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Received {
    pub(super) id: String,
    pub(super) revision: i64,
    /// 受付番号, to be told to the person.
    #[schema(example = "S-261123-7K3F9X")]
    number: String,
}

impl SubjectRequest {
    /// With what is opened of it.
    pub(super) fn with(self, details: Option<pb::SubjectRequestDetails>) -> Self {
        Self { details: details.map(Into::into), ..self }
    }
}

fn ground(number: i32) -> String {
    spelled!(number, pb::RefusalGround, "REFUSAL_GROUND_")
}

impl From<pb::SubjectRequest> for SubjectRequest {
    fn from(request: pb::SubjectRequest) -> Self {
        Self {
            id: request.id,
            revision: request.revision,
            number: request.number,
            kind: spelled!(request.kind, pb::SubjectRequestKind, "SUBJECT_REQUEST_KIND_"),
            state: spelled!(request.state, pb::SubjectRequestState, "SUBJECT_REQUEST_STATE_"),
            policy_id: request.policy_id,
            asked_at: time(request.asked_at),
            due_at: time(request.due_at),
            received_by: request.received_by,
            received_at: time(request.received_at),
            proof: said(spelled!(request.proof, pb::IdentityProof, "IDENTITY_PROOF_")),
            identified_by: text(request.identified_by),
            identified_at: time(request.identified_at),
            settled_by: text(request.settled_by),
            settled_at: time(request.settled_at),
            ground: said(ground(request.ground)),
            disclosure_until: time(request.disclosure_until),
            resumed_by: text(request.resumed_by),
            resumed_at: time(request.resumed_at),
            resumed_proof: said(spelled!(request.resumed_proof, pb::IdentityProof, "IDENTITY_PROOF_")),
            details: None,
        }
    }
}

impl From<pb::SubjectRequestDetails> for SubjectRequestDetails {
    fn from(details: pb::SubjectRequestDetails) -> Self {
        Self {
            policy_number: text(details.policy_number),
            policyholder_name: text(details.policyholder_name),
            correction: details.correction.map(Into::into),
            undecided_claims: details.undecided_claims,
            in_force: details.in_force,
            stopped: details.stopped,
            possible_grounds: details.possible_grounds.into_iter().map(ground).collect(),
        }
    }
}

impl From<pb::ReceiveSubjectRequestResponse> for Received {
    fn from(answer: pb::ReceiveSubjectRequestResponse) -> Self {
        Self { id: answer.subject_request_id, revision: answer.revision, number: answer.number }
    }
}

macro_rules! same_fields {
    ($($field:ident),+) => {
        impl From<pb::Correction> for Correction {
            fn from(pb::Correction { $($field),+ }: pb::Correction) -> Self {
                Self { $($field),+ }
            }
        }

        impl From<Correction> for pb::Correction {
            fn from(Correction { $($field),+ }: Correction) -> Self {
                Self { $($field),+ }
            }
        }
    };
}

same_fields!(surname, given_name, surname_kana, given_name_kana, email, phone, pet_name);
