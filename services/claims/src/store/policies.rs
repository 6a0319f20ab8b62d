//! Policies in their table: an insurer's own, or one by exact number for a contracted clinic. The index of numbers gives
//! candidates; what has another number is not shown.

use std::collections::{BTreeMap, BTreeSet};

use envelope::Index;
use fault::Fault;
use ids::{OrganisationId, Personal, PolicyId};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, LockType},
};
use store::{Error, OrganisationKind, Page, Scope, Scoped, Slice, Tx, deny, everything};
use uuid::Uuid;

use super::{
    entity::{contract, policy, policy_token},
    policy_marks, policy_rows,
    policy_tokens::{self, Batch, Sought},
    seals::Seals,
};
use crate::domain::{
    policy::{Paid, Policy, PolicyNumber},
    search::{Search, Subject},
};

/// Candidates of one look-up, far more than insurers that a clinic has contracted, or of one step of a search.
const CANDIDATES: u64 = 100;

impl Scoped for policy::Entity {
    fn wall(scope: &Scope) -> Condition {
        match scope {
            Scope::Organisation { id, kind: OrganisationKind::Insurer } => {
                Condition::all().add(policy::Column::InsurerId.eq(id.uuid()))
            }
            Scope::Lookup { clinic, tokens } => {
                let contracted =
                    contract::Entity::find().filter(contract::Column::ClinicId.eq(clinic.uuid()));
                let contracted = contracted.select_only().column(contract::Column::InsurerId).into_query();
                Condition::all()
                    .add(policy::Column::NumberToken.is_in(tokens.iter().copied()))
                    .add(policy::Column::InsurerId.in_subquery(contracted))
            }
            Scope::Platform(_) => everything(),
            Scope::Organisation { .. } => deny(),
        }
    }
}

/// What became of a new policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inserted {
    /// It is there.
    Added,
    /// The insurer has a policy of that number.
    Taken,
    /// Another policy took its place in the index meanwhile. To be done again, in a new transaction: this one is lost.
    Overtaken,
}

/// What a look-up has found.
#[derive(Debug, Default)]
pub struct LookedUp {
    /// Policies.
    pub policies: Vec<Policy>,
    /// One of that number that is closed, and its insurer.
    pub closed: Vec<(PolicyId, OrganisationId)>,
}

/// The tokens of a number in an insurer's index, for [`Scope::Lookup`].
pub fn tokens(index: &Index, number: &PolicyNumber) -> Vec<i64> {
    policy_rows::tokens(index, number)
}

/// Writes a new policy, unless its insurer has one of that number.
pub async fn insert(tx: &Tx, seals: Seals<'_>, policy: &Policy) -> Result<Inserted, Fault> {
    let index = seals.index(policy.insurer)?;
    let token = policy_rows::token(&index, &policy.number)?;
    tx.alone(policy_rows::POLICIES, policy.insurer).await?;
    let alike = policy::Column::NumberToken.is_in(policy_rows::tokens(&index, &policy.number));
    let query = tx.find::<policy::Entity>().filter(policy::Column::InsurerId.eq(policy.insurer.uuid()));
    let candidates = query.filter(alike).all(tx.connection()).await.map_err(Error::from)?;
    seals.ready(candidates.iter().map(|row| &row.policy_number))?;
    for row in &candidates {
        if policy_rows::has_number(row, &policy.number, seals)? {
            return Ok(Inserted::Taken);
        }
    }
    let taken = candidates.iter().filter(|row| row.number_token == token).map(|row| row.number_ordinal);
    let row = policy_rows::write(policy, token, taken.max().unwrap_or_default().saturating_add(1), seals)?;
    match policy::Entity::insert(row).exec_without_returning(tx.connection()).await.map_err(Error::from) {
        Ok(_) => {
            policy_tokens::insert(tx, &index, policy).await?;
            Ok(Inserted::Added)
        }
        Err(error) if error.is_duplicate() => Ok(Inserted::Overtaken),
        Err(error) => Err(error.into()),
    }
}

/// The policies that the scope's tokens find and that have the number; at most one an insurer. Of those that are closed nothing is
/// opened but the number.
pub async fn look_up(tx: &Tx, seals: Seals<'_>, number: &PolicyNumber) -> Result<LookedUp, Fault> {
    let query = tx.find::<policy::Entity>().order_by_asc(policy::Column::Id).limit(CANDIDATES);
    let candidates = query.all(tx.connection()).await.map_err(Error::from)?;
    seals.ready(candidates.iter().flat_map(policy_rows::columns))?;
    let mut found = LookedUp::default();
    for row in candidates {
        if !policy_rows::has_number(&row, number, seals)? {
            continue;
        }
        if policy_marks::is_closed(tx, row.id.into()).await? {
            found.closed.push((row.id.into(), row.insurer_id.into()));
        } else {
            found.policies.push(policy_rows::read(row, seals)?);
        }
    }
    Ok(found)
}

/// The insurer's policy of that number, closed or not.
pub async fn by_number(
    tx: &Tx,
    seals: Seals<'_>,
    insurer: OrganisationId,
    number: &PolicyNumber,
) -> Result<Option<Policy>, Fault> {
    let tokens = policy_rows::tokens(&seals.index(insurer)?, number);
    let query = tx.find::<policy::Entity>().filter(policy::Column::InsurerId.eq(insurer.uuid()));
    let query = query.filter(policy::Column::NumberToken.is_in(tokens)).limit(CANDIDATES);
    let candidates = query.all(tx.connection()).await.map_err(Error::from)?;
    seals.ready(candidates.iter().flat_map(policy_rows::columns))?;
    for row in candidates {
        if policy_rows::has_number(&row, number, seals)? {
            return policy_rows::read(row, seals).map(Some);
        }
    }
    Ok(None)
}

/// The policy, if the scope may see it, closed or not.
pub async fn get(tx: &Tx, seals: Seals<'_>, id: PolicyId) -> Result<Option<Policy>, Fault> {
    open(tx, seals, by_id(tx, id)).await
}

/// Whether the scope may see such a policy, closed or not.
pub async fn exists(tx: &Tx, id: PolicyId) -> Result<bool, Error> {
    Ok(by_id(tx, id).one(tx.connection()).await?.is_some())
}

/// The policy, locked until the transaction ends. It is held first, and claims about it are locked, as whoever decides one does.
pub async fn get_for_change(tx: &Tx, seals: Seals<'_>, id: PolicyId) -> Result<Option<Policy>, Fault> {
    open(tx, seals, locked(tx, id)).await
}

/// Writes whom a policy names, and what it is found by.
pub async fn correct(tx: &Tx, seals: Seals<'_>, policy: &Policy) -> Result<(), Fault> {
    let changed = policy::Entity::update_many().set(policy_rows::naming(policy, seals)?);
    let changed = changed.col_expr(policy::Column::Revision, Expr::value(policy.revision));
    let changed = changed.filter(policy::Column::Id.eq(policy.id.uuid()));
    changed.exec(tx.connection()).await.map_err(Error::from)?;
    policy_marks::correct(tx, policy).await?;
    delete_tokens(tx, policy.id).await?;
    policy_tokens::insert(tx, &seals.index(policy.insurer)?, policy).await
}

/// Deletes a policy, and what it is found by.
pub async fn delete(tx: &Tx, id: PolicyId) -> Result<(), Error> {
    delete_tokens(tx, id).await?;
    policy::Entity::delete_by_id(id.uuid()).exec(tx.connection()).await?;
    Ok(())
}

async fn delete_tokens(tx: &Tx, id: PolicyId) -> Result<(), Error> {
    let tokens = policy_token::Entity::delete_many().filter(policy_token::Column::PolicyId.eq(id.uuid()));
    tokens.exec(tx.connection()).await?;
    Ok(())
}

async fn open(tx: &Tx, seals: Seals<'_>, query: Select<policy::Entity>) -> Result<Option<Policy>, Fault> {
    let Some(row) = query.one(tx.connection()).await.map_err(Error::from)? else { return Ok(None) };
    seals.ready(policy_rows::columns(&row))?;
    policy_rows::read(row, seals).map(Some)
}

/// What a search looks at next of the insurer's policies, newest first.
pub async fn search(
    tx: &Tx,
    seals: Seals<'_>,
    (search, sought): (&Search, &Sought),
    after: Option<PolicyId>,
) -> Result<Batch<Policy, PolicyId>, Fault> {
    let mut query = older(tx, after);
    for policies in sought.policies(tx) {
        query = query.filter(policy::Column::Id.in_subquery(policies));
    }
    let rows = query.order_by_desc(policy::Column::Id).limit(CANDIDATES).all(tx.connection()).await;
    let rows = rows.map_err(Error::from)?;
    seals.ready(rows.iter().flat_map(policy_rows::columns))?;
    let mut batch = Batch::of(CANDIDATES, &rows, |row| row.id.into());
    for row in rows {
        let policy = policy_rows::read(row, seals)?;
        if is_meant(search, &policy) {
            batch.found.push(policy);
        }
    }
    Ok(batch)
}

/// The telephone numbers of policies that the scope may see.
pub async fn phones(
    tx: &Tx,
    seals: Seals<'_>,
    ids: BTreeSet<Uuid>,
) -> Result<BTreeMap<Uuid, Personal<String>>, Fault> {
    let query = tx.find::<policy::Entity>().filter(policy::Column::Id.is_in(ids));
    let rows = query.all(tx.connection()).await.map_err(Error::from)?;
    seals.ready(rows.iter().map(|row| &row.phone))?;
    rows.into_iter().map(|row| Ok((row.id, policy_rows::phone(row, seals)?))).collect()
}

/// The policyholder's mail address, if the scope may see the policy.
pub async fn email(tx: &Tx, seals: Seals<'_>, id: PolicyId) -> Result<Option<Personal<String>>, Fault> {
    let row = by_id(tx, id).one(tx.connection()).await.map_err(Error::from)?;
    row.map(|row| policy_rows::email(row, seals)).transpose()
}

/// What a policy has paid in its term, if the scope may see it.
pub async fn paid(tx: &Tx, id: PolicyId) -> Result<Option<Paid>, Error> {
    by_id(tx, id).one(tx.connection()).await?.as_ref().map(policy_rows::paid).transpose()
}

/// The same, and the policy is locked until the transaction ends: who takes from its limits takes turns.
pub async fn paid_for_change(tx: &Tx, id: PolicyId) -> Result<Option<Paid>, Error> {
    locked(tx, id).one(tx.connection()).await?.as_ref().map(policy_rows::paid).transpose()
}

/// Keeps what a policy has paid by now; it was locked before.
pub async fn keep_paid(tx: &Tx, id: PolicyId, paid: &Paid) -> Result<(), Error> {
    policy::Entity::update_many()
        .col_expr(policy::Column::UsedYen, Expr::value(paid.used.get()))
        .col_expr(policy::Column::Taken, Expr::value(policy_rows::json(&paid.taken)?))
        .filter(policy::Column::Id.eq(id.uuid()))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// A page of the insurer's policies, newest first.
pub async fn list(tx: &Tx, seals: Seals<'_>, page: &Page<PolicyId>) -> Result<Slice<Policy>, Fault> {
    let query = older(tx, page.after().copied());
    let rows = query.order_by_desc(policy::Column::Id).limit(page.fetch()).all(tx.connection()).await;
    let Slice { rows, next_cursor } = page.cut(rows.map_err(Error::from)?, |row| row.id.into());
    seals.ready(rows.iter().flat_map(policy_rows::columns))?;
    let rows = rows.into_iter().map(|row| policy_rows::read(row, seals)).collect::<Result<_, _>>()?;
    Ok(Slice { rows, next_cursor })
}

fn by_id(tx: &Tx, id: PolicyId) -> Select<policy::Entity> {
    tx.find::<policy::Entity>().filter(policy::Column::Id.eq(id.uuid()))
}

fn locked(tx: &Tx, id: PolicyId) -> Select<policy::Entity> {
    let query = by_id(tx, id);
    if tx.is_postgres() { query.lock(LockType::Update) } else { query }
}

/// Those that are not closed.
fn older(tx: &Tx, after: Option<PolicyId>) -> Select<policy::Entity> {
    let query = tx.find::<policy::Entity>();
    let query = query.filter(Expr::exists(policy_marks::each_closed(tx)).not());
    match after {
        Some(after) => query.filter(policy::Column::Id.lt(after.uuid())),
        None => query,
    }
}

fn is_meant(search: &Search, policy: &Policy) -> bool {
    search.matches(&Subject {
        pet_name: &policy.pet.name,
        policyholder: &policy.policyholder.name(),
        kana: &policy.policyholder.kana(),
        number: &policy.number,
        phone: Some(&policy.policyholder.phone),
        receipt: None,
    })
}
