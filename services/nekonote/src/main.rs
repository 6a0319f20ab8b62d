//! `nekonote`: the platform in one process, and the operator's command line.

// `println!` panics when nobody reads any more.
#![deny(clippy::print_stdout)]

#[macro_use]
mod say;

mod archive;
mod attestation;
mod bootstrap;
mod demo;
mod file;
mod grpc;
mod keys;
mod organisation;
mod plan;
mod polite;
mod portal;
mod secrets;
mod service;
mod zengin;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// ねこのて クラウド / Nekonote, the pet-insurance claims platform.
#[derive(Parser)]
#[command(name = "nekonote", version)]
struct Line {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Starts the whole platform on this machine with demo data.
    Demo(demo::Options),
    /// Registers the operator's organisation with its first administrator and device, once in a platform's life.
    Bootstrap(bootstrap::Options),
    /// Shows and renews the keys that a service's data is sealed under.
    Keys(keys::Options),
    /// Seals what a service keeps secret into files, and checks or renews them.
    Secrets(secrets::Options),
    /// Checks what the platform has attested, offline, and makes keys to attest with.
    Attestation(attestation::Options),
    /// Checks the archive that an organisation fetched, offline.
    Archive(archive::Options),
    /// Checks what an insurer's plan pays against what its terms say, offline.
    Plan(plan::Options),
    /// Checks a transfer file before it goes to a bank, offline.
    Zengin(zengin::Options),
    /// Ends organisations whose contract has ended.
    Organisation(organisation::Options),
}

fn main() -> ExitCode {
    let Line { verb } = Line::parse();
    identity::install_provider();
    let result = tokio::runtime::Runtime::new().map_err(anyhow::Error::from);
    let result = result.and_then(|runtime| match verb {
        Verb::Demo(options) => runtime.block_on(demo::run(options)),
        Verb::Bootstrap(options) => runtime.block_on(bootstrap::run(options)),
        Verb::Keys(options) => runtime.block_on(keys::run(options)),
        Verb::Secrets(options) => runtime.block_on(secrets::run(options)),
        Verb::Attestation(options) => attestation::run(&options),
        Verb::Archive(options) => runtime.block_on(archive::run(options)),
        Verb::Plan(options) => plan::run(&options),
        Verb::Zengin(options) => zengin::run(&options),
        Verb::Organisation(options) => runtime.block_on(organisation::run(options)),
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = say!("nekonote: {error:#}");
            ExitCode::FAILURE
        }
    }
}
