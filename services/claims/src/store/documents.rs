//! Documents in their table. Names and hashes are sealed under the claim's owner's keys, and so is each document's own
//! key, under which its bytes are: a document changes hands by sealing 32 bytes anew.

use envelope::{Column, DocumentKey};
use fault::Fault;
use ids::{ClaimId, DocumentId, OrganisationId};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::OnConflict};
use store::{Error, SealedColumn, Tx};

use super::{
    claim_rows,
    entity::document,
    loose::{self, Loose},
    seals::Seals,
};
use crate::domain::{
    claim::Claim,
    document::{Document, DocumentKind, MediaType},
};

pub(super) const DOCUMENTS: &str = "documents";
pub(super) const FILE_NAME: Column = Column::new(DOCUMENTS, "file_name");
pub(super) const SHA256: Column = Column::new(DOCUMENTS, "sha256");
pub(super) const KEY: Column = Column::new(DOCUMENTS, "key");

/// A document of a claim, if the scope may see it: what it is, and the key that opens its bytes.
pub async fn get(
    tx: &Tx,
    seals: Seals<'_>,
    claim: ClaimId,
    id: DocumentId,
) -> Result<Option<(MediaType, DocumentKey)>, Fault> {
    let query = tx.find::<document::Entity>().filter(document::Column::Id.eq(id.uuid()));
    let query = query.filter(document::Column::ClaimId.eq(claim.uuid()));
    let Some(row) = query.one(tx.connection()).await.map_err(Error::from)? else { return Ok(None) };
    Ok(Some((media(&row)?, key(&row, seals)?)))
}

/// Writes a document of the claim.
pub async fn insert(
    tx: &Tx,
    seals: Seals<'_>,
    claim: &Claim,
    document: &Document,
    key: &DocumentKey,
) -> Result<(), Fault> {
    let row = write(claim, document, key, seals)?;
    document::Entity::insert(row).exec_without_returning(tx.connection()).await.map_err(Error::from)?;
    Ok(())
}

/// Gives the claim's documents to the insurer, whose the claim is from submission on; the keys are in their order. The
/// rows are there, so that one statement changes all of them; the claim is locked, so that none of them goes meanwhile.
pub async fn hand_over(tx: &Tx, seals: Seals<'_>, claim: &Claim, keys: &[DocumentKey]) -> Result<(), Fault> {
    use document::Column::{FileName, Id, InsurerId, Key, Sha256};
    let sealed = claim.documents.iter().zip(keys).map(|(document, key)| write(claim, document, key, seals));
    let rows = sealed.collect::<Result<Vec<_>, _>>()?;
    if rows.is_empty() {
        return Ok(());
    }
    let there = OnConflict::column(Id).update_columns([InsurerId, FileName, Sha256, Key]).to_owned();
    let handed = document::Entity::insert_many(rows).on_conflict(there);
    handed.exec_without_returning(tx.connection()).await.map_err(Error::from)?;
    Ok(())
}

/// Deletes a document's row.
pub async fn delete(tx: &Tx, document: DocumentId) -> Result<(), Error> {
    document::Entity::delete_many()
        .filter(document::Column::Id.eq(document.uuid()))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Deletes the rows of all documents of these claims, whoever may see them, and leaves their bytes to the sweep: a note of each
/// is written in the same transaction. The claims are locked, so that none is added meanwhile.
pub(super) async fn abandon(tx: &Tx, claims: &[uuid::Uuid]) -> Result<(), Error> {
    let papers =
        tx.find::<document::Entity>().filter(document::Column::ClaimId.is_in(claims.iter().copied()));
    let papers = papers.all(tx.connection()).await?;
    if papers.is_empty() {
        return Ok(());
    }
    let ids: Vec<_> = papers.iter().map(|paper| paper.id).collect();
    let bytes = papers
        .iter()
        .map(|paper| (owner(paper), Loose { claim: paper.claim_id.into(), document: paper.id.into() }));
    loose::abandon(tx, bytes).await?;
    let gone = document::Entity::delete_many().filter(document::Column::Id.is_in(ids));
    gone.exec(tx.connection()).await?;
    Ok(())
}

/// The rows of a claim's documents, as they are kept.
pub(super) async fn of_claim(tx: &Tx, claim: uuid::Uuid) -> Result<Vec<document::Model>, Error> {
    let rows = tx.find::<document::Entity>().filter(document::Column::ClaimId.eq(claim));
    Ok(rows.order_by_asc(document::Column::Id).all(tx.connection()).await?)
}

/// The columns that say what a document is; its key is not among them.
pub(super) const fn columns(row: &document::Model) -> [&SealedColumn; 2] {
    [&row.file_name, &row.sha256]
}

/// Its key as well.
pub(super) const fn all_columns(row: &document::Model) -> [&SealedColumn; 3] {
    [&row.file_name, &row.sha256, &row.key]
}

pub(super) fn read(row: &document::Model, seals: Seals<'_>) -> Result<Document, Fault> {
    let sealed = seals.row(owner(row), row.id);
    let sha256 = sealed.open_bytes(SHA256, row.sha256.clone())?;
    Ok(Document {
        id: row.id.into(),
        kind: DocumentKind::parse(&row.kind).ok_or_else(|| strange("kind"))?,
        file_name: sealed.open(FILE_NAME, row.file_name.clone())?,
        media: media(row)?,
        bytes: u64::try_from(row.bytes).map_err(|why| Error::row(DOCUMENTS, why))?,
        sha256: sha256.try_into().map_err(|_| strange("sha256"))?,
    })
}

/// The key that a document's bytes are sealed under.
pub(super) fn key(row: &document::Model, seals: Seals<'_>) -> Result<DocumentKey, envelope::Error> {
    seals.row(owner(row), row.id).open_key(KEY, row.key.clone())
}

fn write(
    claim: &Claim,
    document: &Document,
    key: &DocumentKey,
    seals: Seals<'_>,
) -> Result<document::ActiveModel, envelope::Error> {
    let Document { id, kind, file_name, media, bytes, sha256 } = document;
    let sealed = seals.row(claim_rows::owner(claim), id.uuid());
    Ok(document::ActiveModel {
        id: Set(id.uuid()),
        claim_id: Set(claim.id.uuid()),
        clinic_id: Set(claim.clinic.uuid()),
        insurer_id: Set(claim_rows::visible_insurer(claim)),
        kind: Set(kind.as_str().to_owned()),
        file_name: Set(sealed.seal(FILE_NAME, file_name.expose())?),
        media: Set(media.as_str().to_owned()),
        bytes: Set(i64::try_from(*bytes).unwrap_or(i64::MAX)),
        sha256: Set(sealed.seal(SHA256, sha256)?),
        key: Set(sealed.seal_key(KEY, key)?),
    })
}

/// Whose keys seal it: as with its claim, the insurer's as soon as the insurer sees it.
fn owner(row: &document::Model) -> OrganisationId {
    row.insurer_id.unwrap_or(row.clinic_id).into()
}

fn media(row: &document::Model) -> Result<MediaType, Error> {
    MediaType::parse(&row.media).ok_or_else(|| strange("media"))
}

fn strange(what: &str) -> Error {
    Error::row(DOCUMENTS, what)
}
