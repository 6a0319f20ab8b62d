//! The end of an organisation: one person asks for it, another confirms it, the platform carries it out. Refuses
//! programs, one person in both parts, a contract that runs, a name typed wrong, and the operator's own organisation.

use calendar::jst_date;
use chrono::{DateTime, Days, NaiveDate, Utc};
use identity::{Actor, ActorKind, OrganisationKind};
use ids::{AccountId, ErasureId, OrganisationId};

use super::{
    event::Event,
    organisation::{Life, Organisation},
    text::{OrganisationName, Text},
};

#[cfg(test)]
mod tests;

/// Number or name of a written instruction. No name of a person belongs there.
pub type Reference = Text<100>;

/// The erasure of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// Its id.
    pub id: ErasureId,
    /// Grows by one with each change.
    pub revision: i64,
    /// Which organisation.
    pub organisation: OrganisationId,
    /// Why.
    pub instruction: Instruction,
    /// Who asked for it.
    pub requested: Act,
    /// Where it stands.
    pub state: State,
}

/// What the organisation has said in writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instruction {
    /// Last day of the contract, in Japan.
    pub contract_ended_on: NaiveDate,
    /// As both sides file it.
    pub reference: Reference,
    /// Day on which it arrived, in Japan.
    pub received_on: NaiveDate,
}

/// Somebody did something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Act {
    /// Who.
    pub by: AccountId,
    /// When.
    pub at: DateTime<Utc>,
}

/// Where an erasure stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// 依頼済み.
    Requested,
    /// 実行中.
    Confirmed(Act),
    /// 完了.
    Done {
        /// Who confirmed it.
        confirmed: Act,
        /// How it ended.
        end: End,
    },
    /// 取り消し.
    Cancelled(Act),
}

/// From when on nothing is left that could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// When the KMS key was told to destroy itself.
    pub keys_destroyed_at: DateTime<Utc>,
    /// When the KMS has destroyed it for good; nothing where there was no key.
    pub keys_gone_at: Option<DateTime<Utc>>,
    /// Day on which the last backup is gone that holds anything of it.
    pub backups_gone_on: NaiveDate,
}

/// The form of an attestation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Signed, for programs.
    Json,
    /// For people.
    Pdf,
}

/// Why an erasure is not requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RequestErasureRefusal {
    /// A program asked.
    #[error("only a person asks to erase an organisation")]
    NotAPerson,
    /// Nobody would be left to confirm it.
    #[error("the operator's own organisation is not erased")]
    OperatorsOwn,
    /// Somebody has asked before.
    #[error("the organisation is being erased")]
    UnderWay,
    /// Nothing is left to erase.
    #[error("the organisation has been erased")]
    AlreadyErased,
    /// The instruction cannot have arrived tomorrow.
    #[error("the instruction arrived in the future")]
    InstructionInFuture,
}

/// Why an erasure is not confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ConfirmErasureRefusal {
    /// A program tried.
    #[error("only a person confirms an erasure")]
    NotAPerson,
    /// It is confirmed, done or withdrawn.
    #[error("the erasure is not waiting to be confirmed")]
    NotRequested,
    /// Somebody changed it since the caller looked.
    #[error("the erasure has changed since")]
    Stale,
    /// Two people, not one twice.
    #[error("who has requested an erasure does not confirm it")]
    SamePerson,
    /// The last day of the contract is not over in Japan.
    #[error("the contract is not over")]
    ContractNotOver,
    /// Perhaps another organisation was meant.
    #[error("the organisation has another name")]
    NameWrong,
}

/// Why an erasure is not withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CancelErasureRefusal {
    /// A program tried.
    #[error("only a person withdraws an erasure")]
    NotAPerson,
    /// It is confirmed, done or withdrawn.
    #[error("the erasure is not waiting to be confirmed")]
    NotRequested,
    /// Somebody changed it since the caller looked.
    #[error("the erasure has changed since")]
    Stale,
}

/// Why an erasure is not carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CarryOutRefusal {
    /// It is not confirmed, or another process was faster.
    #[error("the erasure is not confirmed, or done")]
    NotConfirmed,
}

impl Erasure {
    /// Somebody asks to erase an organisation; `earlier` is its erasure that was not withdrawn, if there is one.
    ///
    /// # Errors
    /// [`RequestErasureRefusal`].
    pub fn request(
        id: ErasureId,
        organisation: &Organisation,
        earlier: Option<&Self>,
        instruction: Instruction,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(Self, Event), RequestErasureRefusal> {
        let by = person(actor).ok_or(RequestErasureRefusal::NotAPerson)?;
        if organisation.kind == OrganisationKind::Operator {
            return Err(RequestErasureRefusal::OperatorsOwn);
        }
        if matches!(organisation.life, Life::Erased { .. }) {
            return Err(RequestErasureRefusal::AlreadyErased);
        }
        if earlier.is_some() || !organisation.is_open() {
            return Err(RequestErasureRefusal::UnderWay);
        }
        if instruction.received_on > jst_date(now) {
            return Err(RequestErasureRefusal::InstructionInFuture);
        }
        let contract_ended_on = instruction.contract_ended_on;
        let (organisation, requested) = (organisation.id, Act { by, at: now });
        let erasure = Self { id, revision: 1, organisation, instruction, requested, state: State::Requested };
        Ok((erasure, Event::ErasureRequested { organisation, erasure: id, contract_ended_on }))
    }

    /// Another person confirms it; the organisation is closed from then on.
    ///
    /// # Errors
    /// [`ConfirmErasureRefusal`]; then nothing has changed.
    pub fn confirm(
        &mut self,
        organisation: &mut Organisation,
        typed: &OrganisationName,
        seen: i64,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Event, ConfirmErasureRefusal> {
        let by = person(actor).ok_or(ConfirmErasureRefusal::NotAPerson)?;
        if self.state != State::Requested {
            return Err(ConfirmErasureRefusal::NotRequested);
        }
        if seen != self.revision {
            return Err(ConfirmErasureRefusal::Stale);
        }
        if by == self.requested.by {
            return Err(ConfirmErasureRefusal::SamePerson);
        }
        if jst_date(now) <= self.instruction.contract_ended_on {
            return Err(ConfirmErasureRefusal::ContractNotOver);
        }
        if *typed != organisation.name {
            return Err(ConfirmErasureRefusal::NameWrong);
        }
        if !organisation.close(now) {
            return Err(ConfirmErasureRefusal::NotRequested);
        }
        self.become_next(State::Confirmed(Act { by, at: now }));
        Ok(Event::OrganisationClosed { organisation: self.organisation, erasure: self.id })
    }

    /// Somebody withdraws it, also who has asked for it.
    ///
    /// # Errors
    /// [`CancelErasureRefusal`].
    pub fn cancel(
        &mut self,
        seen: i64,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Event, CancelErasureRefusal> {
        let by = person(actor).ok_or(CancelErasureRefusal::NotAPerson)?;
        if self.state != State::Requested {
            return Err(CancelErasureRefusal::NotRequested);
        }
        if seen != self.revision {
            return Err(CancelErasureRefusal::Stale);
        }
        self.become_next(State::Cancelled(Act { by, at: now }));
        Ok(Event::ErasureCancelled { organisation: self.organisation, erasure: self.id })
    }

    /// The keys are destroyed, and the organisation becomes a tombstone.
    ///
    /// # Errors
    /// [`CarryOutRefusal`] when it is not confirmed, or done already.
    pub fn carry_out(
        &mut self,
        organisation: &mut Organisation,
        end: End,
        operator: OrganisationId,
        now: DateTime<Utc>,
    ) -> Result<Event, CarryOutRefusal> {
        let State::Confirmed(confirmed) = self.state else { return Err(CarryOutRefusal::NotConfirmed) };
        if !organisation.bury(now) {
            return Err(CarryOutRefusal::NotConfirmed);
        }
        self.become_next(State::Done { confirmed, end });
        Ok(Event::OrganisationErased { organisation: self.organisation, erasure: self.id, operator })
    }

    fn become_next(&mut self, state: State) {
        self.state = state;
        self.revision += 1;
    }
}

impl State {
    /// Who confirmed or withdrew it, if anybody did.
    #[must_use]
    pub const fn settled(&self) -> Option<Act> {
        match self {
            Self::Requested => None,
            Self::Confirmed(act) | Self::Cancelled(act) | Self::Done { confirmed: act, .. } => Some(*act),
        }
    }

    /// How it ended, if it is done.
    #[must_use]
    pub const fn end(&self) -> Option<End> {
        match self {
            Self::Done { end, .. } => Some(*end),
            Self::Requested | Self::Confirmed(_) | Self::Cancelled(_) => None,
        }
    }
}

impl End {
    /// The KMS key was told to destroy itself; backups are kept for so many days.
    #[must_use]
    pub fn new(
        keys_destroyed_at: DateTime<Utc>,
        keys_gone_at: Option<DateTime<Utc>>,
        backups_kept_days: u16,
    ) -> Self {
        let last = jst_date(keys_destroyed_at).checked_add_days(Days::new(backups_kept_days.into()));
        Self { keys_destroyed_at, keys_gone_at, backups_gone_on: last.unwrap_or(NaiveDate::MAX) }
    }
}

fn person(actor: &Actor) -> Option<AccountId> {
    match actor.kind {
        ActorKind::Account => Some(actor.id.into()),
        ActorKind::ApiClient => None,
    }
}
