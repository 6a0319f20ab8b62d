//! Uses the data again that a request has stopped, because the policyholder has asked for that.

use fault::Fault;
use ids::SubjectRequestId;

use super::{App, By, allow, no_policy, own_subject_request, subject_answer::SETTLING};
use crate::{
    domain::access::Act,
    facts,
    store::{about, closed_policies, policies, subject_requests},
};

impl App {
    /// Resumes the use; says the request's revision.
    ///
    /// # Errors
    /// `NotFound` also when the policy was deleted since, `Conflict` when stale, `Refused` when it has stopped nothing, or is resumed
    /// already.
    pub async fn resume_use(&self, by: &By, id: SubjectRequestId, seen: i64) -> Result<i64, Fault> {
        allow(by, Act::HandleSubjects)?;
        let now = self.now();
        let tx = self.store.begin(SETTLING, "resume_use").await?;
        let attempt = by.attempt("ResumeUse", now);
        if let Some(revision) = tx.recall(&attempt).await? {
            return Ok(revision);
        }
        let mut request = own_subject_request(by, subject_requests::lock(&tx, id).await?)?;
        let claims = about::lock(&tx, request.policy).await?;
        let event = request.resume(seen, by.person(now)?)?;
        // What was deleted since stays closed: a draft about it would be submitted to nobody's policy.
        if !policies::exists(&tx, request.policy).await? {
            return Err(no_policy());
        }
        closed_policies::open(&tx, request.policy).await?;
        about::stop(&tx, request.policy, None).await?;
        subject_requests::save(&tx, &request).await?;
        tx.remember(&attempt, &request.revision).await?;
        feed::tell(&tx, &facts::of_subject_request(&request, event, &by.operator(), now)).await?;
        self.tell_clinics(&tx, by, &request, &claims).await?;
        tx.commit().await?;
        Ok(request.revision)
    }
}
