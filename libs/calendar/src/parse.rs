//! Dates as people in Japan type them: `2026/11/21`, `2026-11-21`, `20261121`, `R8.11.21`, `令和8年11月21日`, full-width
//! or not. Refuses what is not one day alone: two-digit years without an era, days that do not exist, an era outside its
//! years, a weekday that does not fit.

use chrono::{Datelike as _, NaiveDate};
use unicode_normalization::UnicodeNormalization as _;

use crate::wareki::{ERAS, Era, WEEKDAYS};

/// Why a text is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadDate {
    /// It does not look like a date.
    #[error("not a date; write it as 2026-11-21")]
    Shape,
    /// It looks like one, but the calendar has no such day.
    #[error("there is no such day")]
    NoSuchDay,
    /// The era had not begun, or had ended.
    #[error("the era does not have that day")]
    OutsideEra,
    /// The weekday behind it is another day's.
    #[error("that day is another weekday")]
    Weekday,
}

/// The day that a text means.
///
/// # Errors
/// When the text is no date, or not one day alone.
pub fn parse_date(text: &str) -> Result<NaiveDate, BadDate> {
    let text = folded(text);
    let (text, weekday) = split_weekday(&text)?;
    let (era, rest) = split_era(text);
    let (year, month, day) = numbers(rest, era.is_some())?;
    let year = match era {
        Some(era) => era.year(year).ok_or(BadDate::OutsideEra)?,
        None => year,
    };
    let date = NaiveDate::from_ymd_opt(year, month, day).ok_or(BadDate::NoSuchDay)?;
    if era.is_some_and(|era| Era::of(date).is_none_or(|of| of.name != era.name)) {
        return Err(BadDate::OutsideEra);
    }
    if weekday.is_some_and(|weekday| weekday != date.weekday().num_days_from_sunday()) {
        return Err(BadDate::Weekday);
    }
    Ok(date)
}

/// Full-width to half-width, ㋿ to 令和, every dash to `-`; without spaces.
fn folded(text: &str) -> String {
    let plain = text.nfkc().filter(|c| !c.is_whitespace());
    plain
        .map(|c| {
            if matches!(c, '‐' | '‑' | '–' | '—' | '−' | 'ー') {
                '-'
            } else {
                c.to_ascii_uppercase()
            }
        })
        .collect()
}

fn split_weekday(text: &str) -> Result<(&str, Option<u32>), BadDate> {
    let Some((date, tail)) = text.split_once('(') else { return Ok((text, None)) };
    let inner = tail.strip_suffix(')').ok_or(BadDate::Shape)?;
    let inner = inner.strip_suffix("曜日").or_else(|| inner.strip_suffix('曜')).unwrap_or(inner);
    let place = WEEKDAYS.iter().position(|day| inner == day.to_string()).ok_or(BadDate::Shape)?;
    Ok((date, Some(u32::try_from(place).map_err(|_| BadDate::Shape)?)))
}

fn split_era(text: &str) -> (Option<&'static Era>, &str) {
    let found = ERAS.iter().find_map(|era| {
        let rest = text.strip_prefix(era.name).or_else(|| text.strip_prefix(era.letter));
        rest.map(|rest| (Some(era), rest))
    });
    found.unwrap_or((None, text))
}

/// Year, month and day; the year is the era's when there is one, else of four digits.
fn numbers(text: &str, era: bool) -> Result<(i32, u32, u32), BadDate> {
    let (year, month, day) = match text.len() {
        8 if !era && text.bytes().all(|byte| byte.is_ascii_digit()) => (
            text.get(..4).unwrap_or_default(),
            text.get(4..6).unwrap_or_default(),
            text.get(6..).unwrap_or_default(),
        ),
        _ => separated(text).ok_or(BadDate::Shape)?,
    };
    let year = match year {
        "元" if era => 1,
        _ if era => number(year, 1..=2)?,
        _ => number(year, 4..=4)?,
    };
    let year = i32::try_from(year).map_err(|_| BadDate::Shape)?;
    Ok((year, number(month, 1..=2)?, number(day, 1..=2)?))
}

/// The three parts between separators of one kind.
fn separated(text: &str) -> Option<(&str, &str, &str)> {
    if let Some((year, rest)) = text.split_once('年') {
        let (month, rest) = rest.split_once('月')?;
        return Some((year, month, rest.strip_suffix('日')?));
    }
    let separator = text.chars().find(|c| matches!(c, '/' | '-' | '.'))?;
    let mut parts = text.split(separator);
    let found = (parts.next()?, parts.next()?, parts.next()?);
    parts.next().is_none().then_some(found)
}

fn number(text: &str, digits: std::ops::RangeInclusive<usize>) -> Result<u32, BadDate> {
    let plain = digits.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten().ok_or(BadDate::Shape)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{wareki, wareki_date};

    #[test]
    fn every_usual_way_of_writing_means_the_same_day() {
        for text in [
            "2026/11/21",
            "2026-11-21",
            "2026.11.21",
            "20261121",
            "2026年11月21日",
            "R8.11.21",
            "r08/11/21",
            "R8-11-21",
            "令和8年11月21日",
            "令和８年１１月２１日（土）",
            " 令和 8年 11月 21日 (土曜日) ",
            "２０２６／１１／２１",
            "２０２６−１１−２１",
            "２０２６ー１１ー２１",
            "Ｒ８．１１．２１",
            "㋿8年11月21日",
        ] {
            assert_eq!(parse_date(text).map(|date| date.to_string()), Ok("2026-11-21".to_owned()), "{text}");
        }
        assert_eq!(parse_date("令和元年5月1日").map(|date| date.to_string()), Ok("2019-05-01".to_owned()));
        assert_eq!(parse_date("㍻31.4.30").map(|date| date.to_string()), Ok("2019-04-30".to_owned()));
    }

    #[test]
    fn what_is_not_one_day_alone_is_refused() {
        for (text, why) in [
            ("", BadDate::Shape),
            ("26/11/21", BadDate::Shape),
            ("8.11.21", BadDate::Shape),
            ("2026/11-21", BadDate::Shape),
            ("2026/11/21/1", BadDate::Shape),
            ("+026/11/21", BadDate::Shape),
            ("元年11月21日", BadDate::Shape),
            ("二〇二六年十一月二十一日", BadDate::Shape),
            ("2026/02/29", BadDate::NoSuchDay),
            ("2026/13/01", BadDate::NoSuchDay),
            ("R8.2.30", BadDate::NoSuchDay),
            ("R0.5.1", BadDate::OutsideEra),
            ("R1.4.30", BadDate::OutsideEra),
            ("H31.5.1", BadDate::OutsideEra),
            ("S64.1.8", BadDate::OutsideEra),
            ("M5.12.31", BadDate::OutsideEra),
            ("令和8年11月21日（日）", BadDate::Weekday),
        ] {
            assert_eq!(parse_date(text), Err(why), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_we_write_we_read(days in 683_734_i32..767_000) {
            let date = NaiveDate::from_num_days_from_ce_opt(days).expect("a day");
            prop_assert_eq!(parse_date(&wareki(date)), Ok(date));
            prop_assert_eq!(parse_date(&wareki_date(date)), Ok(date));
            prop_assert_eq!(parse_date(&date.to_string()), Ok(date));
        }

        #[test]
        fn no_text_breaks_the_reader(text in ".{0,40}") {
            let _ = parse_date(&text);
        }
    }
}
