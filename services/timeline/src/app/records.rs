//! What leaves and comes back of an entry.

use chrono::{DateTime, Utc};
use ids::{EntryId, FactId, OrganisationId};
use serde::{Deserialize, Serialize};

use crate::domain::entry::{Change, Entry, Happening, Operator, OperatorKind, Resource};

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EntryRecord {
    id: EntryId,
    sequence: i64,
    fact_id: FactId,
    kind: String,
    occurred_at: DateTime<Utc>,
    operator: OperatorRecord,
    subject: Resource,
    related: Vec<Resource>,
    changes: Vec<Change>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OperatorRecord {
    kind: String,
    id: Option<String>,
    organisation_id: Option<OrganisationId>,
    roles: Vec<String>,
    certificate_serial: Option<String>,
}

impl EntryRecord {
    pub(super) fn of(entry: Entry) -> Self {
        let Entry { id, sequence, organisation: _, happening } = entry;
        let Happening { fact, kind, occurred_at, operator, subject, related, changes } = happening;
        let Operator { kind: operator_kind, id: operator_id, organisation, roles, certificate_serial } =
            operator;
        let operator = OperatorRecord {
            kind: operator_kind.as_str().to_owned(),
            id: operator_id,
            organisation_id: organisation,
            roles,
            certificate_serial,
        };
        Self { id, sequence, fact_id: fact, kind, occurred_at, operator, subject, related, changes }
    }

    /// The entry, on an organisation's timeline; nothing when there could be no such.
    pub(super) fn entry(self, organisation: OrganisationId) -> Option<Entry> {
        let Self { id, sequence, fact_id: fact, kind, occurred_at, operator, subject, related, changes } =
            self;
        let operator = Operator {
            kind: OperatorKind::parse(&operator.kind)?,
            id: operator.id,
            organisation: operator.organisation_id,
            roles: operator.roles,
            certificate_serial: operator.certificate_serial,
        };
        let happening = Happening { fact, kind, occurred_at, operator, subject, related, changes };
        (sequence > 0).then_some(Entry { id, sequence, organisation, happening })
    }
}
