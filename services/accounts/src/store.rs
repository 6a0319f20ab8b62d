//! Rows of organisations, people, programs, certificates, sessions and tokens. SeaORM lives and dies here; a row
//! becomes a domain value or an error. Refuses to hand out a row outside the transaction's scope.

pub(crate) mod account;
pub(crate) mod api_client;
pub(crate) mod attempts;
pub(crate) mod burial;
pub(crate) mod certificate;
pub(crate) mod erasure;
pub(crate) mod organisation;
pub(crate) mod reseal;
pub(crate) mod session;
pub(crate) mod token;

use ::store::Error;

use crate::domain::roles::Roles;

/// Roles as a column holds them.
fn roles_text(roles: &Roles) -> String {
    roles.as_slice().iter().map(|role| role.as_str()).collect::<Vec<_>>().join(",")
}

/// Roles as a column holds them, read.
fn roles(table: &'static str, text: &str) -> Result<Roles, Error> {
    let read = text.split(',').map(str::parse).collect::<Result<Vec<_>, _>>();
    Roles::try_new(read.map_err(|why| Error::row(table, why))?).map_err(|why| Error::row(table, why))
}
