//! Which workload may call which RPC, and whether an actor must come with it: one table per service.
//! Refuses every RPC that no rule names, every caller that its rule does not name, peers revoked or expired since the
//! handshake (a stream's as well, while it lasts), and actors whose signature does not hold.

mod decide;
mod layer;
mod standing;

pub use crate::workload::WorkloadName as Caller;
pub use layer::{Guard, Layer};

/// What an RPC asks for besides a caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ActorRule {
    /// A signed actor; handlers get it by [`crate::actor`].
    Required,
    /// None: the caller asks for itself, for one purpose. An actor that comes along is not looked at.
    WorkloadOnly,
}

/// One RPC and who may call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The RPC: `/nekonote.claims.v1.ClaimsService/SubmitClaim`.
    pub path: &'static str,
    /// Who may call it.
    pub callers: &'static [Caller],
    /// Whether an actor must come with it.
    pub actor: ActorRule,
}

impl Rule {
    /// An RPC that is done on behalf of an actor.
    #[must_use]
    pub const fn for_actors(path: &'static str, callers: &'static [Caller]) -> Self {
        Self { path, callers, actor: ActorRule::Required }
    }

    /// An RPC that a workload calls for itself.
    #[must_use]
    pub const fn for_workloads(path: &'static str, callers: &'static [Caller]) -> Self {
        Self { path, callers, actor: ActorRule::WorkloadOnly }
    }
}
