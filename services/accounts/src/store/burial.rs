//! What goes when an organisation is erased: the rows of its people, programs, sessions, tokens and attempts, and what
//! they once asked. Of its certificates the serial numbers stay, for the list of those revoked; the names of devices go.

use ::store::{Error, Tx};
use ids::OrganisationId;
use sea_orm::ConnectionTrait as _;

/// Every table here whose rows are an organisation's own and go with it.
const GONE: [&str; 6] = ["sessions", "tokens", "api_clients", "accounts", "sign_in_attempts", "requests"];
/// The certificate holds the device's name, so it goes as well; its fingerprint and serial number stay.
const NAMELESS: &str = "UPDATE certificates SET label = $2, der = $3 WHERE organisation_id = $1";
/// What stands where a device's name was.
const NAME: &str = "消去済み";

/// Shuts an organisation's people and programs out.
pub(crate) async fn end_sessions(tx: &Tx, organisation: OrganisationId) -> Result<(), Error> {
    for table in ["sessions", "tokens"] {
        remove(tx, table, organisation).await?;
    }
    Ok(())
}

/// Removes what was an organisation's own.
pub(crate) async fn bury(tx: &Tx, organisation: OrganisationId) -> Result<(), Error> {
    for table in GONE {
        remove(tx, table, organisation).await?;
    }
    let values = [organisation.uuid().into(), NAME.into(), Vec::<u8>::new().into()];
    tx.connection().execute_raw(tx.statement(NAMELESS, values)).await?;
    ::store::discard_data_keys(tx, organisation).await
}

async fn remove(tx: &Tx, table: &str, organisation: OrganisationId) -> Result<(), Error> {
    let sql = format!("DELETE FROM {table} WHERE organisation_id = $1");
    tx.connection().execute_raw(tx.statement(&sql, [organisation.uuid().into()])).await?;
    Ok(())
}
