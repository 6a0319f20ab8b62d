//! `nekonote`: the platform in one process, and the operator's command line.

mod bootstrap;
mod demo;
mod grpc;
mod keys;
mod secrets;
mod service;

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
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("nekonote: {error:#}");
            ExitCode::FAILURE
        }
    }
}
