//! A version of a plan.

use chrono::{DateTime, NaiveDate, Utc};
use ids::{OrganisationId, PlanId};
use serde::{Deserialize, Serialize};

use crate::domain::plan::{Plan, PlanVersion};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::app) struct PlanRecord {
    id: PlanId,
    revision: i64,
    version: i32,
    valid_from: NaiveDate,
    valid_until: Option<NaiveDate>,
    definition: Plan,
    examples: String,
    published_at: DateTime<Utc>,
}

impl PlanRecord {
    pub(in crate::app) fn of(version: PlanVersion) -> Self {
        let PlanVersion {
            id,
            revision,
            insurer: _,
            version,
            valid_from,
            valid_until,
            plan,
            examples,
            published_at,
        } = version;
        Self { id, revision, version, valid_from, valid_until, definition: plan, examples, published_at }
    }

    /// The version, of an insurer; nothing when there could be no such.
    pub(in crate::app) fn version(self, insurer: OrganisationId) -> Option<PlanVersion> {
        let Self { id, revision, version, valid_from, valid_until, definition: plan, examples, published_at } =
            self;
        let version = PlanVersion {
            id,
            revision,
            insurer,
            version,
            valid_from,
            valid_until,
            plan,
            examples,
            published_at,
        };
        version.is_sound().then_some(version)
    }
}
