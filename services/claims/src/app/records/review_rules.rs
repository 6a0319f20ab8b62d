//! The rules of an insurer.

use ids::OrganisationId;
use money::Yen;
use serde::{Deserialize, Serialize};

use crate::domain::rules::Rules;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::app) struct ReviewRulesRecord {
    revision: i64,
    approves_up_to_yen: Option<i64>,
    sample_pct: u8,
}

impl ReviewRulesRecord {
    pub(in crate::app) fn of(rules: &Rules) -> Self {
        let Rules { insurer: _, revision, approves_up_to, sample_pct } = *rules;
        Self { revision, approves_up_to_yen: approves_up_to.map(Yen::get), sample_pct }
    }

    /// The rules, of an insurer; nothing when there could be no such.
    pub(in crate::app) fn rules(self, insurer: OrganisationId) -> Option<Rules> {
        let Self { revision, approves_up_to_yen, sample_pct } = self;
        let is_sound = revision >= 1 && sample_pct <= 100 && approves_up_to_yen.is_none_or(|yen| yen >= 1);
        let approves_up_to = approves_up_to_yen.map(Yen::new);
        is_sound.then_some(Rules { insurer, revision, approves_up_to, sample_pct })
    }
}
