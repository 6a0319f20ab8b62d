#![doc = include_str!("../README.md")]

pub mod access;
mod actor;
mod client_certificate;
mod permissions;
mod reason;
mod role;
mod tls;
mod watch;
mod workload;

pub use access::{ActorRule, Caller, Rule};
pub use actor::{
    ACTOR_KEY, Actor, ActorKind, ActorRefusal, ActorSigner, ActorVerifier, BadActorKey, OrganisationKind,
    SignedActor, actor, with_actor,
};
pub use client_certificate::{ClientCertificate, ORGANISATION_PREFIX, Refusal, fingerprint};
pub use permissions::{Permission, Permissions, UnknownPermission};
pub use reason::{BadReason, Reason};
pub use role::{Role, UnknownRole, cap};
pub use tls::{
    BadAddress, Incoming, ServerTls, TlsError, Workload, WorkloadFiles, channel, incoming, install_provider,
};
pub use workload::{NotAWorkload, WORKLOAD_PREFIX, WorkloadName, caller};
