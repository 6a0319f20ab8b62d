//! Waiting on a condition with a deadline: tests never sleep for a guessed time.

use std::time::Duration;

const DEADLINE: Duration = Duration::from_secs(20);
const LOOK: Duration = Duration::from_millis(20);

/// Waits until the condition holds.
///
/// # Panics
/// When it does not within 20 s.
pub async fn eventually<F: AsyncFnMut() -> bool>(what: &str, mut condition: F) {
    let mut looks = tokio::time::interval(LOOK);
    let settled = tokio::time::timeout(DEADLINE, async {
        while !condition().await {
            looks.tick().await;
        }
    });
    assert!(settled.await.is_ok(), "did not happen in time: {what}");
}
