//! The table `timelines`: the last number of each organisation. A number is taken in the transaction of its entry
//! and the row stays locked until that ends, so numbers have no gaps.

use ::store::{Error, Tx};
use ids::OrganisationId;
use sea_orm::ConnectionTrait;

const NEXT: &str = "INSERT INTO timelines (organisation_id, last_sequence) VALUES ($1, 1) \
                    ON CONFLICT (organisation_id) DO UPDATE SET last_sequence = timelines.last_sequence + 1 \
                    RETURNING last_sequence";

const SKIP: &str = "INSERT INTO timelines (organisation_id, last_sequence) VALUES ($1, $2) \
                    ON CONFLICT (organisation_id) DO UPDATE SET last_sequence = excluded.last_sequence \
                    WHERE timelines.last_sequence < excluded.last_sequence RETURNING last_sequence";

/// Makes a number the last one of an organisation's timeline; says no when it is not behind the last.
pub(super) async fn skip_to(tx: &Tx, organisation: OrganisationId, sequence: i64) -> Result<bool, Error> {
    let values = [organisation.uuid().into(), sequence.into()];
    Ok(tx.connection().query_one_raw(tx.statement(SKIP, values)).await?.is_some())
}

/// The next number of an organisation's timeline.
pub(super) async fn next(tx: &Tx, organisation: OrganisationId) -> Result<i64, Error> {
    let row = tx.connection().query_one_raw(tx.statement(NEXT, [organisation.uuid().into()])).await?;
    let row = row.ok_or_else(|| Error::row("timelines", "no number was given"))?;
    Ok(row.try_get("", "last_sequence")?)
}
