//! Banks and branches by their codes. The data are zengin-code's (MIT, data/LICENSE-zengin-code.txt), one line each, in the
//! order of the codes; a lookup halves the text and keeps nothing besides it.

use std::{borrow::Cow, cmp::Ordering};

use chrono::NaiveDate;

use crate::{
    account::Office,
    digits::{BankCode, BranchCode},
    kana::OfficeName,
    layout::{DATA, label},
    refusal::{At, Refusal, Rule, Violation},
};

const BUNDLED: &str = include_str!("../data/offices.tsv");
/// What the first line of [`BUNDLED`] says; a test holds them together.
const BUNDLED_AS_OF: NaiveDate = match NaiveDate::from_ymd_opt(2026, 8, 24) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// The banks and branches of a day. Whether one is open, and whether money arrives, it cannot say: branches merge and move.
#[derive(Clone)]
pub struct Directory {
    text: Cow<'static, str>,
    as_of: NaiveDate,
}

/// A bank or a branch as the directory has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Four digits for a bank, seven for a branch: the bank's and its own three.
    pub code: &'a str,
    /// In full-width kana.
    pub kana: &'a str,
    /// As people read it, without 銀行 or 支店.
    pub name: &'a str,
}

impl Directory {
    /// The directory that came with this crate.
    #[must_use]
    pub const fn bundled() -> Self {
        Self { text: Cow::Borrowed(BUNDLED), as_of: BUNDLED_AS_OF }
    }

    /// A newer directory: a first line `# YYYYMMDD`, then `code TAB kana TAB name`, banks and branches in one order by code.
    ///
    /// # Errors
    /// At the first line that is not of that form or not in that order.
    pub fn read(text: impl Into<Cow<'static, str>>) -> Result<Self, Violation> {
        let text = text.into();
        let wrong = |line| {
            let ja =
                "「番号・カナ・名称」のタブ区切りで、番号順に並べてください。1行目は「# 年月日8桁」です。";
            let en = "write code, kana and name with tabs between, in the order of codes; the first line is # YYYYMMDD";
            Violation::new(Rule::Directory, ja, en).at(At::Record(line))
        };
        let day =
            text.strip_prefix("# ").and_then(|text| NaiveDate::parse_from_str(text.get(..8)?, "%Y%m%d").ok());
        let as_of = day.ok_or_else(|| wrong(1))?;
        let mut before = "";
        for (number, line) in (1..).zip(text.lines()).skip(1) {
            let entry = entry(line).filter(|entry| entry.code > before).ok_or_else(|| wrong(number))?;
            before = entry.code;
        }
        Ok(Self { text, as_of })
    }

    /// The day whose banks and branches these are.
    #[must_use]
    pub const fn as_of(&self) -> NaiveDate {
        self.as_of
    }

    /// The bank of a code.
    #[must_use]
    pub fn bank(&self, bank: BankCode) -> Option<Entry<'_>> {
        self.find(bank.as_str())
    }

    /// The branch of a bank.
    #[must_use]
    pub fn branch(&self, bank: BankCode, branch: BranchCode) -> Option<Entry<'_>> {
        self.find(&format!("{bank}{branch}"))
    }

    /// Every bank, in the order of their codes.
    pub fn banks(&self) -> impl Iterator<Item = Entry<'_>> {
        self.text.lines().filter_map(entry).filter(|entry| entry.code.len() == 4)
    }

    /// The branches of a bank, in the order of their codes.
    pub fn branches(&self, bank: BankCode) -> impl Iterator<Item = Entry<'_>> {
        let of_bank = move |entry: &Entry<'_>| entry.code.starts_with(bank.as_str());
        let from = self.text.get(self.lower(bank.as_str())..).unwrap_or_default();
        from.lines().filter_map(entry).take_while(of_bank).skip(1)
    }

    /// The office of two codes, with its names as a file carries them.
    ///
    /// # Errors
    /// When the bank is not in the directory, or the branch not under it.
    pub fn office(&self, bank: BankCode, branch: BranchCode) -> Result<Office, Violation> {
        let as_of = self.as_of;
        let bank_entry = self.bank(bank).ok_or_else(|| {
            let ja = format!("銀行番号{bank}は見つかりません（{as_of}時点）。通帳やキャッシュカードの番号をご確認ください。");
            let en = format!("no bank has the code {bank} (as of {as_of}); look at the passbook or card");
            Refusal::new(Rule::UnknownBank, ja, en).of(label(DATA, "bank_code"))
        })?;
        let branch_entry = self.branch(bank, branch).ok_or_else(|| {
            let name = bank_entry.name;
            let ja = format!("{name}（{bank}）に支店番号{branch}は見つかりません（{as_of}時点）。統廃合されていないかご確認ください。");
            let en = format!("{name} ({bank}) has no branch {branch} (as of {as_of}); was it merged into another?");
            Refusal::new(Rule::UnknownBranch, ja, en).of(label(DATA, "branch_code"))
        })?;
        let bank_name = bank_entry.for_file().map_err(|refusal| refusal.of(label(DATA, "bank_name")))?;
        let branch_name =
            branch_entry.for_file().map_err(|refusal| refusal.of(label(DATA, "branch_name")))?;
        Ok(Office { bank, bank_name, branch, branch_name })
    }

    fn find(&self, code: &str) -> Option<Entry<'_>> {
        let line = self.text.get(self.lower(code)..)?.lines().next();
        line.and_then(entry).filter(|entry| entry.code == code)
    }

    /// Where the first line begins whose code is not below `code`.
    fn lower(&self, code: &str) -> usize {
        let (mut low, mut high) = (0, self.text.len());
        while low < high {
            let middle = low.midpoint(high);
            let (begin, end) = self.line(middle);
            let found = self.text.get(begin..end).and_then(entry).map_or("", |entry| entry.code);
            match found.cmp(code) {
                Ordering::Less => low = end.saturating_add(1),
                _ => high = begin,
            }
        }
        low
    }

    /// The line around a byte, without its end.
    fn line(&self, at: usize) -> (usize, usize) {
        let bytes = self.text.as_bytes();
        let (before, behind) = bytes.split_at_checked(at).unwrap_or((bytes, &[]));
        let newline = |byte: &u8| *byte == b'\n';
        let begin = before.iter().rposition(newline).map_or(0, |place| place.saturating_add(1));
        (begin, at.saturating_add(behind.iter().position(newline).unwrap_or(behind.len())))
    }
}

impl Entry<'_> {
    /// Its kana as a file carries them: at most fifteen places. The full stop between the words of a foreign bank's name is
    /// a space, for 店舗名 admits no full stop (全銀協 付録1).
    ///
    /// # Errors
    /// When the kana have characters that no file carries.
    pub fn for_file(&self) -> Result<OfficeName, Refusal> {
        OfficeName::cut(&self.kana.replace('．', "　"))
    }
}

fn entry(line: &str) -> Option<Entry<'_>> {
    let mut parts = line.split('\t');
    let (code, kana, name) = (parts.next()?, parts.next()?, parts.next()?);
    let is_code = matches!(code.len(), 4 | 7) && code.bytes().all(|byte| byte.is_ascii_digit());
    (is_code && parts.next().is_none()).then_some(Entry { code, kana, name })
}

impl std::fmt::Debug for Directory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Directory({})", self.as_of)
    }
}

#[cfg(test)]
mod tests;
