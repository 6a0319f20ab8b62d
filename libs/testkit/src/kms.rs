//! Google Cloud KMS as tests need it: its REST on a loopback port, keys in memory, and every fault on request. The code
//! under test cannot tell, since it speaks through Google's own client.

mod answer;
mod keys;
mod shelf;
mod untrusted;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Router,
    body::Bytes,
    extract::{Path, Query, State},
    http::{Method, StatusCode},
    response::{IntoResponse, Response},
};
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinHandle};

use self::keys::{Keys, Refusal};
pub use self::{keys::VersionState, shelf::MemoryShelf, untrusted::Untrusted};

/// What goes wrong with an answer of the emulator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KmsFault {
    /// A bit of the request's wrapped or plain key flips on its way.
    FlipRequest,
    /// A bit of the request's bound bytes flips on their way.
    FlipBound,
    /// A bit of the answer's wrapped key flips.
    FlipCiphertext,
    /// A bit of the answer's plain key flips.
    FlipPlaintext,
    /// The sum of the answer's key is another.
    FlipSum,
    /// The answer has no sum.
    NoSum,
    /// The answer names another key.
    WrongName,
    /// The KMS did not verify the plain key's sum.
    Unverified,
    /// The KMS did not verify the bound bytes' sum.
    UnverifiedBound,
    /// Another plain key, or a wrapping of another, with sums that agree.
    AnotherKey,
    /// An HTTP status, such as 429 or 503.
    Status(u16),
    /// An answer that is no JSON.
    Garbage,
    /// No answer at all.
    Hang,
}

#[derive(Debug, Default)]
struct Emulator {
    keys: Keys,
    fault: Option<(KmsFault, usize)>,
    is_away: bool,
    calls: BTreeMap<String, usize>,
}

/// A running emulator; it stops when dropped.
#[derive(Debug)]
pub struct KmsEmulator {
    endpoint: String,
    emulator: Arc<Mutex<Emulator>>,
    serving: JoinHandle<()>,
}

/// Starts Google Cloud KMS on a loopback port.
///
/// # Panics
/// When there is no free port.
pub async fn kms() -> KmsEmulator {
    identity::install_provider();
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let endpoint = format!("http://{}", listener.local_addr().expect("a bound port"));
    let emulator = Arc::<Mutex<Emulator>>::default();
    let routes = Router::new().fallback(axum::routing::any(missing));
    let routes = routes.route("/v1/{*path}", axum::routing::any(serve)).with_state(Arc::clone(&emulator));
    let serving = tokio::spawn(async move {
        axum::serve(listener, routes).await.expect("the emulator serves");
    });
    KmsEmulator { endpoint, emulator, serving }
}

/// `[sealing]` of a service under test: the local KMS, its file in this folder.
#[must_use]
pub fn sealing(folder: &std::path::Path) -> store::SealingConfig {
    let file = folder.join("kms.json");
    let kms = envelope::kms::KmsConfig::Local(envelope::kms::LocalConfig { file });
    store::SealingConfig { environment: "test".to_owned(), kms }
}

/// Seals what a service under test keeps secret, as an operator does before its first start.
///
/// # Panics
/// When its database or KMS cannot be used.
pub async fn seal_secrets<M: store::MigratorTrait>(
    service: &str,
    sealing: &store::SealingConfig,
    database: &store::DatabaseConfig,
    secrets: &[(envelope::SecretName, &envelope::SealedFile, &[u8])],
) {
    let database = store::Store::open::<M>(database).await.expect("a database");
    let keys = sealing.open(service, false, &database, Arc::new(calendar::SystemClock)).await.expect("a KMS");
    for (name, file, plain) in secrets {
        keys.seal_secret(*name, plain, file).await.expect("a secret can be sealed");
    }
    database.close().await.expect("the database closes");
}

impl KmsEmulator {
    /// A key ring; keys are made in it as they are asked for.
    pub const KEY_RING: &'static str = "projects/test/locations/asia-northeast1/keyRings/nekonote";

    /// Where it listens: the `endpoint` of a client.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// A configuration for it: no credentials, short patience.
    #[must_use]
    pub fn config(&self) -> envelope::kms::GoogleConfig {
        let mut config = envelope::kms::GoogleConfig::new(Self::KEY_RING);
        config.endpoint = Some(self.endpoint.clone());
        config.credentials = envelope::kms::Credentials::Anonymous;
        config
    }

    /// The same, opened.
    ///
    /// # Panics
    /// When the client cannot be made.
    pub async fn open(&self) -> Arc<dyn envelope::Kms> {
        let client =
            envelope::kms::Google::connect(&self.config(), envelope::kms::Profile::Development).await;
        Arc::new(client.expect("a client"))
    }

    /// Lets the next answers to encrypt and decrypt go wrong, so many of them.
    pub fn fail(&self, fault: KmsFault, times: usize) {
        locked(&self.emulator).fault = Some((fault, times));
    }

    /// Lets every request fail, whatever it asks for, until [`KmsEmulator::heal`].
    pub fn go_away(&self) {
        locked(&self.emulator).is_away = true;
    }

    /// Lets nothing go wrong any more.
    pub fn heal(&self) {
        let mut emulator = locked(&self.emulator);
        (emulator.fault, emulator.is_away) = (None, false);
    }

    /// How often a method was called: `encrypt`, `decrypt`, `create`, `get` …
    #[must_use]
    pub fn calls(&self, method: &str) -> usize {
        locked(&self.emulator).calls.get(method).copied().unwrap_or_default()
    }

    /// The keys that were made, by name.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        locked(&self.emulator).keys.names()
    }

    /// Puts every version of a key into a state.
    pub fn set_state(&self, key: &str, state: VersionState) {
        locked(&self.emulator).keys.set_state(key, state);
    }
}

impl Drop for KmsEmulator {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn missing() -> StatusCode {
    StatusCode::NOT_FOUND
}

async fn serve(
    State(emulator): State<Arc<Mutex<Emulator>>>,
    method: Method,
    Path(path): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
    body: Bytes,
) -> Response {
    let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let (answer, fault) = {
        let mut emulator = locked(&emulator);
        let verb = answer::verb(&method, &path);
        *emulator.calls.entry(verb.to_owned()).or_default() += 1;
        let fault = if ["encrypt", "decrypt"].contains(&verb) { emulator.next_fault() } else { None };
        if emulator.is_away {
            return refused(503);
        }
        (answer::answer(&mut emulator.keys, verb, &path, &query, &body, fault), fault)
    };
    match fault {
        Some(KmsFault::Hang) => std::future::pending().await,
        Some(KmsFault::Garbage) => "<html>".into_response(),
        Some(KmsFault::Status(code)) => refused(code),
        _ => match answer {
            Ok(answer) => axum::Json(answer).into_response(),
            Err(Refusal { code, status, message }) => {
                let http = StatusCode::from_u16(code).expect("a status");
                (http, axum::Json(answer::error(code, status, &message))).into_response()
            }
        },
    }
}

fn refused(code: u16) -> Response {
    let code = StatusCode::from_u16(code).expect("a status");
    let status = answer::status(code.as_u16());
    (code, axum::Json(answer::error(code.as_u16(), status, "as the test has asked"))).into_response()
}

impl Emulator {
    fn next_fault(&mut self) -> Option<KmsFault> {
        let (fault, times) = self.fault.as_mut().filter(|(_, times)| *times > 0)?;
        *times -= 1;
        Some(*fault)
    }
}

fn locked(emulator: &Mutex<Emulator>) -> MutexGuard<'_, Emulator> {
    emulator.lock().unwrap_or_else(PoisonError::into_inner)
}
