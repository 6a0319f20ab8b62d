//! What the form of a request says, read: kind, policy, the moment in Japan at which the person asked, and what is to be corrected.
//! Names everything at once that cannot be read; what it may mean is the service's to judge.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use proto::claims::v1::{Correction, SubjectRequestKind};

use super::choices;
use crate::{
    pages::input::{self, Entered, Wrong},
    words::Words,
};

/// What the form means, once it can be read.
pub struct Entry {
    /// What is asked for.
    pub kind: SubjectRequestKind,
    /// When the person asked.
    pub asked_at: DateTime<Utc>,
    /// What is to be corrected, if anything is.
    pub correction: Option<Correction>,
}

/// Reads the form.
pub fn read(form: &Entered, w: &Words) -> Result<Entry, Wrong> {
    let mut wrong = Wrong::default();
    let kind = choices::named(&choices::KINDS, form.text("kind"), choices::kind, w);
    let w = &w.subject_requests;
    if kind.is_none() {
        wrong.note("kind", w.kind_needed);
    }
    if !form.has("policy_number") {
        wrong.note("policy_number", w.policy_needed);
    }
    let (day, time) = (input::date(form.text("asked_on")), input::time(form.text("asked_time")));
    if day.is_none() {
        wrong.note("asked_on", w.date_wrong);
    }
    if time.is_none() {
        wrong.note("asked_time", w.time_wrong);
    }
    for (field, removal) in [("email", "remove_email"), ("phone", "remove_phone")] {
        if form.has(field) && form.has(removal) {
            wrong.note(field, w.either);
        }
    }
    match (kind, day.zip(time), wrong.is_empty()) {
        (Some(kind), Some((day, time)), true) => {
            Ok(Entry { kind, asked_at: in_japan(day.and_time(time)), correction: correction(form) })
        }
        _ => Err(wrong),
    }
}

/// Nine hours before UTC's.
fn in_japan(time: NaiveDateTime) -> DateTime<Utc> {
    let utc = time.and_utc();
    utc.checked_sub_signed(TimeDelta::hours(9)).unwrap_or(utc)
}

/// What is filled in is to be right from now on; what is blank stays, unless it is to be removed.
fn correction(form: &Entered) -> Option<Correction> {
    let typed = |field: &str| Some(form.owned(field)).filter(|text| !text.is_empty());
    let removable = |field: &str, removal: &str| {
        if form.has(removal) { Some(String::new()) } else { typed(field) }
    };
    let correction = Correction {
        surname: typed("surname"),
        given_name: typed("given_name"),
        surname_kana: typed("surname_kana"),
        given_name_kana: typed("given_name_kana"),
        email: removable("email", "remove_email"),
        phone: removable("phone", "remove_phone"),
        pet_name: typed("pet_name"),
    };
    (correction != Correction::default()).then_some(correction)
}

/// Day and time in Japan as the form shows them.
pub fn shown(now: DateTime<Utc>) -> (String, String) {
    let now = calendar::jst(now);
    (now.format("%Y/%m/%d").to_string(), now.time().format("%H:%M").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Language;

    fn form(pairs: &[(&str, &str)]) -> Entered {
        let needed = [("kind", "correction"), ("policy_number", "P-1"), ("asked_on", "R8.11.21")];
        let pairs = needed.iter().chain(&[("asked_time", "8:05")]).chain(pairs);
        Entered::new(pairs.map(|(name, text)| ((*name).to_owned(), (*text).to_owned())))
    }

    fn entry(pairs: &[(&str, &str)]) -> Result<Entry, Wrong> {
        read(&form(pairs), Language::Japanese.words())
    }

    #[test]
    fn the_moment_is_japans() {
        let entry = entry(&[]).ok().unwrap();
        assert_eq!(entry.asked_at.to_rfc3339(), "2026-11-20T23:05:00+00:00");
        assert_eq!(shown(entry.asked_at), ("2026/11/21".to_owned(), "08:05".to_owned()));
        assert_eq!(entry.correction, None);
    }

    #[test]
    fn blank_stays_and_only_what_is_ticked_is_removed() {
        let correction =
            entry(&[("surname", "佐藤"), ("remove_phone", "1")]).ok().unwrap().correction.unwrap();
        let expected =
            Correction {
                surname: Some("佐藤".into()), phone: Some(String::new()), ..Correction::default()
            };
        assert_eq!(correction, expected);
    }

    #[test]
    fn everything_that_cannot_be_read_is_named_at_once() {
        let pairs = [
            ("kind", "x"),
            ("policy_number", ""),
            ("asked_on", "きのう"),
            ("asked_time", "25:00"),
            ("email", "a@example.jp"),
            ("remove_email", "1"),
        ];
        let wrong = entry(&pairs).err().unwrap();
        let fields: Vec<_> = wrong.all().iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["kind", "policy_number", "asked_on", "asked_time", "email"]);
    }
}
