//! The worker: fans out and sends whatever is due, again and again, until shutdown. What is under way is finished; what
//! is not stays due. A database that does not answer is tried again.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::app::App;

impl App {
    /// Works until shutdown, looking for due mails every so often.
    pub async fn work(self, every: Duration, shutdown: CancellationToken) {
        while !shutdown.is_cancelled() {
            match self.round(&shutdown).await {
                Ok(0) => {}
                Ok(_) => continue,
                Err(error) => tracing::warn!(%error, "mails wait for the database"),
            }
            tokio::select! {
                () = tokio::time::sleep(every) => {}
                () = shutdown.cancelled() => return,
            }
        }
    }

    /// One round: how much was done, so that a full round is followed by another at once.
    async fn round(&self, shutdown: &CancellationToken) -> Result<usize, ::store::Error> {
        let fanned_out = self.fan_out_due().await?;
        let sent = if shutdown.is_cancelled() { 0 } else { self.send_due().await? };
        Ok(fanned_out + sent)
    }
}
