//! What the others learn of a label: its id, its colour, the thing that carries it. Never its name or description:
//! those are an organisation's own words.

use chrono::{DateTime, Utc};
use feed::{Change, Fact, Operator, Resource};
use identity::Actor;

use crate::domain::label::LabelEvent;

/// The fact that an event is to the others.
#[must_use]
pub fn fact(event: &LabelEvent, actor: &Actor, at: DateTime<Utc>) -> Fact {
    let (kind, id) = match event {
        LabelEvent::Created(label) => ("label.created", label.id),
        LabelEvent::Attached(id, _) => ("label.attached", *id),
        LabelEvent::Detached(id, _) => ("label.detached", *id),
    };
    let fact =
        Fact::new(kind, at, Operator::of(actor), Resource::new("label", id)).concerning(actor.organisation);
    match event {
        LabelEvent::Created(label) => {
            fact.change(Change::withheld("name")).change(Change::of("colour", "", label.colour.as_str()))
        }
        LabelEvent::Attached(_, target) | LabelEvent::Detached(_, target) => {
            fact.touching(Resource::new(target.kind.as_str(), target.id))
        }
    }
}
