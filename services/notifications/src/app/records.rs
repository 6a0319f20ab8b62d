//! What leaves and comes back of a delivery. No address is in it.

use chrono::{DateTime, Utc};
use ids::{DeliveryId, OrganisationId};
use serde::{Deserialize, Serialize};

use crate::domain::delivery::{Delivery, State};

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DeliveryRecord {
    id: DeliveryId,
    revision: i64,
    template: String,
    subject_id: String,
    recipient: String,
    state: String,
    attempts: i32,
    last_answer: String,
    queued_at: DateTime<Utc>,
    sent_at: Option<DateTime<Utc>>,
}

impl DeliveryRecord {
    pub(super) fn of(delivery: &Delivery) -> Self {
        let Delivery {
            id,
            revision,
            organisation: _,
            template,
            subject,
            recipient,
            state,
            attempts,
            last_answer,
            queued_at,
            traceparent: _,
        } = delivery;
        let sent_at = match state {
            State::Sent { at } => Some(*at),
            State::Queued { .. } | State::Dead => None,
        };
        Self {
            id: *id,
            revision: *revision,
            template: template.as_str().to_owned(),
            subject_id: subject.clone(),
            recipient: recipient.to_string(),
            state: state.as_str().to_owned(),
            attempts: *attempts,
            last_answer: last_answer.clone(),
            queued_at: *queued_at,
            sent_at,
        }
    }

    /// Whether it had not ended: nothing is sent that waited then.
    pub(super) fn is_queued(&self) -> bool {
        self.state == "queued"
    }

    /// The delivery, which has ended, on behalf of an organisation; nothing when there could be no such.
    pub(super) fn delivery(self, organisation: OrganisationId) -> Option<Delivery> {
        Some(Delivery {
            id: self.id,
            revision: self.revision,
            organisation,
            template: self.template.parse().ok()?,
            subject: self.subject_id,
            recipient: self.recipient.parse().ok()?,
            state: match (self.state.as_str(), self.sent_at) {
                ("sent", Some(at)) => State::Sent { at },
                ("dead", None) => State::Dead,
                _ => return None,
            },
            attempts: self.attempts,
            last_answer: self.last_answer,
            queued_at: self.queued_at,
            traceparent: String::new(),
        })
    }
}
