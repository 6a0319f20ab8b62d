//! The emulator's keys: names, versions, and AES-256-GCM under each, with the key's name bound.

use std::collections::BTreeMap;

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    rand,
};

/// The state of a version, as Google names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VersionState {
    /// Wraps and unwraps.
    Enabled,
    /// Does nothing for now.
    Disabled,
    /// Does nothing and will be destroyed.
    DestroyScheduled,
    /// Is gone.
    Destroyed,
}

impl VersionState {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Enabled => "ENABLED",
            Self::Disabled => "DISABLED",
            Self::DestroyScheduled => "DESTROY_SCHEDULED",
            Self::Destroyed => "DESTROYED",
        }
    }
}

/// A refusal, as Google words it.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) code: u16,
    pub(super) status: &'static str,
    pub(super) message: String,
}

impl Refusal {
    pub(super) fn new(code: u16, status: &'static str, message: impl Into<String>) -> Self {
        Self { code, status, message: message.into() }
    }

    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, "INVALID_ARGUMENT", message)
    }
}

#[derive(Debug)]
pub(super) struct Version {
    pub(super) number: u32,
    pub(super) state: VersionState,
    key: LessSafeKey,
}

#[derive(Debug, Default)]
pub(super) struct Key {
    pub(super) versions: Vec<Version>,
    pub(super) primary: u32,
}

impl Key {
    pub(super) fn version(&self, number: u32) -> Option<&Version> {
        self.versions.iter().find(|version| version.number == number)
    }

    pub(super) fn add(&mut self) -> u32 {
        let mut bytes = [0; 32];
        rand::fill(&mut bytes).expect("randomness");
        let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &bytes).expect("a key"));
        let number = self.versions.len() as u32 + 1;
        self.versions.push(Version { number, state: VersionState::Enabled, key });
        number
    }
}

#[derive(Debug, Default)]
pub(super) struct Keys(BTreeMap<String, Key>);

impl Keys {
    pub(super) fn create(&mut self, name: &str) -> Result<(), Refusal> {
        if self.0.contains_key(name) {
            return Err(Refusal::new(409, "ALREADY_EXISTS", format!("CryptoKey {name} already exists.")));
        }
        let mut key = Key::default();
        key.primary = key.add();
        self.0.insert(name.to_owned(), key);
        Ok(())
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    pub(super) fn get(&self, name: &str) -> Result<&Key, Refusal> {
        let refusal = || Refusal::new(404, "NOT_FOUND", format!("CryptoKey {name} not found."));
        self.0.get(name).ok_or_else(refusal)
    }

    pub(super) fn get_mut(&mut self, name: &str) -> Result<&mut Key, Refusal> {
        self.get(name)?;
        Ok(self.0.get_mut(name).expect("it is there"))
    }

    pub(super) fn set_state(&mut self, name: &str, state: VersionState) {
        for version in &mut self.0.get_mut(name).expect("a key of the emulator").versions {
            version.state = state;
        }
    }

    pub(super) fn encrypt(&self, name: &str, bound: &[u8], plain: &[u8]) -> Result<(u32, Vec<u8>), Refusal> {
        let key = self.get(name)?;
        let version = enabled(name, key.version(key.primary).expect("a primary version"))?;
        let mut nonce = [0; NONCE_LEN];
        rand::fill(&mut nonce).expect("randomness");
        let mut body = plain.to_vec();
        let sealed = version.key.seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(scope(name, bound)),
            &mut body,
        );
        sealed.expect("sealing works");
        Ok((version.number, [&version.number.to_be_bytes()[..], &nonce, &body].concat()))
    }

    pub(super) fn decrypt(&self, name: &str, bound: &[u8], wrapped: &[u8]) -> Result<Vec<u8>, Refusal> {
        let refusal = || Refusal::invalid("Decryption failed: the ciphertext is invalid.");
        let (number, rest) = wrapped.split_first_chunk::<4>().ok_or_else(refusal)?;
        let (nonce, rest) = rest.split_first_chunk::<NONCE_LEN>().ok_or_else(refusal)?;
        let version = self.get(name)?.version(u32::from_be_bytes(*number)).ok_or_else(refusal)?;
        let version = enabled(name, version)?;
        let mut body = rest.to_vec();
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let plain = version.key.open_in_place(nonce, Aad::from(scope(name, bound)), &mut body);
        plain.map(|plain| plain.to_vec()).map_err(|_| refusal())
    }
}

fn enabled<'a>(name: &str, version: &'a Version) -> Result<&'a Version, Refusal> {
    let state = version.state;
    if state == VersionState::Enabled {
        return Ok(version);
    }
    let message = format!(
        "{name}/cryptoKeyVersions/{} is not enabled, current state is: {}.",
        version.number,
        state.as_str()
    );
    Err(Refusal::new(400, "FAILED_PRECONDITION", message))
}

fn scope(name: &str, bound: &[u8]) -> Vec<u8> {
    [name.as_bytes(), b"\0", bound].concat()
}
