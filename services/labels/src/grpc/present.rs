//! Domain values to messages.

use ::store::Slice;
use proto::labels::v1 as pb;

use crate::{
    app::Made,
    domain::{colour::Colour, label::Label},
};

/// The answer to a new label.
pub(super) fn made(made: Made) -> pb::CreateLabelResponse {
    pb::CreateLabelResponse { label_id: made.label.to_string(), revision: made.revision }
}

/// A page of labels.
pub(super) fn labels(page: Slice<Label>) -> pb::ListLabelsResponse {
    let Slice { rows, next_cursor } = page.map(label);
    pb::ListLabelsResponse { labels: rows, next_cursor }
}

fn label(label: Label) -> pb::Label {
    pb::Label {
        id: label.id.to_string(),
        revision: label.revision,
        name: label.name.as_str().to_owned(),
        colour: colour(label.colour).into(),
        description: label.description.as_str().to_owned(),
    }
}

const fn colour(colour: Colour) -> pb::Colour {
    match colour {
        Colour::Red => pb::Colour::Red,
        Colour::Orange => pb::Colour::Orange,
        Colour::Yellow => pb::Colour::Yellow,
        Colour::Green => pb::Colour::Green,
        Colour::Cyan => pb::Colour::Cyan,
        Colour::Blue => pb::Colour::Blue,
        Colour::Purple => pb::Colour::Purple,
        Colour::Grey => pb::Colour::Grey,
    }
}
