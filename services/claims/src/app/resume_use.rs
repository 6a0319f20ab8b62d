//! Uses the data again that a request has stopped, because the policyholder has asked for that and shown again who they are. It is no
//! request of the law's, and is not attested: the attestation of the stop stays, and the timeline tells of both.

use fault::Fault;
use ids::SubjectRequestId;

use super::{App, By, allow, no_policy, own_subject_request, subject_answer::SETTLING};
use crate::{
    domain::{
        access::Act,
        subject_request::{Proof, Stated},
    },
    facts,
    store::{about, policies, policy_marks, subject_requests},
};

impl App {
    /// Resumes the use; says the request's revision.
    ///
    /// # Errors
    /// `NotFound` also when the policy was deleted since, `Conflict` when stale, `Invalid` naming what is another, `Refused` when it
    /// has stopped nothing, or is resumed already.
    pub async fn resume_use(
        &self,
        by: &By,
        id: SubjectRequestId,
        seen: i64,
        shown: (Proof, &Stated),
    ) -> Result<i64, Fault> {
        allow(by, Act::HandleSubjects)?;
        self.keys.with_keys(|| self.resume(by, id, seen, shown)).await
    }

    async fn resume(
        &self,
        by: &By,
        id: SubjectRequestId,
        seen: i64,
        shown: (Proof, &Stated),
    ) -> Result<i64, Fault> {
        let tx = self.store.begin(SETTLING, "resume_use").await?;
        let (seals, now) = (self.seals(by, "resume_use"), self.now());
        let attempt = by.attempt("ResumeUse", now);
        if let Some(revision) = tx.recall(&attempt).await? {
            return Ok(revision);
        }
        let mut request = own_subject_request(by, subject_requests::lock(&tx, id).await?)?;
        let claims = about::lock(&tx, request.policy).await?;
        // What was deleted since stays closed: a draft about it would be submitted to nobody's policy.
        let policy = policies::get(&tx, seals, request.policy).await?.ok_or_else(no_policy)?;
        let event = request.resume(shown, &policy.policyholder, seen, by.person(now)?)?;
        policy_marks::open(&tx, request.policy).await?;
        about::stop(&tx, request.policy, None).await?;
        subject_requests::save(&tx, &request).await?;
        tx.remember(&attempt, &request.revision).await?;
        feed::tell(&tx, &facts::of_subject_request(&request, event, &by.operator(), now)).await?;
        self.tell_clinics(&tx, by, &request, &claims).await?;
        tx.commit().await?;
        Ok(request.revision)
    }
}
