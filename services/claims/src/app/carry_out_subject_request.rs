//! Does what a policyholder has asked for. What takes long (asking for a name, drawing and signing) is done before the transaction, from
//! the request at the revision that the caller has seen; the transaction looks at everything anew under locks, and either all of it
//! happens or nothing: the effect, the files and the facts.

mod effect;

use fault::Fault;
use ids::SubjectRequestId;

use self::effect::correct;
use super::{
    App, By, allow, no_policy, own_subject_request,
    subject_answer::{Effect, SETTLING},
};
use crate::{
    domain::{access::Act, subject_request::Kind},
    facts,
    store::{Over, about, policies, subject_files, subject_requests},
};

/// The RPC.
const CARRY_OUT: &str = "CarryOutSubjectRequest";

impl App {
    /// Carries a request out; says its revision.
    ///
    /// # Errors
    /// `NotFound`, `Conflict` when stale, `Refused` when it does not wait for this, when one person would delete alone, or when what is
    /// to be deleted is needed; `Unavailable` when accounts does not say who attests.
    pub async fn carry_out_subject_request(
        &self,
        by: &By,
        id: SubjectRequestId,
        seen: i64,
    ) -> Result<i64, Fault> {
        allow(by, Act::HandleSubjects)?;
        let effect = match self.prepare_effect(by, id, seen).await {
            Ok(effect) => effect,
            Err(fault) => return self.answered_before(by, CARRY_OUT).await?.ok_or(fault),
        };
        // A clinic's draft does not stand in the way when the clinic's keys are stopped.
        let carry_out = |over| self.carry_out(by, id, seen, &effect, over);
        let revision = self.around_closed(by, carry_out).await?;
        if effect.kind == Kind::Deletion {
            self.sweep_deleted().await;
        }
        Ok(revision)
    }

    /// The bytes of what was deleted go at once, and not when the sweep comes by, which does what fails here.
    async fn sweep_deleted(&self) {
        loop {
            match self.sweep_documents().await {
                Ok(0) => return,
                Ok(_) => {}
                Err(fault) => return tracing::warn!(%fault, "bytes are left to the sweep"),
            }
        }
    }

    async fn carry_out(
        &self,
        by: &By,
        id: SubjectRequestId,
        seen: i64,
        effect: &Effect,
        over: Over,
    ) -> Result<i64, Fault> {
        let tx = self.store.begin(SETTLING, "carry_out_subject_request").await?;
        let attempt = by.attempt(CARRY_OUT, self.now());
        if let Some(revision) = tx.recall(&attempt).await? {
            return Ok(revision);
        }
        let mut request = own_subject_request(by, subject_requests::lock(&tx, id).await?)?;
        let claims = about::lock(&tx, request.policy).await?;
        let seals = self.seals(by, "carry_out_subject_request").without(&over);
        let policy = policies::get_for_change(&tx, seals, request.policy).await?.ok_or_else(no_policy)?;
        let standing = self.standing(&tx, &policy, &claims).await?;
        let event = request.carry_out(standing, seen, by.person(effect.answer.at)?)?;
        match request.kind {
            Kind::Disclosure => {}
            Kind::Correction => correct(&tx, seals, policy, effect.correction.as_ref()).await?,
            Kind::Stop => self.stop(&tx, &policy).await?,
            Kind::Deletion => self.delete(&tx, &policy, &claims).await?,
        }
        subject_requests::save(&tx, &request).await?;
        self.keep_answer(&tx, by, &request, &effect.answer).await?;
        for (name, content) in &effect.disclosed {
            subject_files::insert(&tx, seals, &request, (*name, content), request.disclosed_until()).await?;
        }
        tx.remember(&attempt, &request.revision).await?;
        feed::tell(&tx, &facts::of_subject_request(&request, event, &by.operator(), self.now())).await?;
        self.tell_clinics(&tx, by, &request, &claims).await?;
        tx.commit().await?;
        Ok(request.revision)
    }
}
