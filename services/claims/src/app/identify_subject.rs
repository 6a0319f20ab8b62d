//! Records that the person who asks is the policyholder. What they state is compared with what is kept, and forgotten.

use fault::Fault;
use ids::SubjectRequestId;

use super::{App, By, no_policy, no_subject_request};
use crate::{
    domain::{
        access::Act,
        subject_request::{Proof, Stated},
    },
    facts,
    store::{policies, subject_requests},
};

impl App {
    /// Identifies the person; says the request's revision.
    ///
    /// # Errors
    /// `NotFound`, `Conflict` when stale, `Invalid` naming what is another, `Refused` when it does not wait for this.
    pub async fn identify_subject(
        &self,
        by: &By,
        id: SubjectRequestId,
        seen: i64,
        shown: (Proof, &Stated),
    ) -> Result<i64, Fault> {
        self.keys.with_keys(|| self.identify(by, id, seen, shown)).await
    }

    async fn identify(
        &self,
        by: &By,
        id: SubjectRequestId,
        seen: i64,
        shown: (Proof, &Stated),
    ) -> Result<i64, Fault> {
        let tx = self.begin(by, Act::HandleSubjects, "identify_subject").await?;
        let (seals, now) = (self.seals(by, "identify_subject"), self.now());
        let attempt = by.attempt("IdentifySubject", now);
        if let Some(revision) = tx.recall(&attempt).await? {
            return Ok(revision);
        }
        let mut request = subject_requests::lock(&tx, id).await?.ok_or_else(no_subject_request)?;
        let policy = policies::get(&tx, seals, request.policy).await?.ok_or_else(no_policy)?;
        let event = request.identify(shown, &policy.policyholder, seen, by.person(now)?)?;
        subject_requests::save(&tx, &request).await?;
        tx.remember(&attempt, &request.revision).await?;
        feed::tell(&tx, &facts::of_subject_request(&request, event, &by.operator(), now)).await?;
        tx.commit().await?;
        Ok(request.revision)
    }
}
