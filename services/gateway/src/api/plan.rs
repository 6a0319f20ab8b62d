//! A plan as the API spells it: how a benefit is computed.

use fault::Fault;
use proto::claims::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::names::{read, said, spelled};

/// A plan.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Plan {
    code: String,
    name: String,
    /// 補償割合, 1–100.
    ratio_pct: i32,
    /// 通院1日の限度額; null for none.
    outpatient_day_cap_yen: Option<i64>,
    /// 入院1日の限度額; null for none.
    inpatient_day_cap_yen: Option<i64>,
    /// 手術1回の限度額; null for none.
    surgery_cap_yen: Option<i64>,
    /// 年間限度額; null for none.
    annual_cap_yen: Option<i64>,
    /// 免責金額.
    #[serde(default)]
    deductible_yen: i64,
    /// `before_ratio` or `after_ratio`; null for none.
    deductible_mode: Option<String>,
    /// `payment` (what is claimed at once), `day`, `visit`, `stay`, `year` or `condition`; null for `payment`.
    deductible_unit: Option<String>,
    /// Whether the caps of all units are added up and compared once.
    #[serde(default)]
    pooled_caps: bool,
}

impl TryFrom<Plan> for pb::Plan {
    type Error = Fault;

    fn try_from(plan: Plan) -> Result<Self, Fault> {
        let mode = plan.deductible_mode.as_deref();
        let mode =
            mode.map(|mode| read!(mode, pb::DeductibleMode, "DEDUCTIBLE_MODE_", "plan.deductible_mode"));
        let unit = plan.deductible_unit.as_deref();
        let unit =
            unit.map(|unit| read!(unit, pb::DeductibleUnit, "DEDUCTIBLE_UNIT_", "plan.deductible_unit"));
        Ok(Self {
            code: plan.code,
            name: plan.name,
            ratio_pct: plan.ratio_pct,
            outpatient_day_cap_yen: plan.outpatient_day_cap_yen,
            inpatient_day_cap_yen: plan.inpatient_day_cap_yen,
            surgery_cap_yen: plan.surgery_cap_yen,
            annual_cap_yen: plan.annual_cap_yen,
            deductible_yen: plan.deductible_yen,
            deductible_mode: mode.transpose()?.unwrap_or_default(),
            deductible_unit: unit.transpose()?.unwrap_or_default(),
            pooled_caps: plan.pooled_caps,
        })
    }
}

impl From<pb::Plan> for Plan {
    fn from(plan: pb::Plan) -> Self {
        Self {
            code: plan.code,
            name: plan.name,
            ratio_pct: plan.ratio_pct,
            outpatient_day_cap_yen: plan.outpatient_day_cap_yen,
            inpatient_day_cap_yen: plan.inpatient_day_cap_yen,
            surgery_cap_yen: plan.surgery_cap_yen,
            annual_cap_yen: plan.annual_cap_yen,
            deductible_yen: plan.deductible_yen,
            deductible_mode: said(spelled!(plan.deductible_mode, pb::DeductibleMode, "DEDUCTIBLE_MODE_")),
            deductible_unit: said(spelled!(plan.deductible_unit, pb::DeductibleUnit, "DEDUCTIBLE_UNIT_")),
            pooled_caps: plan.pooled_caps,
        }
    }
}
