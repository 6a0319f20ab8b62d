//! Records as values, after every field of them was found right.

use chrono::NaiveDate;
use money::Yen;

use crate::{
    account::{AccountKind, Office, Originator, Payee},
    batch::Batch,
    check::{text, yen},
    digits::{AccountNumber, BankCode, BranchCode, CustomerCode, OriginatorCode},
    kana::{EdiText, HolderName, OfficeName, OriginatorName},
    layout::{DATA, Field, HEADER, TRAILER, fields},
    refusal::{Refusal, Violation, Violations},
    transfer::{Method, Newness, Reference, Transfer},
};

/// A record whose fields are asked for by name.
struct Record<'a> {
    fields: &'static [Field],
    bytes: &'a [u8],
}

impl<'a> Record<'a> {
    fn bytes(&self, key: &str) -> &'a [u8] {
        self.fields.iter().find(|field| field.label.key == key).map_or(&[], |field| field.of(self.bytes))
    }

    fn text(&self, key: &str) -> &'a str {
        text(self.bytes(key))
    }

    fn office(&self) -> Result<Office, Refusal> {
        Ok(Office {
            bank: BankCode::new(self.text("bank_code"))?,
            bank_name: OfficeName::of_field(self.bytes("bank_name"))?,
            branch: BranchCode::new(self.text("branch_code"))?,
            branch_name: OfficeName::of_field(self.bytes("branch_name"))?,
        })
    }

    fn kind(&self) -> Result<AccountKind, Refusal> {
        AccountKind::of_code(self.text("account_kind"))
    }

    fn number(&self) -> Result<AccountNumber, Refusal> {
        AccountNumber::new(self.text("account_number"))
    }

    /// 顧客コード, none where it is blank.
    fn customer(&self, key: &str) -> Result<CustomerCode, Refusal> {
        let bytes = self.bytes(key).trim_ascii();
        if bytes.is_empty() { Ok(CustomerCode::NONE) } else { CustomerCode::new(text(bytes)) }
    }
}

/// The amount of a data record.
pub(crate) fn amount(data: &[u8]) -> Option<Yen> {
    yen(Record { fields: DATA, bytes: data }.bytes("amount"))
}

/// The count a trailer says.
pub(crate) fn count(trailer: &[u8]) -> Option<usize> {
    Record { fields: TRAILER, bytes: trailer }.text("count").parse().ok()
}

/// The sum a trailer says.
pub(crate) fn total(trailer: &[u8]) -> Option<Yen> {
    yen(Record { fields: TRAILER, bytes: trailer }.bytes("total"))
}

/// The month and day a header says, unless they are not digits.
pub(crate) fn day(header: &[u8]) -> Option<(u32, u32)> {
    let said = Record { fields: HEADER, bytes: header }.text("value_date");
    let number = |range| said.get(range).and_then(|digits: &str| digits.parse().ok());
    number(0..2).zip(number(2..4))
}

/// The batch of a header and its data records.
pub(crate) fn batch(header: &[u8], day: NaiveDate, data: &[&[u8]]) -> Result<Batch, Vec<Violation>> {
    let mut wrong = Violations::default();
    let whole = |refusal: Refusal| Violation::new(refusal.rule, refusal.ja, refusal.en);
    let originator = originator(header).map_err(|refusal| wrong.note(whole(refusal))).ok();
    let transfers: Result<Vec<_>, _> = data.iter().map(|data| transfer(data)).collect();
    let transfers = transfers.map_err(|refusal| wrong.note(whole(refusal))).ok();
    let (originator, transfers) = wrong.unless_any(originator.zip(transfers))?;
    Batch::new(originator, day, transfers)
}

fn originator(header: &[u8]) -> Result<Originator, Refusal> {
    let record = Record { fields: HEADER, bytes: header };
    Originator::new(
        OriginatorCode::new(record.text("originator_code"))?,
        OriginatorName::of_field(record.bytes("originator_name"))?,
        record.office()?,
        record.kind()?,
        record.number()?,
    )
}

fn transfer(data: &[u8]) -> Result<Transfer, Refusal> {
    let record = Record { fields: fields(data).unwrap_or(DATA), bytes: data };
    let payee = Payee {
        office: record.office()?,
        kind: record.kind()?,
        number: record.number()?,
        holder: HolderName::of_field(record.bytes("holder"))?,
    };
    let reference = match record.bytes("edi") {
        [] => Reference::Codes(record.customer("customer_code_1")?, record.customer("customer_code_2")?),
        edi => Reference::Edi(EdiText::of_field(edi)?),
    };
    let (newness, method) = (record.text("newness"), record.text("method"));
    Ok(Transfer {
        newness: Newness::ALL.into_iter().find(|one| one.code() == newness).unwrap_or_default(),
        method: Method::ALL.into_iter().find(|one| one.code() == method).unwrap_or(Method::Unsaid),
        ..Transfer::new(payee, yen(record.bytes("amount")).unwrap_or_default(), reference)
    })
}
