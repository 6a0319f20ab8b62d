//! Lists the policies of the actor's insurer, newest first; all of them, or those that a search finds.

use fault::Fault;
use ids::PolicyId;
use store::{Page, Slice};

use super::{App, By};
use crate::{
    domain::{access::Act, policy::Policy, search::Search},
    store::policies,
};

impl App {
    /// A page of policies.
    ///
    /// # Errors
    /// `Forbidden` without the permission.
    pub async fn list_policies(
        &self,
        by: &By,
        search: Option<&Search>,
        page: &Page<PolicyId>,
    ) -> Result<Slice<Policy>, Fault> {
        if let Some(search) = search {
            return self.search_policies(by, search, page).await;
        }
        let list = || async {
            let tx = self.read(by, Act::ReadPolicies, "list_policies").await?;
            policies::list(&tx, self.seals(by, "list_policies"), page).await
        };
        self.keys.with_keys(list).await
    }
}
