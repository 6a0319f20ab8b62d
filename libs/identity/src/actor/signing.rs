//! Signing actors, in accounts only: base64url(json) "." base64url(Ed25519 signature).
//! Refuses nothing by itself; who may be signed for is decided by accounts' sign-in.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use rustls_pki_types::{PrivatePkcs8KeyDer, pem::PemObject};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{Actor, BadActorKey};

/// How long a signed actor is good for.
pub(super) const LIFE: TimeDelta = TimeDelta::seconds(10);
/// What is signed begins with this, so that the key's signatures serve no other purpose.
const PURPOSE: &str = "nekonote actor v1\n";

/// What is signed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Assertion {
    /// The service it is for.
    pub(super) audience: String,
    /// SHA-256 of the client certificate, hexadecimal.
    pub(super) certificate: String,
    /// When it was signed, in microseconds of Unix time.
    pub(super) signed_at: i64,
    /// When it ends, in microseconds of Unix time.
    pub(super) expires_at: i64,
    /// Who it is.
    pub(super) actor: Actor,
}

/// The bytes under the signature.
pub(super) fn signed_bytes(encoded: &str) -> Vec<u8> {
    [PURPOSE.as_bytes(), encoded.as_bytes()].concat()
}

/// The key of accounts that signs actors.
pub struct ActorSigner {
    pair: Ed25519KeyPair,
}

impl ActorSigner {
    /// A new key.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn generate() -> Result<Self, BadActorKey> {
        Ed25519KeyPair::generate().map(|pair| Self { pair }).map_err(|_| BadActorKey::NotEd25519)
    }

    /// A key from PKCS#8 DER.
    ///
    /// # Errors
    /// When it is not an Ed25519 key.
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, BadActorKey> {
        let pair =
            Ed25519KeyPair::from_pkcs8(der).or_else(|_| Ed25519KeyPair::from_pkcs8_maybe_unchecked(der));
        pair.map(|pair| Self { pair }).map_err(|_| BadActorKey::NotEd25519)
    }

    /// A key from PEM (`PRIVATE KEY`), as accounts opens it from its sealed file.
    ///
    /// # Errors
    /// When it is no PEM or another sort of key.
    pub fn from_pem(pem: &[u8]) -> Result<Self, BadActorKey> {
        let der = PrivatePkcs8KeyDer::from_pem_slice(pem).map_err(|_| BadActorKey::NotEd25519)?;
        let der = Zeroizing::new(der);
        Self::from_pkcs8(der.secret_pkcs8_der())
    }

    /// The key as PKCS#8 DER, to be kept where only accounts reads.
    ///
    /// # Errors
    /// When the library cannot encode it.
    pub fn to_pkcs8(&self) -> Result<Vec<u8>, BadActorKey> {
        self.pair.to_pkcs8().map(|document| document.as_ref().to_vec()).map_err(|_| BadActorKey::NotEd25519)
    }

    /// The public half, 32 bytes, for every service's verifier.
    #[must_use]
    pub fn public_key(&self) -> Vec<u8> {
        self.pair.public_key().as_ref().to_vec()
    }

    /// Signs an actor for one service, for 10 s, bound to one client certificate (SHA-256, hexadecimal).
    #[must_use]
    pub fn sign(
        &self,
        actor: &Actor,
        audience: &str,
        certificate_fingerprint: &str,
        now: DateTime<Utc>,
    ) -> String {
        let assertion = Assertion {
            audience: audience.to_owned(),
            certificate: certificate_fingerprint.to_owned(),
            signed_at: now.timestamp_micros(),
            expires_at: (now + LIFE).timestamp_micros(),
            actor: actor.clone(),
        };
        // Strings, numbers and lists always serialise; an empty text would be refused by every verifier.
        let json = serde_json::to_vec(&assertion).unwrap_or_default();
        let encoded = URL_SAFE_NO_PAD.encode(json);
        let signature = self.pair.sign(&signed_bytes(&encoded));
        format!("{encoded}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref()))
    }
}

impl std::fmt::Debug for ActorSigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ActorSigner(‹secret›)")
    }
}
