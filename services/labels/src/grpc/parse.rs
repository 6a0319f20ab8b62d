//! Messages to domain values. Says every field that is wrong, not only the first.

use ::store::Attempt;
use chrono::{DateTime, Utc};
use fault::Fault;
use identity::Actor;
use ids::LabelId;
use prost::Message;
use proto::labels::v1 as pb;
use uuid::Uuid;

use crate::{
    app::NewLabel,
    domain::{
        colour::Colour,
        label::{BadText, Description, Name},
        target::{Target, TargetKind},
    },
};

/// An attempt at a mutating RPC.
pub(super) fn attempt(
    actor: &Actor,
    rpc: &'static str,
    request_id: &str,
    request: &impl Message,
    at: DateTime<Utc>,
) -> Result<Attempt, Fault> {
    let refusal = |_| Fault::invalid("REQUEST_INVALID").violation("request_id", "INVALID", "not a UUID");
    let request_id = Uuid::try_parse(request_id).map_err(refusal)?;
    let content = request.encode_to_vec();
    Ok(Attempt { organisation: actor.organisation, caller: actor.id, rpc, request_id, content, at })
}

/// What a label is to say.
pub(super) fn new_label(request: &pb::CreateLabelRequest) -> Result<NewLabel, Fault> {
    let name = Name::parse(&request.name);
    let colour = colour(request.colour());
    let description = Description::parse(&request.description);
    match (name, colour, description) {
        (Ok(name), Some(colour), Ok(description)) => Ok(NewLabel { name, colour, description }),
        (name, colour, description) => {
            let mut fault = Fault::invalid("LABEL_INVALID");
            if let Err(why) = name {
                fault = fault.violation("name", code(why), why.to_string());
            }
            if colour.is_none() {
                fault = fault.violation("colour", "REQUIRED", "one of the eight colours");
            }
            if let Err(why) = description {
                fault = fault.violation("description", code(why), why.to_string());
            }
            Err(fault)
        }
    }
}

/// A label and the thing that is to carry it or not.
pub(super) fn carried(label: &str, target: Option<&pb::Target>) -> Result<(LabelId, Target), Fault> {
    // An id that is none belongs to no label: the same answer as for an unknown one.
    let label = label.parse().map_err(|_| Fault::not_found("LABEL_NOT_FOUND").message("no such label"))?;
    let invalid = || Fault::invalid("TARGET_INVALID");
    let target = target.ok_or_else(|| invalid().violation("target", "REQUIRED", "what is to carry it"))?;
    let kind = TargetKind::parse(&target.kind);
    let kind = kind.map_err(|why| invalid().violation("target.kind", "INVALID", why.to_string()))?;
    let id = Uuid::try_parse(&target.id);
    let id = id.map_err(|_| invalid().violation("target.id", "INVALID", "not a UUID"))?;
    Ok((label, Target { kind, id }))
}

const fn code(why: BadText) -> &'static str {
    match why {
        BadText::Empty => "REQUIRED",
        BadText::TooLong(_) => "TOO_LONG",
        BadText::Invisible => "INVISIBLE_CHARACTERS",
    }
}

const fn colour(colour: pb::Colour) -> Option<Colour> {
    match colour {
        pb::Colour::Unspecified => None,
        pb::Colour::Red => Some(Colour::Red),
        pb::Colour::Orange => Some(Colour::Orange),
        pb::Colour::Yellow => Some(Colour::Yellow),
        pb::Colour::Green => Some(Colour::Green),
        pb::Colour::Cyan => Some(Colour::Cyan),
        pb::Colour::Blue => Some(Colour::Blue),
        pb::Colour::Purple => Some(Colour::Purple),
        pb::Colour::Grey => Some(Colour::Grey),
    }
}
