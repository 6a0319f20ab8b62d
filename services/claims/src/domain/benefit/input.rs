//! What a benefit is computed from. Everything that decides about yen is in here, so what was decided can be computed again.

use chrono::NaiveDate;
use ids::ClaimId;
use money::Yen;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::{diagnosis::DiagnosisCode, plan::Covered, reason::Reason, treatment::CareType};

/// 病気・がん・ケガ: waiting periods differ by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// 病気, unless somebody says otherwise.
    #[default]
    Illness,
    /// がん.
    Cancer,
    /// ケガ.
    Injury,
}

impl Cause {
    /// As the trade calls it.
    #[must_use]
    pub const fn japanese(self) -> &'static str {
        match self {
            Self::Illness => "病気",
            Self::Cancer => "がん",
            Self::Injury => "ケガ",
        }
    }
}

/// What a policy covers, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coverage<'a> {
    /// 始期日.
    pub starts_on: NaiveDate,
    /// 満期日, included.
    pub ends_on: NaiveDate,
    /// 初年度の始期日: waiting periods run from it, and what appeared before it is not covered.
    pub first_starts_on: NaiveDate,
    /// 失効日: nothing is covered behind it.
    pub lapsed_on: Option<NaiveDate>,
    /// 特定傷病不担保: what this policy does not cover.
    pub not_covered: &'a [DiagnosisCode],
}

/// What was paid before, under this policy and those that it renews.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct History<'a> {
    /// What the annual cap has paid in this policy year.
    pub used: Yen,
    /// The units that were paid, or absorbed by a deductible.
    pub taken: &'a [Taken],
}

/// A unit that was paid, or absorbed by a deductible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Taken {
    /// By which claim; none of what was paid before the policy came here.
    pub claim: Option<ClaimId>,
    /// Kind of care.
    pub care: CareType,
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
    /// Days or times that it counts; none where nothing was paid.
    pub counts: u16,
    /// Which visit of the day.
    pub visit: u8,
    /// The first day of the stay that it belongs to.
    pub stay: Option<NaiveDate>,
    /// Of which condition.
    pub condition: Uuid,
    /// How much of the deductible it has borne.
    pub deducted: Yen,
    /// 保険金.
    pub benefit: Yen,
    /// Whether it was in this policy year.
    pub this_year: bool,
}

/// What is claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claimed<'a> {
    /// When it was received, as a date in Japan.
    pub received_on: NaiveDate,
    /// 診療明細.
    pub lines: &'a [ClaimedLine],
    /// 傷病: a line names one by its place.
    pub conditions: &'a [Condition],
    /// 入院期間, where it is known; otherwise days of inpatient care that follow each other, or what was paid before, are a stay.
    pub stays: &'a [Stay],
    /// 値引き of the whole, shared out by the amounts of the lines.
    pub discount: Yen,
    /// What other insurances have paid for the same.
    pub paid_by_others: Yen,
}

/// A line of the 診療明細書.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClaimedLine {
    /// 診療日.
    pub on: NaiveDate,
    /// 診療区分.
    pub care: CareType,
    /// 金額（税込）.
    pub amount: Yen,
    /// 値引き of the line.
    pub discount: Yen,
    /// 保険対象 as the clinic sees it.
    pub insured: bool,
    /// What it is for, if the terms may exclude that.
    pub excluded_as: Option<Reason>,
    /// When that may be covered all the same.
    pub circumstance: Option<Covered>,
    /// Which condition, by its place.
    pub condition: u8,
    /// Which visit of the day.
    pub visit: u8,
    /// Which surgery of the day.
    pub procedure: u8,
}

/// 傷病.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Condition {
    /// The episode: the same for all claims of one condition.
    pub id: Uuid,
    /// 病気・がん・ケガ.
    pub cause: Cause,
    /// 発症日.
    pub onset_on: Option<NaiveDate>,
    /// 傷病コード.
    pub diagnosis: Option<DiagnosisCode>,
}

/// 入院期間: 2泊3日 is three days, and one that ends on its first day (0泊1日) is day care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stay {
    /// 入院日.
    pub from: NaiveDate,
    /// 退院日.
    pub to: NaiveDate,
}

impl Taken {
    /// Whether a day is in it.
    #[must_use]
    pub fn has(&self, day: NaiveDate) -> bool {
        (self.from..=self.to).contains(&day)
    }
}

impl Stay {
    /// Whether a day is in it.
    #[must_use]
    pub fn has(&self, day: NaiveDate) -> bool {
        (self.from..=self.to).contains(&day)
    }
}
