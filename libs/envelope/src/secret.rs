//! What the platform itself keeps secret, a small sealed file each: signing keys, passwords to others. Refuses a file that is
//! not sealed, that was changed, or that holds another secret, another service's or another installation's.

mod file;
mod form;

use std::{fmt, io, path::PathBuf};

use fault::Fault;
use uuid::Uuid;
use zeroize::Zeroizing;

pub use self::file::SealedFile;
use crate::{Column, Error, KeyId, Keyring, Opening, Place, Purpose, platform};

/// What a secret is called: the key of the configuration that names its file. Each service has its own as constants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecretName(&'static str);

/// An opened secret; wiped when dropped.
pub struct OpenedSecret(Zeroizing<Vec<u8>>);

/// A sealed file cannot be read or written. Never says more of it than where it is and what it should hold.
#[derive(Debug, thiserror::Error)]
pub enum BadSecret {
    /// The file cannot be read or written.
    #[error("{path}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file holds something that nobody has sealed.
    #[error(
        "{path}: not a sealed file; seal what it holds: \
         nekonote secrets seal --service SERVICE --config FILE --name {name} --out SEALED < {path}"
    )]
    Plain {
        /// Which.
        path: PathBuf,
        /// What it should hold.
        name: SecretName,
    },
    /// The file was sealed once, for something else.
    #[error("{path}: holds another secret than {name}")]
    Another {
        /// Which.
        path: PathBuf,
        /// What it should hold.
        name: SecretName,
    },
    /// The file was cut or changed, or is of a form that this release does not read.
    #[error("{path}: the sealed {name} was cut or changed, or is of a form that this release does not read")]
    Malformed {
        /// Which.
        path: PathBuf,
        /// What it should hold.
        name: SecretName,
    },
    /// There is nothing to seal.
    #[error("{0}: there is nothing to seal")]
    Empty(SecretName),
    /// It is sealed already: once more, and nobody could use it.
    #[error("{0}: this is sealed already")]
    Twice(SecretName),
    /// More than a secret has.
    #[error("{0}: more than the {LONGEST} bytes that a sealed file may have")]
    TooLong(SecretName),
    /// The key or the value refused.
    #[error("{path}: {name}: {}", reason(source))]
    Sealing {
        /// Which file.
        path: PathBuf,
        /// Which secret.
        name: SecretName,
        /// Why.
        source: Box<Error>,
    },
}

/// Bytes of a sealed file at most.
pub const LONGEST: usize = 64 * 1024;

impl SecretName {
    /// Names a secret.
    ///
    /// # Panics
    /// At compile time of the constant, when it has more than 80 bytes.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        assert!(text.len() <= 80, "a name of at most 80 bytes");
        Self(text)
    }

    /// The name itself.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// There is one of each in a service, so the row is always the same.
    const fn place(self) -> Place {
        Column::new("secrets", self.0).at(Uuid::nil())
    }
}

impl fmt::Display for SecretName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl OpenedSecret {
    /// The secret itself.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// A secret that is a text, without the line's end that an editor leaves behind it; none when it is no text.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok().map(|text| text.trim_end_matches(['\r', '\n']))
    }
}

impl fmt::Debug for OpenedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹secret›")
    }
}

impl BadSecret {
    fn sealing(name: SecretName, file: &SealedFile, cause: Error) -> Self {
        Self::Sealing { path: file.path().to_owned(), name, source: Box::new(cause) }
    }
}

impl Keyring {
    /// Seals a secret under the platform's current key and writes it into a file, whole or not at all, for this user alone.
    /// What is there must be the same secret, sealed. Waits for KMS and shelf.
    ///
    /// # Errors
    /// When there is nothing to seal or it is sealed already, the key is not to be had, or the file cannot be written.
    pub async fn seal_secret(
        &self,
        name: SecretName,
        plain: &[u8],
        file: &SealedFile,
    ) -> Result<KeyId, BadSecret> {
        if plain.is_empty() {
            return Err(BadSecret::Empty(name));
        }
        if form::is_sealed(plain) {
            return Err(BadSecret::Twice(name));
        }
        file.may_be_written(name)?;
        let failed = |cause| BadSecret::sealing(name, file, cause);
        self.warm(platform(), Purpose::Secrets).await.map_err(failed)?;
        let sealed = self.seal(platform(), Purpose::Secrets, &name.place(), plain).map_err(failed)?;
        let text = form::write(name, &sealed);
        if text.len() > LONGEST {
            return Err(BadSecret::TooLong(name));
        }
        file.write(&text)?;
        sealed.key().ok_or_else(|| failed(Error::Broken("what was sealed names no key")))
    }

    /// Opens a secret from its file. Waits for KMS and shelf.
    ///
    /// # Errors
    /// When the file does not hold this secret, sealed for this service here, or its key is not to be had.
    pub async fn open_secret(
        &self,
        name: SecretName,
        file: &SealedFile,
        opening: &Opening,
    ) -> Result<OpenedSecret, BadSecret> {
        let sealed = file.read(name)?;
        let failed = |cause| BadSecret::sealing(name, file, cause);
        self.warm_keys(sealed.key()).await.map_err(failed)?;
        self.open(platform(), &name.place(), &sealed, opening).map(OpenedSecret).map_err(failed)
    }
}

fn reason(error: &Error) -> String {
    Fault::from(error.clone()).reason().to_owned()
}
