//! Verifying signed actors, offline, in every service.
//! Refuses other audiences, other certificates, anything older than 10 s or from the future, tampering, keys that are
//! not accounts', and permissions beyond the cap of the organisation's kind.

use std::path::Path;

use aws_lc_rs::signature::{ED25519, ED25519_PUBLIC_KEY_LEN, UnparsedPublicKey};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use rustls_pki_types::{SubjectPublicKeyInfoDer, pem::PemObject};
use x509_parser::{prelude::FromDer, x509::SubjectPublicKeyInfo};

use super::{
    Actor, BadActorKey,
    signing::{Assertion, LIFE, signed_bytes},
};
use crate::cap;

/// How far accounts' clock may be ahead of ours.
const SKEW: TimeDelta = TimeDelta::seconds(1);
/// Longer texts are not even decoded.
const LONGEST: usize = 8 * 1024;
/// id-Ed25519 (RFC 8410).
const ED25519_OID: &str = "1.3.101.112";

/// Why a signed actor is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ActorRefusal {
    /// Not two parts of base64url, or not what is signed by us.
    #[error("the actor is malformed")]
    Malformed,
    /// No key of accounts made the signature.
    #[error("the actor's signature is wrong")]
    Signature,
    /// It is meant for another service.
    #[error("the actor is for another service")]
    Audience,
    /// It has ended.
    #[error("the actor has expired")]
    Expired,
    /// It begins in the future, or lasts longer than we sign for.
    #[error("the actor's times are wrong")]
    Times,
    /// It belongs to another client certificate.
    #[error("the actor is bound to another certificate")]
    Certificate,
    /// It holds what nobody in such an organisation may hold.
    #[error("the actor's permissions exceed its organisation's kind")]
    Excess,
}

impl ActorRefusal {
    /// Its reason, UPPER_SNAKE.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Malformed => "ACTOR_MALFORMED",
            Self::Signature => "ACTOR_SIGNATURE_WRONG",
            Self::Audience => "ACTOR_AUDIENCE_WRONG",
            Self::Expired => "ACTOR_EXPIRED",
            Self::Times => "ACTOR_TIMES_WRONG",
            Self::Certificate => "ACTOR_CERTIFICATE_WRONG",
            Self::Excess => "ACTOR_PERMISSIONS_EXCEED_KIND",
        }
    }
}

/// An actor whose signature holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedActor {
    /// Who it is.
    pub actor: Actor,
    /// SHA-256 of the client certificate it is bound to, hexadecimal.
    pub certificate_fingerprint: String,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// Knows accounts' public keys and the service it stands in.
#[derive(Debug, Clone)]
pub struct ActorVerifier {
    audience: String,
    keys: Vec<Vec<u8>>,
}

impl ActorVerifier {
    /// For one service, with accounts' public keys (32 bytes each; two while a key is changed).
    #[must_use]
    pub fn new(audience: &str, keys: Vec<Vec<u8>>) -> Self {
        Self { audience: audience.to_owned(), keys }
    }

    /// For one service, with the keys of a PEM file (`PUBLIC KEY`, one or more).
    ///
    /// # Errors
    /// When the file cannot be read, holds none, or holds another sort of key.
    pub fn open(audience: &str, path: &Path) -> Result<Self, BadActorKey> {
        let unreadable = |source| BadActorKey::Unreadable { path: path.into(), source };
        let mut keys = Vec::new();
        for key in SubjectPublicKeyInfoDer::pem_file_iter(path).map_err(unreadable)? {
            keys.push(public_key(&key.map_err(unreadable)?)?);
        }
        if keys.is_empty() { Err(BadActorKey::NotEd25519) } else { Ok(Self::new(audience, keys)) }
    }

    /// The actor in a text, if accounts signed it for this service at most 10 s ago.
    ///
    /// # Errors
    /// Why it is not believed.
    pub fn verify(&self, text: &str, now: DateTime<Utc>) -> Result<SignedActor, ActorRefusal> {
        let assertion = self.authentic(text)?;
        if assertion.audience != self.audience {
            return Err(ActorRefusal::Audience);
        }
        let signed_at =
            DateTime::from_timestamp_micros(assertion.signed_at).ok_or(ActorRefusal::Malformed)?;
        let expires_at =
            DateTime::from_timestamp_micros(assertion.expires_at).ok_or(ActorRefusal::Malformed)?;
        if now >= expires_at {
            return Err(ActorRefusal::Expired);
        }
        if signed_at.signed_duration_since(now) > SKEW || expires_at.signed_duration_since(signed_at) > LIFE {
            return Err(ActorRefusal::Times);
        }
        if !assertion.actor.permissions.within(cap(assertion.actor.organisation_kind)) {
            return Err(ActorRefusal::Excess);
        }
        Ok(SignedActor { actor: assertion.actor, certificate_fingerprint: assertion.certificate, expires_at })
    }

    /// As [`ActorVerifier::verify`], where the client certificate is at hand (SHA-256, hexadecimal).
    ///
    /// # Errors
    /// Why it is not believed.
    pub fn verify_on(
        &self,
        text: &str,
        certificate_fingerprint: &str,
        now: DateTime<Utc>,
    ) -> Result<SignedActor, ActorRefusal> {
        let signed = self.verify(text, now)?;
        let same = signed.certificate_fingerprint.eq_ignore_ascii_case(certificate_fingerprint);
        if same { Ok(signed) } else { Err(ActorRefusal::Certificate) }
    }

    /// Decoded only after the signature holds.
    fn authentic(&self, text: &str) -> Result<Assertion, ActorRefusal> {
        if text.len() > LONGEST {
            return Err(ActorRefusal::Malformed);
        }
        let (encoded, signature) = text.split_once('.').ok_or(ActorRefusal::Malformed)?;
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| ActorRefusal::Malformed)?;
        let message = signed_bytes(encoded);
        let ours = |key: &Vec<u8>| UnparsedPublicKey::new(&ED25519, key).verify(&message, &signature).is_ok();
        if !self.keys.iter().any(ours) {
            return Err(ActorRefusal::Signature);
        }
        let json = URL_SAFE_NO_PAD.decode(encoded).map_err(|_| ActorRefusal::Malformed)?;
        serde_json::from_slice(&json).map_err(|_| ActorRefusal::Malformed)
    }
}

fn public_key(der: &[u8]) -> Result<Vec<u8>, BadActorKey> {
    let (_, key) = SubjectPublicKeyInfo::from_der(der).map_err(|_| BadActorKey::NotEd25519)?;
    let bytes = key.subject_public_key.data.as_ref();
    let ed25519 =
        key.algorithm.algorithm.to_id_string() == ED25519_OID && bytes.len() == ED25519_PUBLIC_KEY_LEN;
    if ed25519 { Ok(bytes.to_vec()) } else { Err(BadActorKey::NotEd25519) }
}
