//! A mail to one person, from queued to sent or dead. Refuses to leave an end: sent stays sent, dead stays dead.

use chrono::{DateTime, Utc};
use ids::{DeliveryId, OrganisationId};

use crate::domain::{
    answer::{Answer, Silence},
    patience::{self, MOST_ATTEMPTS},
    recipient::Recipient,
    template::Template,
};

/// A mail to one person, without its address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Its id, also the local part of its Message-ID.
    pub id: DeliveryId,
    /// Grows with each change.
    pub revision: i64,
    /// On whose behalf it is sent.
    pub organisation: OrganisationId,
    /// Which message.
    pub template: Template,
    /// The claim it is about.
    pub subject: String,
    /// Who it is for.
    pub recipient: Recipient,
    /// How far it has got.
    pub state: State,
    /// Attempts so far.
    pub attempts: i32,
    /// What the mail server last said, without addresses.
    pub last_answer: String,
    /// When it was asked for.
    pub queued_at: DateTime<Utc>,
    /// Trace context of the fact that asked for it.
    pub traceparent: String,
}

/// How far a mail has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Waits until due.
    Queued {
        /// When to try.
        due_at: DateTime<Utc>,
    },
    /// The mail server has accepted it.
    Sent {
        /// When.
        at: DateTime<Utc>,
    },
    /// Given up, for a person to look at.
    Dead,
}

/// The delivery has ended already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the delivery has ended")]
pub struct Ended;

/// What a try led to.
#[must_use]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Accepted by the mail server.
    Sent,
    /// To be tried again.
    Postponed,
    /// Given up.
    Died,
}

impl State {
    /// Its name.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Queued { .. } => "queued",
            Self::Sent { .. } => "sent",
            Self::Dead => "dead",
        }
    }
}

impl Delivery {
    /// Notes what became of a try.
    ///
    /// # Errors
    /// [`Ended`] when it was sent or given up before.
    pub fn tried(&mut self, answer: &Answer, now: DateTime<Utc>) -> Result<Outcome, Ended> {
        if !matches!(self.state, State::Queued { .. }) {
            return Err(Ended);
        }
        self.revision += 1;
        self.last_answer = answer.words();
        let asked = matches!(answer, Answer::NoReply(Silence::Directory));
        self.attempts = self.attempts.saturating_add(i32::from(!asked));
        let given_up = self.attempts >= MOST_ATTEMPTS;
        let (state, outcome) = match answer {
            Answer::Accepted(_) => (State::Sent { at: now }, Outcome::Sent),
            Answer::Never(_) | Answer::NoAddress => (State::Dead, Outcome::Died),
            // The mail server was not even asked: that is no attempt.
            Answer::NoReply(Silence::Directory) => {
                (State::Queued { due_at: now + patience::ask_again(self.id.uuid()) }, Outcome::Postponed)
            }
            Answer::NotNow(_) | Answer::NoReply(_) if given_up => (State::Dead, Outcome::Died),
            Answer::NotNow(_) | Answer::NoReply(_) => {
                let due_at = now + patience::wait(self.attempts, self.id.uuid());
                (State::Queued { due_at }, Outcome::Postponed)
            }
        };
        self.state = state;
        Ok(outcome)
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn queued() -> Delivery {
        Delivery {
            id: DeliveryId::generate(),
            revision: 1,
            organisation: OrganisationId::generate(),
            template: Template::ClaimApprovedToPolicyholder,
            subject: "a-claim".into(),
            recipient: Recipient::Policyholder,
            state: State::Queued { due_at: DateTime::UNIX_EPOCH },
            attempts: 0,
            last_answer: String::new(),
            queued_at: DateTime::UNIX_EPOCH,
            traceparent: String::new(),
        }
    }

    #[test]
    fn an_accepted_mail_is_sent_and_stays_sent() {
        let mut delivery = queued();
        assert_eq!(delivery.tried(&Answer::Accepted(250), DateTime::UNIX_EPOCH), Ok(Outcome::Sent));
        assert_eq!(delivery.tried(&Answer::Never(550), DateTime::UNIX_EPOCH), Err(Ended));
        assert_eq!((delivery.state.as_str(), delivery.attempts, delivery.revision), ("sent", 1, 2));
    }

    #[test]
    fn a_refused_mail_is_dead_at_once() {
        let mut delivery = queued();
        assert_eq!(delivery.tried(&Answer::Never(550), DateTime::UNIX_EPOCH), Ok(Outcome::Died));
        assert_eq!(delivery.last_answer, "550 refused");
    }

    #[test]
    fn a_passing_failure_waits_and_too_many_of_them_are_death() {
        let mut delivery = queued();
        let mut now = DateTime::UNIX_EPOCH;
        for attempt in 1..MOST_ATTEMPTS {
            assert_eq!(
                delivery.tried(&Answer::NoReply(Silence::Connection), now),
                Ok(Outcome::Postponed),
                "{attempt}"
            );
            let State::Queued { due_at } = delivery.state else { panic!("queued") };
            assert!(due_at >= now + TimeDelta::seconds(5));
            now = due_at;
        }
        assert_eq!(delivery.tried(&Answer::NotNow(451), now), Ok(Outcome::Died));
        assert_eq!(delivery.state, State::Dead);
    }

    #[test]
    fn a_mail_does_not_die_of_our_own_services_being_down() {
        let mut delivery = queued();
        for _ in 0..10 * MOST_ATTEMPTS {
            let answer = Answer::NoReply(Silence::Directory);
            assert_eq!(delivery.tried(&answer, DateTime::UNIX_EPOCH), Ok(Outcome::Postponed));
        }
        assert_eq!((delivery.state.as_str(), delivery.attempts), ("queued", 0));
    }
}
