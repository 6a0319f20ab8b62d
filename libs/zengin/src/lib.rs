#![doc = include_str!("../README.md")]

mod account;
mod bank_day;
mod batch;
mod check;
mod digits;
mod directory;
mod frame;
mod kana;
pub mod layout;
mod legal_form;
mod parse;
mod read;
mod refusal;
mod results;
mod transfer;
mod write;
mod yucho;

pub use account::{AccountKind, Office, Originator, Payee, Typed};
pub use bank_day::{
    BeyondCalendar, Closure, bank_business_day_from, check_value_date, closure, next_bank_business_day,
};
pub use batch::{Batch, MAX_AMOUNT, MAX_COUNT, MAX_TOTAL};
pub use digits::{AccountNumber, BankCode, BranchCode, CustomerCode, OriginatorCode};
pub use directory::{Directory, Entry};
pub use kana::{
    EdiSet, EdiText, HolderName, Kana, OfficeName, OfficeSet, OriginatorName, PartySet, Set, half_width,
};
pub use legal_form::abbreviated;
pub use read::read;
pub use refusal::{At, Label, Refusal, Rule, Violation};
pub use results::{Outcome, TransferResult, read_results, reconcile, results_form};
pub use transfer::{Method, Newness, Reference, Transfer};
pub use write::write;
pub use yucho::{Passbook, YUCHO, YuchoAccount, of_yucho};
