//! A file as batches, or as everything that is wrong with it. It reads what [`write`](crate::write()) wrote back to the same
//! batches, and judges what another program made.

use chrono::{Datelike as _, Months, NaiveDate};
use money::Yen;

use crate::{
    batch::{self, Batch},
    check, frame,
    layout::{HEADER, TRAILER, label},
    parse,
    refusal::{At, Label, Refusal, Rule, Violation},
};

/// The batches of a file. The file names months and days: the year is the first in which the day comes on or after
/// `not_before`, within a year of it (zengin4j ADR-0014).
///
/// # Errors
/// Everything that is wrong, in the order of the file, each with its line: first what keeps records from being found
/// (encoding, line ends, lengths), alone; else every field, every record out of place, every count and sum.
pub fn read(file: &[u8], not_before: NaiveDate) -> Result<Vec<Batch>, Vec<Violation>> {
    let records = frame::records(file)?;
    let mut reading = Reading { not_before, ..Reading::default() };
    for (number, record) in (1..).zip(records) {
        reading.take(number, record);
    }
    reading.finish()
}

/// Where the reader stands.
#[derive(Default)]
enum Stand<'a> {
    /// Before a header.
    #[default]
    Outside,
    /// Behind a header.
    Open(Group<'a>),
    /// Behind the end record.
    Ended,
}

/// A header and the data records behind it.
struct Group<'a> {
    line: usize,
    header: &'a [u8],
    data: Vec<&'a [u8]>,
}

#[derive(Default)]
struct Reading<'a> {
    not_before: NaiveDate,
    stand: Stand<'a>,
    groups: usize,
    batches: Vec<Batch>,
    wrong: Vec<Violation>,
    last: usize,
}

impl<'a> Reading<'a> {
    fn take(&mut self, line: usize, record: &'a [u8]) {
        self.last = line;
        self.wrong.extend(check::record(line, record));
        match (record.first(), std::mem::take(&mut self.stand)) {
            (_, Stand::Ended) => {
                self.stand = Stand::Ended;
                let ja =
                    "エンド・レコードより後に行があります。エンド・レコードは最後の1行だけにしてください。";
                self.note(line, Rule::AfterEnd, ja, "nothing follows the end record; leave it out");
            }
            (Some(b'1'), stand) => {
                self.unclosed(&stand);
                self.groups = self.groups.saturating_add(1);
                self.stand = Stand::Open(Group { line, header: record, data: vec![] });
            }
            (Some(b'2'), Stand::Open(mut group)) => {
                group.data.push(record);
                self.stand = Stand::Open(group);
            }
            (Some(b'2'), Stand::Outside) => {
                let ja = "データ・レコードの前にヘッダー・レコードがありません。";
                self.note(line, Rule::DataWithoutHeader, ja, "a header comes before the data records");
            }
            (Some(b'8'), Stand::Open(group)) => self.close(line, &group, record),
            (Some(b'8'), Stand::Outside) => {
                let ja = "トレーラ・レコードに対応するヘッダー・レコードがありません。";
                self.note(line, Rule::TrailerWithoutHeader, ja, "a trailer closes what a header opened");
            }
            (Some(b'9'), stand) => {
                self.unclosed(&stand);
                self.stand = Stand::Ended;
            }
            (_, stand) => self.stand = stand,
        }
    }

    /// Counts, adds up, and makes the batch when all of its records are right. What is unreadable was told already, and
    /// nothing is concluded from it.
    fn close(&mut self, line: usize, group: &Group<'_>, trailer: &[u8]) {
        let counted = batch::count(group.data.len()).and_then(|found| same(parse::count(trailer), found));
        self.judge(line, label(TRAILER, "count"), counted);
        if let Some(amounts) = group.data.iter().map(|data| parse::amount(data)).collect::<Option<Vec<_>>>() {
            let added = batch::total(amounts).and_then(|found| same(parse::total(trailer), found));
            self.judge(line, label(TRAILER, "total"), added);
        }
        let Some(day) = parse::day(group.header) else { return };
        let day = self.judge(group.line, label(HEADER, "value_date"), year_of(day, self.not_before));
        if let Some(day) = day.filter(|_| self.wrong.is_empty()) {
            match parse::batch(group.header, day, &group.data) {
                Ok(batch) => self.batches.push(batch),
                Err(wrong) => self.wrong.extend(wrong.into_iter().map(|one| one.at(At::Record(group.line)))),
            }
        }
    }

    fn judge<T>(&mut self, line: usize, field: Label, verdict: Result<T, Refusal>) -> Option<T> {
        verdict.map_err(|refusal| self.wrong.push(refusal.of(field).at(At::Record(line)))).ok()
    }

    fn unclosed(&mut self, stand: &Stand<'_>) {
        if let Stand::Open(group) = stand {
            let ja = "このヘッダー・レコードに対応するトレーラ・レコードがありません。ファイルが途中で切れていないかご確認ください。";
            self.note(
                group.line,
                Rule::TrailerMissing,
                ja,
                "no trailer closes this header; was the file cut?",
            );
        }
    }

    fn finish(mut self) -> Result<Vec<Batch>, Vec<Violation>> {
        let stand = std::mem::take(&mut self.stand);
        self.unclosed(&stand);
        if !matches!(stand, Stand::Ended) {
            let ja = "ファイルの最後にエンド・レコードがありません。ファイルが途中で切れていないかご確認ください。";
            self.note(self.last, Rule::EndMissing, ja, "the file ends with an end record; was it cut?");
        }
        if self.groups == 0 {
            let ja = "ヘッダー・レコードが1件もありません。総合振込のファイルをお選びください。";
            self.wrong.push(Violation::new(
                Rule::Empty,
                ja,
                "there is no header; choose a file of transfers",
            ));
        }
        self.wrong.sort_by_key(|one| one.at);
        if self.wrong.is_empty() { Ok(self.batches) } else { Err(self.wrong) }
    }

    fn note(&mut self, line: usize, rule: Rule, ja: &str, en: &str) {
        self.wrong.push(Violation::new(rule, ja, en).at(At::Record(line)));
    }
}

/// What a trailer can disagree about.
trait Sum: PartialEq + std::fmt::Display {
    const RULE: Rule;
}

impl Sum for usize {
    const RULE: Rule = Rule::Count;
}

impl Sum for Yen {
    const RULE: Rule = Rule::Total;
}

/// Refuses a trailer that says another sum; one that says none is refused elsewhere.
fn same<T: Sum>(said: Option<T>, found: T) -> Result<(), Refusal> {
    match said {
        Some(said) if said != found => {
            let ja = format!(
                "トレーラ・レコードは{said}ですが、データ・レコードは{found}です。行の追加・削除がないかご確認ください。"
            );
            Err(Refusal::new(
                T::RULE,
                ja,
                format!("the trailer says {said}, the data records {found}; was a line lost?"),
            ))
        }
        _ => Ok(()),
    }
}

/// The first such day from `not_before` on, within a year.
fn year_of((month, day): (u32, u32), not_before: NaiveDate) -> Result<NaiveDate, Refusal> {
    let years = [not_before.year(), not_before.year().saturating_add(1)];
    let mut days = years.into_iter().filter_map(|year| NaiveDate::from_ymd_opt(year, month, day));
    let end = not_before.checked_add_months(Months::new(12));
    days.find(|day| *day >= not_before && end.is_none_or(|end| *day <= end)).ok_or_else(|| {
        let ja = format!(
            "{not_before}から1年以内に{month}月{day}日はありません。月日4桁（MMDD）をご確認ください。"
        );
        Refusal::new(
            Rule::Date,
            ja,
            format!("no such day in the year from {not_before} on; write it as MMDD"),
        )
    })
}

#[cfg(test)]
mod tests;
