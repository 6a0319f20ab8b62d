//! The rules of the actor's insurer, if it has any.

use fault::Fault;

use super::{App, By};
use crate::{
    domain::{access::Act, rules::Rules},
    store::review_rules,
};

impl App {
    /// Shows them.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn get_review_rules(&self, by: &By) -> Result<Option<Rules>, Fault> {
        let tx = self.read(by, Act::ReadReviewRules, "get_review_rules").await?;
        Ok(review_rules::get(&tx, by.actor.organisation).await?)
    }
}
