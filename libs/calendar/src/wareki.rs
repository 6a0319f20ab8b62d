//! Dates in the years of an era, as documents in Japan carry them.
//! Knows the eras since Japan took the Gregorian calendar (1873); before that a date is written without one.

use chrono::{Datelike as _, NaiveDate};

/// Weekdays from Sunday, one character each.
pub(crate) const WEEKDAYS: [char; 7] = ['日', '月', '火', '水', '木', '金', '土'];

/// An era.
pub(crate) struct Era {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its letter on forms.
    pub(crate) letter: char,
    /// Its first day: year, month, day.
    first: (i32, u32, u32),
    /// The year that is year 1, which for Meiji lies before the first day we know.
    year_one: i32,
}

/// Every era we know, newest first.
pub(crate) const ERAS: [Era; 5] = [
    Era { name: "令和", letter: 'R', first: (2019, 5, 1), year_one: 2019 },
    Era { name: "平成", letter: 'H', first: (1989, 1, 8), year_one: 1989 },
    Era { name: "昭和", letter: 'S', first: (1926, 12, 25), year_one: 1926 },
    Era { name: "大正", letter: 'T', first: (1912, 7, 30), year_one: 1912 },
    Era { name: "明治", letter: 'M', first: (1873, 1, 1), year_one: 1868 },
];

impl Era {
    /// The era of a day.
    pub(crate) fn of(date: NaiveDate) -> Option<&'static Self> {
        ERAS.iter().find(|era| (date.year(), date.month(), date.day()) >= era.first)
    }

    /// The year of the calendar that a year of this era is.
    pub(crate) fn year(&self, of_era: i32) -> Option<i32> {
        self.year_one.checked_add(of_era)?.checked_sub(1).filter(|_| of_era >= 1)
    }
}

/// A date with its weekday, such as `令和8年11月21日（土）`; the first year of an era is 元年.
#[must_use]
pub fn wareki(date: NaiveDate) -> String {
    let weekday = usize::try_from(date.weekday().num_days_from_sunday()).ok();
    let weekday = weekday.and_then(|day| WEEKDAYS.get(day)).copied().unwrap_or_default();
    format!("{}（{weekday}）", wareki_date(date))
}

/// A date, such as `令和8年11月21日`.
#[must_use]
pub fn wareki_date(date: NaiveDate) -> String {
    let (month, day) = (date.month(), date.day());
    match Era::of(date) {
        Some(era) => match date.year() - era.year_one + 1 {
            1 => format!("{}元年{month}月{day}日", era.name),
            year => format!("{}{year}年{month}月{day}日", era.name),
        },
        None => format!("{}年{month}月{day}日", date.year()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a day")
    }

    #[test]
    fn an_era_begins_on_its_first_day() {
        assert_eq!(wareki(day(2019, 4, 30)), "平成31年4月30日（火）");
        assert_eq!(wareki(day(2019, 5, 1)), "令和元年5月1日（水）");
        assert_eq!(wareki_date(day(1989, 1, 7)), "昭和64年1月7日");
        assert_eq!(wareki_date(day(1989, 1, 8)), "平成元年1月8日");
        assert_eq!(wareki_date(day(1926, 12, 24)), "大正15年12月24日");
        assert_eq!(wareki_date(day(1912, 7, 29)), "明治45年7月29日");
    }

    #[test]
    fn a_day_before_the_calendar_has_no_era() {
        assert_eq!(wareki_date(day(1872, 12, 31)), "1872年12月31日");
    }
}
