//! The demo's passwords and client secrets, in `secrets.key` and nowhere else; made once, so that a resumed demo knows them.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use anyhow::anyhow;
use aws_lc_rs::rand;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::files;

/// Secrets by name.
pub(super) struct Secrets {
    path: PathBuf,
    known: RefCell<BTreeMap<String, String>>,
}

impl Secrets {
    /// Opens the folder's secrets.
    pub(super) fn open(folder: &Path) -> anyhow::Result<Self> {
        let path = folder.join("secrets.key");
        let known = serde_json::from_str(&files::read_or(&path, || Ok("{}".to_owned()))?)?;
        Ok(Self { path, known: RefCell::new(known) })
    }

    /// 256 random bits under a name, in 43 characters; the same ever after.
    pub(super) fn get(&self, name: &str) -> anyhow::Result<String> {
        if let Some(known) = self.known.borrow().get(name) {
            return Ok(known.clone());
        }
        let secret = random()?;
        self.known.borrow_mut().insert(name.to_owned(), secret.clone());
        files::write(&self.path, serde_json::to_string_pretty(&*self.known.borrow())?)?;
        Ok(secret)
    }
}

/// 256 random bits in 43 characters.
pub(super) fn random() -> anyhow::Result<String> {
    let mut bytes = [0; 32];
    rand::fill(&mut bytes).map_err(|_| anyhow!("no randomness"))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
