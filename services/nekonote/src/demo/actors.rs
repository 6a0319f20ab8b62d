//! Who plays in the demo: people with their organisation, device and program. What is known of them is kept in
//! `actors.json`, so that a resumed demo finds them; their secrets are in `secrets.key`.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use p12_keystore::{
    Certificate, EncryptionAlgorithm, KeyStore, KeyStoreEntry, MacAlgorithm, PrivateKey, PrivateKeyChain,
};
use rustls_pki_types::{CertificateDer, PrivatePkcs8KeyDer, pem::PemObject as _};
use serde::{Deserialize, Serialize};

use super::{files, pki::Pki, secrets::Secrets, settings::Plan};
use crate::portal::{Client, Device};

/// What is kept of an actor.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Record {
    pub(super) organisation: String,
    pub(super) organisation_id: String,
    pub(super) role: String,
    pub(super) email: String,
    pub(super) certificate_id: String,
    pub(super) client_id: String,
}

/// An actor, ready to act.
#[derive(Clone)]
pub(super) struct Actor {
    pub(super) record: Record,
    pub(super) password: String,
    pub(super) p12_password: String,
    pub(super) client_secret: String,
    pub(super) client: Client,
}

/// Actors by name.
pub(super) type Actors = BTreeMap<String, Actor>;

/// The records in a state folder.
pub(super) struct Records {
    path: PathBuf,
    known: BTreeMap<String, Record>,
}

impl Records {
    pub(super) fn open(folder: &Path) -> anyhow::Result<Self> {
        let path = folder.join("actors.json");
        let known = serde_json::from_str(&files::read_or(&path, || Ok("{}".to_owned()))?)?;
        Ok(Self { path, known })
    }

    pub(super) fn get(&self, name: &str) -> Option<&Record> {
        self.known.get(name)
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.known.keys().cloned().collect()
    }

    pub(super) fn keep(&mut self, name: &str, record: Record) -> anyhow::Result<()> {
        self.known.insert(name.to_owned(), record);
        files::write(&self.path, serde_json::to_string_pretty(&self.known)?)
    }
}

/// Where an actor's certificate and key are, from the state folder.
pub(super) fn files_of(name: &str) -> [PathBuf; 3] {
    ["cert.pem", "key.pem", "p12"].map(|kind| Path::new("actors").join(format!("{name}.{kind}")))
}

/// Writes an actor's certificate, and the PKCS#12 file that browsers import.
pub(super) fn write_certificate(
    folder: &Path,
    name: &str,
    chain_pem: &str,
    password: &str,
) -> anyhow::Result<()> {
    let [certificate, key, p12] = files_of(name).map(|path| folder.join(path));
    files::write(&certificate, chain_pem)?;
    let chain = CertificateDer::pem_slice_iter(chain_pem.as_bytes()).collect::<Result<Vec<_>, _>>()?;
    let chain = chain.iter().map(|der| Certificate::from_der(der)).collect::<Result<Vec<_>, _>>()?;
    let key = PrivatePkcs8KeyDer::from_pem_slice(&fs::read(key)?)?;
    let key = PrivateKey::from_der(key.secret_pkcs8_der())?;
    let mut store = KeyStore::new();
    store.add_entry(name, KeyStoreEntry::PrivateKeyChain(PrivateKeyChain::new(name.as_bytes(), key, chain)));
    let writer = store.writer(password).encryption_algorithm(EncryptionAlgorithm::PbeWithHmacSha256AndAes256);
    let writer =
        writer.mac_algorithm(MacAlgorithm::HmacSha256).encryption_iterations(10_000).mac_iterations(10_000);
    files::write(&p12, writer.write()?)
}

/// An actor's person, signed in.
pub(super) async fn person(
    folder: &Path,
    secrets: &Secrets,
    pki: &Pki,
    plan: &Plan,
    name: &str,
    email: &str,
) -> anyhow::Result<Client> {
    let [certificate, key, _] = files_of(name).map(|path| folder.join(path));
    let device = Device { root: &pki.edge_root, certificate: &certificate, key: &key };
    Client::sign_in(&plan.portal(), &device, email, &secrets.get(&format!("{name}.password"))?).await
}

/// An actor as a program with a fresh token.
pub(super) async fn program(
    folder: &Path,
    secrets: &Secrets,
    pki: &Pki,
    plan: &Plan,
    name: &str,
    record: &Record,
) -> anyhow::Result<Actor> {
    let [certificate, key, _] = files_of(name).map(|path| folder.join(path));
    let device = Device { root: &pki.edge_root, certificate: &certificate, key: &key };
    let client_secret = secrets.get(&format!("{name}.client_secret"))?;
    let client = Client::with_token(&plan.portal(), &device, &record.client_id, &client_secret).await?;
    Ok(Actor {
        record: record.clone(),
        password: secrets.get(&format!("{name}.password"))?,
        p12_password: secrets.get(&format!("{name}.p12_password"))?,
        client_secret,
        client,
    })
}
