//! Why something is not paid (対象外理由): one catalogue for what a plan's terms exclude and for what a computation cuts. A code is never
//! given another meaning.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::plan::Covered;

/// Why. Those of [`Reason::is_excluded_by_terms`] are what a line is for; the others come out of a computation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Reason {
    /// ワクチン・フィラリア・ノミダニ・健診.
    Prevention,
    /// 去勢・避妊.
    Neuter,
    /// 妊娠・出産.
    Pregnancy,
    /// 断耳・断尾・美容.
    Cosmetic,
    /// 爪切り・肛門腺・耳掃除・シャンプー.
    Care,
    /// 歯石除去・乳歯遺残.
    Dental,
    /// 療法食・サプリメント.
    Food,
    /// 臍・鼠径ヘルニア、停留睾丸.
    Hernia,
    /// 文書料・診断書・相談料・ペットホテル.
    Fee,
    /// 往診料.
    HouseCall,
    /// 時間外診療費.
    AfterHours,
    /// マイクロチップ.
    Microchip,
    /// 安楽死・葬儀.
    Euthanasia,
    /// 鍼灸・ホメオパシー・未承認の治療.
    Alternative,
    /// 先天性の傷病.
    Congenital,
    /// ワクチンで予防できる病気.
    VaccinePreventable,
    /// FIP・FIV.
    FipFiv,
    /// 故意・重過失.
    Intent,
    /// 地震・噴火・津波.
    Disaster,
    /// 戦争・核.
    War,
    /// 日本国外.
    Abroad,
    /// 獣医師によらない.
    NotVet,
    /// 来院なし（お薬のみ）.
    NoAttendance,
    /// The clinic says that the line is not insured, and not why.
    NotInsured,
    /// 保険期間外.
    OutsideTerm,
    /// 失効後.
    Lapsed,
    /// 待機期間中の発症.
    Waiting,
    /// 補償開始前の発症.
    Preexisting,
    /// 特定傷病不担保.
    ConditionExcluded,
    /// 請求権の時効.
    TimeBarred,
    /// 限度日数.
    LimitDays,
    /// 限度回数.
    LimitTimes,
    /// 同じ原因の2回目の手術.
    LimitSameCause,
    /// 1日・1回あたりの限度額.
    LimitUnit,
    /// 年間限度額.
    LimitAnnual,
    /// 免責金額以下.
    BelowDeductible,
    /// 最低診療費未満.
    BelowMinimum,
    /// 他の保険契約.
    OtherInsurance,
    /// 重複した請求.
    Duplicate,
    /// 保険料の未払い.
    PremiumUnpaid,
    /// None of these; an explanation says what.
    Other,
}

/// Not a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a reason of the catalogue")]
pub struct UnknownReason;

/// The catalogue: code, as a statement of payment says it, in Japanese and in English.
const CATALOGUE: [(Reason, &str, &str, &str); 41] = [
    (Reason::Prevention, "PREVENTION", "予防・健診の費用", "preventive care and check-ups"),
    (Reason::Neuter, "NEUTER", "去勢・避妊の費用", "neutering"),
    (Reason::Pregnancy, "PREGNANCY", "妊娠・出産の費用", "pregnancy and birth"),
    (Reason::Cosmetic, "COSMETIC", "美容・断耳・断尾の費用", "cosmetic treatment"),
    (Reason::Care, "CARE", "爪切り・耳掃除などのお手入れの費用", "grooming and routine care"),
    (Reason::Dental, "DENTAL", "歯石除去・乳歯遺残などの歯科の費用", "dental care"),
    (Reason::Food, "FOOD", "療法食・サプリメントの費用", "special food and supplements"),
    (Reason::Hernia, "HERNIA", "ヘルニア・停留睾丸の費用", "hernia and retained testicles"),
    (Reason::Fee, "FEE", "文書料・相談料などの費用", "documents, consultations and boarding"),
    (Reason::HouseCall, "HOUSE_CALL", "往診料", "house calls"),
    (Reason::AfterHours, "AFTER_HOURS", "時間外診療費", "out-of-hours fees"),
    (Reason::Microchip, "MICROCHIP", "マイクロチップの費用", "microchips"),
    (Reason::Euthanasia, "EUTHANASIA", "安楽死・葬儀の費用", "euthanasia and funerals"),
    (
        Reason::Alternative,
        "ALTERNATIVE",
        "代替医療・未承認の治療の費用",
        "alternative or unapproved treatment",
    ),
    (Reason::Congenital, "CONGENITAL", "先天性の傷病", "congenital conditions"),
    (
        Reason::VaccinePreventable,
        "VACCINE_PREVENTABLE",
        "ワクチンで予防できる病気",
        "diseases a vaccine prevents",
    ),
    (Reason::FipFiv, "FIP_FIV", "FIP・FIV", "FIP and FIV"),
    (Reason::Intent, "INTENT", "故意・重大な過失による傷病", "intent or gross negligence"),
    (Reason::Disaster, "DISASTER", "地震・噴火・津波などによる傷病", "earthquakes, eruptions and floods"),
    (Reason::War, "WAR", "戦争・核などによる傷病", "war and nuclear accidents"),
    (Reason::Abroad, "ABROAD", "日本国外での診療", "treatment outside Japan"),
    (Reason::NotVet, "NOT_VET", "獣医師によらない診療", "treatment not by a veterinarian"),
    (Reason::NoAttendance, "NO_ATTENDANCE", "来院のない処方（お薬のみ）", "medicine without attendance"),
    (
        Reason::NotInsured,
        "NOT_INSURED",
        "動物病院が保険の対象外とした費用",
        "marked as not insured by the clinic",
    ),
    (Reason::OutsideTerm, "OUTSIDE_TERM", "保険期間外の診療", "treatment outside the policy's term"),
    (Reason::Lapsed, "LAPSED", "ご契約の失効後の診療", "treatment after the policy lapsed"),
    (Reason::Waiting, "WAITING", "待機期間中に発症した傷病", "onset within the waiting period"),
    (Reason::Preexisting, "PREEXISTING", "補償の開始前に発症した傷病", "onset before cover began"),
    (
        Reason::ConditionExcluded,
        "CONDITION_EXCLUDED",
        "特約で補償しない傷病",
        "a condition the policy excludes",
    ),
    (Reason::TimeBarred, "TIME_BARRED", "請求の期限を過ぎた診療", "claimed after the time limit"),
    (Reason::LimitDays, "LIMIT_DAYS", "限度日数を超える診療", "beyond the limit of days"),
    (Reason::LimitTimes, "LIMIT_TIMES", "限度回数を超える診療", "beyond the limit of times"),
    (
        Reason::LimitSameCause,
        "LIMIT_SAME_CAUSE",
        "同じ原因による2回目の手術",
        "a second surgery of the same cause",
    ),
    (
        Reason::LimitUnit,
        "LIMIT_UNIT",
        "1日・1回あたりの限度額を超える額",
        "beyond the limit of a day or time",
    ),
    (Reason::LimitAnnual, "LIMIT_ANNUAL", "年間限度額を超える額", "beyond the annual limit"),
    (Reason::BelowDeductible, "BELOW_DEDUCTIBLE", "免責金額", "the deductible"),
    (Reason::BelowMinimum, "BELOW_MINIMUM", "最低診療費に満たない診療", "below the least amount"),
    (Reason::OtherInsurance, "OTHER_INSURANCE", "他の保険から支払われた額", "paid by another insurance"),
    (Reason::Duplicate, "DUPLICATE", "すでに請求された診療", "treatment that was claimed before"),
    (Reason::PremiumUnpaid, "PREMIUM_UNPAID", "保険料の未払い", "premiums that were not paid"),
    (Reason::Other, "OTHER", "その他の理由", "another reason"),
];

impl Reason {
    /// All of them, in the order of the catalogue.
    pub fn all() -> impl Iterator<Item = Self> {
        CATALOGUE.iter().map(|(reason, ..)| *reason)
    }

    /// Its code.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.row().map_or("", |row| row.1)
    }

    /// What a statement of payment calls it.
    #[must_use]
    pub fn japanese(self) -> &'static str {
        self.row().map_or("", |row| row.2)
    }

    /// The same in English.
    #[must_use]
    pub fn english(self) -> &'static str {
        self.row().map_or("", |row| row.3)
    }

    /// Whether it says what a line is for, which the terms of a plan may exclude.
    #[must_use]
    pub const fn is_excluded_by_terms(self) -> bool {
        (self as u8) < Self::NotInsured as u8
    }

    /// Whether a whole claim may be denied for it; what a deductible takes is absorbed, which is an approval.
    #[must_use]
    pub const fn denies(self) -> bool {
        !matches!(self, Self::BelowDeductible)
    }

    /// What may make a line for it covered all the same.
    #[must_use]
    pub const fn circumstance(self) -> Option<Covered> {
        match self {
            Self::Care => Some(Covered::WhenInflamed),
            Self::VaccinePreventable => Some(Covered::WhenVaccinated),
            _ => None,
        }
    }

    fn row(self) -> Option<&'static (Self, &'static str, &'static str, &'static str)> {
        CATALOGUE.get(self as usize)
    }
}

impl FromStr for Reason {
    type Err = UnknownReason;

    fn from_str(code: &str) -> Result<Self, UnknownReason> {
        Self::all().find(|reason| reason.as_str() == code).ok_or(UnknownReason)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_has_each_reason_at_its_place_and_its_code_is_what_is_stored() {
        for (place, reason) in Reason::all().enumerate() {
            assert_eq!(reason as usize, place);
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.as_str());
            assert_eq!(reason.as_str().parse(), Ok(reason));
            assert!(!reason.japanese().is_empty() && !reason.english().is_empty());
        }
        assert_eq!(Reason::Other as usize, CATALOGUE.len() - 1, "and there is none behind");
        assert_eq!("TOOTH".parse::<Reason>(), Err(UnknownReason));
    }

    #[test]
    fn what_a_line_is_for_is_excluded_by_terms_and_what_a_computation_cuts_is_not() {
        let by_terms = |reason: Reason| reason.is_excluded_by_terms();
        assert!([Reason::Prevention, Reason::Food, Reason::NoAttendance].into_iter().all(by_terms));
        assert!(![Reason::NotInsured, Reason::Waiting, Reason::OtherInsurance].into_iter().any(by_terms));
    }
}
