//! What a mail about a claim needs, asked at the moment it is sent; for notifications only.

use ::store::Scope;
use envelope::{Opening, Who};
use fault::Fault;
use ids::{ClaimId, OrganisationId, Personal};

use super::{App, no_claim};
use crate::store::{
    Seals,
    claims::{self, Reference},
    policies,
};

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
        self.keys.with_keys(|| self.mail_context(id)).await
    }

    /// Of claim and policy the mail address alone is opened.
    async fn mail_context(&self, id: ClaimId) -> Result<MailContext, Fault> {
        let tx = self.store.read(Scope::Platform("mail_context"), "get_mail_context").await?;
        let Reference { receipt_number, policy, clinic, insurer } =
            claims::reference(&tx, id).await?.ok_or_else(no_claim)?;
        let opening = Opening { who: Who::Platform("mail_context"), why: "get_mail_context" };
        let email = policies::email(&tx, Seals::new(&self.keys, opening), policy).await?;
        Ok(MailContext { receipt_number, email: email.unwrap_or_default(), insurer, clinic })
    }
}
