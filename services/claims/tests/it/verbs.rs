//! The public verbs as the tests use them: fixtures go through RPCs and never through SQL.

use identity::Actor;
use proto::claims::v1 as pb;
use sha2::{Digest, Sha256};
use tonic::Status;

use crate::world::{World, clinic, insurer, request_id};

/// A clinic, an insurer that has contracted it, and a policy.
pub struct Case {
    pub clinic: Actor,
    pub insurer: Actor,
    pub number: String,
}

/// A claim as a test remembers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub id: String,
    pub revision: i64,
}

impl World {
    pub async fn case(&self) -> Case {
        self.capped_case(None).await
    }

    pub async fn capped_case(&self, annual_cap: Option<i64>) -> Case {
        let case = Case { clinic: clinic(), insurer: insurer(), number: "AB-2048-771930".to_owned() };
        self.contract(&case.insurer, &case.clinic).await;
        let policy = self.new_policy(&case.number, annual_cap);
        self.policies().register_policy(self.signed(&case.insurer, policy)).await.unwrap();
        case
    }

    pub async fn contract(&self, insurer: &Actor, clinic: &Actor) -> bool {
        let message = pb::ContractClinicRequest {
            request_id: request_id(),
            clinic_id: clinic.organisation.to_string(),
        };
        self.policies().contract_clinic(self.signed(insurer, message)).await.unwrap().into_inner().changed
    }

    /// Pays everything up to the annual cap.
    pub fn new_policy(&self, number: &str, annual_cap: Option<i64>) -> pb::RegisterPolicyRequest {
        let pet = pb::Pet {
            name: "モモ".to_owned(),
            species: "犬".to_owned(),
            breed: "柴".to_owned(),
            birth_on: "2020-04-01".to_owned(),
        };
        let policyholder = pb::Policyholder {
            surname: "佐藤".to_owned(),
            given_name: "由美".to_owned(),
            surname_kana: "サトウ".to_owned(),
            given_name_kana: "ユミ".to_owned(),
            email: "yumi@example.jp".to_owned(),
            phone: "090-0000-0000".to_owned(),
        };
        let plan = pb::Plan {
            code: "P100".to_owned(),
            name: "まるごと".to_owned(),
            ratio_pct: 100,
            annual_cap_yen: annual_cap,
            ..pb::Plan::default()
        };
        pb::RegisterPolicyRequest {
            request_id: request_id(),
            policy_number: number.to_owned(),
            plan: Some(plan),
            pet: Some(pet),
            policyholder: Some(policyholder),
            starts_on: self.day(-100),
            ends_on: self.day(200),
            first_starts_on: String::new(),
            plan_code: String::new(),
        }
    }

    pub fn treatment(&self, yen: i64) -> pb::Treatment {
        let line = pb::Line {
            service_on: self.day(0),
            care_type: pb::CareType::Outpatient.into(),
            item: "診察".to_owned(),
            quantity_milli: 1_000,
            unit_price_yen: yen,
            insured: true,
            excluded_as: String::new(),
            circumstance: 0,
        };
        let other = pb::OtherPolicy { insurer: "甲南損害保険".to_owned(), paid_yen: None };
        pb::Treatment {
            diagnosis: "外耳炎".to_owned(),
            diagnosis_code: "09-001".to_owned(),
            onset_on: self.day(-3),
            cause: pb::Cause::Illness.into(),
            note: String::new(),
            lines: vec![line],
            discount_yen: 0,
            other_insurance: Some(pb::OtherInsurance { policies: vec![other] }),
        }
    }

    pub async fn draft(&self, case: &Case) -> Known {
        let message = pb::StartDraftRequest {
            request_id: request_id(),
            policy_number: case.number.clone(),
            insurer_id: case.insurer.organisation.to_string(),
        };
        let answer =
            self.claims().start_draft(self.signed(&case.clinic, message)).await.unwrap().into_inner();
        Known { id: answer.claim_id, revision: answer.revision }
    }

    /// A draft that says enough to be submitted.
    pub async fn described(&self, case: &Case, yen: i64) -> Known {
        let draft = self.draft(case).await;
        let message = pb::DescribeTreatmentRequest {
            request_id: request_id(),
            claim_id: draft.id.clone(),
            revision: draft.revision,
            treatment: Some(self.treatment(yen)),
        };
        let answer = self.claims().describe_treatment(self.signed(&case.clinic, message)).await.unwrap();
        Known { revision: answer.into_inner().revision, ..draft }
    }

    pub async fn submitted(&self, case: &Case, yen: i64) -> Known {
        let draft = self.described(case, yen).await;
        let answer = self.claims().submit_claim(self.signed(&case.clinic, submission(&draft))).await.unwrap();
        Known { revision: answer.into_inner().revision, ..draft }
    }

    pub async fn approve(&self, by: &Actor, claim: &Known) -> Result<pb::ApproveClaimResponse, Status> {
        let answer = self.claims().approve_claim(self.signed(by, approval(claim))).await;
        answer.map(tonic::Response::into_inner)
    }

    pub async fn deny(&self, by: &Actor, claim: &Known) -> Result<pb::DenyClaimResponse, Status> {
        let answer = self.claims().deny_claim(self.signed(by, denial(claim))).await;
        answer.map(tonic::Response::into_inner)
    }

    pub async fn estimate(&self, by: &Actor, id: &str) -> Result<pb::EstimateClaimResponse, Status> {
        let message = pb::EstimateClaimRequest { claim_id: id.to_owned(), treatment: None };
        let answer = self.claims().estimate_claim(self.signed(by, message)).await;
        answer.map(tonic::Response::into_inner)
    }

    pub async fn claim(&self, by: &Actor, id: &str) -> Result<pb::Claim, Status> {
        let message = pb::GetClaimRequest { claim_id: id.to_owned() };
        let answer = self.claims().get_claim(self.signed(by, message)).await;
        answer.map(|answer| answer.into_inner().claim.unwrap())
    }

    /// Every claim that a list shows, page by page.
    pub async fn list(&self, by: &Actor, label_id: &str) -> Vec<pb::ClaimSummary> {
        let (mut all, mut cursor) = (vec![], String::new());
        loop {
            let message = pb::ListClaimsRequest {
                limit: 7,
                cursor,
                label_id: label_id.to_owned(),
                ..pb::ListClaimsRequest::default()
            };
            let page = self.claims().list_claims(self.signed(by, message)).await.unwrap().into_inner();
            all.extend(page.claims);
            if page.next_cursor.is_empty() {
                return all;
            }
            cursor = page.next_cursor;
        }
    }

    pub async fn look_up(&self, by: &Actor, number: &str) -> Result<Vec<pb::Policy>, Status> {
        let message = pb::LookUpPolicyRequest { policy_number: number.to_owned() };
        let answer = self.policies().look_up_policy(self.signed(by, message)).await;
        answer.map(|answer| answer.into_inner().policies)
    }

    pub async fn upload(
        &self,
        by: &Actor,
        parts: Vec<pb::AddDocumentRequest>,
    ) -> Result<pb::AddDocumentResponse, Status> {
        let answer = self.claims().add_document(self.signed(by, futures::stream::iter(parts))).await;
        answer.map(tonic::Response::into_inner)
    }
}

pub fn submission(claim: &Known) -> pb::SubmitClaimRequest {
    pb::SubmitClaimRequest {
        request_id: request_id(),
        claim_id: claim.id.clone(),
        revision: claim.revision,
        document_ids: vec![],
        consent_version: "2026-04".to_owned(),
        consent_means: pb::ConsentMeans::Signed.into(),
    }
}

pub fn approval(claim: &Known) -> pb::ApproveClaimRequest {
    pb::ApproveClaimRequest { request_id: request_id(), claim_id: claim.id.clone(), revision: claim.revision }
}

pub fn denial(claim: &Known) -> pb::DenyClaimRequest {
    pb::DenyClaimRequest {
        request_id: request_id(),
        claim_id: claim.id.clone(),
        revision: claim.revision,
        reason_code: "WAITING".to_owned(),
        explanation: "待機期間中の診療のため、お支払いの対象になりません。".to_owned(),
    }
}

pub fn removal(draft: &Known, document: &str) -> pb::RemoveDocumentRequest {
    pb::RemoveDocumentRequest {
        request_id: request_id(),
        claim_id: draft.id.clone(),
        document_id: document.to_owned(),
        revision: draft.revision,
    }
}

pub fn opening(claim: &str) -> pb::AddDocumentRequest {
    let opening = pb::add_document_request::Opening {
        request_id: request_id(),
        claim_id: claim.to_owned(),
        kind: pb::DocumentKind::Receipt.into(),
        file_name: "領収書.pdf".to_owned(),
    };
    pb::AddDocumentRequest { part: Some(pb::add_document_request::Part::Opening(opening)) }
}

pub fn chunk(bytes: &[u8]) -> pb::AddDocumentRequest {
    pb::AddDocumentRequest { part: Some(pb::add_document_request::Part::Chunk(bytes.to_vec())) }
}

pub fn closing(bytes: &[u8]) -> pb::AddDocumentRequest {
    let hash = Sha256::digest(bytes).to_vec();
    pb::AddDocumentRequest { part: Some(pb::add_document_request::Part::Sha256(hash)) }
}

/// A whole document in order.
pub fn document(claim: &str, bytes: &[u8]) -> Vec<pb::AddDocumentRequest> {
    let chunks = bytes.chunks(64 * 1024).map(chunk);
    std::iter::once(opening(claim)).chain(chunks).chain([closing(bytes)]).collect()
}

/// So many bytes that begin as a PDF does.
pub fn pdf(size: usize) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.extend((bytes.len()..size).map(|place| u8::try_from(place % 251).unwrap()));
    bytes
}
