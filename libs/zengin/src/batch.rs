//! 総合振込: the transfers of one originator for one value date, which fit into one file.

use std::collections::HashMap;

use chrono::NaiveDate;
use money::Yen;

use crate::{
    account::Originator,
    layout::{DATA, TRAILER, label},
    refusal::{At, Refusal, Rule, Violation, Violations},
    transfer::Transfer,
};

/// The largest amount: ten digits.
pub const MAX_AMOUNT: Yen = Yen::new(9_999_999_999);
/// The largest sum: twelve digits.
pub const MAX_TOTAL: Yen = Yen::new(999_999_999_999);
/// The most transfers: six digits.
pub const MAX_COUNT: usize = 999_999;

/// A batch that can be written: every amount, the count and the sum fit into their fields, and nothing is for zero yen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    originator: Originator,
    value_date: NaiveDate,
    transfers: Vec<Transfer>,
    total: Yen,
}

impl Batch {
    /// A batch. Whether banks are open on the value date, [`check_value_date`](crate::check_value_date) says.
    ///
    /// # Errors
    /// Everything that is wrong, with the index of each transfer: no transfers, too many, an amount below one yen or above
    /// [`MAX_AMOUNT`], a sum above [`MAX_TOTAL`].
    pub fn new(
        originator: Originator,
        value_date: NaiveDate,
        transfers: Vec<Transfer>,
    ) -> Result<Self, Vec<Violation>> {
        let mut wrong = Violations::default();
        wrong.take(label(TRAILER, "count"), count(transfers.len()));
        for (index, transfer) in transfers.iter().enumerate() {
            if let Err(refusal) = amount(transfer.amount) {
                wrong.note(refusal.of(label(DATA, "amount")).at(At::Transfer(index)));
            }
        }
        let sum = total(transfers.iter().map(|transfer| transfer.amount));
        let sum = wrong.take(label(TRAILER, "total"), sum);
        wrong.unless_any(sum.map(|total| Self { originator, value_date, transfers, total }))
    }

    /// Who pays.
    #[must_use]
    pub const fn originator(&self) -> &Originator {
        &self.originator
    }

    /// 振込指定日. The file carries its month and day only.
    #[must_use]
    pub const fn value_date(&self) -> NaiveDate {
        self.value_date
    }

    /// The transfers, in the order of the file.
    #[must_use]
    pub fn transfers(&self) -> &[Transfer] {
        &self.transfers
    }

    /// 合計金額.
    #[must_use]
    pub const fn total(&self) -> Yen {
        self.total
    }

    /// Transfers of one amount into one account, as groups of indexes, in the order of the first: perhaps one claim is paid
    /// twice (V-306). A warning, for two claims may well have one amount.
    #[must_use]
    pub fn duplicates(&self) -> Vec<Vec<usize>> {
        let mut groups: HashMap<_, Vec<usize>> = HashMap::new();
        for (index, transfer) in self.transfers.iter().enumerate() {
            groups.entry((transfer.payee.account(), transfer.amount)).or_default().push(index);
        }
        let mut groups: Vec<_> = groups.into_values().filter(|group| group.len() > 1).collect();
        groups.sort_unstable();
        groups
    }
}

/// Refuses a count that no file takes.
pub(crate) fn count(count: usize) -> Result<usize, Refusal> {
    match count {
        0 => {
            let ja = "振込が1件もありません。1件以上を含めてください。";
            Err(Refusal::new(Rule::NoTransfers, ja, "there is no transfer; put one in"))
        }
        1..=MAX_COUNT => Ok(count),
        _ => {
            let ja = format!("{MAX_COUNT}件以内でお願いいたします。振込を複数のファイルに分けてください。");
            Err(Refusal::new(
                Rule::CountTooLarge,
                ja,
                format!("at most {MAX_COUNT} transfers; split the batch"),
            ))
        }
    }
}

/// Refuses an amount that no bank takes.
pub(crate) fn amount(amount: Yen) -> Result<Yen, Refusal> {
    if amount <= Yen::ZERO {
        let ja = "1円以上でお願いいたします。0円の振込は含めないでください。";
        return Err(Refusal::new(
            Rule::AmountZero,
            ja,
            "give one yen or more, and leave out what is for zero",
        ));
    }
    if amount > MAX_AMOUNT {
        let ja = format!("{MAX_AMOUNT}以内でお願いいたします。振込を分けてください。");
        return Err(Refusal::new(
            Rule::AmountTooLarge,
            ja,
            format!("at most {MAX_AMOUNT}; split the transfer"),
        ));
    }
    Ok(amount)
}

/// The sum, unless it does not fit into the trailer.
pub(crate) fn total(amounts: impl IntoIterator<Item = Yen>) -> Result<Yen, Refusal> {
    Yen::sum(amounts).ok().filter(|total| *total <= MAX_TOTAL).ok_or_else(|| {
        let ja = format!("合計{MAX_TOTAL}以内でお願いいたします。振込を複数のファイルに分けてください。");
        Refusal::new(Rule::TotalTooLarge, ja, format!("at most {MAX_TOTAL} in all; split the batch"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        account::{Payee, TYPED, Typed},
        transfer::Reference,
    };

    fn batch(amounts: &[i64]) -> Result<Batch, Vec<Violation>> {
        let payee = |number| Payee::parse(Typed { number, ..TYPED }).unwrap();
        let transfer =
            |amount: &i64| Transfer::new(payee("7654321"), Yen::new(*amount), Reference::default());
        let day = NaiveDate::from_ymd_opt(2026, 11, 30).unwrap();
        Batch::new(Originator::parse("1", TYPED).unwrap(), day, amounts.iter().map(transfer).collect())
    }

    #[test]
    fn every_fault_is_told_at_once_with_its_transfer() {
        let wrong = batch(&[0, 1, -5, 10_000_000_000, 9_999_999_999]).unwrap_err();
        let said: Vec<_> = wrong.iter().map(|one| (one.at, one.rule())).collect();
        assert_eq!(
            said,
            [
                (At::Transfer(0), Rule::AmountZero),
                (At::Transfer(2), Rule::AmountZero),
                (At::Transfer(3), Rule::AmountTooLarge),
            ]
        );
        assert_eq!(
            wrong[2].to_string(),
            "4件目 振込金額：¥9,999,999,999以内でお願いいたします。振込を分けてください。/ \
             transfer 4, amount: at most ¥9,999,999,999; split the transfer"
        );
    }

    #[test]
    fn a_batch_has_one_transfer_to_999_999() {
        assert_eq!(batch(&[]).unwrap_err()[0].rule(), Rule::NoTransfers);
        assert_eq!((count(1), count(999_999)), (Ok(1), Ok(999_999)));
        assert_eq!(count(1_000_000).unwrap_err().rule, Rule::CountTooLarge);
    }

    #[test]
    fn the_sum_has_twelve_digits() {
        let full = vec![9_999_999_999; 100];
        assert_eq!(batch(&full).unwrap().total(), Yen::new(999_999_999_900));
        assert_eq!(batch(&[&full[..], &[99]].concat()).unwrap().total(), MAX_TOTAL);
        assert_eq!(batch(&[&full[..], &[100]].concat()).unwrap_err()[0].rule(), Rule::TotalTooLarge);
        assert_eq!(total([Yen::new(i64::MAX), Yen::new(1)]).unwrap_err().rule, Rule::TotalTooLarge);
    }

    #[test]
    fn the_same_amount_into_the_same_account_is_a_warning() {
        assert_eq!(batch(&[5, 7, 5, 8, 7, 5]).unwrap().duplicates(), [vec![0, 2, 5], vec![1, 4]]);
        assert!(batch(&[5, 6, 7]).unwrap().duplicates().is_empty());
        let mut two = batch(&[5, 5]).unwrap();
        two.transfers[1].payee.number = crate::AccountNumber::new("7").unwrap();
        assert!(two.duplicates().is_empty(), "another account");
        two.transfers[1] = two.transfers[0].clone();
        two.transfers[1].payee.holder = crate::HolderName::new("ネコノテ(カ").unwrap();
        assert_eq!(two.duplicates(), [[0, 1]], "the name on the account does not make it another");
    }
}
