//! The file of the local KMS: names and versions with their keys. Written whole and by rename, under a lock, for its
//! owner alone; a destroyed key keeps its name and nothing else.

use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::Path,
};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use chrono::Utc;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use super::{Destruction, Error, KmsKeyName, KmsState, Standing};
use crate::primitive::{KEY, random};

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyFile {
    /// Versions by name; none: destroyed.
    keys: BTreeMap<String, Vec<Version>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Version {
    pub(super) number: u32,
    #[serde(serialize_with = "write_key", deserialize_with = "read_key")]
    pub(super) key: Zeroizing<Vec<u8>>,
}

impl KeyFile {
    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        let text = Zeroizing::new(fs::read(path).map_err(|cause| failed(path, &cause))?);
        let mode = fs::metadata(path).map_err(|cause| failed(path, &cause))?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(Error::Broken(format!("{}: others may read the keys; chmod 600", path.display())));
        }
        serde_json::from_slice(&text).map_err(|why| Error::Broken(format!("{}: {why}", path.display())))
    }

    /// Changes the file; other processes wait. An unchanged file is written as well, so that opening makes one.
    pub(super) fn change<T>(
        path: &Path,
        change: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let lock = private(&path.with_extension("lock"), false).map_err(|cause| failed(path, &cause))?;
        lock.lock().map_err(|cause| failed(path, &cause))?;
        let mut file = if path.exists() { Self::read(path)? } else { Self::default() };
        let answer = change(&mut file)?;
        file.write(path).map_err(|cause| failed(path, &cause))?;
        Ok(answer)
    }

    fn write(&self, path: &Path) -> io::Result<()> {
        let text = Zeroizing::new(serde_json::to_vec_pretty(self)?);
        let fresh = path.with_extension("new");
        let mut file = private(&fresh, true)?;
        file.write_all(&text)?;
        file.sync_all()?;
        fs::rename(&fresh, path)
    }

    pub(super) fn create(&mut self, name: &KmsKeyName) -> Result<(), Error> {
        match self.standing(name).state {
            KmsState::Missing => {}
            KmsState::Enabled => return Ok(()), // another process was faster
            state => return Err(Error::Refused(state)),
        }
        self.keys.insert(name.as_str().to_owned(), vec![Version::new(1)?]);
        Ok(())
    }

    pub(super) fn rotate(&mut self, name: &KmsKeyName) -> Result<String, Error> {
        let number = self.primary(name)?.number + 1;
        if let Some(versions) = self.keys.get_mut(name.as_str()) {
            versions.push(Version::new(number)?);
        }
        Ok(number.to_string())
    }

    pub(super) fn destroy(&mut self, name: &KmsKeyName) -> Destruction {
        let versions = self.keys.get_mut(name.as_str());
        let gone_by = versions.map(|versions| {
            versions.clear();
            Utc::now()
        });
        Destruction { gone_by }
    }

    pub(super) fn standing(&self, name: &KmsKeyName) -> Standing {
        match self.keys.get(name.as_str()) {
            None => Standing { state: KmsState::Missing, primary: None },
            Some(versions) => match versions.last() {
                None => Standing { state: KmsState::Destroyed, primary: None },
                Some(primary) => {
                    Standing { state: KmsState::Enabled, primary: Some(primary.number.to_string()) }
                }
            },
        }
    }

    pub(super) fn primary(&self, name: &KmsKeyName) -> Result<&Version, Error> {
        let primary = self.keys.get(name.as_str()).and_then(|versions| versions.last());
        primary.ok_or_else(|| Error::Refused(self.standing(name).state))
    }

    pub(super) fn version(&self, name: &KmsKeyName, number: u32) -> Option<&Version> {
        self.keys.get(name.as_str())?.iter().find(|version| version.number == number)
    }
}

impl Version {
    fn new(number: u32) -> Result<Self, Error> {
        let key = random::<KEY>().map_err(super::broken)?;
        Ok(Self { number, key: Zeroizing::new(key.to_vec()) })
    }
}

fn private(path: &Path, fresh: bool) -> io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(fresh).mode(0o600).open(path)
}

fn failed(path: &Path, cause: &io::Error) -> Error {
    Error::Broken(format!("{}: {cause}", path.display()))
}

fn write_key<S: Serializer>(key: &Zeroizing<Vec<u8>>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&Zeroizing::new(BASE64.encode(key.as_slice())))
}

fn read_key<'de, D: Deserializer<'de>>(from: D) -> Result<Zeroizing<Vec<u8>>, D::Error> {
    let text = Zeroizing::new(String::deserialize(from)?);
    BASE64.decode(text.as_bytes()).map(Zeroizing::new).map_err(serde::de::Error::custom)
}
