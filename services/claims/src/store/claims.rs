//! Claims in their tables: one by id (locked for a change), pages of summaries, and writing what a verb has changed.

use chrono::{DateTime, NaiveDate, Utc};
use ids::{ClaimId, LabelId, OrganisationId, Personal};
use money::Yen;
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, LockType},
};
use store::{Error, Page, Scope, Slice, Tx};
use uuid::Uuid;

use super::{
    claim_rows,
    entity::{claim, document, label},
};
use crate::domain::{
    claim::{Claim, Status},
    document::Document,
};

/// A claim in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Its id.
    pub id: ClaimId,
    /// Its revision.
    pub revision: i64,
    /// Its status.
    pub status: Status,
    /// 受付番号, once submitted.
    pub receipt_number: Option<String>,
    /// The clinic.
    pub clinic: OrganisationId,
    /// The insurer whose policy it is.
    pub insurer: OrganisationId,
    /// どうぶつの名前.
    pub pet_name: Personal<String>,
    /// 種類.
    pub species: String,
    /// 飼い主の氏名.
    pub policyholder_name: Personal<String>,
    /// 傷病名.
    pub diagnosis: Personal<String>,
    /// First 診療日.
    pub service_on: Option<NaiveDate>,
    /// 診療費の合計（税込）.
    pub total: Yen,
    /// 保険金, once approved.
    pub benefit: Option<Yen>,
    /// Labels of the asking organisation on it.
    pub labels: Vec<LabelId>,
    /// When it last changed.
    pub changed_at: DateTime<Utc>,
}

/// Which claims a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Filter {
    /// Only this status.
    pub status: Option<Status>,
    /// Only with this label.
    pub label: Option<LabelId>,
}

/// The claim, if the scope may see it.
pub async fn get(tx: &Tx, id: ClaimId) -> Result<Option<Claim>, Error> {
    let row = tx.find::<claim::Entity>().filter(claim::Column::Id.eq(id.uuid())).one(tx.connection()).await?;
    whole(tx, row).await
}

/// The claim, locked until the transaction ends.
pub async fn get_for_change(tx: &Tx, id: ClaimId) -> Result<Option<Claim>, Error> {
    let query = tx.find::<claim::Entity>().filter(claim::Column::Id.eq(id.uuid()));
    let query = if tx.is_postgres() { query.lock(LockType::Update) } else { query };
    let row = query.one(tx.connection()).await?;
    whole(tx, row).await
}

async fn whole(tx: &Tx, row: Option<claim::Model>) -> Result<Option<Claim>, Error> {
    let Some(row) = row else { return Ok(None) };
    let documents = tx.find::<document::Entity>().filter(document::Column::ClaimId.eq(row.id));
    let documents = documents.order_by_asc(document::Column::Id).all(tx.connection()).await?;
    claim_rows::read(row, documents).map(Some)
}

/// Writes a new draft.
pub async fn insert(tx: &Tx, claim: &Claim) -> Result<(), Error> {
    claim::Entity::insert(claim_rows::write(claim)?).exec_without_returning(tx.connection()).await?;
    Ok(())
}

/// Writes what a verb has changed in the claim itself.
pub async fn update(tx: &Tx, claim: &Claim) -> Result<(), Error> {
    claim::Entity::update_many()
        .set(claim_rows::changed(claim)?)
        .filter(claim::Column::Id.eq(claim.id.uuid()))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Lets the insurer see the claim's documents, from submission on.
pub async fn show_documents(tx: &Tx, claim: &Claim) -> Result<(), Error> {
    if claim.documents.is_empty() {
        return Ok(());
    }
    let insurer = Expr::value(claim_rows::visible_insurer(claim));
    let documents = document::Entity::update_many().col_expr(document::Column::InsurerId, insurer);
    documents.filter(document::Column::ClaimId.eq(claim.id.uuid())).exec(tx.connection()).await?;
    Ok(())
}

/// Writes a document of the claim.
pub async fn insert_document(tx: &Tx, claim: &Claim, document: &Document) -> Result<(), Error> {
    let row = claim_rows::write_document(claim, document);
    document::Entity::insert(row).exec_without_returning(tx.connection()).await?;
    Ok(())
}

/// Deletes a document's row.
pub async fn delete_document(tx: &Tx, document: ids::DocumentId) -> Result<(), Error> {
    document::Entity::delete_many()
        .filter(document::Column::Id.eq(document.uuid()))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// A page of the scope's claims, newest first.
pub async fn list(tx: &Tx, filter: Filter, page: &Page<ClaimId>) -> Result<Slice<Summary>, Error> {
    let mut query = tx.find::<claim::Entity>();
    if let Some(status) = filter.status {
        query = query.filter(claim::Column::Status.eq(status.as_str()));
    }
    if let Some(label) = filter.label {
        let carrying = tx.find::<label::Entity>().filter(label::Column::LabelId.eq(label.uuid()));
        let carrying = carrying.select_only().column(label::Column::ClaimId);
        query = query.filter(claim::Column::Id.in_subquery(carrying.into_query()));
    }
    if let Some(after) = page.after() {
        query = query.filter(claim::Column::Id.lt(after.uuid()));
    }
    let rows = query.order_by_desc(claim::Column::Id).limit(page.fetch()).all(tx.connection()).await?;
    let slice = page.cut(rows, |row| row.id.into());
    let carried = labels_of(tx, slice.rows.iter().map(|row| row.id).collect()).await?;
    let rows = slice.rows.into_iter().map(|row| summary(row, &carried)).collect::<Result<_, _>>()?;
    Ok(Slice { rows, next_cursor: slice.next_cursor })
}

/// The labels of the scope's organisation on these claims.
async fn labels_of(tx: &Tx, claims: Vec<Uuid>) -> Result<Vec<label::Model>, Error> {
    if claims.is_empty() || !matches!(tx.scope(), Scope::Organisation { .. }) {
        return Ok(vec![]);
    }
    Ok(tx.find::<label::Entity>().filter(label::Column::ClaimId.is_in(claims)).all(tx.connection()).await?)
}

/// The labels of the scope's organisation on a claim.
pub async fn labels(tx: &Tx, id: ClaimId) -> Result<Vec<LabelId>, Error> {
    let carried = labels_of(tx, vec![id.uuid()]).await?;
    Ok(carried.into_iter().map(|label| label.label_id.into()).collect())
}

fn summary(row: claim::Model, carried: &[label::Model]) -> Result<Summary, Error> {
    let labels =
        carried.iter().filter(|label| label.claim_id == row.id).map(|label| label.label_id.into()).collect();
    Ok(Summary {
        id: row.id.into(),
        revision: row.revision,
        status: Status::parse(&row.status).ok_or_else(|| Error::row("claims", "status"))?,
        receipt_number: row.receipt_number,
        clinic: row.clinic_id.into(),
        insurer: row.policy_insurer_id.into(),
        pet_name: Personal::new(row.pet_name),
        species: row.species,
        policyholder_name: Personal::new(row.policyholder_name),
        diagnosis: Personal::new(row.diagnosis),
        service_on: row.service_on,
        total: Yen::new(row.total_yen),
        benefit: row.benefit_yen.map(Yen::new),
        labels,
        changed_at: row.changed_at,
    })
}
