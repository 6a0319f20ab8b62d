//! Keeps what people were shown with a support code, and forgets what is older than 90 days.

use ::store::Scope;
use fault::Fault;

use crate::{
    app::App,
    domain::problem::{KEPT, Problem},
    store,
};

impl App {
    /// Keeps problems; the gateway does not wait for it and loses nothing but a look-up when it fails.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn record_problems(&self, problems: Vec<Problem>) -> Result<(), Fault> {
        if problems.is_empty() {
            return Ok(());
        }
        let tx = self.store.begin(Scope::Platform("record_problems"), "record_problems").await?;
        store::problem::forget(&tx, self.clock.now() - KEPT).await?;
        store::problem::keep(&tx, problems).await?;
        Ok(tx.commit().await?)
    }
}
