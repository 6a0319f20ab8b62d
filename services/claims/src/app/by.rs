//! On whose behalf a verb runs, and which attempt it is.

use chrono::{DateTime, Utc};
use envelope::{Opening, Who};
use fault::Fault;
use feed::Operator;
use identity::{Actor, ActorKind};
use store::{Attempt, Scope};
use uuid::Uuid;

use crate::domain::subject_request::Deed;

/// The actor, and for verbs that change something the request itself.
#[derive(Debug, Clone)]
pub struct By {
    /// Who.
    pub actor: Actor,
    /// The caller's id of the request; nil for verbs that only read.
    pub request_id: Uuid,
    /// The whole request, encoded.
    pub content: Vec<u8>,
}

impl By {
    /// The scope of the actor's organisation.
    pub(super) const fn scope(&self) -> Scope {
        Scope::organisation(self.actor.organisation, self.actor.organisation_kind)
    }

    /// The scope of the actor's clinic looking up one policy, by the tokens of its number.
    pub(super) const fn lookup(&self, tokens: Vec<i64>) -> Scope {
        Scope::Lookup { clinic: self.actor.organisation, tokens }
    }

    /// In the actor's name, for a use case.
    pub(super) fn opening(&self, why: &'static str) -> Opening {
        let who = match self.actor.kind {
            ActorKind::Account => Who::Account(self.actor.id.into()),
            ActorKind::ApiClient => Who::ApiClient(self.actor.id.into()),
        };
        Opening { who, why }
    }

    /// The person who does something now.
    ///
    /// # Errors
    /// `Forbidden` for programs.
    pub(super) fn person(&self, at: DateTime<Utc>) -> Result<Deed, Fault> {
        match self.actor.kind {
            ActorKind::Account => Ok(Deed { by: self.actor.id.into(), at }),
            ActorKind::ApiClient => Err(Fault::forbidden("NOT_PERMITTED")),
        }
    }

    /// As facts name the actor.
    pub(super) fn operator(&self) -> Operator {
        Operator::of(&self.actor)
    }

    /// This attempt at an RPC.
    pub(super) fn attempt(&self, rpc: &'static str, at: DateTime<Utc>) -> Attempt {
        Attempt {
            organisation: self.actor.organisation,
            caller: self.actor.id,
            rpc,
            request_id: self.request_id,
            content: self.content.clone(),
            at,
        }
    }
}
