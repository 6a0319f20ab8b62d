//! What leaves and comes back of labels and of what carries them.

use chrono::{DateTime, Utc};
use ids::{LabelId, OrganisationId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::{
    label::{Description, Label, Name},
    target::{Target, TargetKind},
};

/// A label.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LabelRecord {
    id: LabelId,
    revision: i64,
    name: String,
    colour: String,
    description: String,
    created_at: DateTime<Utc>,
}

/// That a thing carries a label.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AttachmentRecord {
    label_id: LabelId,
    target: TargetRecord,
    attached_at: DateTime<Utc>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TargetRecord {
    kind: String,
    id: Uuid,
}

impl LabelRecord {
    pub(super) fn of(label: &Label, created_at: DateTime<Utc>) -> Self {
        let Label { id, organisation: _, revision, name, colour, description } = label;
        Self {
            id: *id,
            revision: *revision,
            name: name.as_str().to_owned(),
            colour: colour.as_str().to_owned(),
            description: description.as_str().to_owned(),
            created_at,
        }
    }

    /// The label, of an organisation, and since when it is; nothing when there could be no such.
    pub(super) fn label(self, organisation: OrganisationId) -> Option<(Label, DateTime<Utc>)> {
        let Self { id, revision, name, colour, description, created_at } = self;
        let label = Label {
            id,
            organisation,
            revision,
            name: Name::parse(&name).ok()?,
            colour: colour.parse().ok()?,
            description: Description::parse(&description).ok()?,
        };
        Some((label, created_at))
    }
}

impl AttachmentRecord {
    pub(super) fn of(label_id: LabelId, target: &Target, attached_at: DateTime<Utc>) -> Self {
        let Target { kind, id } = target;
        Self { label_id, target: TargetRecord { kind: kind.as_str().to_owned(), id: *id }, attached_at }
    }

    /// Which label, what carries it and since when; nothing when no label could be there.
    pub(super) fn attachment(self) -> Option<(LabelId, Target, DateTime<Utc>)> {
        let Self { label_id, target: TargetRecord { kind, id }, attached_at } = self;
        Some((label_id, Target { kind: TargetKind::parse(&kind).ok()?, id }, attached_at))
    }
}
