//! What a policyholder asks for about their own data (開示等の請求; 個人情報の保護に関する法律 33–35条): received, the person's identity
//! checked, then carried out or refused. Refuses to do anything for somebody who is not identified, a deletion by one person alone,
//! and a deletion that would take a running policy or an undecided claim with it.

mod correction;
mod ground;
mod identity;

use chrono::{DateTime, TimeDelta, Utc};
use ids::{AccountId, OrganisationId, PolicyId, SubjectRequestId};

pub use self::{
    correction::{Corrected, Correction},
    ground::Ground,
    identity::{Check, Proof, Stated},
};
use super::policy::Policyholder;

/// Within which a request is carried out or refused, from when the person asked. Shorter than the law's "without delay"; the promise
/// of a comparable platform (white paper of 1F8, E16: data requests within 72 hours).
pub const ANSWERED_WITHIN: TimeDelta = TimeDelta::hours(72);
/// How long ago somebody may have asked when it is recorded: more is a slip.
pub const RECORDED_WITHIN: TimeDelta = TimeDelta::days(90);
/// How long what was disclosed is kept to be fetched.
pub const DISCLOSED_FOR: TimeDelta = TimeDelta::days(30);

/// A request of a data subject. Names nobody: what is to be corrected is kept beside it, sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectRequest {
    /// Its id.
    pub id: SubjectRequestId,
    /// Grows by one with each change.
    pub revision: i64,
    /// The insurer that is asked.
    pub insurer: OrganisationId,
    /// 受付番号, which the person is told.
    pub number: String,
    /// The policy whose holder asks.
    pub policy: PolicyId,
    /// What is asked for.
    pub kind: Kind,
    /// When the person asked.
    pub asked_at: DateTime<Utc>,
    /// Who recorded it.
    pub received: Deed,
    /// Where it stands.
    pub state: State,
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 開示 (33条): a copy of all that is kept.
    Disclosure,
    /// 訂正 (34条).
    Correction,
    /// 利用停止 (35条): kept, and neither shown nor used.
    Stop,
    /// 消去 (35条).
    Deletion,
}

/// Somebody did something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deed {
    /// Who.
    pub by: AccountId,
    /// When.
    pub at: DateTime<Utc>,
}

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// 受付済み.
    Received,
    /// 本人確認済み.
    Identified(Check),
    /// 実施済み.
    Done(Check, Deed),
    /// 応じられない旨を通知済み.
    Refused(Option<Check>, Deed, Ground),
    /// 利用を再開: what was stopped is used again.
    Resumed {
        /// How the identity was checked.
        check: Check,
        /// Who stopped it.
        done: Deed,
        /// How the identity was checked of who wanted it to be resumed, and by whom it was.
        resumed: Check,
    },
}

/// The name of a state, for rows and lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// 受付済み.
    Received,
    /// 本人確認済み.
    Identified,
    /// 実施済み.
    Done,
    /// 応じられない旨を通知済み.
    Refused,
    /// 利用を再開.
    Resumed,
}

/// A file that the person is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubjectFile {
    /// The attestation, signed.
    AttestationJson,
    /// The attestation, for people.
    AttestationPdf,
    /// What was disclosed, for programs.
    DisclosureJson,
    /// What was disclosed, for people.
    DisclosurePdf,
}

/// How the policy stands that a request is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Whether today in Japan is a day of its term, or before it.
    pub in_force: bool,
    /// Claims about it that are submitted and not decided.
    pub undecided: usize,
    /// Whether its use is stopped.
    pub stopped: bool,
}

/// Something that happened to a request.
#[must_use]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// It was recorded.
    Received,
    /// The person is the policyholder.
    Identified,
    /// What was asked for is done.
    Done,
    /// It was refused.
    Refused(Ground),
    /// What was stopped is used again.
    Resumed,
    /// Nobody has answered it in time.
    Overdue,
    /// What was disclosed was fetched.
    Fetched,
}

/// Why a verb is not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It stands elsewhere.
    #[error("the request does not stand where this is possible")]
    State,
    /// The law does not give this ground for such a request, or it is none as the request stands.
    #[error("the request cannot be refused on this ground")]
    Ground,
    /// Somebody changed it since the caller looked.
    #[error("the request has revision {0}")]
    Stale(i64),
    /// Nobody can have asked tomorrow.
    #[error("the person cannot have asked in the future")]
    Future,
    /// It was asked too long ago.
    #[error("the person asked more than 90 days ago")]
    TooEarly,
    /// The use is stopped already.
    #[error("the use of the policy is stopped already")]
    Stopped,
    /// What the person states is not what is kept.
    #[error("what is stated is not what is kept")]
    Mismatch {
        /// Whether the name is another.
        kana: bool,
        /// Whether telephone and mail address are others.
        contact: bool,
    },
    /// Two people, not one twice.
    #[error("who has checked the identity does not delete")]
    SamePerson,
    /// The policy is needed.
    #[error("the policy is in force")]
    InForce,
    /// Claims have to be decided first.
    #[error("claims about the policy are not decided")]
    Undecided,
}

impl SubjectRequest {
    /// Somebody has asked.
    ///
    /// # Errors
    /// [`Refusal::Future`], [`Refusal::TooEarly`], or [`Refusal::Stopped`] when the use is to be stopped that is.
    pub fn receive(
        (id, number): (SubjectRequestId, String),
        (insurer, policy): (OrganisationId, PolicyId),
        kind: Kind,
        asked_at: DateTime<Utc>,
        received: Deed,
        stopped: bool,
    ) -> Result<(Self, Event), Refusal> {
        if asked_at > received.at {
            return Err(Refusal::Future);
        }
        if asked_at < received.at - RECORDED_WITHIN {
            return Err(Refusal::TooEarly);
        }
        if stopped && kind == Kind::Stop {
            return Err(Refusal::Stopped);
        }
        let state = State::Received;
        let request = Self { id, revision: 1, insurer, number, policy, kind, asked_at, received, state };
        Ok((request, Event::Received))
    }

    /// The person is the policyholder: they have shown it, and state what is kept of them.
    ///
    /// # Errors
    /// [`Refusal::State`], [`Refusal::Stale`], or [`Refusal::Mismatch`]; then nothing has changed.
    pub fn identify(
        &mut self,
        (proof, stated): (Proof, &Stated),
        kept: &Policyholder,
        seen: i64,
        by: Deed,
    ) -> Result<Event, Refusal> {
        if self.state != State::Received {
            return Err(Refusal::State);
        }
        self.expect(seen)?;
        stated.compare(proof, kept)?;
        self.become_next(State::Identified(Check { by: by.by, at: by.at, proof }));
        Ok(Event::Identified)
    }

    /// What was asked for is done.
    ///
    /// # Errors
    /// Every [`Refusal`] but those of receiving and identifying; then nothing has changed.
    pub fn carry_out(&mut self, standing: Standing, seen: i64, by: Deed) -> Result<Event, Refusal> {
        let State::Identified(check) = self.state else { return Err(Refusal::State) };
        self.expect(seen)?;
        match self.kind {
            Kind::Disclosure | Kind::Correction => {}
            Kind::Stop if standing.stopped => return Err(Refusal::Stopped),
            Kind::Stop => {}
            Kind::Deletion if check.by == by.by => return Err(Refusal::SamePerson),
            Kind::Deletion if standing.in_force => return Err(Refusal::InForce),
            Kind::Deletion if standing.undecided > 0 => return Err(Refusal::Undecided),
            Kind::Deletion => {}
        }
        self.become_next(State::Done(check, by));
        Ok(Event::Done)
    }

    /// It is refused, on a ground that is told to the person; whether the policy is kept decides which there are.
    ///
    /// # Errors
    /// [`Refusal::State`], [`Refusal::Stale`], or [`Refusal::Ground`] when it is not one of [`SubjectRequest::grounds`].
    pub fn refuse(
        &mut self,
        (ground, is_kept): (Ground, bool),
        seen: i64,
        by: Deed,
    ) -> Result<Event, Refusal> {
        if !self.is_open() {
            return Err(Refusal::State);
        }
        self.expect(seen)?;
        if !self.grounds(is_kept).contains(&ground) {
            return Err(Refusal::Ground);
        }
        self.become_next(State::Refused(self.state.check(), by, ground));
        Ok(Event::Refused(ground))
    }

    /// The policyholder wants what was stopped to be used again: they have shown again who they are.
    ///
    /// # Errors
    /// [`Refusal::State`] when nothing of it is stopped, [`Refusal::Stale`], or [`Refusal::Mismatch`].
    pub fn resume(
        &mut self,
        (proof, stated): (Proof, &Stated),
        kept: &Policyholder,
        seen: i64,
        by: Deed,
    ) -> Result<Event, Refusal> {
        let (Kind::Stop, State::Done(check, done)) = (self.kind, self.state) else {
            return Err(Refusal::State);
        };
        self.expect(seen)?;
        stated.compare(proof, kept)?;
        self.become_next(State::Resumed { check, done, resumed: Check { by: by.by, at: by.at, proof } });
        Ok(Event::Resumed)
    }

    /// On what grounds it may be refused as it stands, if it may; its policy is kept, or deleted since.
    #[must_use]
    pub fn grounds(&self, is_kept: bool) -> Vec<Ground> {
        let is_identified = self.state.check().is_some();
        let possible = |ground: &Ground| ground.fits(self.kind, is_identified, is_kept);
        if self.is_open() { Ground::ALL.into_iter().filter(possible).collect() } else { vec![] }
    }

    /// By when it is to be carried out or refused.
    #[must_use]
    pub fn due_at(&self) -> DateTime<Utc> {
        self.asked_at + ANSWERED_WITHIN
    }

    /// Until when what it has disclosed is kept to be fetched.
    #[must_use]
    pub fn disclosed_until(&self) -> Option<DateTime<Utc>> {
        match self.state {
            State::Done(_, done) if self.kind == Kind::Disclosure => Some(done.at + DISCLOSED_FOR),
            _ => None,
        }
    }

    /// Whether somebody still waits for an answer.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.state, State::Received | State::Identified(_))
    }

    fn expect(&self, seen: i64) -> Result<(), Refusal> {
        if seen == self.revision { Ok(()) } else { Err(Refusal::Stale(self.revision)) }
    }

    fn become_next(&mut self, state: State) {
        self.state = state;
        self.revision += 1;
    }
}

impl State {
    /// Its name.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        match self {
            Self::Received => Stage::Received,
            Self::Identified(_) => Stage::Identified,
            Self::Done(..) => Stage::Done,
            Self::Refused(..) => Stage::Refused,
            Self::Resumed { .. } => Stage::Resumed,
        }
    }

    /// How the identity was checked, if it was.
    #[must_use]
    pub const fn check(&self) -> Option<Check> {
        match self {
            Self::Received => None,
            Self::Refused(check, ..) => *check,
            Self::Identified(check) | Self::Done(check, _) | Self::Resumed { check, .. } => Some(*check),
        }
    }

    /// Who carried it out or refused it, if anybody did.
    #[must_use]
    pub const fn settled(&self) -> Option<Deed> {
        match self {
            Self::Received | Self::Identified(_) => None,
            Self::Done(_, act) | Self::Refused(_, act, _) | Self::Resumed { done: act, .. } => Some(*act),
        }
    }
}

/// Names that are the same in rows, facts and attestations.
macro_rules! named {
    ($type:ident { $($variant:ident = $text:literal),+ $(,)? }) => {
        impl $type {
            /// Its name, `lower_snake_case`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// That of this name.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                [$(Self::$variant),+].into_iter().find(|it| it.as_str() == text)
            }
        }
    };
}
use named;

named!(Kind { Disclosure = "disclosure", Correction = "correction", Stop = "stop", Deletion = "deletion" });
named!(Stage {
    Received = "received", Identified = "identified", Done = "done", Refused = "refused", Resumed = "resumed",
});

named!(SubjectFile {
    AttestationJson = "attestation_json", AttestationPdf = "attestation_pdf", DisclosureJson = "disclosure_json",
    DisclosurePdf = "disclosure_pdf",
});

impl SubjectFile {
    /// Whether it names somebody.
    #[must_use]
    pub const fn is_personal(self) -> bool {
        matches!(self, Self::DisclosureJson | Self::DisclosurePdf)
    }
}

#[cfg(test)]
mod tests;
