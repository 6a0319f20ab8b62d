//! Follows accounts: an organisation that was erased is noted here, and forgotten at once; what it leaves is buried beside, step by
//! step, since it may be a million rows.

use envelope::Keyring;
use fault::Fault;
use feed::{Effect, Fact};
use ids::OrganisationId;
use store::Tx;

use crate::store::burials;

/// Takes in `organisation.erased`; other facts of accounts are none of ours.
#[derive(Debug, Clone)]
pub struct FollowAccounts(pub Keyring);

#[async_trait::async_trait]
impl Effect for FollowAccounts {
    async fn apply(&self, tx: &Tx, fact: &Fact) -> Result<(), Fault> {
        if fact.kind != "organisation.erased" {
            return Ok(());
        }
        let organisation = fact.subject.id.parse::<OrganisationId>();
        let organisation = organisation.map_err(|why| Fault::internal("FACT_UNREADABLE").source(why))?;
        self.0.forget(organisation);
        Ok(burials::note(tx, organisation, fact.occurred_at).await?)
    }
}
