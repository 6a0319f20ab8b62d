//! What a policyholder may ask about their own data: received, identified, carried out or refused, and what each does to a policy and
//! the claims about it.

mod clock;
mod correction;
mod deletion;
mod disclosure;
mod refusals;
mod stop;

use attestation::Verifier;
use chrono::TimeDelta;
use identity::{Actor, Role};
use proto::claims::v1 as pb;
use testkit::actor;
use tonic::Status;

use crate::{
    verbs::{Case, Known, submission},
    world::{World, request_id},
};

/// A request as a test remembers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub id: String,
    pub revision: i64,
}

impl World {
    /// Records a request about the case's policy.
    pub async fn ask(&self, case: &Case, kind: pb::SubjectRequestKind) -> Asked {
        self.try_ask(&case.insurer, self.wish(case, kind)).await.unwrap()
    }

    async fn try_ask(&self, by: &Actor, wish: pb::ReceiveSubjectRequestRequest) -> Result<Asked, Status> {
        let answer = self.subjects().receive_subject_request(self.signed(by, wish)).await?.into_inner();
        assert!(answer.number.starts_with("S-"), "{}", answer.number);
        Ok(Asked { id: answer.subject_request_id, revision: answer.revision })
    }

    fn wish(&self, case: &Case, kind: pb::SubjectRequestKind) -> pb::ReceiveSubjectRequestRequest {
        use calendar::Clock;
        let correction = (kind == pb::SubjectRequestKind::Correction).then(|| pb::Correction {
            surname: Some("鈴木".to_owned()),
            surname_kana: Some("スズキ".to_owned()),
            phone: Some("080-1111-2222".to_owned()),
            pet_name: Some("ハナ".to_owned()),
            ..pb::Correction::default()
        });
        pb::ReceiveSubjectRequestRequest {
            request_id: request_id(),
            kind: kind.into(),
            policy_number: case.number.clone(),
            asked_at: Some(proto::timestamp(self.clock.now() - TimeDelta::hours(1))),
            correction,
        }
    }

    async fn identify(&self, by: &Actor, asked: &Asked) -> Asked {
        let answer = self.subjects().identify_subject(self.signed(by, identity_of(asked))).await;
        Asked { revision: answer.unwrap().into_inner().revision, ..asked.clone() }
    }

    async fn carry_out(&self, by: &Actor, asked: &Asked) -> Result<Asked, Status> {
        let message = pb::CarryOutSubjectRequestRequest {
            request_id: request_id(),
            subject_request_id: asked.id.clone(),
            revision: asked.revision,
        };
        let answer = self.subjects().carry_out_subject_request(self.signed(by, message)).await?;
        Ok(Asked { revision: answer.into_inner().revision, ..asked.clone() })
    }

    pub async fn resume(&self, case: &Case, stopped: &Asked) -> Result<(), Status> {
        self.resume_as(&case.insurer, resumption_of(stopped)).await
    }

    async fn resume_as(&self, by: &Actor, message: pb::ResumeUseRequest) -> Result<(), Status> {
        self.subjects().resume_use(self.signed(by, message)).await.map(drop)
    }

    async fn refuse(&self, by: &Actor, asked: &Asked, ground: pb::RefusalGround) -> Result<Asked, Status> {
        let message = pb::RefuseSubjectRequestRequest {
            request_id: request_id(),
            subject_request_id: asked.id.clone(),
            revision: asked.revision,
            ground: ground.into(),
        };
        let answer = self.subjects().refuse_subject_request(self.signed(by, message)).await?;
        Ok(Asked { revision: answer.into_inner().revision, ..asked.clone() })
    }

    /// Asked, identified and carried out, each by somebody else.
    pub async fn done(&self, case: &Case, kind: pb::SubjectRequestKind) -> Asked {
        let asked = self.ask(case, kind).await;
        let asked = self.identify(&colleague(case), &asked).await;
        self.carry_out(&case.insurer, &asked).await.unwrap()
    }

    async fn request(&self, by: &Actor, id: &str) -> Result<pb::GetSubjectRequestResponse, Status> {
        let message = pb::GetSubjectRequestRequest { subject_request_id: id.to_owned() };
        Ok(self.subjects().get_subject_request(self.signed(by, message)).await?.into_inner())
    }

    async fn state_of(&self, by: &Actor, id: &str) -> pb::SubjectRequestState {
        self.request(by, id).await.unwrap().subject_request.unwrap().state()
    }

    pub async fn file(&self, by: &Actor, id: &str, file: pb::SubjectRequestFile) -> Result<Vec<u8>, Status> {
        let message =
            pb::GetSubjectRequestFileRequest { subject_request_id: id.to_owned(), file: file.into() };
        let answer = self.subjects().get_subject_request_file(self.signed(by, message)).await?;
        Ok(answer.into_inner().content)
    }

    /// What the attestation of a request states, checked with the key that the service has.
    async fn attested(&self, by: &Actor, id: &str) -> serde_json::Value {
        let json = self.file(by, id, pb::SubjectRequestFile::AttestationJson).await.unwrap();
        let pdf = self.file(by, id, pb::SubjectRequestFile::AttestationPdf).await.unwrap();
        let verified = Verifier::from_jwks(&self.attestation_keys()).unwrap().verify(&json).unwrap();
        assert!(verified.names(&pdf) && pdf.starts_with(b"%PDF-"));
        assert_eq!(verified.facts["insurer"]["name"], "にじいろペット保険");
        let text = verified.facts.to_string();
        for personal in
            ["佐藤", "由美", "鈴木", "モモ", "外耳炎", "771930", "090-0000", "080-1111", "example"]
        {
            assert!(!text.contains(personal), "{personal} in {text}");
        }
        verified.facts
    }

    pub async fn claims_like(&self, by: &Actor, search: &str) -> Vec<String> {
        let search = Some(search.to_owned());
        let message = pb::ListClaimsRequest { search, ..pb::ListClaimsRequest::default() };
        let page = self.claims().list_claims(self.signed(by, message)).await.unwrap().into_inner();
        page.claims.into_iter().map(|claim| claim.id).collect()
    }

    pub async fn policies_of(&self, by: &Actor) -> Vec<pb::Policy> {
        let message = pb::ListPoliciesRequest::default();
        self.policies().list_policies(self.signed(by, message)).await.unwrap().into_inner().policies
    }

    pub async fn submit(&self, case: &Case, draft: &Known) -> Result<Known, Status> {
        let answer = self.claims().submit_claim(self.signed(&case.clinic, submission(draft))).await?;
        Ok(Known { revision: answer.into_inner().revision, ..draft.clone() })
    }
}

/// Somebody else of the insurer, who may do the same.
fn colleague(case: &Case) -> Actor {
    let other = actor(case.insurer.organisation_kind, Role::Adjuster);
    Actor { organisation: case.insurer.organisation, ..other }
}

fn identity_of(asked: &Asked) -> pb::IdentifySubjectRequest {
    pb::IdentifySubjectRequest {
        request_id: request_id(),
        subject_request_id: asked.id.clone(),
        revision: asked.revision,
        check: stating("さとう ゆみ", "０９０００００００００"),
    }
}

fn stating(kana: &str, contact: &str) -> Option<pb::IdentityCheck> {
    Some(pb::IdentityCheck {
        proof: pb::IdentityProof::PhotoDocument.into(),
        stated_kana: kana.to_owned(),
        stated_contact: contact.to_owned(),
    })
}

/// The same person wants it to be used again.
fn resumption_of(stopped: &Asked) -> pb::ResumeUseRequest {
    let pb::IdentifySubjectRequest { request_id, subject_request_id, revision, check } = identity_of(stopped);
    pb::ResumeUseRequest { request_id, subject_request_id, revision, check }
}
