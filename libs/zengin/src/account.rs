//! Whose account: the office, the kind, the number, the name.

use crate::{
    digits::{AccountNumber, BankCode, BranchCode, OriginatorCode},
    kana::{HolderName, OfficeName, OriginatorName},
    layout::{DATA, Field, HEADER, label},
    refusal::{Refusal, Rule, Violation, Violations},
};

/// 預金種目.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccountKind {
    /// 普通預金, 1.
    Ordinary,
    /// 当座預金, 2.
    Current,
    /// 貯蓄預金, 4; takes money and sends none.
    Savings,
    /// その他, 9.
    Other,
}

impl AccountKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Ordinary, Self::Current, Self::Savings, Self::Other];

    /// Its code in the file.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ordinary => "1",
            Self::Current => "2",
            Self::Savings => "4",
            Self::Other => "9",
        }
    }

    /// The kind of a code.
    ///
    /// # Errors
    /// When no kind has that code.
    pub fn of_code(code: &str) -> Result<Self, Refusal> {
        Self::ALL.into_iter().find(|kind| kind.code() == code).ok_or_else(|| {
            let ja = "1（普通）・2（当座）・4（貯蓄）・9（その他）のいずれかをお選びください。";
            Refusal::new(Rule::CodeValue, ja, "choose 1 (ordinary), 2 (current), 4 (savings) or 9 (other)")
        })
    }
}

/// A branch of a bank, with the names the file carries beside the codes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Office {
    /// 銀行番号.
    pub bank: BankCode,
    /// 銀行名.
    pub bank_name: OfficeName,
    /// 支店番号.
    pub branch: BranchCode,
    /// 支店名.
    pub branch_name: OfficeName,
}

/// 受取人: who is paid, and into which account.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Payee {
    /// The branch that keeps the account.
    pub office: Office,
    /// 預金種目.
    pub kind: AccountKind,
    /// 口座番号.
    pub number: AccountNumber,
    /// 受取人名.
    pub holder: HolderName,
}

/// 委託者: who pays, and from which account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Originator {
    code: OriginatorCode,
    name: OriginatorName,
    office: Office,
    kind: AccountKind,
    number: AccountNumber,
}

/// An account as typed into a form, or kept as text.
#[derive(Clone, Copy, Default)]
pub struct Typed<'a> {
    /// 銀行番号.
    pub bank: &'a str,
    /// 銀行名, cut where it is too long.
    pub bank_name: &'a str,
    /// 支店番号.
    pub branch: &'a str,
    /// 支店名, cut where it is too long.
    pub branch_name: &'a str,
    /// The code of the 預金種目.
    pub kind: &'a str,
    /// 口座番号.
    pub number: &'a str,
    /// 受取人名 or 委託者名.
    pub name: &'a str,
}

impl Payee {
    /// The payee of a form.
    ///
    /// # Errors
    /// Everything that is wrong with any field.
    pub fn parse(typed: Typed<'_>) -> Result<Self, Vec<Violation>> {
        let mut wrong = Violations::default();
        let (office, kind, number) = typed.account(DATA, &mut wrong);
        let holder = wrong.take(label(DATA, "holder"), HolderName::new(typed.name));
        let made = (|| Some(Self { office: office?, kind: kind?, number: number?, holder: holder? }))();
        wrong.unless_any(made)
    }

    /// The account without the name on it: two payees with one account are one.
    #[must_use]
    pub const fn account(&self) -> (BankCode, BranchCode, AccountKind, AccountNumber) {
        (self.office.bank, self.office.branch, self.kind, self.number)
    }
}

impl Originator {
    /// Who pays.
    ///
    /// # Errors
    /// From a savings account, which a header cannot name: 預金種目 is 1, 2 or 9 there (群馬銀行; zengin4j OQ-9).
    pub fn new(
        code: OriginatorCode,
        name: OriginatorName,
        office: Office,
        kind: AccountKind,
        number: AccountNumber,
    ) -> Result<Self, Refusal> {
        if kind == AccountKind::Savings {
            let ja = "振込元の口座は1（普通）・2（当座）・9（その他）のいずれかでお願いいたします。貯蓄預金からは振り込めません。";
            let en = "money is sent from 1 (ordinary), 2 (current) or 9 (other), not from a savings account";
            return Err(Refusal::new(Rule::CodeValue, ja, en));
        }
        Ok(Self { code, name, office, kind, number })
    }

    /// The originator of a form, with the code the bank gave it.
    ///
    /// # Errors
    /// Everything that is wrong with any field.
    pub fn parse(code: &str, typed: Typed<'_>) -> Result<Self, Vec<Violation>> {
        let mut wrong = Violations::default();
        let code = wrong.take(label(HEADER, "originator_code"), OriginatorCode::new(code));
        let (office, kind, number) = typed.account(HEADER, &mut wrong);
        let name = wrong.take(label(HEADER, "originator_name"), OriginatorName::new(typed.name));
        let made = (|| Some(Self::new(code?, name?, office?, kind?, number?)))();
        let made = made.and_then(|made| wrong.take(label(HEADER, "account_kind"), made));
        wrong.unless_any(made)
    }

    /// 委託者コード.
    #[must_use]
    pub const fn code(&self) -> OriginatorCode {
        self.code
    }

    /// 委託者名.
    #[must_use]
    pub const fn name(&self) -> &OriginatorName {
        &self.name
    }

    /// The branch that keeps the account.
    #[must_use]
    pub const fn office(&self) -> &Office {
        &self.office
    }

    /// 預金種目.
    #[must_use]
    pub const fn kind(&self) -> AccountKind {
        self.kind
    }

    /// 口座番号.
    #[must_use]
    pub const fn number(&self) -> AccountNumber {
        self.number
    }
}

impl Typed<'_> {
    fn account(
        self,
        fields: &'static [Field],
        wrong: &mut Violations,
    ) -> (Option<Office>, Option<AccountKind>, Option<AccountNumber>) {
        let bank = wrong.take(label(fields, "bank_code"), BankCode::new(self.bank));
        let bank_name = wrong.take(label(fields, "bank_name"), OfficeName::cut(self.bank_name));
        let branch = wrong.take(label(fields, "branch_code"), BranchCode::new(self.branch));
        let branch_name = wrong.take(label(fields, "branch_name"), OfficeName::cut(self.branch_name));
        let kind = wrong.take(label(fields, "account_kind"), AccountKind::of_code(self.kind));
        let number = wrong.take(label(fields, "account_number"), AccountNumber::new(self.number));
        let office = (|| {
            Some(Office { bank: bank?, bank_name: bank_name?, branch: branch?, branch_name: branch_name? })
        })();
        (office, kind, number)
    }
}

/// What a test has typed.
#[cfg(test)]
pub(crate) const TYPED: Typed<'_> = Typed {
    bank: "0001",
    bank_name: "ミズホ",
    branch: "001",
    branch_name: "トウキヨウ",
    kind: "1",
    number: "1234567",
    name: "ネコノテ",
};

#[cfg(test)]
mod tests {
    use super::*;

    const TYPED: Typed<'_> = Typed { name: "ヤマダ　ハナコ", ..super::TYPED };

    #[test]
    fn a_form_hears_everything_at_once() {
        let typed = Typed {
            bank: "1",
            bank_name: "銀行",
            branch: "",
            branch_name: "／",
            kind: "3",
            number: "x",
            name: &"ア".repeat(31),
        };
        let wrong = Payee::parse(typed).unwrap_err();
        let said: Vec<_> = wrong.iter().map(|one| (one.field.map(|field| field.key), one.rule())).collect();
        assert_eq!(
            said,
            [
                (Some("bank_code"), Rule::Digits),
                (Some("bank_name"), Rule::Character),
                (Some("branch_code"), Rule::Digits),
                (Some("branch_name"), Rule::Character),
                (Some("account_kind"), Rule::CodeValue),
                (Some("account_number"), Rule::Digits),
                (Some("holder"), Rule::TooLong),
            ]
        );
        assert!(wrong[0].to_string().starts_with("被仕向銀行番号：数字4桁でご入力ください。/ bank code: "));
    }

    #[test]
    fn a_header_names_no_savings_account() {
        assert!(Payee::parse(Typed { kind: "4", ..TYPED }).is_ok());
        for (kind, fine) in [("1", true), ("2", true), ("4", false), ("9", true)] {
            assert_eq!(Originator::parse("42", Typed { kind, ..TYPED }).is_ok(), fine, "{kind}");
        }
        let wrong = Originator::parse("42", Typed { kind: "4", ..TYPED }).unwrap_err();
        assert_eq!((wrong.len(), wrong[0].field.map(|field| field.key)), (1, Some("account_kind")));
    }

    #[test]
    fn a_kind_is_its_code() {
        for kind in AccountKind::ALL {
            assert_eq!(AccountKind::of_code(kind.code()), Ok(kind));
        }
        assert!(["", "0", "3", "５", "普通"].iter().all(|code| AccountKind::of_code(code).is_err()));
    }

    #[test]
    fn a_payee_in_a_log_says_neither_name_nor_number() {
        let shown = format!("{:?}", Payee::parse(TYPED).unwrap());
        assert!(!shown.contains("1234567") && !shown.contains("ﾔﾏﾀﾞ"), "{shown}");
    }
}
