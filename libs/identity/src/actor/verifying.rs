//! Verifying signed actors, offline, in every service.
//! Refuses other audiences, other certificates, anything older than 10 s or from the future, tampering, keys that are
//! not accounts', and permissions beyond the cap of the organisation's kind.

use std::{path::Path, sync::Arc};

use arc_swap::ArcSwap;
use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use calendar::Clock;
use chrono::{DateTime, TimeDelta, Utc};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::{
    Actor, BadActorKey,
    keys::Keys,
    proven::Proven,
    signing::{Assertion, LIFE, signed_bytes},
};
use crate::{cap, watch};

/// How far accounts' clock may be ahead of ours.
const SKEW: TimeDelta = TimeDelta::seconds(1);
/// Longer texts are not even decoded.
const LONGEST: usize = 8 * 1024;
/// How long a key that is gone from the file is still good: as long as what it signed last.
const OVERLAP: TimeDelta = TimeDelta::seconds(11);

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

/// Knows accounts' public keys and the service it stands in. Clones share what is loaded.
#[derive(Debug, Clone)]
pub struct ActorVerifier {
    audience: Arc<str>,
    file: Option<Arc<Path>>,
    keys: Arc<ArcSwap<Keys>>,
    proven: Arc<Proven>,
}

impl ActorVerifier {
    /// For one service, with accounts' public keys (32 bytes each; two while a key is changed).
    #[must_use]
    pub fn new(audience: &str, keys: Vec<Vec<u8>>) -> Self {
        let keys = Arc::new(ArcSwap::from_pointee(Keys::new(keys)));
        Self { audience: audience.into(), file: None, keys, proven: Arc::default() }
    }

    /// For one service, with the keys of a file: 32 bytes each as they are, or PEM (`PUBLIC KEY`); one, or two while a
    /// key is changed.
    ///
    /// # Errors
    /// When the file cannot be read, holds none, or holds another sort of key.
    pub fn open(audience: &str, path: &Path) -> Result<Self, BadActorKey> {
        Ok(Self { file: Some(path.into()), ..Self::new(audience, Keys::read(path)?) })
    }

    /// Reads the file again. What a key that is gone from it has signed holds until it ends.
    ///
    /// # Errors
    /// As [`ActorVerifier::open`]; what was loaded before stays in use.
    pub fn reload(&self, now: DateTime<Utc>) -> Result<(), BadActorKey> {
        let Some(file) = &self.file else { return Ok(()) };
        let next = Keys::read(file)?;
        self.keys.rcu(|keys| keys.replaced_by(next.clone(), now, OVERLAP));
        Ok(())
    }

    /// Looks every second whether the file has changed, and reads it again if so. A failure is logged, what was loaded
    /// stays in use, and the next look tries again.
    pub fn watch(&self, clock: Arc<dyn Clock>, shutdown: CancellationToken) -> JoinHandle<()> {
        let paths = self.file.iter().map(|file| file.to_path_buf()).collect();
        let verifier = self.clone();
        let reload = move || std::future::ready(verifier.reload(clock.now()));
        watch::start("accounts' public keys", paths, reload, shutdown)
    }

    /// The actor in a text, if accounts signed it for this service at most 10 s ago.
    ///
    /// # Errors
    /// Why it is not believed.
    pub fn verify(&self, text: &str, now: DateTime<Utc>) -> Result<SignedActor, ActorRefusal> {
        let assertion = self.authentic(text, now)?;
        if *assertion.audience != *self.audience {
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

    /// Decoded only after the signature holds, which is checked once.
    fn authentic(&self, text: &str, now: DateTime<Utc>) -> Result<Assertion, ActorRefusal> {
        let keys = self.keys.load();
        let is_good = |proven: &[u8]| keys.find(now, |key| key == proven).is_some();
        if let Some(assertion) = self.proven.get(text, is_good) {
            return Ok(assertion);
        }
        if text.len() > LONGEST {
            return Err(ActorRefusal::Malformed);
        }
        let (encoded, signature) = text.split_once('.').ok_or(ActorRefusal::Malformed)?;
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| ActorRefusal::Malformed)?;
        let message = signed_bytes(encoded);
        let ours = |key: &[u8]| UnparsedPublicKey::new(&ED25519, key).verify(&message, &signature).is_ok();
        let key = keys.find(now, ours).ok_or(ActorRefusal::Signature)?;
        let json = URL_SAFE_NO_PAD.decode(encoded).map_err(|_| ActorRefusal::Malformed)?;
        let assertion: Assertion = serde_json::from_slice(&json).map_err(|_| ActorRefusal::Malformed)?;
        self.proven.remember(text, key.to_vec(), assertion.clone(), now);
        Ok(assertion)
    }
}
