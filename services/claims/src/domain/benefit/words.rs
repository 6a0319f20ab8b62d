//! The steps in words, for the 支払い内訳書: what was cut, by how much, by which clause. In plain Japanese, and in English.

use std::fmt::{self, Display, Formatter};

use chrono::Datelike as _;
use money::Yen;

use super::{
    Of, Rule, Step,
    trace::{AssessedLine, Assessment},
    units::{Span, Unit},
};
use crate::domain::{
    plan::{CategoryCap, Plan},
    reason::Reason,
    treatment::CareType,
};

/// In which language it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// 日本語.
    Japanese,
    /// English.
    English,
}

/// A step in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Of what; empty for the whole.
    pub of: String,
    /// What was done.
    pub text: String,
    /// The amount after it.
    pub yen: Yen,
}

/// What words are made from.
#[derive(Clone, Copy)]
struct Telling<'a> {
    plan: &'a Plan,
    assessment: &'a Assessment,
    language: Language,
}

/// A reason with its clause.
struct Cited<'a>(Telling<'a>, Reason);

impl Assessment {
    /// Every step in words, under the plan that it was computed by.
    #[must_use]
    pub fn told(&self, plan: &Plan, language: Language) -> Vec<Told> {
        let telling = Telling { plan, assessment: self, language };
        let told = |step: &Step| Told {
            of: telling.name(step.of),
            text: telling.rule(step.rule).to_string(),
            yen: step.yen,
        };
        self.steps.iter().map(told).collect()
    }

    /// What became of each line, in words, in the order of the claim.
    #[must_use]
    pub fn lines_told(&self, plan: &Plan, language: Language) -> Vec<String> {
        let telling = Telling { plan, assessment: self, language };
        self.lines.iter().map(|line| telling.line(line)).collect()
    }
}

impl<'a> Telling<'a> {
    const fn is_japanese(self) -> bool {
        matches!(self.language, Language::Japanese)
    }

    fn name(self, of: Of) -> String {
        let unit = |place: u16| self.assessment.units.get(usize::from(place));
        match of {
            Of::Whole => String::new(),
            Of::Line(place) if self.is_japanese() => format!("明細 {}行目", u32::from(place) + 1),
            Of::Line(place) => format!("line {}", u32::from(place) + 1),
            Of::Unit(place) => unit(place).map(|unit| self.unit(unit)).unwrap_or_default(),
            Of::Pool(place) => {
                let first = unit(place).map(|unit| self.unit(unit)).unwrap_or_default();
                let others =
                    self.assessment.units.iter().filter(|unit| unit.pool == place).count().saturating_sub(1);
                if self.is_japanese() {
                    format!("{first} ほか{others}件の合算")
                } else {
                    format!("{first} and {others} more together")
                }
            }
        }
    }

    fn unit(self, unit: &Unit) -> String {
        let care = unit.care.map_or("", |care| self.care(care));
        match unit.span {
            None => care.to_owned(),
            Some(Span { from, to }) => {
                let (year, month, day) = (from.year(), from.month(), from.day());
                if from == to {
                    format!("{care} {year}/{month:02}/{day:02}")
                } else {
                    format!("{care} {year}/{month:02}/{day:02}–{:02}/{:02}", to.month(), to.day())
                }
            }
        }
    }

    const fn care(self, care: CareType) -> &'static str {
        match (self.language, care) {
            (Language::Japanese, care) => care.japanese(),
            (Language::English, CareType::Outpatient) => "outpatient care",
            (Language::English, CareType::Inpatient) => "inpatient care",
            (Language::English, CareType::Surgery) => "surgery",
        }
    }

    fn line(self, line: &AssessedLine) -> String {
        let AssessedLine { eligible, benefit, cut, .. } = *line;
        match (cut.map(|reason| Cited(self, reason)), benefit > Yen::ZERO) {
            (None, _) if self.is_japanese() => {
                format!("対象額 {eligible} に対して {benefit} をお支払いします")
            }
            (None, _) => format!("{benefit} is paid of {eligible} covered"),
            (Some(why), true) if self.is_japanese() => {
                format!("対象額 {eligible} に対して {benefit} をお支払いします。{why}はお支払いの対象外です")
            }
            (Some(why), true) => format!("{benefit} is paid of {eligible} covered; not paid: {why}"),
            (Some(why), false) if self.is_japanese() => format!("{why}のため、お支払いの対象外です"),
            (Some(why), false) => format!("not paid: {why}"),
        }
    }

    fn rule(self, rule: Rule) -> impl Display {
        fmt::from_fn(move |f| if self.is_japanese() { self.japanese(rule, f) } else { self.english(rule, f) })
    }

    fn japanese(self, rule: Rule, f: &mut Formatter<'_>) -> fmt::Result {
        match rule {
            Rule::Discount(by) => write!(f, "値引き {by} を差し引きます"),
            Rule::NotCovered(reason) => write!(f, "{}のため、お支払いの対象外です", Cited(self, reason)),
            Rule::Eligible => f.write_str("補償の対象となる診療費"),
            Rule::Count { limit, left, in_days } => {
                let (reason, unit) =
                    if in_days { (Reason::LimitDays, "日") } else { (Reason::LimitTimes, "回") };
                write!(f, "限度 {limit}{unit}の残り {left}{unit}までとなります{}", self.clause(reason))
            }
            Rule::Deductible { each, times, due, before_ratio } => {
                let place = if before_ratio { "補償割合の前" } else { "補償割合の後" };
                if each.times(times.into()) == Ok(due) {
                    write!(f, "免責金額 {each} × {times} を差し引きます（{place}）")
                } else {
                    write!(f, "免責金額の残り {due} を差し引きます（{place}）")
                }
            }
            Rule::Ratio(percent) => write!(f, "補償割合 {percent}％（円未満切捨て）"),
            Rule::Cap { cap, left } if cap == left => {
                write!(f, "限度額 {cap} までとなります{}", self.clause(Reason::LimitUnit))
            }
            Rule::Cap { cap, left } => {
                write!(f, "限度額 {cap} の残り {left} までとなります{}", self.clause(Reason::LimitUnit))
            }
            Rule::CategoryCap { place, left } => {
                f.write_str("年間限度額（")?;
                self.cares(place, "・", f)?;
                write!(f, "）の残り {left} までとなります{}", self.clause(Reason::LimitAnnual))
            }
            Rule::AnnualCap(left) => {
                write!(f, "年間限度額の残り {left} までとなります{}", self.clause(Reason::LimitAnnual))
            }
            Rule::Others { damage, paid } => write!(
                f,
                "他の保険から支払われた {paid} と合わせて、診療費 {damage} までとなります{}",
                self.clause(Reason::OtherInsurance)
            ),
            Rule::Paid => f.write_str("お支払いする保険金"),
        }
    }

    fn english(self, rule: Rule, f: &mut Formatter<'_>) -> fmt::Result {
        match rule {
            Rule::Discount(by) => write!(f, "less a discount of {by}"),
            Rule::NotCovered(reason) => write!(f, "not paid: {}", Cited(self, reason)),
            Rule::Eligible => f.write_str("what is covered"),
            Rule::Count { limit, left, in_days } => {
                let (reason, unit) =
                    if in_days { (Reason::LimitDays, "days") } else { (Reason::LimitTimes, "times") };
                write!(f, "up to the {left} left of {limit} {unit}{}", self.clause(reason))
            }
            Rule::Deductible { each, times, due, before_ratio } => {
                let place = if before_ratio { "before" } else { "after" };
                if each.times(times.into()) == Ok(due) {
                    write!(f, "less the deductible {each} × {times}, {place} the ratio")
                } else {
                    write!(f, "less {due} left of the deductible, {place} the ratio")
                }
            }
            Rule::Ratio(percent) => write!(f, "{percent} per cent, cut to whole yen"),
            Rule::Cap { cap, left } if cap == left => {
                write!(f, "up to the limit {cap}{}", self.clause(Reason::LimitUnit))
            }
            Rule::Cap { cap, left } => {
                write!(f, "up to the {left} left of the limit {cap}{}", self.clause(Reason::LimitUnit))
            }
            Rule::CategoryCap { place, left } => {
                write!(f, "up to the {left} left of the annual limit of ")?;
                self.cares(place, " and ", f)?;
                write!(f, "{}", self.clause(Reason::LimitAnnual))
            }
            Rule::AnnualCap(left) => {
                write!(f, "up to the {left} left of the annual limit{}", self.clause(Reason::LimitAnnual))
            }
            Rule::Others { damage, paid } => write!(
                f,
                "with the {paid} paid by other insurances, up to the cost {damage}{}",
                self.clause(Reason::OtherInsurance)
            ),
            Rule::Paid => f.write_str("benefit to be paid"),
        }
    }

    fn cares(self, place: u16, between: &str, f: &mut Formatter<'_>) -> fmt::Result {
        let cap: Option<&CategoryCap> = self.plan.category_caps.get(usize::from(place));
        for (index, care) in cap.into_iter().flat_map(|cap| &cap.cares).enumerate() {
            f.write_str(if index > 0 { between } else { "" })?;
            f.write_str(self.care(*care))?;
        }
        Ok(())
    }

    /// 「（約款第5条）」, where the plan's terms say something of a reason.
    fn clause(self, reason: Reason) -> impl Display {
        let is_japanese = self.is_japanese();
        let clause = self.plan.clause(reason).map(|clause| clause.clause.as_str());
        fmt::from_fn(move |f| match clause {
            Some(clause) if is_japanese => write!(f, "（{clause}）"),
            Some(clause) => write!(f, " ({clause})"),
            None => Ok(()),
        })
    }
}

impl Display for Cited<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self(telling, reason) = self;
        f.write_str(if telling.is_japanese() { reason.japanese() } else { reason.english() })?;
        write!(f, "{}", telling.clause(*reason))
    }
}
