//! A sealed file's text: a line that says what it is, then base64. One value has one text, so that no byte of it can be
//! changed unnoticed, not even one that base64 would forgive.

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::SecretName;
use crate::Sealed;

/// What every sealed file begins with; the version of the text and the secret's name follow.
const BEGIN: &str = "nekonote sealed secret ";
/// The text that this release writes, and the only one it reads.
const VERSION: &str = "1 ";
/// Characters of a line of base64.
const LINE: usize = 64;

/// Why a text is not this secret's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    Plain,
    Another,
    Malformed,
}

pub(super) fn is_sealed(bytes: &[u8]) -> bool {
    bytes.starts_with(BEGIN.as_bytes())
}

pub(super) fn write(name: SecretName, sealed: &Sealed) -> String {
    let mut text = format!("{BEGIN}{VERSION}{name}\n");
    let encoded = STANDARD.encode(sealed.as_bytes());
    for line in encoded.as_bytes().chunks(LINE) {
        // A String takes everything.
        let _ = writeln!(text, "{}", String::from_utf8_lossy(line));
    }
    text
}

pub(super) fn read(name: SecretName, bytes: &[u8]) -> Result<Sealed, Refusal> {
    let rest = bytes.strip_prefix(BEGIN.as_bytes()).ok_or(Refusal::Plain)?;
    let text = std::str::from_utf8(rest).map_err(|_| Refusal::Malformed)?;
    let text = text.strip_prefix(VERSION).ok_or(Refusal::Malformed)?;
    let (found, lines) = text.split_once('\n').ok_or(Refusal::Malformed)?;
    if found != name.as_str() {
        return Err(Refusal::Another);
    }
    let encoded: String = lines.lines().collect();
    let value = STANDARD.decode(encoded).map_err(|_| Refusal::Malformed)?;
    let sealed = Sealed::parse(value).map_err(|_| Refusal::Malformed)?;
    if write(name, &sealed).as_bytes() == bytes { Ok(sealed) } else { Err(Refusal::Malformed) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: SecretName = SecretName::new("smtp.password_file");

    fn sealed() -> Sealed {
        // Any bytes of the right version and length have the form of a sealed value.
        Sealed::parse([&[1][..], &[0xa7; 200]].concat()).unwrap()
    }

    #[test]
    fn a_value_has_one_text_and_the_text_gives_it_back() {
        let text = write(NAME, &sealed());
        assert!(text.starts_with("nekonote sealed secret 1 smtp.password_file\n"), "{text}");
        assert!(text.lines().all(|line| line.len() <= LINE) && text.ends_with('\n'), "{text}");
        assert_eq!(read(NAME, text.as_bytes()), Ok(sealed()));
        let other = SecretName::new("smtp.password");
        assert_eq!(read(other, text.as_bytes()), Err(Refusal::Another));
    }

    #[test]
    fn no_byte_can_be_changed_added_or_taken_away() {
        let text = write(NAME, &sealed()).into_bytes();
        // Another letter of base64, or a line less, may be another value, which its tag refuses.
        let is_another = |bytes: &[u8]| read(NAME, bytes).map_or(true, |other| other != sealed());
        for at in 0..text.len() {
            for bit in 0..8 {
                let mut changed = text.clone();
                changed[at] ^= 1 << bit;
                assert!(is_another(&changed), "byte {at}, bit {bit}");
            }
            assert!(is_another(&text[..at]), "cut at {at}");
        }
        for more in ["\n", " ", "\r\n", "A"] {
            assert_eq!(read(NAME, &[&text, more.as_bytes()].concat()), Err(Refusal::Malformed));
        }
        let windows = String::from_utf8(text).unwrap().replace('\n', "\r\n");
        assert!(read(NAME, windows.as_bytes()).is_err());
    }

    #[test]
    fn what_nobody_sealed_is_plain() {
        for plain in [&b""[..], b"correct horse\n", b"-----BEGIN PRIVATE KEY-----\n", &[0xff; 40]] {
            assert_eq!(read(NAME, plain), Err(Refusal::Plain));
        }
        let newer = write(NAME, &sealed()).replace("secret 1 ", "secret 2 ");
        assert_eq!(read(NAME, newer.as_bytes()), Err(Refusal::Malformed));
    }
}
