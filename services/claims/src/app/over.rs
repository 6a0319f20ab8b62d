//! Goes on without organisations whose keys are destroyed or stopped: what is theirs is shown as a tombstone before it has become
//! one, and no list, page or search of anybody else's fails over it. Their own people are told what has happened.

use envelope::{
    Error,
    kms::{self, KmsState},
};
use fault::Fault;
use ids::OrganisationId;

use super::{App, By};
use crate::{domain::tombstone::Closed, store::Over};

impl App {
    /// Does work that shows claims of many owners; again without each whose keys turn out to open nothing.
    ///
    /// # Errors
    /// What the work answers otherwise.
    pub(super) async fn around_closed<T, W, F>(&self, by: &By, work: W) -> Result<T, Fault>
    where
        W: Fn(Over) -> F,
        F: Future<Output = Result<T, Fault>>,
    {
        let mut over = Over::default();
        loop {
            match self.keys.with_keys(|| work(over.clone())).await {
                Err(fault) if self.learn(by, &fault, &mut over).is_some() => {}
                done => return done,
            }
        }
    }

    /// Whose keys a failure was about, if it is news and somebody else's.
    pub(super) fn learn(&self, by: &By, fault: &Fault, over: &mut Over) -> Option<OrganisationId> {
        let (owner, state) = behind(fault).filter(|(owner, _)| *owner != by.actor.organisation)?;
        let why = match state {
            KmsState::Disabled => Closed::Unavailable,
            _ => Closed::Erased(self.now()),
        };
        over.add(owner, why).then_some(owner)
    }
}

/// The organisation whose keys are destroyed, if that is why something failed.
pub(super) fn erased(fault: &Fault) -> Option<OrganisationId> {
    behind(fault).filter(|(_, state)| *state != KmsState::Disabled).map(|(owner, _)| owner)
}

/// Whether an organisation's keys are destroyed, or stopped for all.
pub(super) fn is_over(error: &Error) -> bool {
    of(error).is_some()
}

fn behind(fault: &Fault) -> Option<(OrganisationId, KmsState)> {
    of(Error::behind(fault)?)
}

const fn of(error: &Error) -> Option<(OrganisationId, KmsState)> {
    use KmsState::{DestroyScheduled, Destroyed, Disabled};
    match error {
        Error::Kms {
            owner,
            cause: kms::Error::Refused(state @ (Destroyed | DestroyScheduled | Disabled)),
        } => Some((*owner, *state)),
        _ => None,
    }
}
