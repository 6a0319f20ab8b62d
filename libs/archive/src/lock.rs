//! Whom an archive is sealed for, and what opens it: a passphrase, or an age key pair. Refuses a passphrase that is short.

use std::{fmt, sync::Arc};

use age::secrecy::{ExposeSecret as _, SecretString};

/// Fewest characters of a passphrase.
pub const FEWEST: usize = 15;
/// Work of a passphrase, as a power of two: 64 MiB and some tenths of a second. With fifteen characters that is no way in, and a
/// gateway's memory bears it.
const WORK: u8 = 16;
/// Most work that an archive may ask of its reader.
const MOST_WORK: u8 = 20;

/// Whom an archive is sealed for.
#[derive(Clone)]
pub struct Lock(Kind);

#[derive(Clone)]
enum Kind {
    Passphrase(SecretString),
    Recipient(age::x25519::Recipient),
}

/// Why nothing is sealed so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadLock {
    /// A short passphrase.
    #[error("a passphrase has at least {FEWEST} characters")]
    Short,
    /// Not an age public key.
    #[error("not an age public key (age1…)")]
    Recipient,
    /// Not an age secret key.
    #[error("not an age secret key (AGE-SECRET-KEY-1…)")]
    Identity,
}

/// What opens an archive.
#[derive(Clone)]
pub struct Key(Arc<dyn age::Identity + Send + Sync>);

/// A new age key pair, for tests and tools.
pub struct Identity(age::x25519::Identity);

impl Lock {
    /// With a passphrase.
    ///
    /// # Errors
    /// [`BadLock::Short`].
    pub fn passphrase(text: &str) -> Result<Self, BadLock> {
        if text.chars().count() < FEWEST {
            return Err(BadLock::Short);
        }
        Ok(Self(Kind::Passphrase(SecretString::from(text.to_owned()))))
    }

    /// For the owner of a secret key.
    ///
    /// # Errors
    /// [`BadLock::Recipient`].
    pub fn recipient(text: &str) -> Result<Self, BadLock> {
        text.trim().parse().map(|key| Self(Kind::Recipient(key))).map_err(|_| BadLock::Recipient)
    }

    /// The beginning of an age file.
    pub(crate) fn encryptor(&self) -> Result<age::Encryptor, age::EncryptError> {
        match &self.0 {
            Kind::Passphrase(passphrase) => {
                let mut recipient = age::scrypt::Recipient::new(passphrase.clone());
                recipient.set_work_factor(WORK);
                age::Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient))
            }
            Kind::Recipient(key) => {
                age::Encryptor::with_recipients(std::iter::once(key as &dyn age::Recipient))
            }
        }
    }
}

impl Key {
    /// A passphrase.
    #[must_use]
    pub fn passphrase(text: &str) -> Self {
        let mut identity = age::scrypt::Identity::new(SecretString::from(text.to_owned()));
        identity.set_max_work_factor(MOST_WORK);
        Self(Arc::new(identity))
    }

    /// The first secret key of an identity file, as `age-keygen` writes it.
    ///
    /// # Errors
    /// [`BadLock::Identity`] when there is none.
    pub fn identities(text: &str) -> Result<Self, BadLock> {
        let line = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
        let identity = line.ok_or(BadLock::Identity)?.parse::<age::x25519::Identity>();
        Ok(Self(Arc::new(identity.map_err(|_| BadLock::Identity)?)))
    }

    pub(crate) fn identity(&self) -> &dyn age::Identity {
        self.0.as_ref()
    }
}

impl Identity {
    /// A new one.
    #[must_use]
    pub fn generate() -> Self {
        Self(age::x25519::Identity::generate())
    }

    /// Its public key.
    #[must_use]
    pub fn recipient(&self) -> String {
        self.0.to_public().to_string()
    }

    /// Its secret key.
    #[must_use]
    pub fn secret(&self) -> String {
        self.0.to_string().expose_secret().to_owned()
    }
}

impl fmt::Debug for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::Passphrase(_) => "Lock(passphrase)",
            Kind::Recipient(_) => "Lock(recipient)",
        })
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key")
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_passphrase_is_refused_and_none_is_printed() {
        assert_eq!(Lock::passphrase(&"猫".repeat(14)).unwrap_err(), BadLock::Short);
        let lock = Lock::passphrase("correct horse battery").unwrap();
        assert!(!format!("{lock:?}").contains("horse"));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        assert_eq!(Lock::recipient("ssh-ed25519 AAAA").unwrap_err(), BadLock::Recipient);
        assert_eq!(Key::identities("# nothing\n").unwrap_err(), BadLock::Identity);
        let pair = Identity::generate();
        assert!(Lock::recipient(&format!(" {}\n", pair.recipient())).is_ok());
        assert!(Lock::recipient(&pair.secret()).is_err(), "a secret key is no public one");
        assert!(Key::identities(&format!("# created\n# public key\n{}\n", pair.secret())).is_ok());
    }
}
