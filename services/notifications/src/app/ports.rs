//! What the verbs need from outside: who is to be written to, and somebody who takes a letter.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use fault::Fault;
use ids::{AccountId, ClaimId, DeliveryId, OrganisationId, Personal};

use crate::domain::{answer::Answer, letter::Letter};

/// What claims says about a claim, at the time of asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailContext {
    /// 受付番号.
    pub receipt_number: String,
    /// The policyholder's address, if there is one.
    pub policyholder: Option<Personal<String>>,
    /// The insurer.
    pub insurer: OrganisationId,
    /// The clinic.
    pub clinic: OrganisationId,
}

/// What accounts says about an organisation, at the time of asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Members {
    /// Its name.
    pub name: String,
    /// Its telephone for enquiries.
    pub phone: String,
    /// Members and their addresses.
    pub addresses: Vec<(AccountId, Personal<String>)>,
}

/// Where addresses are known. They are asked for at the time of use and never kept.
#[async_trait]
pub trait Directory: Send + Sync {
    /// Whom a claim concerns.
    async fn claim(&self, claim: ClaimId) -> Result<MailContext, Fault>;
    /// An organisation's active members that hold a permission.
    async fn members(&self, organisation: OrganisationId, permission: &str) -> Result<Members, Fault>;
}

/// A letter with its address, for a moment.
#[derive(Debug)]
pub struct Mail {
    /// The delivery; the same on every try.
    pub id: DeliveryId,
    /// Where to.
    pub address: Personal<String>,
    /// What it says.
    pub letter: Letter,
    /// Its date.
    pub at: DateTime<Utc>,
}

/// Somebody who takes a letter.
#[async_trait]
pub trait Post: Send + Sync {
    /// Hands a letter over and says what became of it.
    async fn hand_over(&self, mail: &Mail) -> Answer;
}
