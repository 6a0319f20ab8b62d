//! Numbers that are names: codes of a fixed count of digits, kept with their leading zeros.

use std::fmt;

use crate::refusal::{Refusal, Rule};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident: $width:literal $how:ident $show:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $width]);

        impl $name {
            /// The code of digits, full-width ones too.
            ///
            /// # Errors
            /// When there are other characters than digits, or not as many as it takes.
            pub fn new(typed: &str) -> Result<Self, Refusal> {
                $how(typed).map(Self)
            }

            /// Its digits.
            #[must_use]
            pub fn as_str(&self) -> &str {
                std::str::from_utf8(&self.0).unwrap_or_default()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                $show(self.as_str(), f)
            }
        }
    )+};
}

codes! {
    /// 銀行番号: exactly four digits.
    BankCode: 4 exact plain;
    /// 支店番号: exactly three digits.
    BranchCode: 3 exact plain;
    /// 口座番号: one to seven digits, filled with zeros from the left. Logs see the last two only.
    AccountNumber: 7 filled masked;
    /// 委託者コード: one to ten digits as the bank gave them, filled with zeros from the left.
    OriginatorCode: 10 filled plain;
    /// 顧客コード: one to ten digits of the originator's own, filled with zeros from the left.
    CustomerCode: 10 filled plain;
}

impl CustomerCode {
    /// No code: zeros.
    pub const NONE: Self = Self([b'0'; 10]);
}

/// As many digits as the code has.
fn exact<const WIDTH: usize>(typed: &str) -> Result<[u8; WIDTH], Refusal> {
    let refusal = || {
        let ja = format!("数字{WIDTH}桁でご入力ください。");
        Refusal::new(Rule::Digits, ja, format!("give exactly {WIDTH} digits"))
    };
    digits(typed).and_then(|digits| digits.try_into().ok()).ok_or_else(refusal)
}

/// At most as many digits as the code has, zeros before them.
fn filled<const WIDTH: usize>(typed: &str) -> Result<[u8; WIDTH], Refusal> {
    let refusal = || {
        let ja = format!("数字{WIDTH}桁以内でご入力ください。足りない桁は左側を0で補います。");
        Refusal::new(Rule::Digits, ja, format!("give one to {WIDTH} digits; zeros fill the left"))
    };
    let digits = digits(typed).filter(|digits| !digits.is_empty()).ok_or_else(refusal)?;
    let zeros = WIDTH.checked_sub(digits.len()).ok_or_else(refusal)?;
    let mut all = vec![b'0'; zeros];
    all.extend(digits);
    all.try_into().map_err(|_| refusal())
}

/// The digits of a text that has nothing else, full-width ones as half-width.
pub(crate) fn digits(typed: &str) -> Option<Vec<u8>> {
    let digit = |c: char| match c {
        '０'..='９' => u8::try_from(u32::from(c) - u32::from('０') + u32::from(b'0')).ok(),
        '0'..='9' => u8::try_from(c).ok(),
        _ => None,
    };
    typed.trim().chars().map(digit).collect()
}

fn plain(digits: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str(digits)
}

fn masked(digits: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let shown = digits.len().saturating_sub(2);
    write!(f, "{}{}", "*".repeat(shown), digits.get(shown..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_digits_and_keeps_its_zeros() {
        assert_eq!(BankCode::new("0001").unwrap().as_str(), "0001");
        assert_eq!(BranchCode::new("０５８").unwrap().to_string(), "058");
        for typed in ["", "1", "001", "00001", "000a", "0 01", "-001", "+001", "〇〇〇一", "٠٠٠١"] {
            assert_eq!(BankCode::new(typed).unwrap_err().rule, Rule::Digits, "{typed}");
        }
        assert_eq!(BankCode::new("1").unwrap_err().ja, "数字4桁でご入力ください。");
    }

    #[test]
    fn what_may_be_shorter_is_filled_from_the_left() {
        assert_eq!(AccountNumber::new("123").unwrap().as_str(), "0000123");
        assert_eq!(OriginatorCode::new("42").unwrap().as_str(), "0000000042");
        assert_eq!(CustomerCode::new("9999999999").unwrap().as_str(), "9999999999");
        assert_eq!(CustomerCode::new("0").unwrap(), CustomerCode::NONE);
        for typed in ["", " ", "12345678", "12-3"] {
            assert_eq!(AccountNumber::new(typed).unwrap_err().rule, Rule::Digits, "{typed}");
        }
    }

    #[test]
    fn logs_do_not_see_an_account_number() {
        assert_eq!(format!("{:?}", AccountNumber::new("1234567").unwrap()), "*****67");
        assert_eq!(format!("{:?}", BankCode::new("0001").unwrap()), "0001");
    }
}
