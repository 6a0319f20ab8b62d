//! Why something is not as a bank takes it: polite Japanese for the person at the desk first, English behind it.

use std::fmt;

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident => $code:literal,)+) => {
        /// The rules of this crate. `V-…` is the number of the same rule in zengin4j's docs/validation-rules.md, from which
        /// the list was taken; what is a warning there and would move money wrongly is refused here.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {$(
            $(#[$doc])*
            $name,
        )+}

        impl Rule {
            /// Its name for programs, UPPER_SNAKE; it never changes.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {$( Self::$name => $code, )+}
            }

            /// Every rule.
            pub const ALL: &[Self] = &[$( Self::$name, )+];
        }
    };
}

rules! {
    /// The bytes are not JIS X 0201: UTF-8, UTF-16 or EBCDIC (V-100).
    Encoding => "ENCODING",
    /// Records end with CR LF, or with nothing at all; LF or CR alone is refused by banks (宮崎銀行).
    LineEnds => "LINE_ENDS",
    /// Nothing is in the file (V-107).
    Empty => "EMPTY",
    /// A record has 120 bytes (V-101).
    RecordLength => "RECORD_LENGTH",
    /// A record begins with 1, 2, 8 or 9 (V-102).
    RecordKind => "RECORD_KIND",
    /// A data record follows a header (V-103).
    DataWithoutHeader => "DATA_WITHOUT_HEADER",
    /// A trailer closes what a header opened (V-104).
    TrailerWithoutHeader => "TRAILER_WITHOUT_HEADER",
    /// What a header opened is closed by a trailer (V-104).
    TrailerMissing => "TRAILER_MISSING",
    /// The file ends with an end record (V-105).
    EndMissing => "END_MISSING",
    /// Nothing follows the end record (V-106).
    AfterEnd => "AFTER_END",
    /// Between header and trailer there is a transfer.
    NoTransfers => "NO_TRANSFERS",
    /// A number has digits only (V-201), and so many as its field.
    Digits => "DIGITS",
    /// A text has only characters that its field admits (V-202).
    Character => "CHARACTER",
    /// Texts begin at the left, numbers fill from the right with zeros (V-203).
    Padding => "PADDING",
    /// What always is the same is the same (V-204).
    Constant => "CONSTANT",
    /// A code is one of its list (V-205).
    CodeValue => "CODE_VALUE",
    /// A voicing mark follows a kana that takes it (V-206).
    Mark => "MARK",
    /// A field that must not be blank is not (V-604).
    Required => "REQUIRED",
    /// A text fits into its field; nobody cuts the name of an account's holder.
    TooLong => "TOO_LONG",
    /// The value date is a day of the calendar.
    Date => "DATE",
    /// An amount is at least one yen (V-602).
    AmountZero => "AMOUNT_ZERO",
    /// An amount has ten digits at most (V-303).
    AmountTooLarge => "AMOUNT_TOO_LARGE",
    /// A batch has 999,999 transfers at most.
    CountTooLarge => "COUNT_TOO_LARGE",
    /// The sum has twelve digits at most (V-304).
    TotalTooLarge => "TOTAL_TOO_LARGE",
    /// The trailer counts the transfers before it (V-302).
    Count => "COUNT",
    /// The trailer adds up the transfers before it (V-301).
    Total => "TOTAL",
    /// The bank is in the directory (V-401).
    UnknownBank => "UNKNOWN_BANK",
    /// The branch is in the directory under its bank (V-402).
    UnknownBranch => "UNKNOWN_BRANCH",
    /// The directory's text is as this crate reads it.
    Directory => "DIRECTORY",
    /// Banks are open on the value date (V-501, V-502, V-503).
    BankClosed => "BANK_CLOSED",
    /// The holidays of that day are known (V-505).
    BeyondCalendar => "BEYOND_CALENDAR",
    /// A symbol of Yucho has five digits, 1xxx0 or 0xxxx.
    YuchoSymbol => "YUCHO_SYMBOL",
    /// A number of Yucho is as its symbol asks.
    YuchoNumber => "YUCHO_NUMBER",
    /// A results form has its four columns.
    ResultColumns => "RESULT_COLUMNS",
    /// A result names one transfer of the batch, and each transfer once.
    ResultReference => "RESULT_REFERENCE",
    /// A result's amount is the transfer's.
    ResultAmount => "RESULT_AMOUNT",
}

/// A value that a bank would not take: the rule, and words that say what to do. It does not yet know which field it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{ja}/ {en}")]
pub struct Refusal {
    /// The rule.
    pub rule: Rule,
    /// What is wrong and what helps, in polite Japanese.
    pub ja: String,
    /// The same in English.
    pub en: String,
}

impl Refusal {
    /// A refusal by a rule.
    #[must_use]
    pub fn new(rule: Rule, ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self { rule, ja: ja.into(), en: en.into() }
    }

    /// The refusal as a violation of a field.
    #[must_use]
    pub fn of(self, field: Label) -> Violation {
        Violation { at: At::Whole, field: Some(field), refusal: self }
    }
}

/// What a field is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label {
    /// For programs, lower_snake.
    pub key: &'static str,
    /// In Japanese, as the banks' documents call it.
    pub ja: &'static str,
    /// In English.
    pub en: &'static str,
}

/// Where something is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum At {
    /// The whole.
    Whole,
    /// A record or line of a file, the first is 1.
    Record(usize),
    /// A transfer of a batch, the first is 0.
    Transfer(usize),
}

/// Something that is wrong: where, in which field, by which rule. It never carries account numbers or names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Where.
    pub at: At,
    /// In which field, unless it is none's.
    pub field: Option<Label>,
    /// By which rule, and the words.
    pub refusal: Refusal,
}

impl Violation {
    /// A violation of no single field.
    #[must_use]
    pub fn new(rule: Rule, ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self { at: At::Whole, field: None, refusal: Refusal::new(rule, ja, en) }
    }

    /// The same violation, elsewhere.
    #[must_use]
    pub fn at(self, at: At) -> Self {
        Self { at, ..self }
    }

    /// The rule.
    #[must_use]
    pub const fn rule(&self) -> Rule {
        self.refusal.rule
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (ja, en) = match self.at {
            At::Whole => (String::new(), String::new()),
            At::Record(number) => (format!("{number}行目 "), format!("line {number}, ")),
            At::Transfer(index) => {
                let number = index.saturating_add(1);
                (format!("{number}件目 "), format!("transfer {number}, "))
            }
        };
        let (field_ja, field_en) =
            self.field.map_or_else(Default::default, |of| (format!("{}：", of.ja), format!("{}: ", of.en)));
        write!(f, "{ja}{field_ja}{}/ {en}{field_en}{}", self.refusal.ja, self.refusal.en)
    }
}

/// Collects what is wrong, so that a person hears everything at once.
#[derive(Debug, Default)]
pub(crate) struct Violations(pub(crate) Vec<Violation>);

impl Violations {
    /// The value, or its refusal noted as that field's.
    pub(crate) fn take<T>(&mut self, field: Label, value: Result<T, Refusal>) -> Option<T> {
        value.map_err(|refusal| self.0.push(refusal.of(field))).ok()
    }

    /// Notes something.
    pub(crate) fn note(&mut self, violation: Violation) {
        self.0.push(violation);
    }

    /// What was made of the values, unless something is wrong.
    pub(crate) fn unless_any<T>(self, made: Option<T>) -> Result<T, Vec<Violation>> {
        made.filter(|_| self.0.is_empty()).ok_or(self.0)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_rules_have_one_code() {
        let codes: BTreeSet<_> = Rule::ALL.iter().map(|rule| rule.code()).collect();
        assert_eq!(codes.len(), Rule::ALL.len());
        assert!(codes.iter().all(|code| code.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')));
    }

    #[test]
    fn words_name_the_place_the_field_and_the_remedy_japanese_first() {
        let amount = Label { key: "amount", ja: "振込金額", en: "amount" };
        let refusal = Refusal::new(Rule::AmountZero, "1円以上でお願いいたします。", "give one yen or more");
        assert_eq!(refusal.to_string(), "1円以上でお願いいたします。/ give one yen or more");
        assert_eq!(
            refusal.of(amount).at(At::Transfer(2)).to_string(),
            "3件目 振込金額：1円以上でお願いいたします。/ transfer 3, amount: give one yen or more"
        );
    }
}
