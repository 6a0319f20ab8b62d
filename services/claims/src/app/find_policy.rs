//! How a clinic finds a policy by its number: by the number's tokens in the blind indexes of insurers it has contracted.
//! Whose index nobody asked for is not touched, and no key is made for somebody who was only named.

use envelope::{Index, Purpose};
use fault::Fault;
use futures::future::join_all;
use ids::OrganisationId;

use super::{App, over::is_over};
use crate::{domain::policy::PolicyNumber, store::policies};

impl App {
    /// The tokens that a number has in these insurers' indexes. Of an insurer that was erased nothing can be found.
    ///
    /// # Errors
    /// When an index cannot be had: to leave it out would be to say that there is no policy.
    pub(super) async fn tokens(
        &self,
        insurers: &[OrganisationId],
        number: &PolicyNumber,
    ) -> Result<Vec<i64>, Fault> {
        let indexes = self.indexes(insurers).await?;
        Ok(indexes.iter().flat_map(|(_, index)| policies::tokens(index, number)).collect())
    }

    /// The indexes of these insurers, without those of insurers that were erased or whose keys are disabled.
    ///
    /// # Errors
    /// As [`App::tokens`].
    pub(super) async fn indexes(
        &self,
        insurers: &[OrganisationId],
    ) -> Result<Vec<(OrganisationId, Index)>, Fault> {
        let warm = insurers.iter().map(|insurer| self.keys.warm(*insurer, Purpose::Indexes));
        let mut indexes = vec![];
        for (insurer, warm) in insurers.iter().zip(join_all(warm).await) {
            match warm {
                Ok(()) => indexes.push((*insurer, self.keys.index(*insurer)?)),
                Err(error) if is_over(&error) => tracing::info!(%insurer, "its policies cannot be looked up"),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(indexes)
    }
}
