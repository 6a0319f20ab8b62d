use super::*;
use crate::{Originator, Payee, Typed};

const TYPED: Typed<'_> = Typed {
    bank: "0001",
    bank_name: "",
    branch: "001",
    branch_name: "",
    kind: "1",
    number: "1",
    name: "ネコノテ",
};

fn batch(transfers: &[(&str, i64)]) -> Batch {
    let transfer = |(code, yen): &(&str, i64)| {
        let reference = Reference::Codes(CustomerCode::new(code).unwrap(), CustomerCode::NONE);
        Transfer::new(Payee::parse(TYPED).unwrap(), Yen::new(*yen), reference)
    };
    let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 30).unwrap();
    Batch::new(Originator::parse("1", TYPED).unwrap(), day, transfers.iter().map(transfer).collect()).unwrap()
}

fn read(lines: &str) -> Result<Vec<Outcome>, Vec<(At, Rule)>> {
    let form = format!("顧客コード,受取人名,金額,結果,理由\r\n{lines}");
    read_results(form.as_bytes()).map_err(|wrong| rules(&wrong))
}

fn rules(wrong: &[Violation]) -> Vec<(At, Rule)> {
    wrong.iter().map(|one| (one.at, one.rule())).collect()
}

#[test]
fn a_form_is_filled_in_and_read_back() {
    let batch = batch(&[("101", 5_000), ("102", 7_000), ("103", 9_000)]);
    let form = results_form(&batch);
    assert_eq!(
        form,
        "\u{FEFF}顧客コード,受取人名,金額,結果,理由\r\n0000000101,ﾈｺﾉﾃ,5000,,\r\n0000000102,ﾈｺﾉﾃ,7000,,\r\n0000000103,ﾈｺﾉﾃ,9000,,\r\n"
    );
    let filled =
        form.replace("5000,,", "\"5,000\",0,").replace("7000,,", "7000,2,\"名義が \"\"カ)\"\" 付き\"");
    let outcomes = read_results(filled.as_bytes()).unwrap();
    let matched = reconcile(&batch, outcomes).unwrap();
    let said: Vec<_> =
        matched.iter().map(|one| one.as_ref().map(|of| (of.line, of.result, of.reason.as_str()))).collect();
    assert_eq!(
        said,
        [
            Some((2, TransferResult::Paid, "")),
            Some((3, TransferResult::NameDiffers, "名義が \"カ)\" 付き")),
            None
        ]
    );
}

#[test]
fn excel_may_save_it_as_shift_jis_and_drop_zeros() {
    let text = "顧客コード,受取人名,金額,結果,理由\n101,ﾈｺﾉﾃ,5000,9,口座凍結\n";
    let (bytes, _, _) = SHIFT_JIS.encode(text);
    let outcome = read_results(&bytes).unwrap().remove(0);
    assert_eq!((outcome.reference.as_str(), outcome.reason.as_str()), ("0000000101", "口座凍結"));
    assert_eq!(rules(&read_results(b"\xFF\xFF").unwrap_err()), [(At::Whole, Rule::Encoding)]);
}

#[test]
fn every_line_that_is_wrong_is_named() {
    assert_eq!(
        read("x,,5000,0,\r\n101,,5千,0,\r\n101,,5000,3,\r\n101,,5000,0\r\n\r\n-,,-,-,\r\n"),
        Err(vec![
            (At::Record(2), Rule::Digits),
            (At::Record(3), Rule::Digits),
            (At::Record(4), Rule::CodeValue),
            (At::Record(5), Rule::ResultColumns),
            (At::Record(7), Rule::Digits),
            (At::Record(7), Rule::Digits),
            (At::Record(7), Rule::CodeValue),
        ])
    );
    assert_eq!(
        rules(&read_results("受取人名,金額\n".as_bytes()).unwrap_err()),
        [(At::Record(1), Rule::ResultColumns)]
    );
    assert_eq!(rules(&read_results(b"").unwrap_err()), [(At::Record(1), Rule::ResultColumns)]);
}

#[test]
fn a_result_names_one_transfer_of_the_batch_once_with_its_amount() {
    let wrong = |transfers: &[(&str, i64)], lines: &str| {
        rules(&reconcile(&batch(transfers), read(lines).unwrap()).unwrap_err())
    };
    assert_eq!(wrong(&[("1", 5)], "2,,5,0,\r\n"), [(At::Record(2), Rule::ResultReference)], "none");
    assert_eq!(
        wrong(&[("1", 5), ("1", 5)], "1,,5,0,\r\n"),
        [(At::Record(2), Rule::ResultReference)],
        "two transfers"
    );
    assert_eq!(wrong(&[("0", 5)], "0,,5,0,\r\n"), [(At::Record(2), Rule::ResultReference)], "no code");
    assert_eq!(
        wrong(&[("1", 5)], "1,,5,0,\r\n1,,5,0,\r\n"),
        [(At::Record(3), Rule::ResultReference)],
        "twice"
    );
    assert_eq!(wrong(&[("1", 5)], "1,,6,0,\r\n"), [(At::Record(2), Rule::ResultAmount)]);
}
