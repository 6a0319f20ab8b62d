//! When banks are open. Source: 銀行法施行令 第5条第1項: closed on Sundays, holidays, Saturdays and 12/31–1/3. The holidays are
//! whoever calls this's: each February the government fixes the next year's, so they are data with an end.

use chrono::{Datelike as _, NaiveDate, Weekday};

use crate::{
    layout::{HEADER, label},
    refusal::{Refusal, Rule, Violation},
};

/// Why banks are closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closure {
    /// 土曜日・日曜日 (V-501).
    Weekend,
    /// 国民の祝日・休日 (V-502).
    Holiday,
    /// 12月31日から1月3日 (V-503).
    YearEnd,
}

/// The holidays are not known as far as this day (V-505).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0}の祝日がまだ登録されていません。祝日データを更新してください。/ the holidays of {0} are not known yet; renew the calendar"
)]
pub struct BeyondCalendar(pub NaiveDate);

impl BeyondCalendar {
    fn refusal(self) -> Refusal {
        let ja = format!("{}の祝日がまだ登録されていません。祝日データを更新してください。", self.0);
        let en = format!("the holidays of {} are not known yet; renew the calendar", self.0);
        Refusal::new(Rule::BeyondCalendar, ja, en)
    }
}

/// Why banks are closed on a day, or `None` when they are open. `holiday` says whether a day is a holiday, and `None` where
/// its data do not reach.
///
/// # Errors
/// [`BeyondCalendar`] for a weekday of which `holiday` does not know.
pub fn closure(
    day: NaiveDate,
    holiday: impl Fn(NaiveDate) -> Option<bool>,
) -> Result<Option<Closure>, BeyondCalendar> {
    if matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
        return Ok(Some(Closure::Weekend));
    }
    if matches!((day.month(), day.day()), (12, 31) | (1, 1..=3)) {
        return Ok(Some(Closure::YearEnd));
    }
    Ok(holiday(day).ok_or(BeyondCalendar(day))?.then_some(Closure::Holiday))
}

/// The first day on which banks are open, from `day` on.
///
/// # Errors
/// [`BeyondCalendar`] when the holidays are not known so far.
pub fn bank_business_day_from(
    day: NaiveDate,
    holiday: impl Fn(NaiveDate) -> Option<bool>,
) -> Result<NaiveDate, BeyondCalendar> {
    for day in day.iter_days() {
        if closure(day, &holiday)?.is_none() {
            return Ok(day);
        }
    }
    Err(BeyondCalendar(day))
}

/// The first day after `day` on which banks are open.
///
/// ```
/// # use chrono::NaiveDate;
/// let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
/// let no_holidays = |_| Some(false);
/// assert_eq!(zengin::next_bank_business_day(day(2026, 12, 30), no_holidays), Ok(day(2027, 1, 4)));
/// ```
///
/// # Errors
/// [`BeyondCalendar`] when the holidays are not known so far.
pub fn next_bank_business_day(
    day: NaiveDate,
    holiday: impl Fn(NaiveDate) -> Option<bool>,
) -> Result<NaiveDate, BeyondCalendar> {
    bank_business_day_from(day.succ_opt().ok_or(BeyondCalendar(day))?, holiday)
}

/// Refuses a value date on which banks are closed; the words name the reason and the next open day.
///
/// # Errors
/// When banks are closed on that day, and when its holidays are not known.
pub fn check_value_date(
    day: NaiveDate,
    holiday: impl Fn(NaiveDate) -> Option<bool>,
) -> Result<(), Violation> {
    let verdict = closure(day, &holiday).and_then(|closure| match closure {
        None => Ok(None),
        Some(closure) => bank_business_day_from(day, &holiday).map(|open| Some((closure, open))),
    });
    let refusal = match verdict {
        Ok(None) => return Ok(()),
        Ok(Some((closure, open))) => {
            let (ja, en) = match closure {
                Closure::Weekend => ("土日", "a weekend"),
                Closure::Holiday => ("祝日", "a holiday"),
                Closure::YearEnd => ("年末年始（12/31〜1/3）", "the end of the year (12/31 to 1/3)"),
            };
            let ja = format!("{day}は{ja}のため、銀行の休業日です。{open}以降の営業日をご指定ください。");
            Refusal::new(
                Rule::BankClosed,
                ja,
                format!("banks are closed on {day}, {en}; the next open day is {open}"),
            )
        }
        Err(beyond) => beyond.refusal(),
    };
    Err(refusal.of(label(HEADER, "value_date")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    /// May of 2026, and November; known to the end of 2026 and, for the test of its end, to 2027-01-04.
    fn holiday(of: NaiveDate) -> Option<bool> {
        let holidays = [(5, 4), (5, 5), (5, 6), (11, 3), (11, 23)];
        (of <= day(2027, 1, 4)).then(|| holidays.contains(&(of.month(), of.day())))
    }

    #[test]
    fn banks_are_closed_for_four_reasons() {
        for (of, why) in [
            (day(2026, 11, 20), None),
            (day(2026, 11, 21), Some(Closure::Weekend)),
            (day(2026, 11, 22), Some(Closure::Weekend)),
            (day(2026, 11, 23), Some(Closure::Holiday)),
            (day(2026, 12, 29), None),
            (day(2026, 12, 30), None),
            (day(2026, 12, 31), Some(Closure::YearEnd)),
            (day(2026, 1, 1), Some(Closure::YearEnd)),
            (day(2026, 1, 2), Some(Closure::YearEnd)),
            (day(2027, 1, 3), Some(Closure::Weekend)),
            (day(2025, 1, 3), Some(Closure::YearEnd)),
            (day(2027, 1, 4), None),
        ] {
            assert_eq!(closure(of, holiday), Ok(why), "{of}");
        }
    }

    #[test]
    fn the_next_open_day_is_after_and_never_beyond_what_is_known() {
        assert_eq!(next_bank_business_day(day(2026, 5, 1), holiday), Ok(day(2026, 5, 7)), "Golden Week");
        assert_eq!(next_bank_business_day(day(2026, 11, 20), holiday), Ok(day(2026, 11, 24)));
        assert_eq!(next_bank_business_day(day(2026, 11, 24), holiday), Ok(day(2026, 11, 25)));
        assert_eq!(bank_business_day_from(day(2026, 11, 24), holiday), Ok(day(2026, 11, 24)));
        assert_eq!(next_bank_business_day(day(2027, 1, 4), holiday), Err(BeyondCalendar(day(2027, 1, 5))));
        assert_eq!(next_bank_business_day(NaiveDate::MAX, holiday), Err(BeyondCalendar(NaiveDate::MAX)));
    }

    #[test]
    fn a_closed_value_date_is_refused_with_the_next_open_one() {
        assert_eq!(check_value_date(day(2026, 11, 24), holiday), Ok(()));
        let wrong = check_value_date(day(2026, 12, 31), holiday).unwrap_err();
        assert_eq!(wrong.rule(), Rule::BankClosed);
        assert_eq!(
            wrong.to_string(),
            "振込指定日：2026-12-31は年末年始（12/31〜1/3）のため、銀行の休業日です。2027-01-04以降の営業日をご指定ください。/ \
             value date: banks are closed on 2026-12-31, the end of the year (12/31 to 1/3); the next open day is 2027-01-04"
        );
        assert_eq!(check_value_date(day(2027, 1, 5), holiday).unwrap_err().rule(), Rule::BeyondCalendar);
    }
}
