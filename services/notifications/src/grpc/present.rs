//! Domain values to messages.

use proto::{notifications::v1 as pb, timestamp};

use crate::domain::delivery::{Delivery, State};

/// A delivery, without its recipient: who it was for is the owner's to say.
pub(super) fn delivery(delivery: Delivery) -> pb::Delivery {
    let (state, sent_at) = match delivery.state {
        State::Queued { .. } => (pb::DeliveryState::Queued, None),
        State::Sent { at } => (pb::DeliveryState::Sent, Some(at)),
        State::Dead => (pb::DeliveryState::Dead, None),
    };
    pb::Delivery {
        id: delivery.id.to_string(),
        revision: delivery.revision,
        organisation_id: delivery.organisation.to_string(),
        template: delivery.template.as_str().to_owned(),
        subject_id: delivery.subject,
        state: state.into(),
        attempts: delivery.attempts,
        last_answer: delivery.last_answer,
        queued_at: Some(timestamp(delivery.queued_at)),
        sent_at: sent_at.map(timestamp),
    }
}
