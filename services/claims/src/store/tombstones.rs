//! Turns claims into tombstones: what is sealed in them becomes empty, and what tells of an illness goes; their documents go with
//! their bytes. What a receipt says stays. A draft leaves nothing.

use chrono::{DateTime, Utc};
use envelope::Sealed;
use ids::{ClaimId, OrganisationId};
use money::Yen;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, LockType},
};
use store::{Error, SealedColumn, Tx};
use uuid::Uuid;

use super::{
    claim_rows::CLAIMS,
    counts, documents,
    entity::{claim, label},
};
use crate::domain::{
    claim::Status,
    tombstone::{Closed, Tombstone},
};

/// Turns those of these claims into tombstones that the scope may see, that were submitted and are none yet; says how many. Not more
/// than some hundreds at a time: it is one transaction.
pub async fn bury(tx: &Tx, claims: &[ClaimId], at: DateTime<Utc>) -> Result<usize, Error> {
    let whole = tx
        .find::<claim::Entity>()
        .filter(claim::Column::Id.is_in(claims.iter().map(|id| id.uuid())))
        .filter(claim::Column::ErasedAt.is_null())
        .filter(claim::Column::Status.ne(Status::Draft.as_str()));
    let ids = locked(tx, whole).await?;
    if ids.is_empty() {
        return Ok(0);
    }
    documents::abandon(tx, &ids).await?;
    let buried = claim::Entity::update_many().set(emptied(at));
    let buried = buried.col_expr(claim::Column::Revision, Expr::col(claim::Column::Revision).add(1));
    buried.filter(claim::Column::Id.is_in(ids.iter().copied())).exec(tx.connection()).await?;
    Ok(ids.len())
}

/// Deletes some drafts of a clinic with their documents; says how many.
pub async fn delete_drafts(tx: &Tx, clinic: OrganisationId, most: u64) -> Result<usize, Error> {
    let drafts = tx
        .find::<claim::Entity>()
        .filter(claim::Column::ClinicId.eq(clinic.uuid()))
        .filter(claim::Column::Status.eq(Status::Draft.as_str()));
    let ids = locked(tx, drafts.limit(most)).await?;
    if ids.is_empty() {
        return Ok(0);
    }
    documents::abandon(tx, &ids).await?;
    let carried = label::Entity::delete_many().filter(label::Column::OrganisationId.eq(clinic.uuid()));
    carried.filter(label::Column::ClaimId.is_in(ids.iter().copied())).exec(tx.connection()).await?;
    let gone = claim::Entity::delete_many().filter(claim::Column::Id.is_in(ids.iter().copied()));
    gone.exec(tx.connection()).await?;
    counts::drafts_gone(tx, clinic, ids.len()).await?;
    Ok(ids.len())
}

/// Writes what stayed of a claim that was here or elsewhere before. Its term is told nowhere: the day of its submission stands there.
pub async fn restore(tx: &Tx, stone: &Tombstone) -> Result<(), Error> {
    let Tombstone {
        id,
        revision,
        clinic,
        insurer,
        status,
        receipt_number,
        submitted_at,
        decided_at,
        service_on,
        total,
        benefit,
        started_at,
        changed_at,
        why,
    } = stone;
    let Closed::Erased(at) = why else {
        return Err(Error::row(CLAIMS, "what is only stopped is no tombstone"));
    };
    let day = calendar::jst_date(*submitted_at);
    let row = claim::ActiveModel {
        id: Set(id.uuid()),
        revision: Set(*revision),
        clinic_id: Set(clinic.uuid()),
        insurer_id: Set(Some(insurer.uuid())),
        policy_insurer_id: Set(insurer.uuid()),
        starts_on: Set(day),
        ends_on: Set(day),
        status: Set(status.as_str().to_owned()),
        receipt_number: Set(Some(receipt_number.clone())),
        submitted_at: Set(Some(*submitted_at)),
        decided_at: Set(*decided_at),
        service_on: Set(*service_on),
        total_yen: Set(total.get()),
        benefit_yen: Set(benefit.map(Yen::get)),
        started_at: Set(*started_at),
        changed_at: Set(*changed_at),
        ..emptied(*at)
    };
    claim::Entity::insert(row).exec_without_returning(tx.connection()).await?;
    Ok(())
}

/// What a row says of a claim of which no more is shown.
pub(super) fn read(row: &claim::Model, why: Closed) -> Result<Tombstone, Error> {
    let missing = || Error::row(CLAIMS, "a claim that is closed was never submitted");
    Ok(Tombstone {
        id: row.id.into(),
        revision: row.revision,
        clinic: row.clinic_id.into(),
        insurer: row.policy_insurer_id.into(),
        status: Status::parse(&row.status).ok_or_else(|| Error::row(CLAIMS, "status"))?,
        receipt_number: row.receipt_number.clone().ok_or_else(missing)?,
        submitted_at: row.submitted_at.ok_or_else(missing)?,
        decided_at: row.decided_at,
        service_on: row.service_on,
        total: Yen::new(row.total_yen),
        benefit: row.benefit_yen.map(Yen::new),
        started_at: row.started_at,
        changed_at: row.changed_at,
        why,
    })
}

/// The ids of rows that nobody else changes until the transaction ends.
async fn locked(tx: &Tx, query: Select<claim::Entity>) -> Result<Vec<Uuid>, Error> {
    let query = query.select_only().column(claim::Column::Id).order_by_asc(claim::Column::Id);
    let query = if tx.is_postgres() { query.lock(LockType::Update) } else { query };
    Ok(query.into_tuple().all(tx.connection()).await?)
}

/// What a row says no more. The policy is named no more either: it would tell which claims are one policyholder's.
fn emptied(at: DateTime<Utc>) -> claim::ActiveModel {
    let empty = || Set(SealedColumn::from(Sealed::stored(vec![])));
    claim::ActiveModel {
        policy_id: Set(Uuid::nil()),
        policy_number: empty(),
        plan: Set(String::new()),
        pet_name: empty(),
        species: Set(String::new()),
        policyholder_name: empty(),
        policyholder_kana: empty(),
        diagnosis: empty(),
        diagnosis_code: Set(None),
        diagnosis_token: Set(None),
        onset_on: Set(None),
        note: empty(),
        lines: empty(),
        assessment: Set(None),
        denial_code: Set(None),
        denial_explanation: Set(None),
        returns: Set(None),
        checked: Set(None),
        check_due_at: Set(None),
        erased_at: Set(Some(at)),
        ..<claim::ActiveModel as Default>::default()
    }
}
