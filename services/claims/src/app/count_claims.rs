//! Kept counts of the actor's claims by status.

use std::collections::BTreeMap;

use fault::Fault;

use super::{App, By};
use crate::{
    domain::{access::Act, claim::Status},
    store::counts,
};

impl App {
    /// The counts.
    ///
    /// # Errors
    /// `Forbidden` without the permission.
    pub async fn count_claims(&self, by: &By) -> Result<BTreeMap<Status, i64>, Fault> {
        let tx = self.read(by, Act::ReadClaims, "count_claims").await?;
        Ok(counts::all(&tx).await?)
    }
}
