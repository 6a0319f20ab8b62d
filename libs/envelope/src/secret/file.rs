//! Where a sealed secret lies. As a type of a configuration it says that the file may not be plain. Written by rename, so that
//! whoever reads it finds the old one or the new one; never written over what is not this secret.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    BadSecret, LONGEST, SecretName,
    form::{self, Refusal},
};
use crate::Sealed;

/// The path of a sealed file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SealedFile(PathBuf);

impl SealedFile {
    /// A sealed file, which need not be there yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// What it holds, still sealed.
    ///
    /// # Errors
    /// When it cannot be read, or does not hold this secret in the form of a sealed file.
    pub fn read(&self, name: SecretName) -> Result<Sealed, BadSecret> {
        let bytes = self.bytes().map_err(|source| self.unusable(source))?;
        let path = || self.0.clone();
        form::read(name, &bytes).map_err(|refusal| match refusal {
            Refusal::Plain => BadSecret::Plain { path: path(), name },
            Refusal::Another => BadSecret::Another { path: path(), name },
            Refusal::Malformed => BadSecret::Malformed { path: path(), name },
        })
    }

    /// Nobody's only copy of a plain key is written over, nor another secret.
    pub(super) fn may_be_written(&self, name: SecretName) -> Result<(), BadSecret> {
        match self.read(name) {
            Err(BadSecret::File { source, .. }) if source.kind() == io::ErrorKind::NotFound => Ok(()),
            Ok(_) | Err(BadSecret::Malformed { .. }) => Ok(()),
            Err(refusal) => Err(refusal),
        }
    }

    pub(super) fn write(&self, text: &str) -> Result<(), BadSecret> {
        let draft = self.0.with_file_name(format!(".{}.draft", Uuid::now_v7()));
        let written = self.replace(&draft, text);
        if written.is_err() {
            // It holds nothing but what is sealed; whoever cannot write here cannot remove it either.
            let _ = fs::remove_file(&draft);
        }
        written.map_err(|source| self.unusable(source))
    }

    fn replace(&self, draft: &Path, text: &str) -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(draft)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(draft, &self.0)?;
        let folder = self.0.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }

    /// One byte more than a sealed file may have is no sealed file.
    fn bytes(&self) -> io::Result<Vec<u8>> {
        let mut bytes = vec![];
        File::open(&self.0)?.take(LONGEST as u64 + 1).read_to_end(&mut bytes)?;
        if bytes.len() > LONGEST {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "larger than any sealed file"));
        }
        Ok(bytes)
    }

    fn unusable(&self, source: io::Error) -> BadSecret {
        BadSecret::File { path: self.0.clone(), source }
    }
}
