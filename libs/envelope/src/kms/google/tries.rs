//! At most three tries within a total time, and which answers are worth another one. Refuses to guess: what is not known
//! to pass is final.

use std::time::Duration;

use google_cloud_gax::error::{Error as Failure, rpc::Code};

use crate::{
    kms::{Error, KmsState},
    primitive::random,
};

const TRIES: u32 = 3;
const PAUSE: Duration = Duration::from_millis(50);

/// How long to go on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tries {
    pub(super) attempt: Duration,
    pub(super) total: Duration,
}

/// What became of a try.
#[derive(Debug)]
pub(super) enum Attempt {
    /// Another may work.
    Again(Error),
    /// No other will.
    Never(Error),
}

impl Tries {
    pub(super) async fn run<T, F>(&self, mut send: impl FnMut() -> F) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Attempt>>,
    {
        let tries = async {
            let mut count = 1;
            loop {
                let answer = tokio::time::timeout(self.attempt, send()).await;
                let why = match answer {
                    Ok(Ok(answer)) => return Ok(answer),
                    Ok(Err(Attempt::Never(why))) => return Err(why),
                    Ok(Err(Attempt::Again(why))) => why,
                    Err(_) => Error::Unavailable("it did not answer in time".to_owned()),
                };
                if count == TRIES {
                    return Err(why);
                }
                tokio::time::sleep(pause(count)).await;
                count += 1;
            }
        };
        let done = tokio::time::timeout(self.total, tries).await;
        done.unwrap_or_else(|_| Err(Error::Unavailable("it did not answer in time".to_owned())))
    }
}

/// Twice as long each time, less up to a half, so that processes do not come back together.
fn pause(count: u32) -> Duration {
    let whole = PAUSE.saturating_mul(1 << count.min(8));
    let [chance] = random::<1>().unwrap_or_default();
    whole.mul_f64(1.0 - f64::from(chance) / 512.0)
}

/// What a failure of the client means.
pub(super) fn judge(failure: &Failure) -> Attempt {
    if let Some(status) = failure.status() {
        return match status.code {
            Code::FailedPrecondition => Attempt::Never(Error::Refused(refusal(&format!("{status:?}")))),
            Code::NotFound => Attempt::Never(Error::Refused(KmsState::Missing)),
            Code::InvalidArgument => {
                Attempt::Never(Error::Corrupt("the KMS does not take the wrapped key or what it is bound to"))
            }
            Code::Unavailable
            | Code::ResourceExhausted
            | Code::Internal
            | Code::Unknown
            | Code::Aborted
            | Code::DeadlineExceeded => Attempt::Again(unavailable(failure)),
            _ => by_code(failure),
        };
    }
    let passes = failure.is_timeout() || failure.is_io() || failure.is_connect() || failure.is_transport();
    if passes || failure.is_deserialization() {
        Attempt::Again(unavailable(failure))
    } else {
        by_code(failure)
    }
}

fn by_code(failure: &Failure) -> Attempt {
    match failure.http_status_code() {
        Some(429 | 500..) => Attempt::Again(unavailable(failure)),
        _ => Attempt::Never(unavailable(failure)),
    }
}

fn unavailable(failure: &Failure) -> Error {
    Error::Unavailable(failure.to_string())
}

/// The state is named in the status: `… is not enabled, current state is: DESTROYED.`
fn refusal(status: &str) -> KmsState {
    if status.contains("DESTROY_SCHEDULED") {
        KmsState::DestroyScheduled
    } else if status.contains("DESTROYED") {
        KmsState::Destroyed
    } else {
        KmsState::Disabled
    }
}
