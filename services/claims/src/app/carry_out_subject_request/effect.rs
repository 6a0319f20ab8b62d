//! What each kind of request does to a policy and to the claims about it, which are locked; and how both stand before.

use fault::Fault;
use store::Tx;

use crate::{
    app::{App, By},
    domain::{
        policy::Policy,
        subject_request::{Correction, Standing, SubjectRequest},
    },
    facts,
    store::{
        Seals,
        about::{self, About},
        policies, policy_marks, subject_requests, tombstones,
    },
};

/// Claims that become tombstones in one statement.
const BATCH: usize = 100;

impl App {
    /// How a policy stands, and the claims about it that the scope may see.
    pub(in crate::app) async fn standing(
        &self,
        tx: &Tx,
        policy: &Policy,
        claims: &[About],
    ) -> Result<Standing, Fault> {
        Ok(Standing {
            in_force: policy.ends_on >= calendar::jst_date(self.now()),
            undecided: claims.iter().filter(|claim| claim.status.is_under_way()).count(),
            stopped: policy_marks::is_closed(tx, policy.id).await?,
        })
    }

    pub(super) async fn stop(&self, tx: &Tx, policy: &Policy) -> Result<(), Fault> {
        policy_marks::close(tx, policy.insurer, policy.id, self.now()).await?;
        Ok(about::stop(tx, policy.id, Some(self.now())).await?)
    }

    pub(super) async fn delete(&self, tx: &Tx, policy: &Policy, claims: &[About]) -> Result<(), Fault> {
        policy_marks::close(tx, policy.insurer, policy.id, self.now()).await?;
        let ids: Vec<_> = claims.iter().map(|about| about.claim).collect();
        for some in ids.chunks(BATCH) {
            tombstones::bury(tx, some, self.now()).await?;
        }
        subject_requests::forget(tx, policy.id).await?;
        Ok(policies::delete(tx, policy.id).await?)
    }

    /// Clinics that have claims about a policy see what has become of it.
    pub(in crate::app) async fn tell_clinics(
        &self,
        tx: &Tx,
        by: &By,
        request: &SubjectRequest,
        claims: &[About],
    ) -> Result<(), Fault> {
        let clinics = claims.iter().map(|about| about.clinic).collect();
        if let Some(fact) = facts::of_policy_asked_about(request, clinics, &by.operator(), self.now()) {
            feed::tell(tx, &fact).await?;
        }
        Ok(())
    }
}

/// Writes what is right into the policy, and into the claims about it.
pub(super) async fn correct(
    tx: &Tx,
    seals: Seals<'_>,
    mut policy: Policy,
    correction: Option<&Correction>,
) -> Result<(), Fault> {
    let gone = || Fault::internal("SUBJECT_REQUEST_BROKEN").message("nothing is to be corrected");
    correction.ok_or_else(gone)?.correct(&mut policy);
    policies::correct(tx, seals, &policy).await?;
    about::rename(tx, seals, &policy).await
}
