use super::*;

fn rule<S: Set, const WIDTH: usize>(kana: Result<Kana<S, WIDTH>, Refusal>) -> Option<Rule> {
    kana.err().map(|refusal| refusal.rule)
}

#[test]
fn each_field_admits_its_own_symbols() {
    for (symbol, office, party, edi) in [
        ("-", true, true, true),
        ("(", false, true, true),
        (")", false, true, true),
        (".", false, true, true),
        ("/", false, false, true),
        ("\\", false, false, true),
        ("｢", false, false, true),
        ("｣", false, false, true),
        ("ヲ", false, false, true),
        (",", false, false, false),
        ("･", false, false, false),
        ("&", false, false, false),
        ("'", false, false, false),
    ] {
        let text = format!("A{symbol}1");
        assert_eq!(OfficeName::new(&text).is_ok(), office, "{symbol} in a bank's name");
        assert_eq!(HolderName::new(&text).is_ok(), party, "{symbol} in a holder's name");
        assert_eq!(EdiText::new(&text).is_ok(), edi, "{symbol} in EDI information");
    }
}

#[test]
fn what_is_not_admitted_is_named_with_its_place_and_the_set() {
    let refusal = HolderName::new("ヤマダ＆コ").unwrap_err();
    assert_eq!(refusal.rule, Rule::Character);
    assert_eq!(
        refusal.ja,
        "4文字目の「＆」はお使いいただけません。使える文字はカナ（ヲを除く）・英大文字・数字・スペースと ( ) - . です。"
    );
    assert_eq!(refusal.en, "character 4 is none of kana but ヲ, A-Z, 0-9, space and ( ) - .");
    let refusal = HolderName::new("ヲ").unwrap_err();
    assert!(refusal.ja.starts_with("1文字目の「ヲ」はお使いいただけません。"), "{refusal}");
}

#[test]
fn a_mark_needs_a_kana_that_takes_it() {
    for text in ["ﾞヤマダ", "ワ゛", "アﾟ", "カﾟ", "ガﾞ", "Aﾞ", "ヤマ ﾞ"] {
        assert_eq!(rule(HolderName::new(text)), Some(Rule::Mark), "{text}");
    }
    assert!(HolderName::new("ｳﾞﾊﾟﾊﾞ").is_ok());
}

#[test]
fn a_holders_name_is_refused_and_never_cut() {
    let thirty = "ガ".repeat(15);
    assert_eq!(HolderName::new(&thirty).unwrap().bytes().len(), 30);
    let refusal = HolderName::new(&format!("{thirty}ア")).unwrap_err();
    assert_eq!((refusal.rule, refusal.ja.contains("現在31文字")), (Rule::TooLong, true));
    assert!(OriginatorName::new(&"ア".repeat(40)).is_ok());
    assert_eq!(rule(OriginatorName::new(&"ア".repeat(41))), Some(Rule::TooLong));
    assert_eq!(rule(EdiText::new(&"1".repeat(21))), Some(Rule::TooLong));
}

#[test]
fn a_branchs_name_is_cut_but_never_through_a_mark() {
    let fourteen = "ア".repeat(14);
    for (typed, kept) in [
        (format!("{fourteen}ガ"), "ｱ".repeat(14)),
        (format!("{fourteen}カガ"), format!("{}ｶ", "ｱ".repeat(14))),
        (format!("{fourteen} ア"), "ｱ".repeat(14)),
        (fourteen.clone(), "ｱ".repeat(14)),
    ] {
        assert_eq!(OfficeName::cut(&typed).unwrap().to_string(), kept, "{typed}");
    }
    assert_eq!(rule(OfficeName::new(&"ア".repeat(16))), Some(Rule::TooLong), "cutting is a choice");
    assert_eq!(rule(OfficeName::cut("本店")), Some(Rule::Character));
}

#[test]
fn a_bank_may_be_without_a_name_and_a_person_not() {
    assert!(OfficeName::new(" ").unwrap().is_blank());
    assert_eq!(rule(HolderName::new("　")), Some(Rule::Required));
    assert_eq!(rule(EdiText::new("")), Some(Rule::Required));
}

#[test]
fn a_field_of_a_file_is_taken_as_it_is_or_not_at_all() {
    let field = |bytes: &[u8]| HolderName::of_field(bytes);
    assert_eq!(
        field(b"\xD4\xCF\xC0\xDE \xCA\xC5\xBA   ").unwrap(),
        HolderName::new("ヤマダ ハナコ").unwrap()
    );
    assert_eq!(rule(field(b" \xD4\xCF")), Some(Rule::Padding));
    assert_eq!(rule(field(b"     ")), Some(Rule::Required));
    for (bytes, what) in [
        (&b"abc"[..], "lower case"),
        (b"\xBA\xB0", "long vowel"),
        (b"\xB7\xAC", "small kana"),
        (b"A\tB", "tab"),
        (b"A\t ", "tab at the end"),
    ] {
        assert_eq!(rule(field(bytes)), Some(Rule::Character), "{what}");
    }
    let shift_jis = field(b"\x8E\x52\x93\x63").unwrap_err();
    assert!(shift_jis.ja.starts_with("1文字目の0x8Eは"), "{shift_jis}");
}

#[test]
fn a_persons_name_does_not_show_itself_in_logs() {
    assert_eq!(format!("{:?}", HolderName::new("ヤマダ").unwrap()), "‹personal›");
    assert_eq!(format!("{:?}", OfficeName::new("ミズホ").unwrap()), "\"ﾐｽﾞﾎ\"");
}
