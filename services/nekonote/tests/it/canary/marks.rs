//! What must not be read at rest: texts that only this test has written, each with a tag of its own that tells where it was
//! typed, and what the demo's own people are called.

use std::collections::BTreeMap;

use serde_json::Value;
use uuid::Uuid;

/// Answers hold what is personal under these names, wherever they stand …
const PERSONAL: [&str; 12] = [
    "policy_number",
    "surname",
    "given_name",
    "surname_kana",
    "given_name_kana",
    "email",
    "phone",
    "pet_name",
    "policyholder_name",
    "diagnosis",
    "note",
    "item",
];
/// … and these, where nothing else is called so.
const AT: [&str; 3] = ["/pet/name", "/explanation", "/documents/0/file_name"];

/// Marked texts, and marked bytes that are no text, each with what it is.
#[derive(Default)]
pub(super) struct Marks {
    texts: BTreeMap<String, String>,
    bytes: BTreeMap<Vec<u8>, String>,
}

impl Marks {
    /// A text in Japanese and ASCII that nobody else writes.
    pub(super) fn text(&mut self, what: &str) -> String {
        let tag = self.tag(what);
        self.keep(what, format!("秘密の印・猫{tag}嶋"))
    }

    /// A mail address.
    pub(super) fn email(&mut self, what: &str) -> String {
        let tag = self.tag(what);
        self.keep(what, format!("canary.{tag}@mail.example.jp"))
    }

    /// A policy number.
    pub(super) fn number(&mut self, what: &str) -> String {
        let tag = self.tag(what);
        self.keep(what, format!("cn-{tag}"));
        self.keep(what, format!("CN-{}", tag.to_uppercase()))
    }

    /// A telephone number; its digits and its international form are marked too.
    pub(super) fn phone(&mut self, what: &str) -> String {
        let digits = format!("{:08}", Uuid::new_v4().as_u128() % 100_000_000);
        self.keep_phone(what, &format!("080-{}-{}", &digits[..4], &digits[4..]))
    }

    /// A secret: a password, a token.
    pub(super) fn secret(&mut self, what: &str, text: &str) {
        self.keep(what, text.to_owned());
    }

    /// A secret that is no text: a private key.
    pub(super) fn binary(&mut self, what: &str, bytes: &[u8]) {
        self.bytes.insert(bytes.to_vec(), what.to_owned());
    }

    /// What is personal in an answer.
    pub(super) fn answer(&mut self, what: &str, answer: &Value) {
        self.fields(what, answer);
        for pointer in AT {
            if let Some(text) = answer.pointer(pointer).and_then(Value::as_str) {
                self.seeded(&format!("{what}{pointer}"), text);
            }
        }
    }

    fn fields(&mut self, what: &str, answer: &Value) {
        match answer {
            Value::Object(fields) => {
                for (name, value) in fields {
                    match value.as_str() {
                        Some(text) if PERSONAL.contains(&name.as_str()) => {
                            self.seeded(&format!("{what}.{name}"), text)
                        }
                        _ => self.fields(what, value),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.fields(what, item)),
            _ => {}
        }
    }

    /// A name of the demo's, its parts too.
    pub(super) fn seeded(&mut self, what: &str, text: &str) {
        if what.ends_with("phone") {
            self.keep_phone(what, text);
        }
        for part in text.split(' ').chain([text]).filter(|part| !part.is_empty()) {
            self.texts.entry(part.to_owned()).or_insert_with(|| format!("{what} ({part})"));
        }
    }

    /// Looks no longer for names that are part of what everybody may read, such as an organisation's name; gives them.
    /// Whole names stay marked.
    pub(super) fn except(&mut self, public: &[&str]) -> Vec<String> {
        let is_public = |text: &str| public.iter().any(|public| public.contains(text));
        let excepted: Vec<String> = self.texts.keys().filter(|text| is_public(text)).cloned().collect();
        self.texts.retain(|text, _| !is_public(text));
        excepted
    }

    /// Texts with what they are.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(text, what)| (text.as_str(), what.as_str()))
    }

    /// Bytes with what they are.
    pub(super) fn all_binary(&self) -> impl Iterator<Item = (&[u8], &str)> {
        self.bytes.iter().map(|(bytes, what)| (bytes.as_slice(), what.as_str()))
    }

    fn tag(&mut self, what: &str) -> String {
        let tag = Uuid::new_v4().simple().to_string()[..12].to_owned();
        self.keep(what, tag)
    }

    fn keep(&mut self, what: &str, text: String) -> String {
        self.texts.entry(text.clone()).or_insert_with(|| what.to_owned());
        text
    }

    fn keep_phone(&mut self, what: &str, text: &str) -> String {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        self.keep(what, format!("+81{}", digits.strip_prefix('0').unwrap_or(&digits)));
        self.keep(what, digits);
        self.keep(what, text.to_owned())
    }
}
