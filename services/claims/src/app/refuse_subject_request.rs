//! Refuses what a policyholder has asked for, on a ground of the law, and attests that. Nothing else changes.

use fault::Fault;
use ids::SubjectRequestId;

use super::{App, By, allow, no_subject_request, subject_answer::Answer};
use crate::{
    domain::{access::Act, subject_request::Ground},
    facts,
    store::{policies, subject_requests},
};

/// The RPC.
const REFUSE: &str = "RefuseSubjectRequest";

impl App {
    /// Refuses a request; says its revision.
    ///
    /// # Errors
    /// `NotFound`, `Conflict` when stale, `Refused` when it waits for nothing or the ground is none for it; `Unavailable` when accounts does not say who attests.
    pub async fn refuse_subject_request(
        &self,
        by: &By,
        id: SubjectRequestId,
        seen: i64,
        ground: Ground,
    ) -> Result<i64, Fault> {
        allow(by, Act::HandleSubjects)?;
        let answer = match self.prepare_refusal(by, id, seen, ground).await {
            Ok(answer) => answer,
            Err(fault) => return self.answered_before(by, REFUSE).await?.ok_or(fault),
        };
        self.keys.with_keys(|| self.refuse(by, id, seen, ground, &answer)).await
    }

    async fn refuse(
        &self,
        by: &By,
        id: SubjectRequestId,
        seen: i64,
        ground: Ground,
        answer: &Answer,
    ) -> Result<i64, Fault> {
        let tx = self.begin(by, Act::HandleSubjects, "refuse_subject_request").await?;
        let attempt = by.attempt(REFUSE, self.now());
        if let Some(revision) = tx.recall(&attempt).await? {
            return Ok(revision);
        }
        let mut request = subject_requests::lock(&tx, id).await?.ok_or_else(no_subject_request)?;
        let is_kept = policies::exists(&tx, request.policy).await?;
        let event = request.refuse((ground, is_kept), seen, by.person(answer.at)?)?;
        subject_requests::save(&tx, &request).await?;
        self.keep_answer(&tx, by, &request, answer).await?;
        tx.remember(&attempt, &request.revision).await?;
        feed::tell(&tx, &facts::of_subject_request(&request, event, &by.operator(), answer.at)).await?;
        tx.commit().await?;
        Ok(request.revision)
    }
}
