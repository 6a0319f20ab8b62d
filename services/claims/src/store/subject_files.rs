//! The files that data subjects are given, sealed whole: attestations stay, what was disclosed goes after its time.

use chrono::{DateTime, Utc};
use envelope::Column;
use fault::Fault;
use ids::SubjectRequestId;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use store::{Error, Tx};
use uuid::Uuid;

use super::{entity::subject_file, seals::Seals};
use crate::domain::subject_request::{SubjectFile, SubjectRequest};

pub(super) const SUBJECT_FILES: &str = "subject_files";
pub(super) const CONTENT: Column = Column::new(SUBJECT_FILES, "content");

/// Keeps a file of a request: for good, or until a time.
pub async fn insert(
    tx: &Tx,
    seals: Seals<'_>,
    of: &SubjectRequest,
    (name, content): (SubjectFile, &[u8]),
    until: Option<DateTime<Utc>>,
) -> Result<(), Fault> {
    let id = Uuid::now_v7();
    let row = subject_file::ActiveModel {
        id: Set(id),
        organisation_id: Set(of.insurer.uuid()),
        request_id: Set(of.id.uuid()),
        name: Set(name.as_str().to_owned()),
        content: Set(seals.row(of.insurer, id).seal(CONTENT, content)?),
        until: Set(until),
    };
    subject_file::Entity::insert(row).exec_without_returning(tx.connection()).await.map_err(Error::from)?;
    Ok(())
}

/// A file of a request, if the scope may see it and its time is not over.
pub async fn get(
    tx: &Tx,
    seals: Seals<'_>,
    of: SubjectRequestId,
    name: SubjectFile,
    now: DateTime<Utc>,
) -> Result<Option<Vec<u8>>, Fault> {
    let query = tx.find::<subject_file::Entity>().filter(subject_file::Column::RequestId.eq(of.uuid()));
    let query = query.filter(subject_file::Column::Name.eq(name.as_str())).filter(lasting(now));
    let Some(row) = query.one(tx.connection()).await.map_err(Error::from)? else { return Ok(None) };
    seals.ready([&row.content])?;
    Ok(Some(seals.row(row.organisation_id.into(), row.id).open_bytes(CONTENT, row.content)?))
}

/// Which files of a request are kept, in the order of their names.
pub async fn names(tx: &Tx, of: SubjectRequestId, now: DateTime<Utc>) -> Result<Vec<SubjectFile>, Error> {
    let rows = tx.find::<subject_file::Entity>().filter(subject_file::Column::RequestId.eq(of.uuid()));
    let names = rows.filter(lasting(now)).select_only().column(subject_file::Column::Name);
    let names: Vec<String> =
        names.order_by_asc(subject_file::Column::Name).into_tuple().all(tx.connection()).await?;
    let known = |name: &String| SubjectFile::parse(name).ok_or_else(|| Error::row(SUBJECT_FILES, "name"));
    names.iter().map(known).collect()
}

/// Whether anything was to be kept until now.
pub async fn is_any_expired(tx: &Tx, now: DateTime<Utc>) -> Result<bool, Error> {
    let expired = tx.find::<subject_file::Entity>().filter(subject_file::Column::Until.lte(now));
    let id: Option<Uuid> =
        expired.select_only().column(subject_file::Column::Id).into_tuple().one(tx.connection()).await?;
    Ok(id.is_some())
}

/// Deletes what was to be kept until now.
pub async fn delete_expired(tx: &Tx, now: DateTime<Utc>) -> Result<(), Error> {
    let expired = subject_file::Entity::delete_many().filter(subject_file::Column::Until.lte(now));
    expired.exec(tx.connection()).await?;
    Ok(())
}

fn lasting(now: DateTime<Utc>) -> Condition {
    Condition::any().add(subject_file::Column::Until.is_null()).add(subject_file::Column::Until.gt(now))
}
