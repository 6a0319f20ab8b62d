//! What of accounts is sealed, for the job that seals it anew: every sealed column of every table, or keys would be
//! discarded that it still needs. A test of the house compares this with the entities.

use ::store::{RowToken, SealedTable};
use envelope::Purpose;

use super::account::{ADDRESS, EMAIL, NAME, TABLE};

/// Every table with sealed columns.
pub const SEALED_TABLES: &[SealedTable] = &[SealedTable {
    name: TABLE,
    owner: "organisation_id",
    columns: &[(NAME, Purpose::Records), (EMAIL, Purpose::Records)],
    tokens: &[RowToken { of: EMAIL, field: ADDRESS, token: "email_token", ordinal: Some("email_ordinal") }],
    beside: None,
}];
