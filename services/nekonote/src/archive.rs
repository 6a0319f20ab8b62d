//! `nekonote archive check`: whether the file that an organisation fetched is whole and true. Works offline and writes nothing. Takes the
//! passphrase from a file, never from an argument, which everybody on the machine can read.

use std::{collections::BTreeMap, fs::File, io::BufReader, path::PathBuf};

use ::archive::{Key, Piece, read};
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
    /// Opens an archive, compares every file with the manifest and says how much there is of what.
    Check {
        /// The archive.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// A file that holds the passphrase alone.
        #[arg(long, value_name = "FILE", conflicts_with = "identity", required_unless_present = "identity")]
        passphrase_file: Option<PathBuf>,
        /// A file of age secret keys, as age-keygen writes it.
        #[arg(long, value_name = "FILE")]
        identity: Option<PathBuf>,
    },
}

/// Does it.
pub fn run(options: Options) -> anyhow::Result<()> {
    let Verb::Check { file, passphrase_file, identity } = options.verb;
    let key = key(passphrase_file, identity)?;
    let sealed = File::open(&file).with_context(|| file.display().to_string())?;
    let mut counts = BTreeMap::<String, (u64, u64)>::new();
    let manifest = read(BufReader::new(sealed), &key, |path, piece| {
        let name = path.as_str().rsplit_once('-').filter(|_| path.as_str().ends_with(".jsonl"));
        let name = name.map_or_else(|| folder(path.as_str()), |(name, _)| format!("{name}.jsonl"));
        let (many, bytes) = counts.entry(name).or_default();
        match piece {
            Piece::Bytes(content) => {
                *bytes += content.len() as u64;
                if path.as_str().ends_with(".jsonl") {
                    *many += content.iter().filter(|byte| **byte == b'\n').count() as u64;
                }
            }
            Piece::Begins(_) if !path.as_str().ends_with(".jsonl") => *many += 1,
            Piece::Begins(_) | Piece::Ends => {}
        }
        Ok(())
    });
    let manifest = manifest.with_context(|| file.display().to_string())?;
    say!(
        "アーカイブは完全です。/ The archive is whole: {} of {}",
        manifest.organisation_id,
        manifest.made_at
    )?;
    for (name, (many, bytes)) in counts {
        say!("{many:>8}  {name}  ({bytes} bytes)")?;
    }
    Ok(())
}

fn key(passphrase: Option<PathBuf>, identity: Option<PathBuf>) -> anyhow::Result<Key> {
    let text = |path: &PathBuf| -> anyhow::Result<Zeroizing<String>> {
        Ok(Zeroizing::new(std::fs::read_to_string(path).with_context(|| path.display().to_string())?))
    };
    match (passphrase, identity) {
        (Some(path), _) => Ok(Key::passphrase(text(&path)?.trim_end_matches(['\r', '\n']))),
        (None, Some(path)) => Ok(Key::identities(&text(&path)?)?),
        (None, None) => {
            bail!("--passphrase-file か --identity が必要です。/ --passphrase-file or --identity is needed")
        }
    }
}

/// The folder of a document, up to its claim.
fn folder(path: &str) -> String {
    path.split('/').take(2).collect::<Vec<_>>().join("/")
}
