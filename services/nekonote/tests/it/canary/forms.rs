//! The forms in which a text may lie in a file: character sets, and the spellings that programs and people give to bytes.

use std::fmt::Write as _;

use base64::{
    Engine as _,
    alphabet::{Alphabet, STANDARD, URL_SAFE},
    engine::{GeneralPurpose, general_purpose::NO_PAD},
};
use encoding_rs::SHIFT_JIS;

/// A form that is shorter is found everywhere by chance: raw bytes, and characters that spell bytes.
const RAW: usize = 6;
const SPELLED: usize = 7;

/// A text in one form.
pub(super) struct Form {
    /// What the form is called.
    pub(super) name: &'static str,
    pub(super) bytes: Vec<u8>,
}

/// Every form of a text that is long enough to tell it from chance.
pub(super) fn forms(text: &str) -> Vec<Form> {
    let utf8 = text.as_bytes();
    let utf16: Vec<u16> = text.encode_utf16().collect();
    let mut forms = vec![];
    let mut add = |name, bytes: Vec<u8>, least| {
        if bytes.len() >= least {
            forms.push(Form { name, bytes });
        }
    };
    add("UTF-8", utf8.to_vec(), RAW);
    add("UTF-16LE", utf16.iter().flat_map(|unit| unit.to_le_bytes()).collect(), RAW);
    add("UTF-16BE", utf16.iter().flat_map(|unit| unit.to_be_bytes()).collect(), RAW);
    let shift_jis = shift_jis(text);
    add("Shift_JIS", shift_jis.clone().unwrap_or_default(), RAW);
    add(
        "hex of Shift_JIS",
        spelled(&shift_jis.unwrap_or_default(), "", |out, byte| write!(out, "{byte:02x}")),
        SPELLED,
    );
    add("hex", spelled(utf8, "", |out, byte| write!(out, "{byte:02x}")), SPELLED);
    add("HEX", spelled(utf8, "", |out, byte| write!(out, "{byte:02X}")), SPELLED);
    add("list of bytes", spelled(utf8, ", ", |out, byte| write!(out, "{byte}")), SPELLED);
    add("\\x escapes", spelled(utf8, "", escaped), SPELLED);
    for (name, alphabet) in [("base64", STANDARD), ("base64url", URL_SAFE)] {
        for before in 0..3 {
            add(name, base64(utf8, before, &alphabet), SPELLED);
        }
    }
    let json = |every, upper| units(&utf16, every, upper);
    add("JSON escapes", json(false, false), SPELLED);
    add("JSON escapes", json(false, true), SPELLED);
    add("JSON escapes", json(true, false), SPELLED);
    add("JSON escapes", json(true, true), SPELLED);
    for (every, blank) in [(false, "%20"), (false, "+"), (true, "%20")] {
        let percent = percent(utf8, every, blank);
        add("percent-encoding", percent.to_ascii_uppercase_hex(), SPELLED);
        add("percent-encoding", percent.0.into_bytes(), SPELLED);
    }
    forms
}

/// Every form of bytes that are no text, such as a key; they are long enough.
pub(super) fn forms_of_bytes(bytes: &[u8]) -> Vec<Form> {
    let mut forms = vec![
        Form { name: "raw", bytes: bytes.to_vec() },
        Form { name: "hex", bytes: spelled(bytes, "", |out, byte| write!(out, "{byte:02x}")) },
        Form { name: "HEX", bytes: spelled(bytes, "", |out, byte| write!(out, "{byte:02X}")) },
        Form { name: "list of bytes", bytes: spelled(bytes, ", ", |out, byte| write!(out, "{byte}")) },
        Form { name: "\\x escapes", bytes: spelled(bytes, "", escaped) },
    ];
    for (name, alphabet) in [("base64", STANDARD), ("base64url", URL_SAFE)] {
        for before in 0..3 {
            forms.push(Form { name, bytes: base64(bytes, before, &alphabet) });
        }
    }
    forms
}

/// Nothing when the set has no such character.
fn shift_jis(text: &str) -> Option<Vec<u8>> {
    let (bytes, _, unmappable) = SHIFT_JIS.encode(text);
    (!unmappable).then(|| bytes.into_owned())
}

fn spelled(bytes: &[u8], between: &str, spell: impl Fn(&mut String, u8) -> std::fmt::Result) -> Vec<u8> {
    let mut spelled = String::new();
    for (place, byte) in bytes.iter().enumerate() {
        if place > 0 {
            spelled.push_str(between);
        }
        spell(&mut spelled, *byte).unwrap();
    }
    spelled.into_bytes()
}

/// As Rust shows bytes: `b"\xe7\x8c\xab"`.
fn escaped(out: &mut String, byte: u8) -> std::fmt::Result {
    match byte {
        0x20..=0x7e => out.write_char(byte.into()),
        _ => write!(out, "\\x{byte:02x}"),
    }
}

/// The characters that depend on these bytes alone, when so many bytes stand before them in their group of three.
fn base64(bytes: &[u8], before: usize, alphabet: &Alphabet) -> Vec<u8> {
    let mut group = vec![0; before];
    group.extend_from_slice(bytes);
    let encoded = GeneralPurpose::new(alphabet, NO_PAD).encode(&group);
    let first = [0, 2, 3][before];
    let last = encoded.len() - usize::from(!group.len().is_multiple_of(3));
    encoded.as_bytes().get(first..last).unwrap_or_default().to_vec()
}

fn units(utf16: &[u16], every: bool, upper: bool) -> Vec<u8> {
    let mut out = String::new();
    for unit in utf16 {
        match u8::try_from(*unit) {
            Ok(ascii) if ascii.is_ascii() && !every => out.push(ascii.into()),
            _ if upper => write!(out, "\\u{unit:04X}").unwrap(),
            _ => write!(out, "\\u{unit:04x}").unwrap(),
        }
    }
    out.into_bytes()
}

/// A percent-encoded text with lower-case digits.
struct Percent(String);

impl Percent {
    fn to_ascii_uppercase_hex(&self) -> Vec<u8> {
        let mut bytes = self.0.clone().into_bytes();
        for place in 0..bytes.len() {
            if bytes[place] == b'%' {
                bytes[place + 1..place + 3].make_ascii_uppercase();
            }
        }
        bytes
    }
}

fn percent(bytes: &[u8], every: bool, blank: &str) -> Percent {
    let mut out = String::new();
    for byte in bytes {
        match byte {
            b' ' => out.push_str(blank),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' if !every => {
                out.push((*byte).into())
            }
            _ => write!(out, "%{byte:02x}").unwrap(),
        }
    }
    Percent(out)
}
