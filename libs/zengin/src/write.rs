//! Batches as bytes. What fits was settled when the [`Batch`] was made, so writing cannot fail.

use chrono::Datelike as _;

use crate::{
    account::Office,
    batch::Batch,
    layout::{DATA, DATA_EDI, END, Field, Form, HEADER, RECORD, TRAILER},
    transfer::{Reference, Transfer},
};

/// The file of some batches, each with its header and trailer, one end record behind all; records of 120 bytes of JIS X
/// 0201, CR LF behind each.
///
/// ```
/// # use zengin::{Batch, Originator, Payee, Reference, Transfer, Typed};
/// # let typed = Typed { bank: "0001", branch: "001", kind: "1", number: "1", name: "ネコノテ", ..Typed::default() };
/// # let transfer = Transfer::new(Payee::parse(typed).unwrap(), money::Yen::new(1), Reference::default());
/// # let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 30).unwrap();
/// # let batch = Batch::new(Originator::parse("1", typed).unwrap(), day, vec![transfer]).unwrap();
/// let file = zengin::write(std::slice::from_ref(&batch));
/// assert_eq!(file.len(), 4 * 122);
/// assert_eq!(zengin::read(&file, day), Ok(vec![batch]));
/// ```
#[must_use]
pub fn write(batches: &[Batch]) -> Vec<u8> {
    let records: usize = batches.iter().map(|batch| batch.transfers().len().saturating_add(2)).sum();
    let mut file = Vec::with_capacity(records.saturating_add(1).saturating_mul(RECORD + 2));
    for batch in batches {
        header(&mut file, batch);
        batch.transfers().iter().for_each(|transfer| data(&mut file, transfer));
        trailer(&mut file, batch);
    }
    record(&mut file, END, &[b"9", b""]);
    file
}

fn header(file: &mut Vec<u8>, batch: &Batch) {
    let originator = batch.originator();
    let Office { bank, bank_name, branch, branch_name } = originator.office();
    let day = batch.value_date();
    record(
        file,
        HEADER,
        &[
            b"1",
            b"21",
            b"0",
            originator.code().as_str().as_bytes(),
            originator.name().bytes(),
            format!("{:02}{:02}", day.month(), day.day()).as_bytes(),
            bank.as_str().as_bytes(),
            bank_name.bytes(),
            branch.as_str().as_bytes(),
            branch_name.bytes(),
            originator.kind().code().as_bytes(),
            originator.number().as_str().as_bytes(),
            b"",
        ],
    );
}

fn data(file: &mut Vec<u8>, transfer: &Transfer) {
    let Office { bank, bank_name, branch, branch_name } = &transfer.payee.office;
    let amount = transfer.amount.get().to_string();
    let front = [
        b"2",
        bank.as_str().as_bytes(),
        bank_name.bytes(),
        branch.as_str().as_bytes(),
        branch_name.bytes(),
        b"0",
        transfer.payee.kind.code().as_bytes(),
        transfer.payee.number.as_str().as_bytes(),
        transfer.payee.holder.bytes(),
        amount.as_bytes(),
        transfer.newness.code().as_bytes(),
    ];
    let method = transfer.method.code().as_bytes();
    match &transfer.reference {
        Reference::Codes(one, two) => {
            let back = [one.as_str().as_bytes(), two.as_str().as_bytes(), method, b"", b""];
            record(file, DATA, &[&front[..], &back[..]].concat());
        }
        Reference::Edi(edi) => {
            record(file, DATA_EDI, &[&front[..], &[edi.bytes(), method, b"Y", b""]].concat())
        }
    }
}

fn trailer(file: &mut Vec<u8>, batch: &Batch) {
    let (count, total) = (batch.transfers().len().to_string(), batch.total().get().to_string());
    record(file, TRAILER, &[b"8", count.as_bytes(), total.as_bytes(), b""]);
}

/// A record and its line end: numbers fill with zeros from the left, texts with spaces to the right.
fn record(file: &mut Vec<u8>, fields: &[Field], values: &[&[u8]]) {
    for (field, value) in fields.iter().zip(values) {
        let gap = field.width.saturating_sub(value.len());
        if matches!(field.form, Form::Number | Form::Amount | Form::NumberOrBlank) {
            file.extend(std::iter::repeat_n(b'0', gap));
            file.extend_from_slice(value);
        } else {
            file.extend_from_slice(value);
            file.extend(std::iter::repeat_n(b' ', gap));
        }
    }
    file.extend_from_slice(b"\r\n");
}
