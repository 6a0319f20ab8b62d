//! A test that cannot fail is no test: what is planted in each form is found, and what was not planted is not.

use std::{collections::BTreeSet, fs};

use base64::{Engine as _, prelude::BASE64_STANDARD, prelude::BASE64_URL_SAFE};
use tempfile::TempDir;

use super::{
    forms::forms,
    marks::Marks,
    scanner::{Hit, Scanner},
};

/// Spelled here by other means than the scanner's.
fn planted(mark: &str) -> Vec<(String, &'static str, Vec<u8>)> {
    let hex = |upper: bool| -> String {
        let hex: String = mark.bytes().map(|byte| format!("{byte:02x}")).collect();
        if upper { hex.to_uppercase() } else { hex }
    };
    let utf16: Vec<u16> = mark.encode_utf16().collect();
    let escapes: String = utf16.iter().map(|unit| format!("\\u{unit:04x}")).collect();
    let url = reqwest::Url::parse_with_params("http://x/", [("a", mark)]).unwrap();
    let mut planted = vec![
        ("raw".to_owned(), "UTF-8", mark.as_bytes().to_vec()),
        ("shift_jis".to_owned(), "Shift_JIS", encoding_rs::SHIFT_JIS.encode(mark).0.into_owned()),
        ("utf16le".to_owned(), "UTF-16LE", utf16.iter().flat_map(|unit| unit.to_le_bytes()).collect()),
        ("utf16be".to_owned(), "UTF-16BE", utf16.iter().flat_map(|unit| unit.to_be_bytes()).collect()),
        ("hex".to_owned(), "hex", hex(false).into_bytes()),
        ("upper hex".to_owned(), "HEX", hex(true).into_bytes()),
        ("debug".to_owned(), "list of bytes", format!("{:?}", mark.as_bytes()).into_bytes()),
        (
            "bytes".to_owned(),
            "\\x escapes",
            format!("{:?}", axum::body::Bytes::from(mark.to_owned())).into_bytes(),
        ),
        ("json".to_owned(), "JSON escapes", escapes.clone().into_bytes()),
        ("upper json".to_owned(), "JSON escapes", escapes.to_uppercase().replace("\\U", "\\u").into_bytes()),
        ("address".to_owned(), "percent-encoding", url.query().unwrap().as_bytes().to_vec()),
        ("lower address".to_owned(), "percent-encoding", url.query().unwrap().to_lowercase().into_bytes()),
    ];
    for before in 0..7 {
        let around = [&b"0123456789"[..before], mark.as_bytes(), b"~?>"].concat();
        planted.push((format!("base64 {before}"), "base64", BASE64_STANDARD.encode(&around).into_bytes()));
        planted.push((
            format!("base64url {before}"),
            "base64url",
            BASE64_URL_SAFE.encode(&around).into_bytes(),
        ));
    }
    planted
}

#[test]
fn a_planted_mark_is_found_in_every_form_and_nothing_else_is() {
    let (mut marks, mut others) = (Marks::default(), Marks::default());
    // Ends and beginnings that base64 spells with its two special characters, and a blank.
    marks.seeded("name", "髙島屋の猫>?~ﾐｹ花子");
    let folder = TempDir::new().unwrap();
    let (text, _) = marks.all().next().map(|(text, what)| (text.to_owned(), what.to_owned())).unwrap();
    let mut expected = BTreeSet::new();
    for (name, form, bytes) in planted(&text) {
        let ordinary = [&[0, 255, 0x83, b'%', b'\\'][..], &bytes, b"\0ordinary"].concat();
        fs::create_dir_all(folder.path().join("below")).unwrap();
        fs::write(folder.path().join("below").join(&name), ordinary).unwrap();
        expected.insert((format!("below/{name}"), form));
    }
    let scan = Scanner::new(&marks).folder(folder.path());
    let found: BTreeSet<(String, &str)> =
        scan.hits.into_keys().map(|Hit { file, form, .. }| (file, form)).collect();
    let missed: Vec<_> = expected.difference(&found).collect();
    assert!(missed.is_empty(), "not found: {missed:?}");

    others.seeded("name", "髙島屋の犬>?~ﾐｹ花子");
    assert!(Scanner::new(&others).folder(folder.path()).hits.is_empty(), "another name is not there");
}

#[test]
fn a_planted_key_is_found_in_every_form() {
    let (mut marks, folder) = (Marks::default(), TempDir::new().unwrap());
    let key: Vec<u8> = (0..32).map(|place: u8| place.wrapping_mul(37) ^ 0xa5).collect();
    marks.binary("key", &key);
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut planted = vec![
        ("der".to_owned(), [&b"0.\x02\x01\0"[..], &key].concat()),
        ("hex".to_owned(), hex.to_uppercase().into_bytes()),
        ("lower hex".to_owned(), hex.into_bytes()),
        ("debug".to_owned(), format!("{key:?}").into_bytes()),
        ("bytes".to_owned(), format!("{:?}", axum::body::Bytes::from(key.clone())).into_bytes()),
    ];
    for before in 0..5 {
        let around = [&b"01234"[..before], &key, b"~?>"].concat();
        planted.push((format!("base64 {before}"), BASE64_STANDARD.encode(&around).into_bytes()));
        planted.push((format!("base64url {before}"), BASE64_URL_SAFE.encode(&around).into_bytes()));
    }
    for (name, bytes) in &planted {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let scan = Scanner::new(&marks).folder(folder.path());
    let found: BTreeSet<&str> = scan.hits.keys().map(|hit| hit.file.as_str()).collect();
    assert_eq!(found, planted.iter().map(|(name, _)| name.as_str()).collect::<BTreeSet<_>>());
}

#[test]
fn a_file_that_is_called_by_a_mark_is_found() {
    let (mut marks, folder) = (Marks::default(), TempDir::new().unwrap());
    let text = marks.text("file name");
    fs::write(folder.path().join(format!("{text}.pdf")), "").unwrap();
    let scan = Scanner::new(&marks).folder(folder.path());
    assert!(scan.hits.keys().any(|hit| hit.file.ends_with("(its name)")), "{scan:?}");
}

#[test]
fn a_mark_of_ours_is_looked_for_in_every_form_and_a_short_name_only_where_it_is_no_chance() {
    let mut marks = Marks::default();
    let long = marks.text("diagnosis");
    let names = |text: &str| -> BTreeSet<&str> { forms(text).into_iter().map(|form| form.name).collect() };
    let all = names(&long);
    assert!(planted(&long).iter().all(|(_, form, _)| all.contains(form)), "{all:?}");
    assert!(names("田中").contains("UTF-8") && !names("田中").contains("Shift_JIS"));
    assert!(!names("林").contains("UTF-8"));
}
