//! Files of the state folder: for this user alone, written whole by rename, and one demo at a time.

use std::{
    fs::{self, File, OpenOptions},
    io::{ErrorKind, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, ensure};

/// Counts up whenever a migration is changed in place, or what lies in the folder is kept in another way.
const FORMAT: &str = "9";

/// Makes a folder for this user alone.
pub(super) fn folder(path: &Path) -> anyhow::Result<PathBuf> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .with_context(|| path.display().to_string())?;
    Ok(path.canonicalize()?)
}

/// Writes a file whole, for this user alone.
pub(super) fn write(path: &Path, content: impl AsRef<[u8]>) -> anyhow::Result<()> {
    if let Some(parent) = path.parent() {
        folder(parent)?;
    }
    let draft = path.with_extension("draft");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    file.write_all(content.as_ref())?;
    file.sync_all()?;
    fs::rename(&draft, path).with_context(|| path.display().to_string())
}

/// Refuses a state folder whose tables are those of an older program: before the first release they change in place.
pub(super) fn check_format(folder: &Path) -> anyhow::Result<()> {
    let (path, is_used) = (folder.join("format"), folder.join("settings").exists());
    let known = fs::read_to_string(&path).unwrap_or_default();
    ensure!(
        !is_used || known == FORMAT,
        "前のバージョンのデモのデータが残っています。`make demo-reset` で消してから、もう一度起動してください。 / \
         the demo's data is of an older version: run make demo-reset, then start again"
    );
    write(&path, FORMAT)
}

/// Reads a file, or makes it first.
pub(super) fn read_or(path: &Path, make: impl FnOnce() -> anyhow::Result<String>) -> anyhow::Result<String> {
    if !path.exists() {
        write(path, make()?)?;
    }
    fs::read_to_string(path).with_context(|| path.display().to_string())
}

/// Removes a file that may be there.
pub(super) fn remove(path: &Path) -> anyhow::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| path.display().to_string())
        }
        _ => Ok(()),
    }
}

/// Keeps other demos out of the folder until it is dropped; a killed demo leaves nothing behind.
pub(super) fn lock(folder: &Path) -> anyhow::Result<File> {
    let file = File::create(folder.join("lock"))?;
    file.try_lock().context("このデモはすでに動いています。 / this demo is already running")?;
    Ok(file)
}
