//! `nekonote zengin`: checks a transfer file (全銀 総合振込) before it goes to a bank: what it pays and when, and everything that a bank would
//! refuse. Shows no holder's name. Asks nobody and writes nothing.

use std::path::PathBuf;

use ::zengin::{At, Batch, Directory, Violation, check_value_date, read};
use anyhow::bail;
use chrono::{NaiveDate, Utc};

use crate::file;

/// Most bytes of a file: a million records.
const MOST: u64 = 128 * 1024 * 1024;

/// What `nekonote zengin` was asked for.
#[derive(clap::Args)]
pub struct Options {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand)]
enum Verb {
    /// Checks every record of a file (docs/transfers.md). Fails when a bank would refuse it.
    Check {
        /// The file.
        file: PathBuf,
        /// The file names months and days: their year is the first in which they come on or after this day; today unless said.
        #[arg(long)]
        not_before: Option<NaiveDate>,
    },
}

/// Does it.
pub fn run(options: &Options) -> anyhow::Result<()> {
    let Verb::Check { file: path, not_before } = &options.verb;
    let content = file::read(path, MOST)?;
    let not_before = not_before.unwrap_or_else(|| calendar::jst_date(Utc::now()));
    let wrong = match read(&content, not_before) {
        Ok(batches) => told(&batches)?,
        Err(wrong) => wrong,
    };
    for violation in &wrong {
        say!("× [{}] {violation}", violation.refusal.rule.code())?;
    }
    if wrong.is_empty() {
        say!(
            "銀行に渡せる形です。祝日は確かめていません。/ A bank can take it. Holidays were not looked at."
        )?;
        return Ok(());
    }
    let count = wrong.len();
    bail!("{count} 件の誤りがあります。上の × の行をご確認ください。/ {count} faults; see the lines marked ×")
}

/// Says what the batches pay; gives what is wrong with them besides their form.
fn told(batches: &[Batch]) -> anyhow::Result<Vec<Violation>> {
    let (directory, mut wrong) = (Directory::bundled(), vec![]);
    for batch in batches {
        let (count, total, day) = (batch.transfers().len(), batch.total().get(), batch.value_date());
        say!(
            "振込指定日 {day}  {count} 件  合計 {total} 円 / value date {day}, {count} transfers, {total} yen"
        )?;
        // Which weekday it is and whether the year ends is known without a list; a holiday is not.
        wrong.extend(check_value_date(day, |_| Some(false)).err());
        for (index, transfer) in batch.transfers().iter().enumerate() {
            let (bank, branch, ..) = transfer.payee.account();
            let unknown = directory.office(bank, branch).err();
            wrong.extend(unknown.map(|violation| Violation { at: At::Transfer(index), ..violation }));
        }
        for same in batch.duplicates() {
            let places: Vec<String> = same.iter().map(|index| index.saturating_add(1).to_string()).collect();
            let places = places.join("・");
            say!(
                "△ {places} 件目は、振込先と金額が同じです。/ transfers {places} have the same payee and amount"
            )?;
        }
    }
    Ok(wrong)
}
