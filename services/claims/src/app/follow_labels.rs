//! Follows the labels service: which labels claims carry, for the filter of the list.

use fault::Fault;
use feed::{Effect, Fact};
use ids::{ClaimId, LabelId};
use store::Tx;

use crate::store::labels;

/// Takes in `label.attached` and `label.detached`; other facts of the labels service are none of ours.
#[derive(Debug, Clone, Copy)]
pub struct FollowLabels;

#[async_trait::async_trait]
impl Effect for FollowLabels {
    async fn apply(&self, tx: &Tx, fact: &Fact) -> Result<(), Fault> {
        let attached = match fact.kind.as_str() {
            "label.attached" => true,
            "label.detached" => false,
            _ => return Ok(()),
        };
        let Some(target) = fact.related.iter().find(|related| related.kind == "claim") else { return Ok(()) };
        let unreadable = || Fault::internal("FACT_UNREADABLE");
        let claim: ClaimId = target.id.parse().map_err(|_| unreadable())?;
        let label: LabelId = fact.subject.id.parse().map_err(|_| unreadable())?;
        let organisation = *fact.organisations.first().ok_or_else(unreadable)?;
        if attached {
            labels::attach(tx, organisation, label, claim).await?;
        } else {
            labels::detach(tx, organisation, label, claim).await?;
        }
        Ok(())
    }
}
