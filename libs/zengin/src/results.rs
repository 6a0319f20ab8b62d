//! What became of the transfers, as a form (CSV) that a person fills in from the bank's notices.
//!
//! 総合振込 has no result file that banks agree on: 振替結果コード belongs to 口座振替 (業務91), where money is collected, and a
//! transfer that could not be credited comes back as 組戻, told by telephone, letter or the bank's own screen. So this form
//! is ours. Its codes are those of 振込口座照会, which ask the same of an account beforehand (京都銀行, 照会回答コード).

use std::collections::HashMap;

use encoding_rs::SHIFT_JIS;
use money::Yen;

use crate::{
    batch::Batch,
    digits::CustomerCode,
    refusal::{At, Label, Refusal, Rule, Violation, Violations},
    transfer::{Reference, Transfer},
};

const HEADER: [&str; 5] = ["顧客コード", "受取人名", "金額", "結果", "理由"];
const REFERENCE: Label = Label { key: "customer_code", ja: "顧客コード", en: "customer code" };
const AMOUNT: Label = Label { key: "amount", ja: "金額", en: "amount" };
const RESULT: Label = Label { key: "result", ja: "結果", en: "result" };

/// What became of a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TransferResult {
    /// 振込済, 0.
    Paid,
    /// 該当口座なし, 1.
    NoAccount,
    /// 受取人名相違, 2.
    NameDiffers,
    /// その他, 9; the reason says more.
    Other,
}

impl TransferResult {
    /// Every result.
    pub const ALL: [Self; 4] = [Self::Paid, Self::NoAccount, Self::NameDiffers, Self::Other];

    /// Its code in the form.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Paid => "0",
            Self::NoAccount => "1",
            Self::NameDiffers => "2",
            Self::Other => "9",
        }
    }
}

/// A line of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The line, the first under the heading is 2.
    pub line: usize,
    /// 顧客コード1 of the transfer.
    pub reference: CustomerCode,
    /// What was to be paid.
    pub amount: Yen,
    /// What became of it.
    pub result: TransferResult,
    /// In the words of whoever filled in the form.
    pub reason: String,
}

/// The form of a batch, results blank: UTF-8 with a mark that Excel looks for, CR LF.
#[must_use]
pub fn results_form(batch: &Batch) -> String {
    let mut form = format!("\u{FEFF}{}\r\n", HEADER.join(","));
    for transfer in batch.transfers() {
        let code = customer_code(transfer).map_or_else(String::new, |code| code.to_string());
        form.push_str(&format!("{code},{},{},,\r\n", transfer.payee.holder, transfer.amount.get()));
    }
    form
}

/// The lines of a filled-in form (UTF-8 or Shift_JIS) that have a result; a blank result is not known yet.
///
/// # Errors
/// Every line that has other columns, or a customer code, an amount or a result that is none.
pub fn read_results(form: &[u8]) -> Result<Vec<Outcome>, Vec<Violation>> {
    let text = decoded(form).map_err(|violation| vec![violation])?;
    let mut rows = (1..).zip(rows(&text));
    if rows.next().is_none_or(|(_, row)| row != HEADER) {
        return Err(vec![columns(1)]);
    }
    let (mut outcomes, mut wrong) = (vec![], vec![]);
    for (line, row) in rows.filter(|(_, row)| row.iter().any(|cell| !cell.is_empty())) {
        match outcome(line, &row) {
            Ok(found) => outcomes.extend(found),
            Err(found) => wrong.extend(found.into_iter().map(|one| one.at(At::Record(line)))),
        }
    }
    if wrong.is_empty() { Ok(outcomes) } else { Err(wrong) }
}

/// The outcomes of a batch's transfers, in their order; `None` where the form says nothing.
///
/// # Errors
/// Every line that names no transfer of the batch or more than one, names one again, or another amount than the transfer's.
pub fn reconcile(batch: &Batch, outcomes: Vec<Outcome>) -> Result<Vec<Option<Outcome>>, Vec<Violation>> {
    let mut by_code: HashMap<CustomerCode, Vec<usize>> = HashMap::new();
    for (index, transfer) in batch.transfers().iter().enumerate() {
        if let Some(code) = customer_code(transfer) {
            by_code.entry(code).or_default().push(index);
        }
    }
    let mut matched: Vec<Option<Outcome>> = vec![None; batch.transfers().len()];
    let mut wrong = vec![];
    for outcome in outcomes {
        let place = match by_code.get(&outcome.reference).map(Vec::as_slice) {
            Some([index]) => matched.get_mut(*index).zip(batch.transfers().get(*index)),
            _ => None,
        };
        let refusal = match place {
            None => reference(
                "この振込ファイルの1件を指していません。顧客コードをご確認ください。",
                "it names not one transfer of this file",
            ),
            Some((Some(_), _)) => reference(
                "同じ顧客コードの結果が2行あります。1行にしてください。",
                "it is named twice; leave one line",
            ),
            Some((_, transfer)) if transfer.amount != outcome.amount => {
                let ja =
                    format!("振込ファイルでは{}です。行がずれていないかご確認ください。", transfer.amount);
                let en = format!("the file says {}; have the lines shifted?", transfer.amount);
                Refusal::new(Rule::ResultAmount, ja, en).of(AMOUNT)
            }
            Some((place, _)) => {
                *place = Some(outcome);
                continue;
            }
        };
        wrong.push(refusal.at(At::Record(outcome.line)));
    }
    if wrong.is_empty() { Ok(matched) } else { Err(wrong) }
}

fn reference(ja: &str, en: &str) -> Violation {
    Refusal::new(Rule::ResultReference, ja, en).of(REFERENCE)
}

/// What a form can name the transfer by.
fn customer_code(transfer: &Transfer) -> Option<CustomerCode> {
    match transfer.reference {
        Reference::Codes(code, _) if code != CustomerCode::NONE => Some(code),
        _ => None,
    }
}

fn outcome(line: usize, row: &[String]) -> Result<Option<Outcome>, Vec<Violation>> {
    let [code, _, amount, result, reason] = row else { return Err(vec![columns(line)]) };
    if result.trim().is_empty() {
        return Ok(None);
    }
    let mut wrong = Violations::default();
    let reference = wrong.take(REFERENCE, CustomerCode::new(code));
    let amount = wrong.take(AMOUNT, yen(amount));
    let result = wrong.take(RESULT, TransferResult::of_code(result.trim()));
    let made = (|| {
        Some(Outcome {
            line,
            reference: reference?,
            amount: amount?,
            result: result?,
            reason: reason.trim().into(),
        })
    })();
    wrong.unless_any(made).map(Some)
}

impl TransferResult {
    fn of_code(code: &str) -> Result<Self, Refusal> {
        Self::ALL.into_iter().find(|result| result.code() == code).ok_or_else(|| {
            let ja = "0（振込済）・1（該当口座なし）・2（受取人名相違）・9（その他）のいずれか、未確定なら空欄でお願いいたします。";
            let en = "give 0 (paid), 1 (no account), 2 (name differs), 9 (other), or nothing while it is not known";
            Refusal::new(Rule::CodeValue, ja, en)
        })
    }
}

fn yen(typed: &str) -> Result<Yen, Refusal> {
    let digits = typed.trim().replace(',', "");
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten().map(Yen::new).ok_or_else(|| {
        Refusal::new(Rule::Digits, "円単位の数字でご入力ください。", "give whole yen in digits")
    })
}

fn columns(line: usize) -> Violation {
    let names = HEADER.join(",");
    let ja = format!("列は「{names}」の{}列です。様式を変えずにお使いください。", HEADER.len());
    let en = format!("the columns are {names}; leave the form as it is");
    Violation::new(Rule::ResultColumns, ja, en).at(At::Record(line))
}

fn decoded(form: &[u8]) -> Result<String, Violation> {
    let form = form.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(form);
    let text = std::str::from_utf8(form).map(str::to_owned).ok();
    let text =
        text.or_else(|| SHIFT_JIS.decode_without_bom_handling_and_without_replacement(form).map(Into::into));
    text.ok_or_else(|| {
        let ja = "文字コードを読み取れません。UTF-8またはShift_JISのCSVで保存してください。";
        Violation::new(Rule::Encoding, ja, "save the form as CSV in UTF-8 or Shift_JIS")
    })
}

/// The rows of a CSV (RFC 4180); LF alone ends a row as well.
fn rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (vec![], vec![], String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted && chars.peek() == Some(&'\n') => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    if !(cell.is_empty() && row.is_empty()) {
        row.push(cell);
        rows.push(row);
    }
    rows
}

#[cfg(test)]
mod tests;
