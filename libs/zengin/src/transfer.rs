//! One transfer of a batch.

use money::Yen;

use crate::{account::Payee, digits::CustomerCode, kana::EdiText};

/// 新規コード: whether the bank sees this payee for the first time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Newness {
    /// その他, 0.
    #[default]
    Known,
    /// 第1回振込分, 1.
    First,
    /// 変更分, 2: another bank, branch or account than before.
    Changed,
}

impl Newness {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Known, Self::First, Self::Changed];

    /// Its code in the file.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Known => "0",
            Self::First => "1",
            Self::Changed => "2",
        }
    }
}

/// 振込指定区分: how it is sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Method {
    /// 電信振込（テレ振込）, 7.
    #[default]
    Wire,
    /// 文書振込, 8.
    Letter,
    /// Not said, 0; some banks ask for that.
    Unsaid,
}

impl Method {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Wire, Self::Letter, Self::Unsaid];

    /// Its code in the file.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Wire => "7",
            Self::Letter => "8",
            Self::Unsaid => "0",
        }
    }
}

/// What the originator knows the transfer by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Reference {
    /// 顧客コード1 and 顧客コード2.
    Codes(CustomerCode, CustomerCode),
    /// EDI情報, which the payee's bank hands on.
    Edi(EdiText),
}

impl Default for Reference {
    fn default() -> Self {
        Self::Codes(CustomerCode::NONE, CustomerCode::NONE)
    }
}

/// A transfer. Whether its amount can be written, the [`Batch`](crate::Batch) says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// 受取人.
    pub payee: Payee,
    /// 振込金額.
    pub amount: Yen,
    /// 顧客コード or EDI情報.
    pub reference: Reference,
    /// 新規コード.
    pub newness: Newness,
    /// 振込指定区分.
    pub method: Method,
}

impl Transfer {
    /// A wire transfer to a known payee.
    #[must_use]
    pub fn new(payee: Payee, amount: Yen, reference: Reference) -> Self {
        Self { payee, amount, reference, newness: Newness::default(), method: Method::default() }
    }
}
