//! What was treated, as the API shows and takes it.

use fault::Fault;
use proto::claims::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::names::{read, said, spelled, text};

/// What a draft says about the treatment.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Treatment {
    /// 傷病名.
    #[serde(default)]
    diagnosis: String,
    /// 傷病コード, one of `/diagnoses`; null while none is chosen.
    #[serde(default)]
    #[schema(example = "09-001")]
    diagnosis_code: Option<String>,
    /// `illness`, `cancer` or `injury`; an illness unless said.
    #[serde(default)]
    #[schema(example = "injury")]
    cause: Option<String>,
    /// 発症日; null while unknown.
    #[serde(default)]
    #[schema(format = Date)]
    onset_on: Option<String>,
    /// 経過と処置.
    #[serde(default)]
    note: String,
    /// 診療費の明細.
    #[serde(default)]
    lines: Vec<Line>,
    /// 値引き of the whole.
    #[serde(default)]
    discount_yen: i64,
    /// 他の保険契約の申告, at most 3: empty when there is none, null while the owner was not asked. A submission needs it.
    #[serde(default)]
    other_insurance: Option<Vec<OtherPolicy>>,
}

/// A line of the 診療明細書.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    /// 診療日.
    #[schema(format = Date)]
    service_on: String,
    /// `outpatient`, `inpatient` or `surgery`.
    care_type: String,
    /// 項目名.
    item: String,
    /// 数量 in thousandths, so 1.5 is 1500.
    quantity_milli: i64,
    /// 単価（税込）.
    unit_price_yen: i64,
    /// 保険対象.
    #[serde(default = "insured")]
    insured: bool,
    /// What it is for where terms may exclude that, one of `/reasons` with `of_lines`; null where there is nothing to say.
    #[serde(default)]
    #[schema(example = "food")]
    excluded_as: Option<String>,
    /// When that may be covered all the same: `inflamed` or `vaccinated`.
    #[serde(default)]
    #[schema(example = "inflamed")]
    circumstance: Option<String>,
}

/// 他の保険契約 for the same animal.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OtherPolicy {
    /// 保険会社.
    insurer: String,
    /// What it has paid for the same treatment; null while it has not.
    #[serde(default)]
    paid_yen: Option<i64>,
}

const fn insured() -> bool {
    true
}

impl From<pb::Treatment> for Treatment {
    fn from(treatment: pb::Treatment) -> Self {
        let others = treatment.other_insurance;
        Self {
            diagnosis: treatment.diagnosis,
            diagnosis_code: text(treatment.diagnosis_code),
            cause: said(spelled!(treatment.cause, pb::Cause, "CAUSE_")),
            onset_on: text(treatment.onset_on),
            note: treatment.note,
            lines: treatment.lines.into_iter().map(Into::into).collect(),
            discount_yen: treatment.discount_yen,
            other_insurance: others.map(|others| others.policies.into_iter().map(Into::into).collect()),
        }
    }
}

impl From<pb::Line> for Line {
    fn from(line: pb::Line) -> Self {
        Self {
            service_on: line.service_on,
            care_type: spelled!(line.care_type, pb::CareType, "CARE_TYPE_"),
            item: line.item,
            quantity_milli: line.quantity_milli,
            unit_price_yen: line.unit_price_yen,
            insured: line.insured,
            excluded_as: text(line.excluded_as.to_ascii_lowercase()),
            circumstance: said(spelled!(line.circumstance, pb::Circumstance, "CIRCUMSTANCE_")),
        }
    }
}

impl From<pb::OtherPolicy> for OtherPolicy {
    fn from(pb::OtherPolicy { insurer, paid_yen }: pb::OtherPolicy) -> Self {
        Self { insurer, paid_yen }
    }
}

impl TryFrom<Treatment> for pb::Treatment {
    type Error = Fault;

    fn try_from(treatment: Treatment) -> Result<Self, Fault> {
        let lines = treatment.lines.into_iter().enumerate().map(|(place, line)| line.message(place));
        let cause = treatment.cause.map(|cause| read!(&cause, pb::Cause, "CAUSE_", "cause")).transpose()?;
        let other = |OtherPolicy { insurer, paid_yen }: OtherPolicy| pb::OtherPolicy { insurer, paid_yen };
        let others = treatment.other_insurance.map(|others| others.into_iter().map(other).collect());
        Ok(Self {
            cause: cause.unwrap_or_default(),
            diagnosis: treatment.diagnosis,
            diagnosis_code: treatment.diagnosis_code.unwrap_or_default(),
            onset_on: treatment.onset_on.unwrap_or_default(),
            note: treatment.note,
            lines: lines.collect::<Result<_, Fault>>()?,
            discount_yen: treatment.discount_yen,
            other_insurance: others.map(|policies| pb::OtherInsurance { policies }),
        })
    }
}

impl Line {
    fn message(self, place: usize) -> Result<pb::Line, Fault> {
        let field = |name: &str| format!("lines[{place}].{name}");
        let circumstance = self.circumstance.map(|circumstance| {
            read!(&circumstance, pb::Circumstance, "CIRCUMSTANCE_", field("circumstance"))
        });
        Ok(pb::Line {
            service_on: self.service_on,
            care_type: read!(&self.care_type, pb::CareType, "CARE_TYPE_", field("care_type"))?,
            item: self.item,
            quantity_milli: self.quantity_milli,
            unit_price_yen: self.unit_price_yen,
            insured: self.insured,
            excluded_as: self.excluded_as.unwrap_or_default().to_ascii_uppercase(),
            circumstance: circumstance.transpose()?.unwrap_or_default(),
        })
    }
}
