//! Lists the versions of the plans of the actor's insurer.

use fault::Fault;
use ids::PlanId;
use store::{Page, Slice};

use super::{App, By};
use crate::{
    domain::{access::Act, plan::PlanVersion},
    store::plans,
};

impl App {
    /// A page of versions, newest first.
    ///
    /// # Errors
    /// `Forbidden` without the permission.
    pub async fn list_plans(&self, by: &By, page: &Page<PlanId>) -> Result<Slice<PlanVersion>, Fault> {
        let tx = self.read(by, Act::ReadPolicies, "list_plans").await?;
        Ok(plans::list(&tx, page).await?)
    }
}
