//! How values look on a page: yen, quantities, days and times in Japan, and an icon. Refuses nothing: what is absent or
//! cannot be read shows as a dash.

use std::fmt;

use chrono::{Datelike as _, NaiveDate};
use money::Yen;
use proto::Timestamp;

use crate::{assets, context::Language};

/// What stands where there is nothing.
pub const NOTHING: &str = "—";

/// An icon of the sprite, as markup.
#[derive(Debug, Clone, Copy)]
pub struct Icon(&'static str);

/// The icon of this name; decoration, hidden from screen readers.
pub const fn icon(name: &'static str) -> Icon {
    Icon(name)
}

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            r#"<svg class="i" aria-hidden="true"><use href="{}#{}"/></svg>"#,
            assets::url("icons.svg"),
            self.0
        )
    }
}

/// An icon is markup of ours around a name of ours.
impl askama::filters::HtmlSafe for Icon {}

/// `¥12,430`.
pub fn yen(amount: i64) -> String {
    Yen::new(amount).to_string()
}

/// `1`, `1.5`, from thousandths.
pub fn quantity(milli: i64) -> String {
    let (units, part) = (milli / 1000, milli % 1000);
    if part == 0 {
        return units.to_string();
    }
    format!("{units}.{part:03}").trim_end_matches('0').to_owned()
}

/// `2026/11/21` from ISO 8601; empty stays empty.
pub fn day(iso: &str) -> String {
    iso.parse::<NaiveDate>().map_or_else(|_| String::new(), |date| date.format("%Y/%m/%d").to_string())
}

/// `令和8年11月21日（土）` from ISO 8601, or the English day; empty when there is none.
pub fn long_day(iso: &str, language: Language) -> String {
    iso.parse().map_or_else(|_| String::new(), |date| long_date(date, language))
}

/// `令和8年11月21日（土）`, or `Sat, 21 Nov 2026`.
pub fn long_date(date: NaiveDate, language: Language) -> String {
    match language {
        Language::Japanese => calendar::wareki(date),
        Language::English => date.format("%a, %-d %b %Y").to_string(),
    }
}

/// `2026/11/21 18:42`, in Japan.
pub fn minute(time: Option<&Timestamp>) -> String {
    at(time, "%Y/%m/%d %H:%M")
}

/// `2026/11/21`, in Japan.
pub fn date_of(time: Option<&Timestamp>) -> String {
    at(time, "%Y/%m/%d")
}

/// `2026/11/21（土）18:42`, in Japan; the English weekday in English.
pub fn weekday_minute(time: Option<&Timestamp>, language: Language) -> Option<String> {
    let time = calendar::jst(proto::moment(*time?)?);
    let weekday = usize::try_from(time.weekday().num_days_from_sunday()).ok()?;
    let japanese = ["日", "月", "火", "水", "木", "金", "土"].get(weekday)?;
    Some(match language {
        Language::Japanese => format!("{}（{japanese}）{}", time.format("%Y/%m/%d"), time.format("%H:%M")),
        Language::English => time.format("%a %Y/%m/%d %H:%M").to_string(),
    })
}

/// RFC 3339 for `<time datetime>`.
pub fn machine(time: Option<&Timestamp>) -> String {
    time.copied().and_then(proto::moment).map(calendar::rfc3339_jst).unwrap_or_default()
}

fn at(time: Option<&Timestamp>, format: &str) -> String {
    let time = time.copied().and_then(proto::moment).map(calendar::jst);
    time.map_or_else(|| NOTHING.to_owned(), |time| time.format(format).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NIGHT: Timestamp = Timestamp { seconds: 1_795_273_320, nanos: 0 };

    #[test]
    fn a_quantity_shows_no_needless_zeros() {
        assert_eq!(quantity(1000), "1");
        assert_eq!(quantity(1500), "1.5");
        assert_eq!(quantity(125), "0.125");
    }

    #[test]
    fn a_time_is_shown_in_japan_with_its_weekday() {
        let shown = weekday_minute(Some(&NIGHT), Language::Japanese).unwrap();
        assert!(shown.starts_with("2026/11/2"), "{shown}");
        assert!(machine(Some(&NIGHT)).ends_with("+09:00"));
        assert_eq!(minute(None), NOTHING);
    }

    #[test]
    fn a_day_is_shown_in_both_calendars() {
        assert_eq!(day("2026-11-21"), "2026/11/21");
        assert_eq!(long_day("2026-11-21", Language::Japanese), "令和8年11月21日（土）");
        assert_eq!(day(""), "");
    }

    #[test]
    fn an_icon_is_markup_that_readers_skip() {
        assert!(icon("tag").to_string().contains(r#"aria-hidden="true"><use href="/a/"#));
    }
}
