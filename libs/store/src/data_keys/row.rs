//! Rows of `data_keys` to keys and back; a row that makes no key is damage.

use chrono::{DateTime, Utc};
use envelope::{Error, KeyId, KmsKeyName, WrappedKey};
use ids::OrganisationId;
use sea_orm::{QueryResult, TryGetable, Value};
use uuid::Uuid;

pub(super) fn parse(row: &QueryResult) -> Result<WrappedKey, Error> {
    let id = KeyId::from(get::<Uuid>(row, "id")?);
    let corrupt = || Error::CorruptKey(id);
    let commitment = get::<Vec<u8>>(row, "commitment")?;
    Ok(WrappedKey {
        id,
        owner: OrganisationId::from(get::<Uuid>(row, "organisation_id")?),
        purpose: get::<String>(row, "purpose")?.parse().map_err(|_| corrupt())?,
        kms_key: KmsKeyName::new(get::<String>(row, "kms_key")?),
        kms_version: get(row, "kms_version")?,
        wrapped: get(row, "wrapped")?,
        commitment: commitment.try_into().map_err(|_| corrupt())?,
        created_at: get::<DateTime<Utc>>(row, "created_at")?,
        state: super::state(&get::<String>(row, "state")?).ok_or_else(corrupt)?,
        reserved_uses: get::<i64>(row, "reserved_uses")?.try_into().map_err(|_| corrupt())?,
    })
}

pub(super) fn values(key: &WrappedKey) -> Result<Vec<Value>, Error> {
    Ok(vec![
        key.id.uuid().into(),
        key.owner.uuid().into(),
        key.purpose.as_str().into(),
        key.kms_key.as_str().into(),
        key.kms_version.as_str().into(),
        key.wrapped.clone().into(),
        key.commitment.to_vec().into(),
        key.created_at.into(),
        key.state.as_str().into(),
        number(key.reserved_uses)?.into(),
    ])
}

pub(super) fn number(count: u64) -> Result<i64, Error> {
    i64::try_from(count).map_err(|_| Error::Broken("a count is too large for a database"))
}

fn get<T: TryGetable>(row: &QueryResult, column: &str) -> Result<T, Error> {
    row.try_get("", column).map_err(Error::shelf)
}
