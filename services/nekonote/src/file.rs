//! Reads a file that a verb was given, of at most so many bytes.

use std::{fs::File, io::Read as _, path::Path};

use anyhow::{Context as _, bail};

/// What is in a file.
pub fn read(path: &Path, most: u64) -> anyhow::Result<Vec<u8>> {
    let (name, mut content) = (|| path.display().to_string(), vec![]);
    let file = File::open(path).with_context(name)?;
    file.take(most.saturating_add(1)).read_to_end(&mut content).with_context(name)?;
    if content.len() as u64 > most {
        bail!("{}: 大きすぎます（{most} バイトまで）。/ too large", path.display());
    }
    Ok(content)
}
