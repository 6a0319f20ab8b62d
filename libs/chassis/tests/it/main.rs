//! A process over real mutual TLS: drain, deadlines, health, traces, logs, configuration.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may give up loudly")]

mod access;
mod command;
mod config;
mod deadline;
mod drain;
mod house;
mod otlp;
mod slow;
mod trace;
