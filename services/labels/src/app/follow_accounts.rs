//! Follows accounts: of an organisation that was erased neither words nor what carries them stay.

use ::store::Tx;
use async_trait::async_trait;
use fault::Fault;
use feed::{Effect, Fact};
use ids::OrganisationId;

use crate::store::{attachment, label};

/// Takes in `organisation.erased`; other facts of accounts are none of ours.
#[derive(Debug, Clone, Copy)]
pub struct FollowAccounts;

#[async_trait]
impl Effect for FollowAccounts {
    async fn apply(&self, tx: &Tx, fact: &Fact) -> Result<(), Fault> {
        if fact.kind != "organisation.erased" {
            return Ok(());
        }
        let organisation = fact.subject.id.parse::<OrganisationId>();
        let organisation = organisation.map_err(|why| Fault::internal("FACT_UNREADABLE").source(why))?;
        attachment::delete_all(tx, organisation).await?;
        Ok(label::delete_all(tx, organisation).await?)
    }
}
