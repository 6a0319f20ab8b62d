//! When a call has taken too long: by the caller's own word (`grpc-timeout`), or when nothing has come from the caller
//! for a while and still no answer has begun. So uploads may take their time and a unary call may not.

use std::{sync::Arc, time::Duration};

use http::HeaderMap;
use tokio::time::Instant;

use super::body::Heard;
use crate::Limits;

/// The header of a deadline.
const TIMEOUT: &str = "grpc-timeout";

/// The time a caller allows, when it says one that can be read.
pub(crate) fn asked(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(TIMEOUT)?.to_str().ok()?;
    let digits = text.get(..text.len().checked_sub(1)?)?;
    if digits.is_empty() || digits.len() > 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let amount: u64 = digits.parse().ok()?;
    match text.as_bytes().last()? {
        b'H' => Some(Duration::from_secs(amount * 3600)),
        b'M' => Some(Duration::from_secs(amount * 60)),
        b'S' => Some(Duration::from_secs(amount)),
        b'm' => Some(Duration::from_millis(amount)),
        b'u' => Some(Duration::from_micros(amount)),
        b'n' => Some(Duration::from_nanos(amount)),
        _ => None,
    }
}

/// Resolves when the call has taken too long.
pub(crate) async fn passed(asked: Option<Duration>, limits: Limits, heard: Arc<Heard>) {
    let last = Instant::now() + asked.unwrap_or(limits.upload).min(limits.upload);
    loop {
        let due = last.min(heard.at() + limits.deadline);
        if Instant::now() >= due {
            return;
        }
        tokio::time::sleep_until(due).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(text: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(TIMEOUT, text.parse().expect("a header"));
        headers
    }

    #[test]
    fn every_unit_is_read() {
        for (text, millis) in [("2H", 7_200_000), ("3M", 180_000), ("4S", 4_000), ("5m", 5), ("6000u", 6)] {
            assert_eq!(asked(&headers(text)), Some(Duration::from_millis(millis)), "{text}");
        }
        assert_eq!(asked(&headers("7n")), Some(Duration::from_nanos(7)));
    }

    #[test]
    fn what_is_no_timeout_is_ignored() {
        for text in ["", "S", "123456789S", "-1S", "1.5S", "10", "1x", "＋S"] {
            assert_eq!(asked(&headers(text)), None, "{text}");
        }
        assert_eq!(asked(&HeaderMap::new()), None);
    }

    #[tokio::test]
    async fn a_caller_who_goes_on_sending_is_waited_for() {
        let limits = Limits {
            deadline: Duration::from_millis(40),
            upload: Duration::from_millis(400),
            ..Limits::default()
        };
        let heard = Arc::new(Heard::new());
        let (began, sending) = (Instant::now(), Arc::clone(&heard));
        let sender = async {
            for _ in 0..10 {
                tokio::time::sleep(Duration::from_millis(10)).await;
                sending.hear();
            }
        };
        let ((), ()) = tokio::join!(sender, passed(None, limits, heard));
        assert!(began.elapsed() >= Duration::from_millis(100 + 40), "{:?}", began.elapsed());
    }
}
