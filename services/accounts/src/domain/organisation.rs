//! An organisation: a clinic, an insurer or the operator. Refuses a second operator.

use chrono::{DateTime, Utc};
use identity::{Actor, OrganisationKind};
use ids::OrganisationId;

use super::{
    access::sees_every_organisation,
    event::Event,
    text::{OrganisationCode, OrganisationName, Phone},
};

/// An organisation.
#[derive(Debug, Clone)]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// Grows by one with each change.
    pub revision: i64,
    /// Its kind.
    pub kind: OrganisationKind,
    /// Its name.
    pub name: OrganisationName,
    /// The code the trade knows it by; the operator has none.
    pub code: Option<OrganisationCode>,
    /// Telephone for enquiries; the operator may have none.
    pub phone: Option<Phone>,
    /// When it was registered.
    pub registered_at: DateTime<Utc>,
    /// Whether its people may come in.
    pub life: Life,
}

/// How far an organisation has come. Nothing of it goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    /// Its people work.
    Open,
    /// Nobody signs in any more; its keys are about to be destroyed.
    Closed {
        /// Since when.
        at: DateTime<Utc>,
    },
    /// Kind, name and code are left of it.
    Erased {
        /// Since when nobody signed in.
        closed_at: DateTime<Utc>,
        /// Since when it is erased.
        at: DateTime<Utc>,
    },
}

/// How an organisation is registered.
#[derive(Debug, Clone)]
pub struct NewOrganisation {
    /// The id that it had elsewhere, if it comes back from an archive.
    pub id: Option<OrganisationId>,
    /// Its kind.
    pub kind: OrganisationKind,
    /// Its name.
    pub name: OrganisationName,
    /// Its code.
    pub code: Option<OrganisationCode>,
    /// Its telephone.
    pub phone: Option<Phone>,
}

/// Why an organisation is not registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RegisterRefusal {
    /// The operator comes from the bootstrap alone.
    #[error("the operator's organisation cannot be registered")]
    OperatorKind,
}

impl Organisation {
    /// The operator's own organisation, once in a platform's life.
    pub fn bootstrap(id: OrganisationId, name: OrganisationName, now: DateTime<Utc>) -> (Self, Event) {
        let new =
            NewOrganisation { id: None, kind: OrganisationKind::Operator, name, code: None, phone: None };
        Self::make(id, new, now)
    }

    /// A clinic or an insurer.
    ///
    /// # Errors
    /// [`RegisterRefusal::OperatorKind`] for a second operator.
    pub fn register(new: NewOrganisation, now: DateTime<Utc>) -> Result<(Self, Event), RegisterRefusal> {
        let id = new.id.unwrap_or_else(OrganisationId::generate);
        match new.kind {
            OrganisationKind::Operator => Err(RegisterRefusal::OperatorKind),
            OrganisationKind::Clinic | OrganisationKind::Insurer => Ok(Self::make(id, new, now)),
        }
    }

    /// What an actor sees of it: the operator and its own people all of it, others its name.
    #[must_use]
    pub fn seen_by(self, actor: &Actor) -> Self {
        if sees_every_organisation(actor) || actor.organisation == self.id {
            return self;
        }
        Self { code: None, phone: None, ..self }
    }

    /// Whether its people may come in.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.life == Life::Open
    }

    /// Shuts its people out for good; whether it was open.
    pub(super) fn close(&mut self, now: DateTime<Utc>) -> bool {
        let was_open = self.is_open();
        if was_open {
            self.life = Life::Closed { at: now };
            self.revision += 1;
        }
        was_open
    }

    /// Leaves a tombstone: what every receipt prints, and no telephone. Whether it was closed and not erased.
    pub(super) fn bury(&mut self, now: DateTime<Utc>) -> bool {
        let Life::Closed { at: closed_at } = self.life else { return false };
        self.life = Life::Erased { closed_at, at: now };
        self.phone = None;
        self.revision += 1;
        true
    }

    fn make(id: OrganisationId, new: NewOrganisation, now: DateTime<Utc>) -> (Self, Event) {
        let NewOrganisation { id: _, kind, name, code, phone } = new;
        let organisation =
            Self { id, revision: 1, kind, name, code, phone, registered_at: now, life: Life::Open };
        (organisation, Event::OrganisationRegistered { organisation: id, kind })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_operator_is_refused() {
        let new = NewOrganisation {
            id: None,
            kind: OrganisationKind::Operator,
            name: OrganisationName::parse("偽の運営").unwrap(),
            code: None,
            phone: None,
        };
        let refused = Organisation::register(new, Utc::now());
        assert_eq!(refused.unwrap_err(), RegisterRefusal::OperatorKind);
    }
}
