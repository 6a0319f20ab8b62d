//! Publishes a version of a plan of the actor's insurer, once its worked examples come out to the yen.

use fault::Fault;
use ids::PlanId;
use serde::{Deserialize, Serialize};

use super::{App, By};
use crate::{
    domain::{
        access::Act,
        plan::{Draft, PlanVersion},
    },
    facts,
    store::plans,
};

/// The version is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanPublished {
    /// Its id.
    pub plan: PlanId,
    /// Its revision.
    pub revision: i64,
    /// Which version of its code.
    pub version: i32,
}

impl App {
    /// Publishes a version.
    ///
    /// # Errors
    /// `Invalid` naming every example that does not come out, and a day that is not later than the version before.
    pub async fn publish_plan(&self, by: &By, draft: Draft) -> Result<PlanPublished, Fault> {
        let (insurer, now) = (by.actor.organisation, self.now());
        let tx = self.begin(by, Act::PublishPlans, "publish_plan").await?;
        let attempt = by.attempt("PublishPlan", now);
        if let Some(answer) = tx.recall(&attempt).await? {
            return Ok(answer);
        }
        plans::hold(&tx, insurer).await?;
        let last = plans::last(&tx, &draft.plan.code).await?;
        let published = PlanVersion::publish(PlanId::generate(), insurer, draft, last.as_ref(), now);
        let published =
            published.map_err(|wrong| Fault::invalid("REQUEST_INVALID").with_violations(wrong))?;
        plans::insert(&tx, &published).await?;
        let PlanVersion { id, revision, version, .. } = published;
        let answer = PlanPublished { plan: id, revision, version };
        tx.remember(&attempt, &answer).await?;
        feed::tell(&tx, &facts::of_plan(&published, &by.actor)).await?;
        tx.commit().await?;
        Ok(answer)
    }
}
