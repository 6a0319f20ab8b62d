//! A mail that is asked for before it is known to whom: recipients are looked up later, outside any transaction.
//! It is never given up, since before there are deliveries nobody could see that it was; only when its claim was erased it is
//! called off, and its row says why.

use chrono::{DateTime, Utc};
use ids::{AccountId, ClaimId, DeliveryId, FactId, OrganisationId};
use uuid::Uuid;

use crate::domain::{
    delivery::{Delivery, State},
    recipient::Recipient,
    template::{Audience, Side, Template},
};

/// A mail that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FanOut {
    /// Its id.
    pub id: Uuid,
    /// The fact that asked for it.
    pub fact: FactId,
    /// Which message.
    pub template: Template,
    /// The claim it is about.
    pub claim: ClaimId,
    /// Failed look-ups so far.
    pub attempts: i32,
    /// When it was asked for.
    pub queued_at: DateTime<Utc>,
    /// Trace context of the fact.
    pub traceparent: String,
}

/// The two sides of a claim and whether its policyholder can be written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sides {
    /// Who submitted it.
    pub clinic: OrganisationId,
    /// Who decides it.
    pub insurer: OrganisationId,
    /// Whether the policyholder has a mail address.
    pub policyholder_has_address: bool,
}

impl FanOut {
    /// On whose behalf the mails are sent: the readers' own organisation; for the policyholder the insurer.
    #[must_use]
    pub const fn organisation(&self, sides: &Sides) -> OrganisationId {
        match self.template.audience() {
            Audience::Members(Side::Clinic, _) => sides.clinic,
            Audience::Members(Side::Insurer, _) | Audience::Policyholder => sides.insurer,
        }
    }

    /// One delivery per recipient. A policyholder without address gets none: that is their choice. An organisation
    /// where nobody may act on the mail gets a dead one: that is a mistake somebody should see. Each has a new id.
    #[must_use]
    pub fn deliveries(
        &self,
        sides: &Sides,
        members: &[AccountId],
        now: DateTime<Utc>,
        mut new_id: impl FnMut() -> DeliveryId,
    ) -> Vec<Delivery> {
        let recipients = match self.template.audience() {
            Audience::Policyholder if sides.policyholder_has_address => vec![Recipient::Policyholder],
            Audience::Policyholder => vec![],
            Audience::Members(..) if members.is_empty() => vec![Recipient::Nobody],
            Audience::Members(..) => members.iter().copied().map(Recipient::Account).collect(),
        };
        recipients
            .into_iter()
            .map(|recipient| self.delivery(new_id(), recipient, self.organisation(sides), now))
            .collect()
    }

    fn delivery(
        &self,
        id: DeliveryId,
        recipient: Recipient,
        organisation: OrganisationId,
        now: DateTime<Utc>,
    ) -> Delivery {
        let nobody = recipient == Recipient::Nobody;
        Delivery {
            id,
            revision: 1,
            organisation,
            template: self.template,
            subject: self.claim.to_string(),
            recipient,
            state: if nobody { State::Dead } else { State::Queued { due_at: now } },
            attempts: 0,
            last_answer: if nobody { "no recipient".to_owned() } else { String::new() },
            queued_at: self.queued_at,
            traceparent: self.traceparent.clone(),
        }
    }
}
