//! Domain values to messages.

use chrono::{DateTime, Utc};
use proto::{Timestamp, notifications::v1 as pb};

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
        queued_at: Some(time(delivery.queued_at)),
        sent_at: sent_at.map(time),
    }
}

fn time(time: DateTime<Utc>) -> Timestamp {
    let nanos = i32::try_from(time.timestamp_subsec_nanos()).unwrap_or_default();
    Timestamp { seconds: time.timestamp(), nanos }
}
