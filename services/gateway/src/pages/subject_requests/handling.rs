//! The steps of a request: the identity checked, carried out, refused, the use resumed. Each is one RPC; when somebody else was
//! faster, the request is shown as it stands now and nothing is done.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use fault::{Fault, Kind};
use proto::claims::v1::{
    CarryOutSubjectRequestRequest, IdentifySubjectRequest, IdentityCheck, RefuseSubjectRequestRequest,
    ResumeUseRequest,
};

use super::{
    PATH, allowed, beside, choices,
    one::{self, Said},
};
use crate::{
    Gateway,
    pages::{
        answer::{Answer, see},
        input::{Entered, Wrong},
        visit::{Posted, Visit},
    },
};

/// A form that came for a request.
struct Turn {
    gateway: Gateway,
    visit: Visit,
    id: String,
    form: Entered,
}

/// Records that the person is the policyholder.
pub async fn identify(State(gateway): State<Gateway>, Path(id): Path<String>, posted: Posted) -> Answer {
    let turn = Turn::of(gateway, id, posted)?;
    let check = match turn.check() {
        Ok(check) => Some(check),
        Err(wrong) => return turn.again(wrong).await,
    };
    let (request_id, revision) = (turn.form.owned("request_id"), turn.form.revision());
    let request = IdentifySubjectRequest { request_id, subject_request_id: turn.id.clone(), revision, check };
    let answer = turn.visit.ask(request).await;
    turn.end(answer.map(drop), "identified", "stated_kana").await
}

/// Does what was asked for.
pub async fn carry_out(State(gateway): State<Gateway>, Path(id): Path<String>, posted: Posted) -> Answer {
    let turn = Turn::of(gateway, id, posted)?;
    let (request_id, revision) = (turn.form.owned("request_id"), turn.form.revision());
    let request = CarryOutSubjectRequestRequest { request_id, subject_request_id: turn.id.clone(), revision };
    let answer = turn.visit.ask(request).await;
    turn.end(answer.map(drop), "carried_out", beside::CARRY_OUT).await
}

/// Refuses it, on a ground of the law.
pub async fn refuse(State(gateway): State<Gateway>, Path(id): Path<String>, posted: Posted) -> Answer {
    let turn = Turn::of(gateway, id, posted)?;
    let ground = choices::named(&choices::GROUNDS, turn.form.text("ground"), choices::ground, turn.visit.w);
    let Some(ground) = ground else {
        let mut wrong = Wrong::default();
        wrong.note("ground", turn.visit.w.subject_requests.ground_needed);
        return turn.again(wrong).await;
    };
    let request = RefuseSubjectRequestRequest {
        request_id: turn.form.owned("request_id"),
        subject_request_id: turn.id.clone(),
        revision: turn.form.revision(),
        ground: ground.into(),
    };
    let answer = turn.visit.ask(request).await;
    turn.end(answer.map(drop), "refused", "ground").await
}

/// Uses again what was stopped, for the policyholder, who has shown who they are.
pub async fn resume(State(gateway): State<Gateway>, Path(id): Path<String>, posted: Posted) -> Answer {
    let turn = Turn::of(gateway, id, posted)?;
    let check = match turn.check() {
        Ok(check) => Some(check),
        Err(wrong) => return turn.again(wrong).await,
    };
    let (request_id, revision) = (turn.form.owned("request_id"), turn.form.revision());
    let request = ResumeUseRequest { request_id, subject_request_id: turn.id.clone(), revision, check };
    let answer = turn.visit.ask(request).await;
    turn.end(answer.map(drop), "resumed", "stated_kana").await
}

impl Turn {
    fn of(gateway: Gateway, id: String, Posted { visit, form }: Posted) -> Result<Self, Fault> {
        allowed(&visit)?;
        Ok(Self { gateway, visit, id, form })
    }

    /// How the person has shown who they are: by what, and their name at least.
    fn check(&self) -> Result<IdentityCheck, Wrong> {
        let (w, mut wrong) = (self.visit.w, Wrong::default());
        let proof = choices::named(&choices::PROOFS, self.form.text("proof"), choices::proof, w);
        if proof.is_none() {
            wrong.note("proof", w.subject_requests.proof_needed);
        }
        if !self.form.has("stated_kana") {
            wrong.note("stated_kana", w.subject_requests.kana_needed);
        }
        let check = proof.filter(|_| wrong.is_empty()).map(|proof| IdentityCheck {
            proof: proof.into(),
            stated_kana: self.form.owned("stated_kana"),
            stated_contact: self.form.owned("stated_contact"),
        });
        check.ok_or(wrong)
    }

    /// What is said of how it ended; what is wrong with no field in particular stands at `otherwise`.
    async fn end(self, answer: Result<(), Fault>, done: &str, otherwise: &str) -> Answer {
        let fault = match answer {
            Ok(()) => return see(&format!("{PATH}/{}?done={done}", self.id)),
            Err(fault) => fault,
        };
        if is_stale(&fault) {
            let said = Said { stale: true, status: StatusCode::CONFLICT, ..Said::default() };
            return one::page(&self.visit, self.gateway.clock.now(), &self.id, said).await;
        }
        match beside::handling(&fault, &self.visit, otherwise) {
            Some(wrong) => self.again(wrong).await,
            None => Err(fault.into()),
        }
    }

    /// The page once more, with what was typed.
    async fn again(self, wrong: Wrong) -> Answer {
        let said =
            Said { wrong, form: self.form, status: StatusCode::UNPROCESSABLE_ENTITY, ..Said::default() };
        one::page(&self.visit, self.gateway.clock.now(), &self.id, said).await
    }
}

/// Another revision, or another state.
fn is_stale(fault: &Fault) -> bool {
    fault.reason() == "SUBJECT_REQUEST_STATE"
        || (fault.kind() == Kind::Conflict && fault.reason().contains("STALE"))
}
