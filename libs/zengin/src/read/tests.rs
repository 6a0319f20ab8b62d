use super::*;
use crate::{Method, Originator, Payee, Reference, Transfer, account::TYPED, write};

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// Header, two transfers, trailer, end.
fn file() -> Vec<u8> {
    let transfer = |yen| Transfer::new(Payee::parse(TYPED).unwrap(), Yen::new(yen), Reference::default());
    let batch =
        Batch::new(Originator::parse("1", TYPED).unwrap(), day(2026, 11, 30), vec![transfer(5), transfer(7)]);
    write(&[batch.unwrap()])
}

fn rules(file: &[u8]) -> Vec<(usize, &'static str, Rule)> {
    let line = |at| if let At::Record(line) = at { line } else { 0 };
    let said = |one: &Violation| (line(one.at), one.field.map_or("", |field| field.key), one.rule());
    read(file, day(2026, 11, 24)).map_or_else(|wrong| wrong.iter().map(said).collect(), |_| vec![])
}

/// The file with a few bytes changed in a line (the first is 1).
fn with(line: usize, at: usize, bytes: &[u8]) -> Vec<u8> {
    let mut file = file();
    let begin = (line - 1) * 122 + at;
    file[begin..begin + bytes.len()].copy_from_slice(bytes);
    file
}

/// The file's lines in another order, the first is 1.
fn lines(order: &[usize]) -> Vec<u8> {
    let file = file();
    order.iter().flat_map(|line| file[(line - 1) * 122..line * 122].to_vec()).collect()
}

#[test]
fn each_field_is_held_to_its_rule() {
    assert_eq!(rules(&file()), []);
    for (line, at, bytes, field, rule) in [
        (1, 1, &b"11"[..], "business", Rule::Constant),
        (1, 3, b"1", "character_code", Rule::Encoding),
        (1, 3, b"2", "character_code", Rule::Constant),
        (1, 4, b"A", "originator_code", Rule::Digits),
        (1, 14, b" ", "originator_name", Rule::Padding),
        (1, 14, b"\xDE", "originator_name", Rule::Mark),
        (1, 14, b"a", "originator_name", Rule::Character),
        (1, 14, &[b' '; 40], "originator_name", Rule::Required),
        (1, 54, b"A", "value_date", Rule::Digits),
        (1, 58, b"X", "bank_code", Rule::Digits),
        (1, 62, b".", "bank_name", Rule::Character),
        (1, 77, b" ", "branch_code", Rule::Padding),
        (1, 80, b"\xB0", "branch_name", Rule::Character),
        (1, 95, b"4", "account_kind", Rule::CodeValue),
        (1, 96, b"-", "account_number", Rule::Digits),
        (1, 119, b"0", "filler", Rule::Constant),
        (2, 1, b" ", "bank_code", Rule::Padding),
        (2, 5, b"\xA6", "bank_name", Rule::Character),
        (2, 20, b"A", "branch_code", Rule::Digits),
        (2, 24, b"(", "branch_name", Rule::Character),
        (2, 38, b"A", "clearing_house", Rule::Digits),
        (2, 42, b"3", "account_kind", Rule::CodeValue),
        (2, 43, b" ", "account_number", Rule::Padding),
        (2, 51, b",", "holder", Rule::Character),
        (2, 50, b"\xDF", "holder", Rule::Mark),
        (2, 50, &[b' '; 30], "holder", Rule::Required),
        (2, 80, b"A", "amount", Rule::Digits),
        (2, 80, b" ", "amount", Rule::Padding),
        (2, 90, b"3", "newness", Rule::CodeValue),
        (2, 91, b"A", "customer_code_1", Rule::Digits),
        (2, 101, b" ", "customer_code_2", Rule::Padding),
        (2, 111, b"9", "method", Rule::CodeValue),
        (2, 112, b"X", "identification", Rule::CodeValue),
        (2, 113, b"0", "filler", Rule::Constant),
        (4, 19, b"x", "filler", Rule::Constant),
        (5, 119, b"\x1A", "filler", Rule::Constant),
    ] {
        assert_eq!(rules(&with(line, at, bytes)), [(line, field, rule)], "line {line}, offset {at}");
    }
}

#[test]
fn edi_information_is_held_to_its_own_set() {
    let mut file = with(2, 112, b"Y");
    file[122 + 91..122 + 111].copy_from_slice(b"\xA6/A                 ");
    assert_eq!(rules(&file), []);
    file[122 + 91] = b',';
    assert_eq!(rules(&file), [(2, "edi", Rule::Character)]);
}

#[test]
fn what_a_sender_may_leave_blank_may_be_blank() {
    for (at, width) in [(5, 15), (23, 15), (38, 4), (91, 10), (101, 10), (111, 1)] {
        assert_eq!(rules(&with(2, at, &b" ".repeat(width))), [], "offset {at}");
    }
    let mut file = with(2, 111, b" ");
    file[122 + 91..122 + 111].fill(b' ');
    let batches = read(&file, day(2026, 11, 24)).unwrap();
    let first = &batches[0].transfers()[0];
    assert_eq!((first.method, &first.reference), (Method::Unsaid, &Reference::default()));
}

#[test]
fn the_trailer_counts_and_adds_up() {
    assert_eq!(rules(&with(4, 1, b"000003")), [(4, "count", Rule::Count)]);
    assert_eq!(rules(&with(4, 7, b"000000000013")), [(4, "total", Rule::Total)]);
    assert_eq!(rules(&with(3, 80, b"0000000008")), [(4, "total", Rule::Total)]);
    assert_eq!(rules(&with(4, 1, b"00000A")), [(4, "count", Rule::Digits)], "told once");
    assert_eq!(rules(&lines(&[1, 2, 4, 5])), [(4 - 1, "count", Rule::Count), (3, "total", Rule::Total)]);
    let wrong = read(&with(4, 1, b"000003"), day(2026, 11, 24)).unwrap_err();
    assert_eq!(
        wrong[0].to_string(),
        "4行目 合計件数：トレーラ・レコードは3ですが、データ・レコードは2です。行の追加・削除がないかご確認ください。/ \
         line 4, count: the trailer says 3, the data records 2; was a line lost?"
    );
}

#[test]
fn a_transfer_of_nothing_is_told_beside_the_sum_that_no_longer_fits() {
    assert_eq!(
        rules(&with(2, 80, b"0000000000")),
        [(2, "amount", Rule::AmountZero), (4, "total", Rule::Total)]
    );
}

#[test]
fn a_sum_beyond_the_trailer_is_told() {
    let (mut order, mut transfers) = (vec![1], vec![2; 101]);
    order.append(&mut transfers);
    order.extend([4, 5]);
    let mut file = lines(&order);
    for line in 1..=101 {
        file[line * 122 + 80..line * 122 + 90].copy_from_slice(b"9999999999");
    }
    file[102 * 122 + 1..102 * 122 + 7].copy_from_slice(b"000101");
    assert_eq!(rules(&file), [(103, "total", Rule::TotalTooLarge)]);
}

#[test]
fn records_stand_in_their_order() {
    for (order, expected) in [
        (
            &[2, 3, 4, 5][..],
            vec![(1, Rule::DataWithoutHeader), (2, Rule::DataWithoutHeader), (3, Rule::TrailerWithoutHeader)],
        ),
        (&[1, 2, 3, 5], vec![(1, Rule::TrailerMissing)]),
        (&[1, 2, 3], vec![(1, Rule::TrailerMissing), (3, Rule::EndMissing)]),
        (&[1, 1, 2, 3, 4, 5], vec![(1, Rule::TrailerMissing)]),
        (&[1, 2, 3, 4, 4, 5], vec![(5, Rule::TrailerWithoutHeader)]),
        (&[1, 2, 3, 4, 2, 5], vec![(5, Rule::DataWithoutHeader)]),
        (&[1, 2, 3, 4], vec![(4, Rule::EndMissing)]),
        (&[1, 2, 3, 4, 5, 5], vec![(6, Rule::AfterEnd)]),
        (&[1, 2, 3, 4, 5, 1], vec![(6, Rule::AfterEnd)]),
        (&[5], vec![]),
    ] {
        let mut found: Vec<_> =
            rules(&lines(order)).into_iter().map(|(line, _, rule)| (line, rule)).collect();
        if !order.contains(&1) {
            assert_eq!(found.remove(0), (0, Rule::Empty), "{order:?}");
        }
        assert_eq!(found, expected, "{order:?}");
    }
}

#[test]
fn a_header_has_transfers_before_its_trailer() {
    assert_eq!(rules(&lines(&[1, 4, 5]))[0], (2, "count", Rule::NoTransfers));
}

#[test]
fn a_record_of_no_kind_is_told() {
    let found = rules(&with(2, 0, b"3"));
    assert_eq!(found[0], (2, "", Rule::RecordKind));
}

#[test]
fn many_batches_are_one_file() {
    let batches = read(&lines(&[1, 2, 3, 4, 1, 2, 3, 4, 5]), day(2026, 11, 24)).unwrap();
    assert_eq!(batches.iter().map(Batch::total).collect::<Vec<_>>(), [Yen::new(12), Yen::new(12)]);
}

#[test]
fn the_year_is_the_first_that_has_the_day() {
    let dated = |mmdd: &[u8], from| read(&with(1, 54, mmdd), from).map(|batches| batches[0].value_date());
    assert_eq!(dated(b"1124", day(2026, 11, 24)), Ok(day(2026, 11, 24)));
    assert_eq!(dated(b"1123", day(2026, 11, 24)), Ok(day(2027, 11, 23)));
    assert_eq!(dated(b"0104", day(2026, 12, 28)), Ok(day(2027, 1, 4)));
    assert_eq!(dated(b"0229", day(2027, 3, 1)), Ok(day(2028, 2, 29)));
    assert!(dated(b"0229", day(2027, 2, 1)).is_err(), "thirteen months ahead");
    for mmdd in [b"0229", b"0000", b"1301", b"0431"] {
        let wrong = dated(mmdd, day(2026, 11, 24)).unwrap_err();
        assert_eq!((wrong.len(), wrong[0].rule(), wrong[0].at), (1, Rule::Date, At::Record(1)));
    }
}

#[test]
fn no_violation_tells_names_or_numbers() {
    let mut file = with(2, 50, b"\xD4\xCF\xC0,");
    file[122 + 43] = b'x';
    let wrong = read(&file, day(2026, 11, 24)).unwrap_err();
    let said: String = wrong.iter().map(ToString::to_string).collect();
    assert!(wrong.len() == 2 && !said.contains("234567") && !said.contains("ﾔﾏﾀ"), "{said}");
}
