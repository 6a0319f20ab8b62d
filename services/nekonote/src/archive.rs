//! `nekonote archive`: the file that an organisation fetched, checked and brought back. Takes the passphrase from a file, never from an
//! argument, which everybody on the machine can read.

mod check;
mod import;

use std::{
    fs::File,
    io::{BufReader, Seek as _},
    path::PathBuf,
};

use ::archive::Key;
use anyhow::{Context as _, bail};
use zeroize::Zeroizing;

/// What `nekonote archive` was asked for.
#[derive(clap::Args)]
pub struct Options {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand)]
enum Verb {
    /// Opens an archive, compares every file with the manifest and says how much there is of what. Works offline and writes nothing.
    Check(Sealed),
    /// Brings a service's part of an archive back, beside the service while it runs. What is there already stays as it is, so it may
    /// be ended and run again.
    Import(import::Options),
}

/// An archive, and what opens it.
#[derive(clap::Args)]
struct Sealed {
    /// The archive.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// A file that holds the passphrase alone.
    #[arg(long, value_name = "FILE", conflicts_with = "identity", required_unless_present = "identity")]
    passphrase_file: Option<PathBuf>,
    /// A file of age secret keys, as age-keygen writes it.
    #[arg(long, value_name = "FILE")]
    identity: Option<PathBuf>,
}

/// An archive that is open, to be read as often as it takes: it cannot be exchanged meanwhile.
struct Source {
    name: String,
    file: File,
    key: Key,
}

/// Does it.
pub async fn run(options: Options) -> anyhow::Result<()> {
    match options.verb {
        Verb::Check(sealed) => check::run(&sealed),
        Verb::Import(options) => import::run(options).await,
    }
}

impl Sealed {
    fn open(&self) -> anyhow::Result<Source> {
        let name = self.file.display().to_string();
        let file = File::open(&self.file).with_context(|| name.clone())?;
        Ok(Source { file, key: self.key()?, name })
    }

    fn key(&self) -> anyhow::Result<Key> {
        let text = |path: &PathBuf| -> anyhow::Result<Zeroizing<String>> {
            Ok(Zeroizing::new(std::fs::read_to_string(path).with_context(|| path.display().to_string())?))
        };
        match (&self.passphrase_file, &self.identity) {
            (Some(path), _) => Ok(Key::passphrase(text(path)?.trim_end_matches(['\r', '\n']))),
            (None, Some(path)) => Ok(Key::identities(&text(path)?)?),
            (None, None) => {
                bail!(
                    "--passphrase-file か --identity が必要です。/ --passphrase-file or --identity is needed"
                )
            }
        }
    }
}

impl Source {
    /// Its bytes, from the first.
    fn bytes(&self) -> anyhow::Result<BufReader<File>> {
        let mut file = self.file.try_clone().with_context(|| self.name.clone())?;
        file.rewind().with_context(|| self.name.clone())?;
        Ok(BufReader::new(file))
    }
}
