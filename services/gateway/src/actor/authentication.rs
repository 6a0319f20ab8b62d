//! Asks accounts who somebody is, and remembers the answer for at most five seconds, so that a change of rights or a
//! sign-out bites in that time. The memory is bounded and keyed by hashes: no secret stays in it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use calendar::Clock;
use chrono::{DateTime, Utc};
use fault::{Fault, Kind};
use identity::ClientCertificate;
use proto::accounts::v1::{AuthenticateRequest, AuthenticateResponse, authenticate_request};
use sha2::{Digest, Sha256};

use crate::peers::{PEERS, Peers};

/// An actor is signed for 10 s and rights change within 5 s: answers are used for less than both.
const KEPT: Duration = Duration::from_secs(4);
/// Most answers kept; beyond, the oldest are asked for again.
const MOST: usize = 10_000;

/// What somebody showed.
#[derive(Clone)]
pub enum Credential {
    /// A session's secret.
    Session(String),
    /// An access token.
    Token(String),
}

/// Turns credentials into signed actors.
#[derive(Clone)]
pub struct Authentication {
    peers: Peers,
    clock: Arc<dyn Clock>,
    kept: Arc<Mutex<HashMap<Key, Kept>>>,
}

type Key = [u8; 32];

#[derive(Clone)]
struct Kept {
    asked_at: DateTime<Utc>,
    answer: AuthenticateResponse,
}

impl Authentication {
    /// Asks accounts through these peers.
    #[must_use]
    pub fn new(peers: Peers, clock: Arc<dyn Clock>) -> Self {
        Self { peers, clock, kept: Arc::default() }
    }

    /// Who it is, with one signed actor per peer.
    ///
    /// # Errors
    /// `Unauthenticated` when accounts does not know the credential on this certificate, `Unavailable` when it does
    /// not answer.
    pub async fn authenticate(
        &self,
        credential: &Credential,
        device: &ClientCertificate,
    ) -> Result<AuthenticateResponse, Fault> {
        let key = key(credential, &device.fingerprint);
        if let Some(answer) = self.recall(&key) {
            return Ok(answer);
        }
        let asked_at = self.clock.now();
        let answer = self.peers.ask_as_gateway(question(credential, device)).await.map_err(refused)?;
        if answer.actors.len() != PEERS.len() {
            return Err(Fault::internal("ACTORS_MISSING"));
        }
        self.keep(key, Kept { asked_at, answer: answer.clone() });
        Ok(answer)
    }

    /// Forgets a session at once, on this gateway; others do within five seconds.
    pub fn forget(&self, session: &str, device: &ClientCertificate) {
        let key = key(&Credential::Session(session.to_owned()), &device.fingerprint);
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).remove(&key);
    }

    fn recall(&self, key: &Key) -> Option<AuthenticateResponse> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(key).filter(|kept| self.is_fresh(kept)).map(|kept| kept.answer.clone())
    }

    fn keep(&self, key: Key, answer: Kept) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.retain(|_, kept| self.is_fresh(kept));
        }
        if kept.len() < MOST {
            kept.insert(key, answer);
        }
    }

    /// A clock that went backwards makes an answer stale as well.
    fn is_fresh(&self, kept: &Kept) -> bool {
        let age = self.clock.now().signed_duration_since(kept.asked_at);
        age.to_std().is_ok_and(|age| age < KEPT)
    }
}

fn question(credential: &Credential, device: &ClientCertificate) -> AuthenticateRequest {
    let credential = match credential {
        Credential::Session(secret) => authenticate_request::Credential::SessionToken(secret.clone()),
        Credential::Token(token) => authenticate_request::Credential::AccessToken(token.clone()),
    };
    AuthenticateRequest {
        credential: Some(credential),
        certificate_fingerprint: device.fingerprint.clone(),
        audiences: PEERS.iter().map(|peer| peer.name().to_owned()).collect(),
    }
}

/// Whatever accounts refuses about a credential, to the outside it is unknown.
fn refused(fault: Fault) -> Fault {
    match fault.kind() {
        Kind::Unavailable | Kind::Internal => Fault::unavailable("SIGN_IN_UNAVAILABLE").source(fault),
        _ if fault.kind() == Kind::Unauthenticated => fault,
        _ => Fault::unauthenticated("CREDENTIAL_UNKNOWN").source(fault),
    }
}

fn key(credential: &Credential, fingerprint: &str) -> Key {
    let (kind, secret) = match credential {
        Credential::Session(secret) => (b's', secret),
        Credential::Token(token) => (b't', token),
    };
    Sha256::new()
        .chain_update([kind])
        .chain_update(fingerprint)
        .chain_update([0])
        .chain_update(secret)
        .finalize()
        .into()
}
