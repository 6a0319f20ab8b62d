//! Keys in a file, for development: versions, rotation and destruction as in the real one, protection none.
//! Refuses to open with a production profile, and a file that others can read.

mod file;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use async_trait::async_trait;
use ids::OrganisationId;
use zeroize::Zeroizing;

use self::file::{KeyFile, Version};
use super::{Destruction, Error, Kms, KmsKeyName, KmsState, Profile, Standing, Wrapped, short_name};
use crate::primitive::{Aead, NONCE, TAG, random};

/// Keys in a file.
#[derive(Debug, Clone)]
pub struct Local {
    file: Arc<PathBuf>,
}

impl Local {
    /// Opens the file, or makes it. Several processes may share one.
    ///
    /// # Errors
    /// With a production profile; when others may read the file, or it cannot be read.
    pub async fn open(file: &Path, profile: Profile) -> Result<Self, Error> {
        if profile == Profile::Production {
            return Err(Error::Broken(
                "the local KMS is for development: production needs kind = \"google\"".to_owned(),
            ));
        }
        let local = Self { file: Arc::new(file.to_owned()) };
        local.change(|_| Ok(())).await?;
        Ok(local)
    }

    /// Reads the file anew each time: another process may have changed it.
    async fn look<T: Send + 'static>(
        &self,
        look: impl FnOnce(&KeyFile) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let path = Arc::clone(&self.file);
        blocking(move || look(&KeyFile::read(&path)?)).await
    }

    async fn change<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut KeyFile) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let path = Arc::clone(&self.file);
        blocking(move || KeyFile::change(&path, change)).await
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| Error::Broken("the thread of the local KMS ended".to_owned()))?
}

#[async_trait]
impl Kms for Local {
    fn name(&self, owner: OrganisationId) -> KmsKeyName {
        KmsKeyName::new(short_name(owner))
    }

    async fn ensure(&self, owner: OrganisationId) -> Result<KmsKeyName, Error> {
        let name = self.name(owner);
        let wanted = name.clone();
        match self.look(move |file| Ok(file.standing(&wanted).state)).await? {
            KmsState::Enabled => return Ok(name),
            KmsState::Missing => {}
            state => return Err(Error::Refused(state)),
        }
        let wanted = name.clone();
        self.change(move |file| file.create(&wanted)).await?;
        Ok(name)
    }

    async fn wrap(&self, key: &KmsKeyName, bound: &[u8], plain: &[u8]) -> Result<Wrapped, Error> {
        let (name, bound, plain) = (key.clone(), bound.to_vec(), Zeroizing::new(plain.to_vec()));
        self.look(move |file| wrap(file.primary(&name)?, &name, &bound, &plain)).await
    }

    async fn unwrap(
        &self,
        key: &KmsKeyName,
        bound: &[u8],
        wrapped: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let (name, bound, wrapped) = (key.clone(), bound.to_vec(), wrapped.to_vec());
        self.look(move |file| unwrap(file, &name, &bound, &wrapped)).await
    }

    async fn rotate(&self, key: &KmsKeyName) -> Result<String, Error> {
        let name = key.clone();
        self.change(move |file| file.rotate(&name)).await
    }

    async fn destroy(&self, key: &KmsKeyName) -> Result<Destruction, Error> {
        let name = key.clone();
        self.change(move |file| Ok(file.destroy(&name))).await
    }

    async fn state(&self, key: &KmsKeyName) -> Result<Standing, Error> {
        let name = key.clone();
        self.look(move |file| Ok(file.standing(&name))).await
    }
}

fn wrap(version: &Version, name: &KmsKeyName, bound: &[u8], plain: &[u8]) -> Result<Wrapped, Error> {
    let number = version.number.to_be_bytes();
    let (nonce, mut body) = (random::<NONCE>().map_err(broken)?, plain.to_vec());
    let tag = aead(version)?.seal(nonce, &scope(name, bound), &mut body).map_err(broken)?;
    let bytes = [&number[..], &nonce, &body, &tag].concat();
    Ok(Wrapped { version: version.number.to_string(), bytes })
}

fn unwrap(
    file: &KeyFile,
    name: &KmsKeyName,
    bound: &[u8],
    wrapped: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let cut = || Error::Corrupt("the wrapped key is cut");
    file.primary(name)?;
    let (number, rest) = wrapped.split_first_chunk::<4>().ok_or_else(cut)?;
    let (nonce, rest) = rest.split_first_chunk::<NONCE>().ok_or_else(cut)?;
    let (body, tag) = rest.len().checked_sub(TAG).and_then(|at| rest.split_at_checked(at)).ok_or_else(cut)?;
    let version = file.version(name, u32::from_be_bytes(*number)).ok_or_else(cut)?;
    let mut plain = Zeroizing::new(vec![0; body.len()]);
    aead(version)?
        .open(*nonce, &scope(name, bound), body, tag, &mut plain)
        .map_err(|_| Error::Corrupt("the wrapped key, or what it is bound to"))?;
    Ok(plain)
}

/// The key's name is bound as well, so that a wrapped key does not open under another organisation's.
fn scope(name: &KmsKeyName, bound: &[u8]) -> Vec<u8> {
    [name.as_str().as_bytes(), b"\0", bound].concat()
}

fn aead(version: &Version) -> Result<Aead, Error> {
    let key = version
        .key
        .as_slice()
        .try_into()
        .map_err(|_| Error::Broken("a key of the local KMS is no key".to_owned()))?;
    Aead::new(key).map_err(broken)
}

fn broken(_: crate::primitive::Failed) -> Error {
    Error::Broken("the cryptographic library refused".to_owned())
}
