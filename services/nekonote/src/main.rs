//! `nekonote`: the platform in one process, and the operator's command line.

mod demo;

use std::{path::PathBuf, process::ExitCode};

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
    Demo {
        /// Runs the main job once, prints what the timeline recorded, and ends.
        #[arg(long)]
        once: bool,
        /// An administrator's postgres:// URL; without it each service has a SQLite file.
        #[arg(long)]
        database: Option<String>,
        /// What the databases and their roles are called before the service's name.
        #[arg(long, default_value = "nekonote", hide = true)]
        database_prefix: String,
        /// Runs each service as a process of its own, from the programs beside this one.
        #[arg(long)]
        separate: bool,
        /// Where the demo keeps its state; with --once a folder that is thrown away.
        #[arg(long)]
        state: Option<PathBuf>,
    },
}

fn main() -> ExitCode {
    let Line { verb: Verb::Demo { once, database, database_prefix, separate, state } } = Line::parse();
    let options = demo::Options { once, database, database_prefix, separate, state };
    identity::install_provider();
    let result = tokio::runtime::Runtime::new().map_err(anyhow::Error::from);
    let result = result.and_then(|runtime| runtime.block_on(demo::run(options)));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("nekonote: {error:#}");
            ExitCode::FAILURE
        }
    }
}
