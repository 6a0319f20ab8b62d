//! What was treated, and when it says enough to be submitted. A draft may say anything; submission names every gap at once.

mod record;

use std::{fmt, str::FromStr};

use chrono::NaiveDate;
use fault::Violation;
use ids::Personal;
use money::{TooLarge, Yen};
use serde::{Deserialize, Serialize};

pub use self::record::{StatementRecord, TreatmentRecord};
use crate::domain::{
    benefit::{Cause, ClaimedLine},
    diagnosis::DiagnosisCode,
    plan::Covered,
    quantity::Quantity,
    reason::Reason,
};

/// Lines a treatment has at most.
pub const MOST_LINES: usize = 200;

/// Other policies a declaration has at most.
pub const MOST_OTHERS: usize = 3;

/// 診療区分.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CareType {
    /// 通院.
    Outpatient,
    /// 入院.
    Inpatient,
    /// 手術.
    Surgery,
}

/// What a draft says about the treatment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Treatment {
    /// 傷病名.
    pub diagnosis: Personal<String>,
    /// 傷病コード, if the clinic has chosen one.
    pub diagnosis_code: Option<DiagnosisCode>,
    /// 病気・がん・ケガ.
    pub cause: Cause,
    /// 発症日.
    pub onset_on: Option<NaiveDate>,
    /// 経過と処置.
    pub note: Personal<String>,
    /// 診療費の明細.
    pub lines: Vec<Line>,
    /// 値引き of the whole.
    pub discount: Yen,
    /// 他の保険契約の申告; none while the owner was not asked.
    pub other_insurance: Option<Vec<OtherPolicy>>,
}

/// 他の保険契約 for the same animal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherPolicy {
    /// 保険会社.
    pub insurer: Personal<String>,
    /// What it has paid for the same treatment, once it has.
    pub paid: Option<Yen>,
}

/// A line of the 診療明細書.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// 診療日.
    pub service_on: NaiveDate,
    /// 診療区分.
    pub care: CareType,
    /// 項目名.
    pub item: Personal<String>,
    /// 数量.
    pub quantity: Quantity,
    /// 単価（税込）.
    pub unit_price: Yen,
    /// 保険対象 as the clinic sees it.
    pub insured: bool,
    /// What it is for, where terms may exclude that ([`Reason::is_excluded_by_terms`]).
    pub excluded_as: Option<Reason>,
    /// When that may be covered all the same.
    pub circumstance: Option<Covered>,
}

impl Line {
    /// 金額（税込）: quantity × unit price, cut to whole yen.
    #[must_use]
    pub fn amount(&self) -> Yen {
        self.quantity.at(self.unit_price)
    }
}

impl Treatment {
    /// 診療費の合計（税込）: of all lines, whoever pays them, less the discount.
    ///
    /// # Errors
    /// [`TooLarge`] when the sum does not fit.
    pub fn total(&self) -> Result<Yen, TooLarge> {
        Ok(self.sum()?.minus_to_zero(self.discount))
    }

    /// What other insurances have paid.
    ///
    /// # Errors
    /// [`TooLarge`] when the sum does not fit.
    pub fn paid_by_others(&self) -> Result<Yen, TooLarge> {
        Yen::sum(self.other_insurance.iter().flatten().filter_map(|other| other.paid))
    }

    fn sum(&self) -> Result<Yen, TooLarge> {
        Yen::sum(self.lines.iter().map(Line::amount))
    }

    /// The first 診療日.
    #[must_use]
    pub fn first_service_on(&self) -> Option<NaiveDate> {
        self.lines.iter().map(|line| line.service_on).min()
    }

    /// Its lines, as a benefit is computed from them.
    #[must_use]
    pub fn claimed(&self) -> Vec<ClaimedLine> {
        let claimed = |line: &Line| ClaimedLine {
            on: line.service_on,
            care: line.care,
            amount: line.amount(),
            discount: Yen::ZERO,
            insured: line.insured,
            excluded_as: line.excluded_as,
            circumstance: line.circumstance,
            condition: 0,
            visit: 0,
            procedure: 0,
        };
        self.lines.iter().map(claimed).collect()
    }

    /// Every gap that keeps it from being submitted, for a policy's term and today's date in Japan.
    #[must_use]
    pub fn gaps(&self, starts_on: NaiveDate, ends_on: NaiveDate, today: NaiveDate) -> Vec<Violation> {
        let mut gaps = vec![];
        if self.diagnosis.expose().trim().is_empty() {
            gaps.push(Violation::new("treatment.diagnosis", "REQUIRED", "the diagnosis is missing"));
        }
        match (self.onset_on, self.first_service_on()) {
            (None, _) => {
                gaps.push(Violation::new("treatment.onset_on", "REQUIRED", "the date of onset is missing"))
            }
            (Some(onset), Some(first)) if onset > first => {
                gaps.push(Violation::new(
                    "treatment.onset_on",
                    "AFTER_TREATMENT",
                    "the date of onset is after the first treatment",
                ));
            }
            _ => {}
        }
        if self.lines.is_empty() {
            gaps.push(Violation::new("treatment.lines", "REQUIRED", "there is no line"));
        }
        if self.sum().is_ok_and(|sum| self.discount > sum) {
            gaps.push(Violation::new(
                "treatment.discount_yen",
                "ABOVE_TOTAL",
                "the discount is more than the lines",
            ));
        }
        if self.other_insurance.is_none() {
            gaps.push(Violation::new(
                "treatment.other_insurance",
                "REQUIRED",
                "the declaration of other insurance is missing",
            ));
        }
        for (place, line) in self.lines.iter().enumerate() {
            let field = format!("treatment.lines[{place}].service_on");
            if line.service_on > today {
                gaps.push(Violation::new(field, "IN_FUTURE", "the day of treatment is in the future"));
            } else if line.service_on < starts_on || line.service_on > ends_on {
                gaps.push(Violation::new(
                    field,
                    "OUTSIDE_TERM",
                    "the day of treatment is outside the policy's term",
                ));
            }
        }
        gaps
    }
}

impl CareType {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Outpatient, Self::Inpatient, Self::Surgery];

    /// Whether it is 手術.
    #[must_use]
    pub const fn is_surgery(self) -> bool {
        matches!(self, Self::Surgery)
    }

    /// As the trade calls it.
    #[must_use]
    pub const fn japanese(self) -> &'static str {
        match self {
            Self::Outpatient => "通院",
            Self::Inpatient => "入院",
            Self::Surgery => "手術",
        }
    }

    /// As it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Outpatient => "outpatient",
            Self::Inpatient => "inpatient",
            Self::Surgery => "surgery",
        }
    }
}

/// Not a kind of care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a kind of care")]
pub struct NotCare;

impl FromStr for CareType {
    type Err = NotCare;

    fn from_str(text: &str) -> Result<Self, NotCare> {
        Self::ALL.into_iter().find(|care| care.as_str() == text).ok_or(NotCare)
    }
}

impl fmt::Display for CareType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn line(service_on: &str, care: CareType, yen: i64, insured: bool) -> Line {
        let quantity = Quantity::milli(1_000).unwrap();
        Line {
            service_on: day(service_on),
            care,
            item: Personal::new("再診料".into()),
            quantity,
            unit_price: Yen::new(yen),
            insured,
            excluded_as: None,
            circumstance: None,
        }
    }

    #[test]
    fn the_total_is_of_all_lines_whoever_pays_them_less_the_discount() {
        let mut treatment = Treatment {
            lines: vec![
                line("2026-11-21", CareType::Outpatient, 1_100, true),
                line("2026-11-21", CareType::Outpatient, 9_900, false),
                line("2026-11-20", CareType::Surgery, 50_000, true),
            ],
            ..Treatment::default()
        };
        assert_eq!(treatment.total(), Ok(Yen::new(61_000)));
        treatment.discount = Yen::new(1_000);
        assert_eq!(treatment.total(), Ok(Yen::new(60_000)));
    }

    #[test]
    fn others_have_paid_what_they_have_paid_and_nothing_where_they_have_not() {
        let other = |paid: Option<i64>| OtherPolicy {
            insurer: Personal::new("ひまわり損害保険".into()),
            paid: paid.map(Yen::new),
        };
        let declared = |other_insurance| Treatment { other_insurance, ..Treatment::default() };
        assert_eq!(declared(None).paid_by_others(), Ok(Yen::ZERO));
        let others = vec![other(Some(3_000)), other(None), other(Some(500))];
        assert_eq!(declared(Some(others)).paid_by_others(), Ok(Yen::new(3_500)));
    }

    #[test]
    fn submission_names_every_gap_at_once() {
        let treatment = Treatment {
            lines: vec![
                line("2026-03-31", CareType::Outpatient, 1, true),
                line("2026-12-01", CareType::Outpatient, 1, true),
            ],
            discount: Yen::new(3),
            ..Treatment::default()
        };
        let gaps = treatment.gaps(day("2026-04-01"), day("2027-03-31"), day("2026-11-22"));
        let codes: Vec<(&str, &str)> =
            gaps.iter().map(|gap| (gap.field.as_str(), gap.code.as_str())).collect();
        assert_eq!(
            codes,
            [
                ("treatment.diagnosis", "REQUIRED"),
                ("treatment.onset_on", "REQUIRED"),
                ("treatment.discount_yen", "ABOVE_TOTAL"),
                ("treatment.other_insurance", "REQUIRED"),
                ("treatment.lines[0].service_on", "OUTSIDE_TERM"),
                ("treatment.lines[1].service_on", "IN_FUTURE"),
            ]
        );
    }
}
