//! Checks what was attested, offline. Refuses whatever is not exactly of our form and signed by a key of the set.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use crate::jws::{self, Jwk};

/// More than any attestation has.
const LARGEST: usize = 1 << 20;

/// The public keys that attestations are checked with; older ones stay in the set, so that what they have signed stays checkable.
#[derive(Debug, Clone)]
pub struct Verifier(Vec<Jwk>);

/// What a checked attestation says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verified {
    /// Who attests.
    pub issuer: String,
    /// What sort of thing was done.
    pub kind: String,
    /// Which.
    pub id: Uuid,
    /// When it was attested.
    pub issued_at: DateTime<Utc>,
    /// What is attested.
    pub facts: Value,
    /// SHA-256 of the PDF, hexadecimal.
    pub pdf_sha256: String,
}

/// The file is no set of public keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a set of public Ed25519 keys named by their thumbprints (RFC 7517, RFC 7638)")]
pub struct BadKeys;

/// Why an attestation is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It has another form, algorithm or type.
    #[error("not an attestation in the form of this platform")]
    Form,
    /// No key of the set has signed it.
    #[error("signed by a key that is not in the set")]
    UnknownKey,
    /// It was changed, or signed by another key than it names.
    #[error("the signature does not fit: it was changed, or another key has signed it")]
    Signature,
}

impl Verifier {
    /// The keys of a published set.
    ///
    /// # Errors
    /// [`BadKeys`] when there is none, or one that is not ours to verify with, such as a private one.
    pub fn from_jwks(json: &[u8]) -> Result<Self, BadKeys> {
        let set: Value = serde_json::from_slice(json).map_err(|_| BadKeys)?;
        let keys = set.get("keys").and_then(Value::as_array).ok_or(BadKeys)?;
        let keys: Option<Vec<Jwk>> = keys.iter().map(Jwk::from_json).collect();
        keys.filter(|keys| !keys.is_empty()).map(Self).ok_or(BadKeys)
    }

    /// What the attestation says, if one of the keys has signed exactly that.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn verify(&self, json: &[u8]) -> Result<Verified, Refusal> {
        let parts = Some(json).filter(|json| json.len() <= LARGEST).and_then(jws::parse);
        let parts = parts.ok_or(Refusal::Form)?;
        let key = self.0.iter().find(|key| key.thumbprint() == parts.kid).ok_or(Refusal::UnknownKey)?;
        if !key.has_signed(&parts) {
            return Err(Refusal::Signature);
        }
        serde_json::from_slice(&parts.payload).map_err(|_| Refusal::Form)
    }
}

impl Verified {
    /// Whether this is the PDF that it names.
    #[must_use]
    pub fn names(&self, pdf: &[u8]) -> bool {
        jws::sha256(pdf) == self.pdf_sha256
    }
}
