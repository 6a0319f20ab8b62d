//! Waits until the follower of labels has come to a position: a page that has just put a label on must see it.

use std::time::Duration;

use fault::Fault;

use super::{App, By, LABELS, allow};
use crate::domain::access::Act;

/// Longest wait; a page says then that the label is on its way.
const PATIENCE: Duration = Duration::from_millis(500);

impl App {
    /// Whether everything up to a position of labels' feed is known here.
    ///
    /// # Errors
    /// `Forbidden` without the permission.
    pub async fn wait_for_labels(&self, by: &By, position: u64) -> Result<bool, Fault> {
        allow(by, Act::ReadClaims)?;
        Ok(feed::reached(&self.store, LABELS, position, PATIENCE).await?)
    }
}
