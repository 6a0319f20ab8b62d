//! Records what a policyholder asks for about their own data. From then on somebody waits for an answer.

use chrono::{DateTime, Utc};
use fault::Fault;
use ids::SubjectRequestId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{App, By, no_policy};
use crate::{
    domain::{
        access::Act,
        policy::PolicyNumber,
        receipt,
        subject_request::{Correction, Kind, SubjectRequest},
    },
    facts,
    store::{policies, policy_marks, subject_requests},
};

/// What is asked for, as the insurer writes it down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSubjectRequest {
    /// What.
    pub kind: Kind,
    /// 証券番号.
    pub number: PolicyNumber,
    /// When the person asked.
    pub asked_at: DateTime<Utc>,
    /// What is to be corrected; with that kind alone.
    pub correction: Option<Correction>,
}

/// The request is recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectRequestReceived {
    /// Its id.
    pub request: SubjectRequestId,
    /// Its revision.
    pub revision: i64,
    /// 受付番号.
    pub number: String,
}

impl App {
    /// Records a request.
    ///
    /// # Errors
    /// `NotFound` when the insurer has no policy of that number, `Conflict` when the same is asked already, `Invalid` for a time that
    /// cannot be meant, `Refused` when the use is stopped that is to be stopped.
    pub async fn receive_subject_request(
        &self,
        by: &By,
        new: &NewSubjectRequest,
    ) -> Result<SubjectRequestReceived, Fault> {
        self.keys.with_keys(|| self.receive(by, new)).await
    }

    async fn receive(&self, by: &By, new: &NewSubjectRequest) -> Result<SubjectRequestReceived, Fault> {
        let tx = self.begin(by, Act::HandleSubjects, "receive_subject_request").await?;
        let (seals, now) = (self.seals(by, "receive_subject_request"), self.now());
        let attempt = by.attempt("ReceiveSubjectRequest", now);
        if let Some(answer) = tx.recall(&attempt).await? {
            return Ok(answer);
        }
        let insurer = by.actor.organisation;
        let policy = policies::by_number(&tx, seals, insurer, &new.number).await?.ok_or_else(no_policy)?;
        policy_marks::hold(&tx, policy.id).await?;
        if !policies::exists(&tx, policy.id).await? {
            return Err(no_policy()); // deleted meanwhile
        }
        let stopped = policy_marks::is_closed(&tx, policy.id).await?;
        let number = receipt::subject_request(calendar::jst_date(now), Uuid::new_v4().as_fields().0);
        let names = (SubjectRequestId::generate(), number);
        let about = (insurer, policy.id);
        let (request, event) =
            SubjectRequest::receive(names, about, new.kind, new.asked_at, by.person(now)?, stopped)?;
        if !subject_requests::insert(&tx, seals, &request, new.correction.as_ref()).await? {
            return Err(Fault::conflict("SUBJECT_REQUEST_OPEN").message("the same is asked already"));
        }
        let SubjectRequest { id, revision, number, .. } = request.clone();
        let answer = SubjectRequestReceived { request: id, revision, number };
        tx.remember(&attempt, &answer).await?;
        feed::tell(&tx, &facts::of_subject_request(&request, event, &by.operator(), now)).await?;
        tx.commit().await?;
        Ok(answer)
    }
}
