//! For any batch and any bytes.

use chrono::{Days, NaiveDate};
use money::Yen;
use proptest::{collection::vec, option, prelude::*, sample::select};
use zengin::{
    Batch, CustomerCode, EdiText, HolderName, Method, Newness, OfficeName, Originator, Payee, Reference,
    Rule, Transfer, Typed, read, write,
};

const FIRST: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();

/// Text of a field, as somebody may type it; at most half as long as the field, for a mark is a place.
fn typed(symbols: &str, longest: usize) -> impl Strategy<Value = String> {
    let plain = "アイウカキクサシタツナニハヒマミヤユラリワンガギグザジダヅバビパピヴャュョッーあがぱA1z９ ";
    let letters: Vec<char> = plain.chars().chain(symbols.chars()).collect();
    vec(select(letters), 1..=longest / 2).prop_map(|letters| letters.into_iter().collect())
}

fn named(symbols: &'static str, longest: usize) -> impl Strategy<Value = String> {
    typed(symbols, longest).prop_map(|name| format!("ネ{name}"))
}

prop_compose! {
    fn account()(bank in "[0-9]{4}", bank_name in typed("-", 15), branch in "[0-9]{3}", branch_name in typed("-", 15),
                 kind in select(vec!["1", "2", "9"]), number in "[0-9]{1,7}", name in named("()-.", 28))
                 -> [String; 7] {
        [bank, bank_name, branch, branch_name, kind.to_owned(), number, name]
    }
}

fn parts(of: &[String; 7]) -> Typed<'_> {
    let [bank, bank_name, branch, branch_name, kind, number, name] = of;
    Typed { bank, bank_name, branch, branch_name, kind, number, name }
}

fn reference() -> impl Strategy<Value = Reference> {
    let code = || "[0-9]{1,10}".prop_map(|code| CustomerCode::new(&code).unwrap());
    prop_oneof![
        (code(), code()).prop_map(|(one, two)| Reference::Codes(one, two)),
        named("ヲ￥「」()-/.", 18).prop_map(|edi| Reference::Edi(EdiText::new(&edi).unwrap())),
    ]
}

prop_compose! {
    fn transfer()(payee in account(), savings in any::<bool>(), yen in 1..=9_999_999_999_i64, reference in reference(),
                  newness in select(Newness::ALL.to_vec()), method in select(Method::ALL.to_vec())) -> Transfer {
        let typed = parts(&payee);
        let payee = Payee::parse(Typed { kind: if savings { "4" } else { typed.kind }, ..typed }).unwrap();
        Transfer { newness, method, ..Transfer::new(payee, Yen::new(yen), reference) }
    }
}

prop_compose! {
    fn batch()(code in "[0-9]{1,10}", of in account(), days in 0..365_u64, transfers in vec(transfer(), 1..8)) -> Batch {
        Batch::new(Originator::parse(&code, parts(&of)).unwrap(), FIRST + Days::new(days), transfers).unwrap()
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(batches in vec(batch(), 1..4)) {
        let file = write(&batches);
        prop_assert!(file.chunks(122).all(|record| record.len() == 122 && record.ends_with(b"\r\n")));
        prop_assert_eq!(read(&file, FIRST), Ok(batches));
    }

    #[test]
    fn no_bytes_break_the_reader(bytes in vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes, FIRST);
    }

    #[test]
    fn a_changed_byte_is_told_or_changes_what_is_read(batch in batch(), place in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut file = write(std::slice::from_ref(&batch));
        let place = place.index(file.len());
        let before = std::mem::replace(&mut file[place], byte);
        // 手形交換所番号 means nothing; a blank 振込指定区分 is one not said, and blank customer codes are zeros.
        let silent = matches!(place % 122, 38..42) || byte == b' ';
        if before != byte && !silent {
            prop_assert_ne!(read(&file, FIRST), Ok(vec![batch]));
        }
    }

    #[test]
    fn a_lost_record_is_told(batch in batch(), place in any::<prop::sample::Index>()) {
        let file = write(std::slice::from_ref(&batch));
        let records: Vec<_> = file.chunks(122).collect();
        let lost = place.index(records.len());
        let file: Vec<u8> = records.iter().enumerate().filter(|(at, _)| *at != lost).flat_map(|(_, record)| record.to_vec()).collect();
        prop_assert!(read(&file, FIRST).is_err());
    }

    #[test]
    fn a_name_is_the_same_written_again(name in named("()-.", 28)) {
        let once = HolderName::new(&name).unwrap();
        prop_assert_eq!(HolderName::new(&once.to_string()), Ok(once.clone()));
        prop_assert_eq!(HolderName::of_field(once.bytes()), Ok(once));
    }

    #[test]
    fn a_cut_name_begins_the_whole_and_ends_before_a_mark(name in typed("-", 60)) {
        let whole = zengin::half_width(&name).unwrap();
        let kept = OfficeName::cut(&name).unwrap();
        let shown = kept.to_string();
        prop_assert!(kept.bytes().len() <= 15 && whole.starts_with(&shown));
        prop_assert!(!whole.strip_prefix(&shown).unwrap_or_default().starts_with(['ﾞ', 'ﾟ']));
    }

    #[test]
    fn whatever_is_typed_is_taken_or_refused_by_a_rule(text in option::of(".{0,40}")) {
        let text = text.unwrap_or_default();
        if let Err(refusal) = HolderName::new(&text) {
            prop_assert!(matches!(refusal.rule, Rule::Character | Rule::Mark | Rule::TooLong | Rule::Required));
            prop_assert!(!refusal.ja.is_empty() && refusal.en.is_ascii() || text.chars().any(|c| refusal.en.contains(c)) || refusal.en.contains('ヲ'));
        }
    }
}
