#![doc = include_str!("../README.md")]

mod attempt;
mod config;
mod data_keys;
mod error;
mod migrations;
mod open;
mod page;
mod provision;
mod reseal;
pub mod schema;
mod scope;
mod tx;

pub use attempt::Attempt;
pub use config::DatabaseConfig;
pub use data_keys::{DataKeys, SealedColumn, SealingConfig, data_keys, discard_data_keys};
pub use error::Error;
pub use migrations::migrations;
pub use open::Store;
pub use page::{Page, Slice};
pub use provision::{copy, drop_copies, provision, template};
pub use reseal::{Kept, Left, Pace, Reseal, Resealed, RowToken, SealedTable, TokensBeside, Why, reseals};
pub use scope::{Scope, Scoped, deny, everything};
pub use tx::Tx;

#[doc(hidden)]
pub use identity::OrganisationKind;
pub use sea_orm_migration::MigratorTrait;

#[doc(hidden)]
pub use sea_orm;
