//! Lists the claims of the actor's organisation, newest first; all of them, or those that a search finds.

use fault::Fault;
use ids::ClaimId;
use store::{Page, Slice};

use super::{App, By};
use crate::{
    domain::{access::Act, search::Search},
    store::claims::{self, Filter, Summary},
};

impl App {
    /// A page of claims.
    ///
    /// # Errors
    /// `Forbidden` without the permission.
    pub async fn list_claims(
        &self,
        by: &By,
        filter: Filter,
        search: Option<&Search>,
        page: &Page<ClaimId>,
    ) -> Result<Slice<Summary>, Fault> {
        if let Some(search) = search {
            return self.search_claims(by, filter, search, page).await;
        }
        let list = || async {
            let tx = self.read(by, Act::ReadClaims, "list_claims").await?;
            claims::list(&tx, self.seals(by, "list_claims"), filter, page).await
        };
        self.keys.with_keys(list).await
    }
}
