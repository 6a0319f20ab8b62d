//! Mail addresses: the name a person signs in with. Refuses what SMTP without extensions could not carry.

use unicode_normalization::UnicodeNormalization;

use super::Coded;

/// A mail address, in NFKC and lower case, so that one person is found however they type it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

/// Why an address is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadEmail {
    /// Nothing there.
    #[error("the mail address is missing")]
    Missing,
    /// Not of the form `name@domain`.
    #[error("not a mail address")]
    Malformed,
}

impl Coded for BadEmail {
    fn code(&self) -> &'static str {
        match self {
            Self::Missing => "REQUIRED",
            Self::Malformed => "BAD_EMAIL",
        }
    }
}

impl Email {
    /// Reads what somebody entered.
    ///
    /// # Errors
    /// [`BadEmail`] when it is not an address.
    pub fn parse(entered: &str) -> Result<Self, BadEmail> {
        if entered.trim().is_empty() {
            return Err(BadEmail::Missing);
        }
        if entered.len() > 1024 {
            return Err(BadEmail::Malformed);
        }
        let address = entered.nfkc().collect::<String>().trim().to_lowercase();
        let (local, domain) = address.rsplit_once('@').ok_or(BadEmail::Malformed)?;
        let sound = address.len() <= 254 && is_local(local) && is_domain(domain);
        if sound { Ok(Self(address)) } else { Err(BadEmail::Malformed) }
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the `@`.
    #[must_use]
    pub fn local(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(local, _)| local)
    }
}

fn is_local(local: &str) -> bool {
    let atoms = local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atext));
    atoms && local.len() <= 64
}

/// RFC 5322 `atext`.
fn is_atext(character: char) -> bool {
    character.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(character)
}

fn is_domain(domain: &str) -> bool {
    domain.split('.').all(|label| {
        let inner = label.chars().all(|character| character.is_ascii_alphanumeric() || character == '-');
        inner && !label.is_empty() && label.len() <= 63 && !label.starts_with('-') && !label.ends_with('-')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_however_it_is_typed() {
        assert_eq!(Email::parse(" Ｔａｎａｋａ@Example.JP ").unwrap().as_str(), "tanaka@example.jp");
        assert_eq!(Email::parse("a.b+c@clinic.example").unwrap().local(), "a.b+c");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        assert_eq!(Email::parse("  "), Err(BadEmail::Missing));
        let long = format!("{}@example.jp", "a".repeat(65));
        for text in [
            "a",
            "@b",
            "a@",
            "a b@c",
            "a@b..c",
            "a@-b",
            "a@b\r\nRCPT TO:x@y",
            ".a@b",
            "田中@b",
            "a@b@c",
            &long,
        ] {
            assert_eq!(Email::parse(text), Err(BadEmail::Malformed), "{text}");
        }
    }
}
