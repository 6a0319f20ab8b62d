//! Shows a version of a plan to its insurer, each worked example computed anew.

use ::store::Error;
use fault::Fault;
use ids::PlanId;

use super::{App, By};
use crate::{
    domain::{
        acceptance::{Checked, check_plan},
        access::Act,
        plan::PlanVersion,
    },
    store::plans,
};

/// A version, and what there is to read about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanShown {
    /// The version.
    pub version: PlanVersion,
    /// Its terms, JSON.
    pub definition: String,
    /// Its worked examples.
    pub examples: Vec<Checked>,
}

impl App {
    /// A version with its terms and worked examples.
    ///
    /// # Errors
    /// `NotFound` when it is not there or not for the one who asks.
    pub async fn get_plan(&self, by: &By, id: PlanId) -> Result<PlanShown, Fault> {
        let tx = self.read(by, Act::ReadPolicies, "get_plan").await?;
        let version = plans::get(&tx, id).await?.ok_or_else(|| Fault::not_found("PLAN_NOT_FOUND"))?;
        let definition =
            serde_json::to_string_pretty(&version.plan).map_err(|why| Error::row("plans", why))?;
        let examples = check_plan(&version.plan, version.examples.as_bytes()).unwrap_or_default();
        Ok(PlanShown { version, definition, examples })
    }
}
