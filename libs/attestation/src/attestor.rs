//! Signs statements. Refuses a key that is not Ed25519.

use std::{fmt, sync::Arc};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use chrono::{DateTime, Utc};
use rustls_pki_types::{PrivatePkcs8KeyDer, pem::PemObject as _};
use serde_json::{Value, json};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    jws::{self, Jwk},
    paper::{Paper, Stamp},
};

/// What is attested.
#[derive(Debug, Clone)]
pub struct Statement {
    /// What sort of thing was done, such as `organisation_erasure`.
    pub kind: &'static str,
    /// Which.
    pub id: Uuid,
    /// When it is attested.
    pub at: DateTime<Utc>,
    /// What programs are told. No personal data belongs in it.
    pub facts: Value,
    /// What people are told: the same.
    pub paper: Paper,
}

/// A statement's two files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attested {
    /// Signed, and names the other's SHA-256.
    pub json: Vec<u8>,
    /// For people.
    pub pdf: Vec<u8>,
}

/// Why nothing is attested.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The key cannot be used.
    #[error("not an Ed25519 key in PEM (PKCS#8)")]
    Key,
    /// The system has no randomness.
    #[error("no randomness for a key")]
    Randomness,
    /// The paper cannot be drawn.
    #[error("the PDF cannot be made: {0}")]
    Paper(String),
}

/// A key that attests, and in whose name. Clones share it.
#[derive(Clone)]
pub struct Attestor(Arc<Inner>);

struct Inner {
    pair: Ed25519KeyPair,
    jwk: Jwk,
    issuer: String,
}

impl Attestor {
    /// A key from PEM (`PRIVATE KEY`), as a service opens it from its sealed file.
    ///
    /// # Errors
    /// [`Error::Key`] when it is no PEM or another sort of key.
    pub fn from_pem(pem: impl AsRef<[u8]>, issuer: &str) -> Result<Self, Error> {
        let der = PrivatePkcs8KeyDer::from_pem_slice(pem.as_ref()).map_err(|_| Error::Key)?;
        let der = Zeroizing::new(der);
        let bytes = der.secret_pkcs8_der();
        let pair = Ed25519KeyPair::from_pkcs8(bytes)
            .or_else(|_| Ed25519KeyPair::from_pkcs8_maybe_unchecked(bytes))
            .map_err(|_| Error::Key)?;
        Ok(Self::of(pair, issuer))
    }

    /// A new key that is kept nowhere.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn generate(issuer: &str) -> Result<Self, Error> {
        Ed25519KeyPair::generate().map(|pair| Self::of(pair, issuer)).map_err(|_| Error::Randomness)
    }

    /// The statement's two files: the same for the same statement.
    ///
    /// # Errors
    /// When the PDF cannot be made.
    pub fn attest(&self, statement: &Statement) -> Result<Attested, Error> {
        let pdf = statement.paper.stamped(Stamp { id: statement.id, at: statement.at })?;
        let payload = json!({
            "issuer": self.0.issuer,
            "kind": statement.kind,
            "id": statement.id,
            "issued_at": statement.at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
            "facts": statement.facts,
            "pdf_sha256": jws::sha256(&pdf),
        });
        let json = jws::sign(&self.0.pair, self.0.jwk.thumbprint(), payload.to_string().as_bytes());
        Ok(Attested { json, pdf })
    }

    /// In whose name it attests, as people read it.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.0.issuer
    }

    /// The public key as a set of keys (RFC 7517), to be published.
    #[must_use]
    pub fn jwks(&self) -> Vec<u8> {
        let set = json!({ "keys": [self.0.jwk.to_json()] });
        format!("{set:#}\n").into_bytes()
    }

    fn of(pair: Ed25519KeyPair, issuer: &str) -> Self {
        let jwk = Jwk::new(pair.public_key().as_ref());
        Self(Arc::new(Inner { pair, jwk, issuer: issuer.to_owned() }))
    }
}

impl fmt::Debug for Attestor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "‹attestor {}›", self.0.jwk.thumbprint())
    }
}
