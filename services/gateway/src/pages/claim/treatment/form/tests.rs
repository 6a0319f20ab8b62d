use super::*;
use crate::context::Language;

fn sent(pairs: &[(&str, &str)]) -> Entered {
    Entered::new(pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())))
}

fn row<'a>(item: &'a str, price: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("l0_on", "R8.11.21"),
        ("l0_care", "1"),
        ("l0_item", item),
        ("l0_qty", "１．５"),
        ("l0_price", price),
        ("l0_insured", "1"),
    ]
}

#[test]
fn a_form_is_read_however_it_is_typed() {
    let mut pairs = row("レントゲン検査", "￥４，９５０");
    pairs.push(("onset_on", "２０２６／１１／１８"));
    let read = read(&sent(&pairs), Language::Japanese.words());
    let line = &read.treatment.lines[0];
    assert_eq!(read.treatment.onset_on, "2026-11-18");
    assert_eq!(
        (line.service_on.as_str(), line.quantity_milli, line.unit_price_yen),
        ("2026-11-21", 1500, 4950)
    );
    assert!(line.insured);
}

#[test]
fn what_is_not_said_of_the_cause_is_an_illness() {
    let of = |typed: &[(&str, &str)]| read(&sent(typed), Language::Japanese.words()).treatment.cause();
    assert_eq!(of(&[("cause", "3")]), Cause::Injury);
    assert_eq!(of(&[("cause", "2")]), Cause::Cancer);
    for typed in [&[][..], &[("cause", "")], &[("cause", "0")], &[("cause", "9")], &[("cause", "injury")]] {
        assert_eq!(of(typed), Cause::Illness, "{typed:?}");
    }
    assert_eq!(Form::of(&Claim::default()).cause, "1");
}

#[test]
fn a_blank_row_says_nothing() {
    let read = read(&sent(&row("", "")), Language::Japanese.words());
    assert!(read.treatment.lines.is_empty() && read.rows.is_empty() && read.wrong.is_empty());
}

#[test]
fn what_cannot_be_read_is_noted_at_its_field_and_stays_typed() {
    let mut pairs = row("再診料", "千円");
    pairs.push(("onset_on", "きのう"));
    let form = sent(&pairs);
    let Read { wrong, .. } = read(&form, Language::Japanese.words());
    assert!(wrong.at("onset_on").is_some() && wrong.at("l0_price").is_some());
    assert_eq!(wrong.count(), 2);
    let again = Form::again(&form, Language::Japanese.words());
    assert_eq!((again.onset_on.as_str(), again.rows[0].price.as_str()), ("きのう", "千円"));
}

#[test]
fn a_row_half_typed_is_left_out_and_named_while_the_rest_is_read() {
    let mut pairs = row("再診料", "1100");
    pairs.extend([("l1_item", "レントゲン検査"), ("onset_on", "きの")]);
    let read = read(&sent(&pairs), Language::Japanese.words());
    assert_eq!(read.treatment.lines.iter().map(|line| line.item.as_str()).collect::<Vec<_>>(), ["再診料"]);
    assert_eq!(read.left_out(Language::Japanese.words()), "発症日、2行目");
}

#[test]
fn a_violation_finds_the_row_it_came_from() {
    assert_eq!(field_of("treatment.lines[1].unit_price_yen", |place| [0, 3][place]), "l3_price");
    assert_eq!(field_of("treatment.onset_on", |place| place), "onset_on");
    assert_eq!(field_of("treatment.lines", |place| place), "l0_item");
}
