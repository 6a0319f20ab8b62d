//! Sets the rules by which an insurer's claims are checked and approved. From then on what waits is checked too.

use fault::Fault;
use money::Yen;
use serde::{Deserialize, Serialize};

use super::{App, By};
use crate::{
    domain::{access::Act, rules::Rules},
    facts,
    store::review_rules,
};

/// The rules are set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewRulesSet {
    /// Their revision.
    pub revision: i64,
}

impl App {
    /// Sets them.
    ///
    /// # Errors
    /// `Conflict` when somebody has set them since; revision 0 is that of none.
    pub async fn set_review_rules(
        &self,
        by: &By,
        revision: i64,
        approves_up_to: Option<Yen>,
        sample_pct: u8,
    ) -> Result<ReviewRulesSet, Fault> {
        let (insurer, now) = (by.actor.organisation, self.now());
        let tx = self.begin(by, Act::SetReviewRules, "set_review_rules").await?;
        let attempt = by.attempt("SetReviewRules", now);
        if let Some(answer) = tx.recall(&attempt).await? {
            return Ok(answer);
        }
        review_rules::hold(&tx, insurer).await?;
        let before = review_rules::get(&tx, insurer).await?;
        if before.map_or(0, |rules| rules.revision) != revision {
            return Err(Fault::conflict("REVIEW_RULES_STALE"));
        }
        let rules = Rules { insurer, revision: revision.saturating_add(1), approves_up_to, sample_pct };
        review_rules::put(&tx, &rules).await?;
        let answer = ReviewRulesSet { revision: rules.revision };
        tx.remember(&attempt, &answer).await?;
        feed::tell(&tx, &facts::of_review_rules(before.as_ref(), &rules, &by.actor, now)).await?;
        tx.commit().await?;
        self.submitted.notify_one();
        Ok(answer)
    }
}
