//! The whole of a timeline, oldest first, also entries that cannot be read.

use ::store::{Error, Tx};
use ids::{EntryId, OrganisationId};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    domain::entry::Entry,
    store::row::{self, entry},
};

/// Entries that an export reads in one transaction.
const PAGE: u64 = 100;

/// An entry's number and id, and the entry if it can be read.
pub(crate) type Kept = (i64, EntryId, Result<Entry, Error>);

/// The entries behind a number.
pub(crate) async fn entries(tx: &Tx, organisation: OrganisationId, after: i64) -> Result<Vec<Kept>, Error> {
    let query = tx
        .find::<entry::Entity>()
        .filter(entry::Column::OrganisationId.eq(organisation.uuid()))
        .filter(entry::Column::Sequence.gt(after))
        .order_by_asc(entry::Column::Sequence)
        .limit(PAGE);
    let rows = query.all(tx.connection()).await?;
    Ok(rows.into_iter().map(|row| (row.sequence, row.id.into(), row::read(row))).collect())
}
