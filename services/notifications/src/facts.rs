//! What the others learn of a mail: that it was sent or given up, about which claim. Never to whom, never what the
//! server said.

use chrono::{DateTime, Utc};
use feed::{Change, Fact, Operator, Resource};

use crate::domain::delivery::{Delivery, State};

/// The fact that a delivery has ended.
#[must_use]
pub fn ended(delivery: &Delivery, at: DateTime<Utc>) -> Fact {
    let kind =
        if matches!(delivery.state, State::Sent { .. }) { "notification.sent" } else { "notification.dead" };
    let fact = Fact::new(kind, at, Operator::system(), Resource::new("delivery", delivery.id))
        .concerning(delivery.organisation)
        .touching(Resource::new("claim", &delivery.subject))
        .change(Change::of("template", "", delivery.template.as_str()))
        .change(Change::of("state", "queued", delivery.state.as_str()));
    Fact { traceparent: delivery.traceparent.clone(), ..fact }
}
