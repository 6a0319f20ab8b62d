//! What a mail about a claim needs, asked at the moment it is sent; for notifications only.

use fault::Fault;
use ids::{ClaimId, OrganisationId, Personal};
use store::Scope;

use super::{App, no_claim};
use crate::store::{claims, policies};

/// What a mail about a claim needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailContext {
    /// 受付番号.
    pub receipt_number: String,
    /// The policyholder's mail address; empty when there is none.
    pub email: Personal<String>,
    /// The insurer.
    pub insurer: OrganisationId,
    /// The clinic.
    pub clinic: OrganisationId,
}

impl App {
    /// What a mail about a submitted claim needs.
    ///
    /// # Errors
    /// `NotFound` when there is no such claim or it is still a draft.
    pub async fn get_mail_context(&self, id: ClaimId) -> Result<MailContext, Fault> {
        let tx = self.store.read(Scope::Platform("mail_context"), "get_mail_context").await?;
        let claim = claims::get(&tx, id).await?.ok_or_else(no_claim)?;
        let submission = claim.state.submission().ok_or_else(no_claim)?;
        let policy = policies::get(&tx, claim.cover.policy).await?;
        Ok(MailContext {
            receipt_number: submission.receipt_number.clone(),
            email: policy.map(|policy| policy.policyholder.email).unwrap_or_default(),
            insurer: claim.insurer,
            clinic: claim.clinic,
        })
    }
}
