//! Hashes and verifies passwords with argon2id (19 MiB, two passes, one lane), off the async threads and only a few at
//! a time: a storm of sign-ins waits here instead of starving everybody. Nobody's password costs as much as somebody's.

use std::{sync::Arc, thread::available_parallelism, time::Duration};

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use fault::Fault;
use tokio::{sync::Semaphore, time::timeout};

use crate::domain::password::{Password, PasswordHash};

/// Memory of one hash in KiB.
const MEMORY: u32 = 19 * 1024;
/// Passes over it.
const PASSES: u32 = 2;
/// How long a sign-in queues before it is told to come again.
const PATIENCE: Duration = Duration::from_secs(5);

/// Hashes and verifies passwords.
#[derive(Clone)]
pub(crate) struct Hasher {
    argon2: Argon2<'static>,
    permits: Arc<Semaphore>,
    /// Stands in for accounts that do not exist.
    nobody: PasswordHash,
}

impl Hasher {
    /// Prepares a hash for accounts that do not exist. It is random and no password's, and costs nothing to make: what
    /// it takes to check it follows from its parameters alone.
    pub(crate) fn try_new() -> Result<Self, argon2::password_hash::Error> {
        let params = Params::new(MEMORY, PASSES, 1, None)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let mut random = [0; 48];
        aws_lc_rs::rand::fill(&mut random).map_err(|_| argon2::password_hash::Error::Crypto)?;
        let (salt, hash) = random.split_at(16);
        let [salt, hash] = [salt, hash].map(|part| STANDARD_NO_PAD.encode(part));
        let nobody = PasswordHash::new(format!("$argon2id$v=19$m={MEMORY},t={PASSES},p=1${salt}${hash}"));
        let half = available_parallelism().map_or(1, |cores| cores.get().div_ceil(2));
        Ok(Self { argon2, permits: Arc::new(Semaphore::new(half)), nobody })
    }

    /// Hashes a password under a salt of its own.
    pub(crate) async fn hash(&self, password: Password) -> Result<PasswordHash, Fault> {
        let hashed = self
            .apart(move |argon2| argon2.hash_password(password.as_bytes()).map(|phc| phc.to_string()))
            .await?;
        hashed
            .map(PasswordHash::new)
            .map_err(|cause| Fault::internal("PASSWORD_HASH").source(cause.to_string()))
    }

    /// Whether a password is the account's. Without an account, or with a password that could be nobody's, it takes
    /// as long and says no.
    pub(crate) async fn verify(
        &self,
        password: Option<Password>,
        hash: Option<PasswordHash>,
    ) -> Result<bool, Fault> {
        let possible = password.is_some() && hash.is_some();
        let phc = hash.unwrap_or_else(|| self.nobody.clone());
        let check = move |argon2: Argon2<'_>| {
            let bytes = password.as_ref().map_or(b"".as_slice(), Password::as_bytes);
            argon2.verify_password(bytes, phc.as_str()).is_ok()
        };
        Ok(self.apart(check).await? && possible)
    }

    /// Runs on a blocking thread. The permit goes along: a caller who leaves does not make room before the work ends.
    async fn apart<T: Send + 'static>(
        &self,
        work: impl FnOnce(Argon2<'static>) -> T + Send + 'static,
    ) -> Result<T, Fault> {
        let busy = || Fault::unavailable("SIGN_IN_BUSY").retry_after(PATIENCE);
        let permit = timeout(PATIENCE, Arc::clone(&self.permits).acquire_owned()).await;
        let permit = permit.map_err(|_| busy())?.map_err(|_| busy())?;
        let argon2 = self.argon2.clone();
        let done = tokio::task::spawn_blocking(move || {
            let result = work(argon2);
            drop(permit);
            result
        });
        done.await.map_err(|cause| Fault::internal("PASSWORD_HASH").source(cause))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<Password> {
        Password::shown(text)
    }

    #[tokio::test]
    async fn a_password_is_recognised_and_no_other() {
        let hasher = Hasher::try_new().unwrap();
        let hash = hasher.hash(shown("shiba loves the vet").unwrap()).await.unwrap();
        assert!(hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash.as_str());
        assert!(hasher.verify(shown("shiba loves the vet"), Some(hash.clone())).await.unwrap());
        assert!(!hasher.verify(shown("shiba loves the vet "), Some(hash.clone())).await.unwrap());
        assert!(!hasher.verify(None, Some(hash)).await.unwrap());
    }

    #[tokio::test]
    async fn nobody_has_a_password_and_checking_it_takes_the_whole_work() {
        let hasher = Hasher::try_new().unwrap();
        // Not refused for its form, which would be quick.
        let refusal = hasher.argon2.verify_password(b"", hasher.nobody.as_str());
        assert_eq!(refusal, Err(argon2::password_hash::Error::PasswordInvalid));
        assert!(!hasher.verify(shown(""), None).await.unwrap());
    }
}
