//! `nekonote plan`: an insurer's acceptance test of its product, by the engine that decides claims. Asks nobody and writes nothing.

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use claims::acceptance::{Checked, MOST, Outcome, check};

use crate::file;

/// What `nekonote plan` was asked for.
#[derive(clap::Args)]
pub struct Options {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand)]
enum Verb {
    /// Computes every case of a file (docs/plans.md) and prints what was expected and what comes out. Fails on any difference of a yen,
    /// and on any case that cannot be read.
    Check {
        /// The cases, JSON.
        file: PathBuf,
        /// Explains every case, not only those that differ.
        #[arg(long)]
        explain: bool,
    },
}

/// Does it.
pub fn run(options: &Options) -> anyhow::Result<()> {
    let Verb::Check { file: path, explain } = &options.verb;
    let content = file::read(path, MOST)?;
    let cases = check(&content).with_context(|| path.display().to_string())?;
    for case in &cases {
        print(case, *explain)?;
    }
    let (all, differ) = (cases.len(), cases.iter().filter(|case| !case.agrees()).count());
    say!("")?;
    say!("{all} 件中 {} 件が一致しました。/ {} of {all} cases agree.", all - differ, all - differ)?;
    if differ > 0 {
        bail!(
            "{differ} 件が一致しません。上の × の行をご確認ください。/ {differ} cases differ; see the lines marked ×"
        );
    }
    Ok(())
}

fn print(case: &Checked, explain: bool) -> anyhow::Result<()> {
    let Checked { id, description, outcome } = case;
    let mark = if case.agrees() { "○" } else { "×" };
    match outcome {
        Ok(Outcome { expected, actual, annual_maximum, steps }) => {
            say!("{mark} {id}  expected {}  actual {}  {description}", expected.get(), actual.get())?;
            if let Some((printed, computed)) = annual_maximum {
                let computed = computed.map_or_else(|| "none".to_owned(), |yen| yen.get().to_string());
                say!("    annual maximum: expected {}  actual {computed}", printed.get())?;
            }
            let explained = steps.iter().filter(|_| explain || !case.agrees());
            for (of, text, yen) in explained {
                let of = if of.is_empty() { "全体" } else { of };
                say!("    {of}: {text} → {yen}")?;
            }
        }
        Err(why) => say!("{mark} {id}  読めません / cannot be read: {why}  {description}")?,
    }
    Ok(())
}
