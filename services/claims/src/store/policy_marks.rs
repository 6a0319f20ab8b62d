//! What everybody may know of a policy since its holder has asked for something: that nothing of it is used any more, or for now
//! (it is closed), and that it was corrected. It tells of nobody, and a clinic's draft about it goes no further, or is begun anew.

use chrono::{DateTime, Utc};
use ids::{OrganisationId, PolicyId};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, OnConflict, SelectStatement},
};
use store::{Error, Scope, Scoped, Tx, everything};
use uuid::Uuid;

use super::entity::{policy, policy_mark};
use crate::domain::policy::Policy;

/// Rows that an export reads in one transaction.
const PAGE: u64 = 100;

impl Scoped for policy_mark::Entity {
    fn wall(_: &Scope) -> Condition {
        everything()
    }
}

/// How a policy that was looked up stands by now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Now {
    /// As it was looked up.
    Same,
    /// It was corrected since.
    Corrected,
    /// It is closed.
    Closed,
}

/// What everybody may know of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Which.
    pub policy: PolicyId,
    /// Since when nothing of it is used, if that is so.
    pub closed_since: Option<DateTime<Utc>>,
    /// Its revision since it was corrected, if it was.
    pub corrected_to: Option<i64>,
}

/// Lets nobody else change what a policy says or whether it is used, nor begin a draft about it, until the transaction ends. Asked for
/// before anything else about the policy is locked.
pub async fn hold(tx: &Tx, policy: PolicyId) -> Result<(), Error> {
    tx.alone("policy_marks", policy).await
}

/// Closes a policy.
pub async fn close(
    tx: &Tx,
    insurer: OrganisationId,
    policy: PolicyId,
    since: DateTime<Utc>,
) -> Result<(), Error> {
    let column = policy_mark::Column::ClosedSince;
    mark(tx, policy_mark::ActiveModel { closed_since: Set(Some(since)), ..of(insurer, policy) }, column).await
}

/// Notes which revision a policy has since it was corrected.
pub async fn correct(tx: &Tx, policy: &Policy) -> Result<(), Error> {
    let corrected = Set(Some(policy.revision));
    let row = policy_mark::ActiveModel { corrected_to: corrected, ..of(policy.insurer, policy.id) };
    mark(tx, row, policy_mark::Column::CorrectedTo).await
}

/// Opens a policy again.
pub async fn open(tx: &Tx, policy: PolicyId) -> Result<(), Error> {
    let opened = policy_mark::Entity::update_many()
        .col_expr(policy_mark::Column::ClosedSince, Expr::value(None::<DateTime<Utc>>))
        .filter(policy_mark::Column::PolicyId.eq(policy.uuid()));
    opened.exec(tx.connection()).await?;
    Ok(())
}

/// Whether a policy is closed.
pub async fn is_closed(tx: &Tx, policy: PolicyId) -> Result<bool, Error> {
    Ok(closed_since(tx, policy).await?.is_some())
}

/// Since when a policy is closed, if it is.
pub async fn closed_since(tx: &Tx, policy: PolicyId) -> Result<Option<DateTime<Utc>>, Error> {
    Ok(one(tx, policy).await?.and_then(|mark| mark.closed_since))
}

/// An insurer's behind one, for an export.
pub async fn after(tx: &Tx, insurer: OrganisationId, after: Option<PolicyId>) -> Result<Vec<Mark>, Error> {
    let of_it = tx.find::<policy_mark::Entity>();
    let of_it = of_it.filter(policy_mark::Column::OrganisationId.eq(insurer.uuid()));
    let later = of_it.filter(policy_mark::Column::PolicyId.gt(after.map_or(Uuid::nil(), PolicyId::uuid)));
    let page = later.order_by_asc(policy_mark::Column::PolicyId).limit(PAGE);
    Ok(page.all(tx.connection()).await?.into_iter().map(read).collect())
}

/// Writes one that was here or elsewhere before; says whether there was none.
pub async fn restore(tx: &Tx, insurer: OrganisationId, mark: Mark) -> Result<bool, Error> {
    if one(tx, mark.policy).await?.is_some() {
        return Ok(false);
    }
    let row = policy_mark::ActiveModel {
        closed_since: Set(mark.closed_since),
        corrected_to: Set(mark.corrected_to),
        ..of(insurer, mark.policy)
    };
    policy_mark::Entity::insert(row).exec_without_returning(tx.connection()).await?;
    Ok(true)
}

/// How a policy stands that was looked up before it was held.
pub async fn now(tx: &Tx, seen: &Policy) -> Result<Now, Error> {
    Ok(match one(tx, seen.id).await? {
        Some(mark) if mark.closed_since.is_some() => Now::Closed,
        Some(mark) if mark.corrected_to.is_some_and(|revision| revision > seen.revision) => Now::Corrected,
        _ => Now::Same,
    })
}

/// Forgets those of an insurer that was erased: its policies are gone as well.
pub async fn forget(tx: &Tx, insurer: OrganisationId) -> Result<(), Error> {
    let of_it = policy_mark::Entity::delete_many();
    of_it.filter(policy_mark::Column::OrganisationId.eq(insurer.uuid())).exec(tx.connection()).await?;
    Ok(())
}

/// That this policy is closed, for a query that asks for more.
pub(super) fn closed(tx: &Tx, policy: PolicyId) -> SelectStatement {
    found(tx, is(policy))
}

/// That the policy of each row is closed, for a query over policies.
pub(super) fn each_closed(tx: &Tx) -> SelectStatement {
    let same = Expr::col((policy_mark::Entity, policy_mark::Column::PolicyId))
        .eq(Expr::col((policy::Entity, policy::Column::Id)));
    found(tx, Condition::all().add(same))
}

async fn one(tx: &Tx, policy: PolicyId) -> Result<Option<Mark>, Error> {
    let row = tx.find::<policy_mark::Entity>().filter(is(policy)).one(tx.connection()).await?;
    Ok(row.map(read))
}

fn found(tx: &Tx, which: Condition) -> SelectStatement {
    let closed = tx.find::<policy_mark::Entity>().filter(which);
    let closed = closed.filter(policy_mark::Column::ClosedSince.is_not_null());
    closed.select_only().column(policy_mark::Column::PolicyId).into_query()
}

fn read(row: policy_mark::Model) -> Mark {
    Mark { policy: row.policy_id.into(), closed_since: row.closed_since, corrected_to: row.corrected_to }
}

fn is(policy: PolicyId) -> Condition {
    Condition::all().add(policy_mark::Column::PolicyId.eq(policy.uuid()))
}

fn of(insurer: OrganisationId, policy: PolicyId) -> policy_mark::ActiveModel {
    policy_mark::ActiveModel {
        policy_id: Set(policy.uuid()),
        organisation_id: Set(insurer.uuid()),
        closed_since: Set(None),
        corrected_to: Set(None),
    }
}

/// Writes one column, whether the policy has marks or not.
async fn mark(tx: &Tx, row: policy_mark::ActiveModel, column: policy_mark::Column) -> Result<(), Error> {
    let known = OnConflict::column(policy_mark::Column::PolicyId).update_column(column).to_owned();
    policy_mark::Entity::insert(row).on_conflict(known).exec_without_returning(tx.connection()).await?;
    Ok(())
}
