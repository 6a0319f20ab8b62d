//! ゆうちょ銀行: the symbol and number of a passbook as an account of bank 9900.
//! Source: ゆうちょ銀行「記号・番号から振込用の店名・預金種目・口座番号への変換の公式」(kj_tk_sk_kz_furikomi_ksk.html).

use crate::{
    account::AccountKind,
    digits::{AccountNumber, BankCode, BranchCode, digits},
    refusal::{Label, Refusal, Rule, Violation, Violations},
};

/// The code of ゆうちょ銀行.
pub const YUCHO: &str = "9900";
const SYMBOL: Label = Label { key: "yucho_symbol", ja: "ゆうちょ銀行の記号", en: "symbol of Yucho" };
const NUMBER: Label = Label { key: "yucho_number", ja: "ゆうちょ銀行の番号", en: "number of Yucho" };

/// Which passbook has a symbol that begins with 1; the symbol does not tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Passbook {
    /// 総合口座・通常貯金, which is 普通預金 elsewhere.
    #[default]
    Ordinary,
    /// 通常貯蓄貯金, which is 貯蓄預金 elsewhere.
    Savings,
}

/// An account as other banks name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YuchoAccount {
    /// 9900.
    pub bank: BankCode,
    /// 店番.
    pub branch: BranchCode,
    /// 預金種目.
    pub kind: AccountKind,
    /// 口座番号.
    pub number: AccountNumber,
}

/// The account of a symbol and a number, full-width digits too.
///
/// ```
/// use zengin::{Passbook, of_yucho};
/// let account = of_yucho("10530", "12345671", Passbook::Ordinary).unwrap();
/// assert_eq!((account.branch.as_str(), account.kind.code(), account.number.as_str()), ("058", "1", "1234567"));
/// ```
///
/// # Errors
/// When the symbol has not five digits of the form 1xxx0 or 0xxxx; when the number of a passbook (1xxx0) has not two to
/// eight digits of which the last is 1, or that of a 振替口座 (0xxxx) not one to seven. Nothing is guessed: a number that a
/// branch already gave for other banks is refused here, for its last digit must not be dropped again.
pub fn of_yucho(symbol: &str, number: &str, passbook: Passbook) -> Result<YuchoAccount, Vec<Violation>> {
    let mut wrong = Violations::default();
    let symbol = wrong.take(SYMBOL, of_symbol(symbol, passbook));
    let giro = symbol.is_some_and(|(_, kind)| kind == AccountKind::Current);
    // Without a symbol nobody can say what a number should look like.
    let number = symbol.and_then(|_| wrong.take(NUMBER, of_number(number, giro)));
    let made = (|| {
        let (branch, kind) = symbol?;
        Some(YuchoAccount { bank: BankCode::new(YUCHO).ok()?, branch, kind, number: number? })
    })();
    wrong.unless_any(made)
}

fn of_symbol(symbol: &str, passbook: Passbook) -> Result<(BranchCode, AccountKind), Refusal> {
    let refusal = || {
        let ja = "5桁の数字で、通帳は「1」で始まり「0」で終わるもの、振替口座は「0」で始まるものをご入力ください。\
                  記号と番号の間の1桁は不要です。";
        let en = "give five digits: 1xxx0 for a passbook, 0xxxx for a giro account, without the digit between symbol and number";
        Refusal::new(Rule::YuchoSymbol, ja, en)
    };
    let digits = digits(symbol).ok_or_else(refusal)?;
    let (office, last, kind) = match (digits.as_slice(), passbook) {
        ([b'1', a, b, _, b'0'], Passbook::Ordinary) => ([*a, *b], b'8', AccountKind::Ordinary),
        ([b'1', a, b, _, b'0'], Passbook::Savings) => ([*a, *b], b'8', AccountKind::Savings),
        ([b'0', a, b, _, _], _) => ([*a, *b], b'9', AccountKind::Current),
        _ => return Err(refusal()),
    };
    let branch: String = office.into_iter().chain([last]).map(char::from).collect();
    BranchCode::new(&branch).map(|branch| (branch, kind)).map_err(|_| refusal())
}

fn of_number(number: &str, giro: bool) -> Result<AccountNumber, Refusal> {
    let refusal = || {
        let (ja, en) = if giro {
            (
                "振替口座の番号は7桁以内の数字でご入力ください。",
                "the number of a giro account has one to seven digits",
            )
        } else {
            (
                "通帳の番号は2〜8桁の数字で、末尾は「1」です。他の銀行からの振込用の口座番号ではなく、通帳の番号をご入力ください。",
                "the number of a passbook has two to eight digits and ends with 1; give that, not the one for other banks",
            )
        };
        Refusal::new(Rule::YuchoNumber, ja, en)
    };
    let digits = digits(number).ok_or_else(refusal)?;
    let kept = match digits.as_slice() {
        all if giro => all,
        [kept @ .., b'1'] => kept,
        _ => return Err(refusal()),
    };
    AccountNumber::new(std::str::from_utf8(kept).unwrap_or_default()).map_err(|_| refusal())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(symbol: &str, number: &str, passbook: Passbook) -> Result<String, Vec<Rule>> {
        of_yucho(symbol, number, passbook)
            .map(|of| format!("{} {} {} {}", of.bank, of.branch, of.kind.code(), of.number))
            .map_err(|wrong| wrong.iter().map(Violation::rule).collect())
    }

    #[test]
    fn a_symbol_and_number_are_an_account_elsewhere() {
        use Passbook::{Ordinary, Savings};
        for (symbol, number, passbook, account) in [
            ("10530", "12345671", Ordinary, "9900 058 1 1234567"),
            ("１０５３０", "１２３４５６７１", Ordinary, "9900 058 1 1234567"),
            ("10530", "12345671", Savings, "9900 058 4 1234567"),
            ("17300", "11", Ordinary, "9900 738 1 0000001"),
            ("19990", "1231", Ordinary, "9900 998 1 0000123"),
            ("00190", "566468", Ordinary, "9900 019 2 0566468"),
            ("00530", "1234567", Savings, "9900 059 2 1234567"),
        ] {
            assert_eq!(shown(symbol, number, passbook).as_deref(), Ok(account), "{symbol} {number}");
        }
    }

    #[test]
    fn what_is_no_symbol_is_refused() {
        for symbol in ["", "1053", "105300", "10531", "20530", "1O530", "10530-1", "00190-6"] {
            assert_eq!(
                shown(symbol, "12345671", Passbook::Ordinary),
                Err(vec![Rule::YuchoSymbol]),
                "{symbol}"
            );
        }
    }

    #[test]
    fn what_is_no_number_of_its_symbol_is_refused() {
        for (symbol, number) in [
            ("10530", ""),
            ("10530", "1"),
            ("10530", "12345670"),
            ("10530", "1234567"),
            ("10530", "123456781"),
            ("10530", "1234567-1"),
            ("00190", ""),
            ("00190", "12345678"),
        ] {
            assert_eq!(
                shown(symbol, number, Passbook::Ordinary),
                Err(vec![Rule::YuchoNumber]),
                "{symbol} {number}"
            );
        }
    }
}
