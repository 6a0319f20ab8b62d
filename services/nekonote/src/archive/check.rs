//! Whether an archive is whole and true.

use std::collections::BTreeMap;

use ::archive::{Piece, read};
use anyhow::Context as _;

use super::Sealed;

/// Reads it to its end and says what is in it.
pub(super) fn run(sealed: &Sealed) -> anyhow::Result<()> {
    let source = sealed.open()?;
    let mut counts = BTreeMap::<String, (u64, u64)>::new();
    let manifest = read(source.bytes()?, &source.key, |path, piece| {
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
            Piece::Begins(_) | Piece::Ends(_) => {}
        }
        Ok(())
    });
    let manifest = manifest.with_context(|| source.name.clone())?;
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

/// The folder of a document, up to its claim.
fn folder(path: &str) -> String {
    path.split('/').take(2).collect::<Vec<_>>().join("/")
}
