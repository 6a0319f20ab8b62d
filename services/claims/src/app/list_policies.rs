//! Lists the policies of the actor's insurer.

use fault::Fault;
use ids::PolicyId;
use store::{Page, Slice};

use super::{App, By};
use crate::{
    domain::{access::Act, policy::Policy},
    store::policies,
};

impl App {
    /// A page of policies.
    ///
    /// # Errors
    /// `Forbidden` without the permission.
    pub async fn list_policies(&self, by: &By, page: &Page<PolicyId>) -> Result<Slice<Policy>, Fault> {
        let list = || async {
            let tx = self.read(by, Act::ReadPolicies, "list_policies").await?;
            policies::list(&tx, self.seals(by, "list_policies"), page).await
        };
        self.keys.with_keys(list).await
    }
}
