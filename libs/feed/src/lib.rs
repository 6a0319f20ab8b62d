#![doc = include_str!("../README.md")]

mod fact;
mod follower;
mod migrations;
mod outbox;
mod parked;
mod sequencer;
mod server;
mod trace;
mod wire;

pub use fact::{Change, Fact, Operator, OperatorKind, Resource};
pub use follower::{Effect, Follow, follow, reached};
pub use migrations::migrations;
pub use outbox::tell;
pub use parked::{Parked, parked, replay};
pub use server::Feed;
pub use wire::NotAFact;
