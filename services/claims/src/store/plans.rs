//! Versions of plans in their table: the insurer's own. A version is written once; the next one of its code ends it.

use chrono::NaiveDate;
use ids::{OrganisationId, PlanId};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use store::{Error, Page, Slice, Tx};
use uuid::Uuid;

use super::entity::plan;
use crate::domain::plan::PlanVersion;

const PLANS: &str = "plans";
/// Rows that an export reads in one transaction.
const PAGE: u64 = 100;

/// Lets nobody else publish plans of an insurer until the transaction ends.
pub async fn hold(tx: &Tx, insurer: OrganisationId) -> Result<(), Error> {
    tx.alone(PLANS, insurer).await
}

/// Writes a version, and ends the one before it.
pub async fn insert(tx: &Tx, version: &PlanVersion) -> Result<(), Error> {
    let before = plan::Entity::update_many()
        .col_expr(plan::Column::ValidUntil, Expr::value(version.valid_from.pred_opt()))
        .col_expr(plan::Column::Revision, Expr::col(plan::Column::Revision).add(1))
        .filter(plan::Column::OrganisationId.eq(version.insurer.uuid()))
        .filter(plan::Column::Code.eq(version.plan.code.as_str()))
        .filter(plan::Column::ValidUntil.is_null());
    before.exec(tx.connection()).await?;
    restore(tx, version).await.map(drop)
}

/// Writes a version that was here or elsewhere before; says whether it was not there, nor another of its number.
pub async fn restore(tx: &Tx, version: &PlanVersion) -> Result<bool, Error> {
    let PlanVersion { id, revision, insurer, version, valid_from, valid_until, plan, examples, published_at } =
        version;
    let same = Condition::all()
        .add(plan::Column::Code.eq(plan.code.as_str()))
        .add(plan::Column::Version.eq(*version));
    let same = Condition::any()
        .add(plan::Column::Id.eq(id.uuid()))
        .add(same.add(plan::Column::OrganisationId.eq(insurer.uuid())));
    if tx.find::<plan::Entity>().filter(same).one(tx.connection()).await?.is_some() {
        return Ok(false);
    }
    let row = plan::ActiveModel {
        id: Set(id.uuid()),
        revision: Set(*revision),
        organisation_id: Set(insurer.uuid()),
        code: Set(plan.code.clone()),
        version: Set(*version),
        valid_from: Set(*valid_from),
        valid_until: Set(*valid_until),
        plan: Set(serde_json::to_string(plan).map_err(|why| Error::row(PLANS, why))?),
        examples: Set(examples.clone()),
        published_at: Set(*published_at),
    };
    plan::Entity::insert(row).exec_without_returning(tx.connection()).await?;
    Ok(true)
}

/// The last version of a code, if the scope has one.
pub async fn last(tx: &Tx, code: &str) -> Result<Option<PlanVersion>, Error> {
    let versions = tx.find::<plan::Entity>().filter(plan::Column::Code.eq(code));
    versions.order_by_desc(plan::Column::Version).one(tx.connection()).await?.map(read).transpose()
}

/// The ids of an insurer's versions of a code.
pub async fn versions(tx: &Tx, insurer: OrganisationId, code: &str) -> Result<Vec<PlanId>, Error> {
    let of_code = tx
        .find::<plan::Entity>()
        .filter(plan::Column::OrganisationId.eq(insurer.uuid()))
        .filter(plan::Column::Code.eq(code));
    Ok(of_code.all(tx.connection()).await?.into_iter().map(|row| row.id.into()).collect())
}

/// The version of a code that is valid on a day.
pub async fn valid_on(tx: &Tx, code: &str, day: NaiveDate) -> Result<Option<PlanVersion>, Error> {
    let begun = tx
        .find::<plan::Entity>()
        .filter(plan::Column::Code.eq(code))
        .filter(plan::Column::ValidFrom.lte(day));
    begun.order_by_desc(plan::Column::Version).one(tx.connection()).await?.map(read).transpose()
}

/// A version, if the scope may see it.
pub async fn get(tx: &Tx, id: PlanId) -> Result<Option<PlanVersion>, Error> {
    let one = tx.find::<plan::Entity>().filter(plan::Column::Id.eq(id.uuid()));
    one.one(tx.connection()).await?.map(read).transpose()
}

/// A page of the scope's versions, newest first.
pub async fn list(tx: &Tx, page: &Page<PlanId>) -> Result<Slice<PlanVersion>, Error> {
    let mut query = tx.find::<plan::Entity>();
    if let Some(after) = page.after() {
        query = query.filter(plan::Column::Id.lt(after.uuid()));
    }
    let rows = query.order_by_desc(plan::Column::Id).limit(page.fetch()).all(tx.connection()).await?;
    let Slice { rows, next_cursor } = page.cut(rows, |row| row.id.into());
    Ok(Slice { rows: rows.into_iter().map(read).collect::<Result<_, _>>()?, next_cursor })
}

/// The scope's versions behind one, oldest first, for an export.
pub async fn after(tx: &Tx, after: Option<PlanId>) -> Result<Vec<PlanVersion>, Error> {
    let later =
        tx.find::<plan::Entity>().filter(plan::Column::Id.gt(after.map_or(Uuid::nil(), PlanId::uuid)));
    let rows = later.order_by_asc(plan::Column::Id).limit(PAGE).all(tx.connection()).await?;
    rows.into_iter().map(read).collect()
}

/// Forgets those of an insurer that was erased.
pub async fn forget(tx: &Tx, insurer: OrganisationId) -> Result<(), Error> {
    let of_it = plan::Column::OrganisationId.eq(insurer.uuid());
    plan::Entity::delete_many().filter(of_it).exec(tx.connection()).await?;
    Ok(())
}

fn read(row: plan::Model) -> Result<PlanVersion, Error> {
    Ok(PlanVersion {
        id: row.id.into(),
        revision: row.revision,
        insurer: row.organisation_id.into(),
        version: row.version,
        valid_from: row.valid_from,
        valid_until: row.valid_until,
        plan: serde_json::from_str(&row.plan).map_err(|why| Error::row(PLANS, why))?,
        examples: row.examples,
        published_at: row.published_at,
    })
}
