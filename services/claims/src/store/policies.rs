//! Policies in their table: an insurer's own, or one by exact number for a contracted clinic.

use ids::{OrganisationId, Personal, PolicyId};
use money::Yen;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Set,
    sea_query::{Expr, LockType},
};
use store::{Error, OrganisationKind, Page, Scope, Scoped, Slice, Tx, deny, everything};

use super::entity::{contract, policy};
use crate::domain::policy::{Pet, Policy, PolicyNumber, Policyholder};

impl Scoped for policy::Entity {
    fn wall(scope: &Scope) -> Condition {
        match scope {
            Scope::Organisation { id, kind: OrganisationKind::Insurer } => {
                Condition::all().add(policy::Column::InsurerId.eq(id.uuid()))
            }
            Scope::Lookup { clinic, policy_number } => {
                let contracted =
                    contract::Entity::find().filter(contract::Column::ClinicId.eq(clinic.uuid()));
                let contracted = contracted.select_only().column(contract::Column::InsurerId).into_query();
                Condition::all()
                    .add(policy::Column::PolicyNumber.eq(policy_number))
                    .add(policy::Column::InsurerId.in_subquery(contracted))
            }
            Scope::Platform(_) => everything(),
            Scope::Organisation { .. } => deny(),
        }
    }
}

/// Writes a new policy.
pub async fn insert(tx: &Tx, policy: &Policy) -> Result<(), Error> {
    let Policy { id, revision, insurer, number, plan, pet, policyholder, starts_on, ends_on, used } =
        policy.clone();
    let row = policy::ActiveModel {
        id: Set(id.uuid()),
        revision: Set(revision),
        insurer_id: Set(insurer.uuid()),
        policy_number: Set(number.as_str().to_owned()),
        plan: Set(serde_json::to_string(&plan).map_err(|why| Error::row("policies", why))?),
        pet_name: Set(pet.name.into_exposed()),
        species: Set(pet.species),
        breed: Set(pet.breed),
        pet_birth_on: Set(pet.birth_on),
        surname: Set(policyholder.surname.into_exposed()),
        given_name: Set(policyholder.given_name.into_exposed()),
        surname_kana: Set(policyholder.surname_kana.into_exposed()),
        given_name_kana: Set(policyholder.given_name_kana.into_exposed()),
        email: Set(policyholder.email.into_exposed()),
        phone: Set(policyholder.phone.into_exposed()),
        starts_on: Set(starts_on),
        ends_on: Set(ends_on),
        used_yen: Set(used.get()),
    };
    policy::Entity::insert(row).exec_without_returning(tx.connection()).await?;
    Ok(())
}

/// The policies the scope's number finds; at most one an insurer.
pub async fn look_up(tx: &Tx) -> Result<Vec<Policy>, Error> {
    let rows =
        tx.find::<policy::Entity>().order_by_asc(policy::Column::Id).limit(10).all(tx.connection()).await?;
    rows.into_iter().map(read).collect()
}

/// A policy by id, if the scope may see it.
pub async fn get(tx: &Tx, id: PolicyId) -> Result<Option<Policy>, Error> {
    let query = tx.find::<policy::Entity>().filter(policy::Column::Id.eq(id.uuid()));
    query.one(tx.connection()).await?.map(read).transpose()
}

/// A policy locked until the transaction ends: who takes from its annual cap takes turns.
pub async fn get_for_change(tx: &Tx, id: PolicyId) -> Result<Option<Policy>, Error> {
    let query = tx.find::<policy::Entity>().filter(policy::Column::Id.eq(id.uuid()));
    let query = if tx.is_postgres() { query.lock(LockType::Update) } else { query };
    query.one(tx.connection()).await?.map(read).transpose()
}

/// Takes a benefit from the policy's annual cap.
pub async fn take(tx: &Tx, id: PolicyId, benefit: Yen) -> Result<(), Error> {
    policy::Entity::update_many()
        .col_expr(policy::Column::UsedYen, Expr::col(policy::Column::UsedYen).add(benefit.get()))
        .filter(policy::Column::Id.eq(id.uuid()))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// A page of the insurer's policies, newest first.
pub async fn list(tx: &Tx, page: &Page<PolicyId>) -> Result<Slice<Policy>, Error> {
    let mut query = tx.find::<policy::Entity>();
    if let Some(after) = page.after() {
        query = query.filter(policy::Column::Id.lt(after.uuid()));
    }
    let rows = query.order_by_desc(policy::Column::Id).limit(page.fetch()).all(tx.connection()).await?;
    let Slice { rows, next_cursor } = page.cut(rows, |row| row.id.into());
    Ok(Slice { rows: rows.into_iter().map(read).collect::<Result<_, _>>()?, next_cursor })
}

fn read(row: policy::Model) -> Result<Policy, Error> {
    Ok(Policy {
        id: row.id.into(),
        revision: row.revision,
        insurer: OrganisationId::from(row.insurer_id),
        number: PolicyNumber::parse(&row.policy_number).map_err(|why| Error::row("policies", why))?,
        plan: serde_json::from_str(&row.plan).map_err(|why| Error::row("policies", why))?,
        pet: Pet {
            name: Personal::new(row.pet_name),
            species: row.species,
            breed: row.breed,
            birth_on: row.pet_birth_on,
        },
        policyholder: Policyholder {
            surname: Personal::new(row.surname),
            given_name: Personal::new(row.given_name),
            surname_kana: Personal::new(row.surname_kana),
            given_name_kana: Personal::new(row.given_name_kana),
            email: Personal::new(row.email),
            phone: Personal::new(row.phone),
        },
        starts_on: row.starts_on,
        ends_on: row.ends_on,
        used: Yen::new(row.used_yen),
    })
}
