//! A treatment as it is written down: sealed in the claim's row, and in what an organisation takes with it.

use chrono::NaiveDate;
use ids::Personal;
use money::Yen;
use serde::{Deserialize, Serialize};

use super::{Line, OtherPolicy, Treatment};
use crate::domain::{benefit::Cause, plan::Covered, quantity::Quantity, reason::Reason};

/// All of it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TreatmentRecord {
    diagnosis: String,
    diagnosis_code: Option<String>,
    onset_on: Option<NaiveDate>,
    note: String,
    cause: Cause,
    lines: Vec<LineRecord>,
    discount_yen: i64,
    other_insurance: Option<Vec<OtherRecord>>,
}

/// The statement alone, and what is said with it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatementRecord {
    cause: Cause,
    lines: Vec<LineRecord>,
    discount_yen: i64,
    other_insurance: Option<Vec<OtherRecord>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LineRecord {
    service_on: NaiveDate,
    care_type: String,
    item: String,
    quantity_milli: i64,
    unit_price_yen: i64,
    insured: bool,
    excluded_as: Option<Reason>,
    circumstance: Option<Covered>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OtherRecord {
    insurer: String,
    paid_yen: Option<i64>,
}

impl TreatmentRecord {
    /// Writes a treatment down.
    #[must_use]
    pub fn of(treatment: &Treatment) -> Self {
        let StatementRecord { cause, lines, discount_yen, other_insurance } = StatementRecord::of(treatment);
        Self {
            diagnosis: treatment.diagnosis.expose().clone(),
            diagnosis_code: treatment.diagnosis_code.map(|code| code.as_str().to_owned()),
            onset_on: treatment.onset_on,
            note: treatment.note.expose().clone(),
            cause,
            lines,
            discount_yen,
            other_insurance,
        }
    }

    /// The treatment; nothing when there could be no such.
    #[must_use]
    pub fn treatment(self) -> Option<Treatment> {
        let Self { cause, lines, discount_yen, other_insurance, .. } = self;
        let code = self.diagnosis_code.map(|code| code.parse());
        StatementRecord { cause, lines, discount_yen, other_insurance }.treatment(Treatment {
            diagnosis: Personal::new(self.diagnosis),
            diagnosis_code: code.transpose().ok()?,
            onset_on: self.onset_on,
            note: Personal::new(self.note),
            ..Treatment::default()
        })
    }
}

impl StatementRecord {
    /// Writes a treatment's statement down.
    #[must_use]
    pub fn of(treatment: &Treatment) -> Self {
        let others = treatment.other_insurance.as_ref();
        Self {
            cause: treatment.cause,
            lines: treatment.lines.iter().map(LineRecord::of).collect(),
            discount_yen: treatment.discount.get(),
            other_insurance: others.map(|others| others.iter().map(OtherRecord::of).collect()),
        }
    }

    /// The treatment with this statement; nothing when there could be no such.
    #[must_use]
    pub fn treatment(self, rest: Treatment) -> Option<Treatment> {
        let others = self.other_insurance;
        Some(Treatment {
            cause: self.cause,
            lines: self.lines.into_iter().map(LineRecord::line).collect::<Option<_>>()?,
            discount: Yen::new(self.discount_yen),
            other_insurance: others.map(|others| others.into_iter().map(OtherRecord::other).collect()),
            ..rest
        })
    }
}

impl LineRecord {
    fn of(line: &Line) -> Self {
        let Line { service_on, care, item, quantity, unit_price, insured, excluded_as, circumstance } = line;
        Self {
            service_on: *service_on,
            care_type: care.as_str().to_owned(),
            item: item.expose().clone(),
            quantity_milli: quantity.get(),
            unit_price_yen: unit_price.get(),
            insured: *insured,
            excluded_as: *excluded_as,
            circumstance: *circumstance,
        }
    }

    fn line(self) -> Option<Line> {
        Some(Line {
            service_on: self.service_on,
            care: self.care_type.parse().ok()?,
            item: Personal::new(self.item),
            quantity: Quantity::milli(self.quantity_milli).ok()?,
            unit_price: Yen::new(self.unit_price_yen),
            insured: self.insured,
            excluded_as: self.excluded_as,
            circumstance: self.circumstance,
        })
    }
}

impl OtherRecord {
    fn of(other: &OtherPolicy) -> Self {
        Self { insurer: other.insurer.expose().clone(), paid_yen: other.paid.map(Yen::get) }
    }

    fn other(self) -> OtherPolicy {
        OtherPolicy { insurer: Personal::new(self.insurer), paid: self.paid_yen.map(Yen::new) }
    }
}
