//! タイムライン: who did what when in the reader's organisation, day by day in Japan's time.

pub mod entries;
mod kinds;

use askama::Template;
use axum::extract::Query;
use chrono::{Days, NaiveDate, NaiveTime, TimeDelta};
use proto::{
    Timestamp,
    timeline::v1::{EntryFilter, ListEntriesRequest},
};
use serde::Deserialize;

use super::{
    answer::{Answer, page_with},
    input::{self, Wrong},
    paging::{Paging, Place},
    visit::{Shell, Visit},
};
use crate::words::fill;

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wish {
    kind: String,
    subject: String,
    from: String,
    until: String,
    cursor: String,
    trail: String,
}

#[derive(Template)]
#[template(path = "timeline.html")]
struct Page {
    shell: Shell,
    filter: Wish,
    kinds: Vec<(&'static str, &'static str)>,
    days: Vec<entries::Day>,
    paging: Paging,
    said: String,
    wrong: Wrong,
    summary: String,
}

/// The page.
pub async fn get(visit: Visit, Query(wish): Query<Wish>) -> Answer {
    let mut wrong = Wrong::default();
    let mut day = |field: &str, text: &str| match (text.trim(), input::date(text)) {
        ("", _) => None,
        (_, Some(day)) => Some(day),
        (_, None) => {
            wrong.note(field, visit.w.draft.date_wrong);
            None
        }
    };
    let (from, until) = (day("from", &wish.from), day("until", &wish.until));
    if !wrong.is_empty() {
        return show(&visit, wish, vec![], Paging::default(), wrong);
    }
    let filter = EntryFilter {
        kind: wish.kind.clone(),
        operator_id: String::new(),
        subject_id: wish.subject.clone(),
        from: from.and_then(midnight),
        until: until.and_then(|day| day.checked_add_days(Days::new(1))).and_then(midnight),
    };
    let found = visit
        .ask(ListEntriesRequest { filter: Some(filter), limit: 50, cursor: wish.cursor.clone() })
        .await?;
    let days = entries::by_day(&visit, found.entries).await;
    let filters =
        [("kind", &wish.kind), ("subject", &wish.subject), ("from", &wish.from), ("until", &wish.until)];
    let filters = filters.map(|(name, text)| (name, text.as_str()));
    let place = Place { cursor: wish.cursor.clone(), trail: wish.trail.clone() };
    let paging = Paging::around("/timeline", &filters, &place, &found.next_cursor);
    show(&visit, wish, days, paging, wrong)
}

fn show(visit: &Visit, filter: Wish, days: Vec<entries::Day>, paging: Paging, wrong: Wrong) -> Answer {
    let summary = fill(visit.w.errors.summary, wrong.count());
    let kinds = kinds::choices(visit.language);
    let said = match days.iter().map(|day| day.entries.len()).sum() {
        // What is wrong says so itself.
        _ if !wrong.is_empty() => String::new(),
        0_usize => visit.w.timeline.empty.to_owned(),
        entries => fill(visit.w.claims.shown, entries),
    };
    page_with(
        wrong.status(),
        &Page { shell: visit.shell(), filter, kinds, days, paging, said, wrong, summary },
    )
}

/// The beginning of a day in Japan, nine hours before UTC's.
fn midnight(day: NaiveDate) -> Option<Timestamp> {
    let begin = day.and_time(NaiveTime::MIN).and_utc().checked_sub_signed(TimeDelta::hours(9))?;
    Some(Timestamp { seconds: begin.timestamp(), nanos: 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_japan() {
        let begin = midnight(NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()).unwrap();
        let time = super::super::show::machine(Some(&begin));
        assert_eq!(time, "2026-11-22T00:00:00+09:00");
    }
}
