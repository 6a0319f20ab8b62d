//! One record by itself: does each field hold what may stand in it?

use crate::{
    batch,
    digits::digits,
    kana::{EdiText, HolderName, OfficeName, OriginatorName},
    layout::{Field, Form, fields},
    refusal::{At, Refusal, Rule, Violation},
};

/// Everything that is wrong with the fields of a record.
pub(crate) fn record(number: usize, record: &[u8]) -> Vec<Violation> {
    let Some(fields) = fields(record) else {
        let ja = "行の先頭（データ区分）が1・2・8・9のいずれでもありません。行が途中からずれていないかご確認ください。";
        let en = "a record begins with 1, 2, 8 or 9; have the records shifted?";
        return vec![Violation::new(Rule::RecordKind, ja, en).at(At::Record(number))];
    };
    let wrong = fields
        .iter()
        .filter_map(|field| check(field, field.of(record)).err().map(|refusal| (field, refusal)));
    wrong.map(|(field, refusal)| refusal.of(field.label).at(At::Record(number))).collect()
}

fn check(field: &Field, bytes: &[u8]) -> Result<(), Refusal> {
    match field.form {
        Form::Number => number(bytes),
        Form::Amount => amount(bytes),
        Form::NumberOrBlank => blank(bytes).map_or_else(|| number(bytes), Ok),
        Form::Office => OfficeName::of_field(bytes).map(drop),
        Form::Holder => HolderName::of_field(bytes).map(drop),
        Form::Originator => OriginatorName::of_field(bytes).map(drop),
        Form::Edi => EdiText::of_field(bytes).map(drop),
        Form::OneOf(list) => one_of(bytes, list),
        Form::Constant(expected) => constant(field, bytes, expected),
        Form::Spaces => blank(bytes).ok_or_else(|| {
            let ja = "ダミーは半角スペースで埋めてください。桁がずれていないかご確認ください。";
            Refusal::new(Rule::Constant, ja, "fill it with spaces; have the fields shifted?")
        }),
    }
}

fn blank(bytes: &[u8]) -> Option<()> {
    bytes.iter().all(|byte| *byte == b' ').then_some(())
}

fn number(bytes: &[u8]) -> Result<(), Refusal> {
    if bytes.iter().all(u8::is_ascii_digit) {
        return Ok(());
    }
    if bytes.iter().all(|byte| byte.is_ascii_digit() || *byte == b' ') {
        let ja = "数字は右詰めで、空きは左側を0で埋めてください。";
        return Err(Refusal::new(Rule::Padding, ja, "numbers fill the left with zeros, not with spaces"));
    }
    Err(Refusal::new(Rule::Digits, "半角数字のみでお願いいたします。", "digits only"))
}

fn amount(bytes: &[u8]) -> Result<(), Refusal> {
    number(bytes)?;
    batch::amount(yen(bytes).unwrap_or_default()).map(drop)
}

/// The digits of a field as yen.
pub(crate) fn yen(bytes: &[u8]) -> Option<money::Yen> {
    text(bytes).parse().ok().map(money::Yen::new)
}

/// The digits of a field as text.
pub(crate) fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).ok().filter(|text| digits(text).is_some()).unwrap_or_default()
}

fn one_of(bytes: &[u8], list: &[u8]) -> Result<(), Refusal> {
    if bytes.iter().all(|byte| list.contains(byte)) {
        return Ok(());
    }
    let names: Vec<_> = list
        .iter()
        .map(|byte| if *byte == b' ' { "スペース".into() } else { char::from(*byte).to_string() })
        .collect();
    let ja = format!("{}のいずれかでお願いいたします。", names.join("・"));
    Err(Refusal::new(Rule::CodeValue, ja, format!("one of {:?}", String::from_utf8_lossy(list))))
}

fn constant(field: &Field, bytes: &[u8], expected: &[u8]) -> Result<(), Refusal> {
    if bytes == expected {
        return Ok(());
    }
    if field.label.key == "character_code" && bytes == b"1" {
        let ja = "EBCDICのファイルは受け付けておりません。コード区分0（JIS）で作成してください。";
        return Err(Refusal::new(Rule::Encoding, ja, "EBCDIC is not taken; make the file with 0 (JIS)"));
    }
    let expected = String::from_utf8_lossy(expected);
    let what = if field.label.key == "business" { "（総合振込）" } else { "" };
    let ja = format!("「{expected}」{what}でお願いいたします。");
    Err(Refusal::new(Rule::Constant, ja, format!("it is always {expected:?}")))
}
