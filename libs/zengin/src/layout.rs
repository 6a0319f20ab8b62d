//! Which field stands where. One table for writing, reading and naming; lengths are 桁 and bytes alike.
//! Source: 群馬銀行「全銀協制定ファイルフォーマット【総合振込】」, which zengin4j docs/formats/sougou-furikomi.md holds
//! against the 全銀協 standard and four more banks. ※ marks what a sender may leave blank (SMBC, ファイルレイアウト).

use crate::refusal::Label;

/// The length of a record without its line end.
pub const RECORD: usize = 120;

/// A field of a record.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// What it is called.
    pub label: Label,
    /// Its first byte in the record, from 0.
    pub at: usize,
    /// Its length.
    pub width: usize,
    /// What may stand in it.
    pub(crate) form: Form,
}

/// What may stand in a field.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Form {
    /// Digits, filled with zeros from the left (N).
    Number,
    /// As `Number`, and yen that a bank takes.
    Amount,
    /// As `Number`, or blank (N ※).
    NumberOrBlank,
    /// The name of a bank or branch (C ※).
    Office,
    /// A name of thirty places (C).
    Holder,
    /// A name of forty places (C).
    Originator,
    /// EDI information (C).
    Edi,
    /// One byte of a list.
    OneOf(&'static [u8]),
    /// Always the same.
    Constant(&'static [u8]),
    /// Spaces (ダミー).
    Spaces,
}

use Form::{Amount, Constant, Edi, Holder, Number, NumberOrBlank, Office, OneOf, Originator, Spaces};

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident = [$($key:ident $ja:literal $en:literal $at:literal $width:literal $form:expr;)+])+) => {$(
        $(#[$doc])*
        pub static $name: &[Field] = &[$(
            Field {
                label: Label { key: stringify!($key), ja: $ja, en: $en },
                at: $at,
                width: $width,
                form: $form,
            },
        )+];
    )+};
}

fields! {
    /// ヘッダー・レコード.
    HEADER = [
        record_kind        "データ区分"       "record kind"             0  1 Constant(b"1");
        business           "種別コード"       "kind of business"        1  2 Constant(b"21");
        character_code     "コード区分"       "character code"          3  1 Constant(b"0");
        originator_code    "委託者コード"     "originator code"         4 10 Number;
        originator_name    "委託者名"         "originator name"        14 40 Originator;
        value_date         "振込指定日"       "value date"             54  4 Number;
        bank_code          "仕向銀行番号"     "bank code"              58  4 Number;
        bank_name          "仕向銀行名"       "bank name"              62 15 Office;
        branch_code        "仕向支店番号"     "branch code"            77  3 Number;
        branch_name        "仕向支店名"       "branch name"            80 15 Office;
        account_kind       "預金種目"         "kind of account"        95  1 OneOf(b"129");
        account_number     "口座番号"         "account number"         96  7 Number;
        filler             "ダミー"           "filler"                103 17 Spaces;
    ]
    /// データ・レコード with customer codes.
    DATA = [
        record_kind        "データ区分"       "record kind"             0  1 Constant(b"2");
        bank_code          "被仕向銀行番号"   "bank code"               1  4 Number;
        bank_name          "被仕向銀行名"     "bank name"               5 15 Office;
        branch_code        "被仕向支店番号"   "branch code"            20  3 Number;
        branch_name        "被仕向支店名"     "branch name"            23 15 Office;
        clearing_house     "手形交換所番号"   "clearing house"         38  4 NumberOrBlank;
        account_kind       "預金種目"         "kind of account"        42  1 OneOf(b"1249");
        account_number     "口座番号"         "account number"         43  7 Number;
        holder             "受取人名"         "account holder"         50 30 Holder;
        amount             "振込金額"         "amount"                 80 10 Amount;
        newness            "新規コード"       "new-payee code"         90  1 OneOf(b"012");
        customer_code_1    "顧客コード1"      "customer code 1"        91 10 NumberOrBlank;
        customer_code_2    "顧客コード2"      "customer code 2"       101 10 NumberOrBlank;
        method             "振込指定区分"     "method"                111  1 OneOf(b"780 ");
        identification     "識別表示"         "identification"        112  1 OneOf(b" Y");
        filler             "ダミー"           "filler"                113  7 Spaces;
    ]
    /// データ・レコード with EDI information, which 識別表示 `Y` announces (zengin4j D-002).
    DATA_EDI = [
        record_kind        "データ区分"       "record kind"             0  1 Constant(b"2");
        bank_code          "被仕向銀行番号"   "bank code"               1  4 Number;
        bank_name          "被仕向銀行名"     "bank name"               5 15 Office;
        branch_code        "被仕向支店番号"   "branch code"            20  3 Number;
        branch_name        "被仕向支店名"     "branch name"            23 15 Office;
        clearing_house     "手形交換所番号"   "clearing house"         38  4 NumberOrBlank;
        account_kind       "預金種目"         "kind of account"        42  1 OneOf(b"1249");
        account_number     "口座番号"         "account number"         43  7 Number;
        holder             "受取人名"         "account holder"         50 30 Holder;
        amount             "振込金額"         "amount"                 80 10 Amount;
        newness            "新規コード"       "new-payee code"         90  1 OneOf(b"012");
        edi                "EDI情報"          "EDI information"        91 20 Edi;
        method             "振込指定区分"     "method"                111  1 OneOf(b"780 ");
        identification     "識別表示"         "identification"        112  1 Constant(b"Y");
        filler             "ダミー"           "filler"                113  7 Spaces;
    ]
    /// トレーラ・レコード.
    TRAILER = [
        record_kind        "データ区分"       "record kind"             0  1 Constant(b"8");
        count              "合計件数"         "count"                   1  6 Number;
        total              "合計金額"         "total amount"            7 12 Number;
        filler             "ダミー"           "filler"                 19 101 Spaces;
    ]
    /// エンド・レコード.
    END = [
        record_kind        "データ区分"       "record kind"             0  1 Constant(b"9");
        filler             "ダミー"           "filler"                  1 119 Spaces;
    ]
}

/// Where a data record says that it carries EDI information.
const IDENTIFICATION: usize = 112;

/// The fields of a record, which its first byte tells; none for a byte that begins no record.
#[must_use]
pub fn fields(record: &[u8]) -> Option<&'static [Field]> {
    match record.first()? {
        b'1' => Some(HEADER),
        b'2' if record.get(IDENTIFICATION) == Some(&b'Y') => Some(DATA_EDI),
        b'2' => Some(DATA),
        b'8' => Some(TRAILER),
        b'9' => Some(END),
        _ => None,
    }
}

impl Field {
    /// Its bytes in a record; none where the record ends before it.
    #[must_use]
    pub fn of<'a>(&self, record: &'a [u8]) -> &'a [u8] {
        record.get(self.at..self.at.saturating_add(self.width)).unwrap_or_default()
    }
}

/// What the field of that key is called.
pub(crate) fn label(fields: &'static [Field], key: &'static str) -> Label {
    let found = fields.iter().find(|field| field.label.key == key);
    found.map_or(Label { key, ja: key, en: key }, |field| field.label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_follow_one_another_and_fill_the_record() {
        for fields in [HEADER, DATA, DATA_EDI, TRAILER, END] {
            let end = fields.iter().fold(0, |at, field| {
                assert_eq!(field.at, at, "{}", field.label.en);
                at + field.width
            });
            assert_eq!(end, RECORD);
        }
    }

    #[test]
    fn a_constant_is_as_long_as_its_field() {
        for field in [HEADER, DATA, DATA_EDI, TRAILER, END].concat() {
            match field.form {
                Constant(bytes) => assert_eq!(bytes.len(), field.width),
                OneOf(_) => assert_eq!(field.width, 1),
                _ => {}
            }
        }
    }

    #[test]
    fn both_data_records_differ_only_in_the_reference() {
        let keys =
            |fields: &[Field]| fields.iter().map(|field| (field.label.key, field.at)).collect::<Vec<_>>();
        let (codes, edi) = (keys(DATA), keys(DATA_EDI));
        assert_eq!(codes[..11], edi[..11]);
        assert_eq!(codes[13..], edi[12..]);
    }
}
