//! A policy to and from its row: whom it names is sealed under the insurer's keys, and its number has a token in the
//! insurer's blind index (ADR 12). A row that no policy could have written is refused.

use envelope::{Column, Field, Index, Token};
use fault::Fault;
use ids::{Personal, PlanId};
use money::Yen;
use sea_orm::ActiveValue::Set;
use serde::Serialize;
use store::{Error, SealedColumn};

use super::{
    entity::policy,
    seals::{RowSeals, Seals},
};
use crate::domain::{
    plan::Plan,
    policy::{Paid, Pet, Policy, PolicyNumber, Policyholder},
};

pub(super) const POLICIES: &str = "policies";
pub(super) const NUMBER: Column = Column::new(POLICIES, "policy_number");
pub(super) const PET_NAME: Column = Column::new(POLICIES, "pet_name");
pub(super) const SURNAME: Column = Column::new(POLICIES, "surname");
pub(super) const GIVEN_NAME: Column = Column::new(POLICIES, "given_name");
pub(super) const SURNAME_KANA: Column = Column::new(POLICIES, "surname_kana");
pub(super) const GIVEN_NAME_KANA: Column = Column::new(POLICIES, "given_name_kana");
pub(super) const EMAIL: Column = Column::new(POLICIES, "email");
pub(super) const PHONE: Column = Column::new(POLICIES, "phone");

/// What policies are found by.
pub(super) const BY_NUMBER: Field = Field::number("policies.policy_number");

/// The tokens that a number may have.
pub(super) fn tokens(index: &Index, number: &PolicyNumber) -> Vec<i64> {
    index.tokens(BY_NUMBER, number.as_str()).into_iter().map(Token::number).collect()
}

/// The token to keep beside a number.
pub(super) fn token(index: &Index, number: &PolicyNumber) -> Result<i64, envelope::Error> {
    let token = index.token(BY_NUMBER, number.as_str()).map(Token::number);
    token.ok_or(envelope::Error::Broken("a policy number has no token"))
}

/// The row of a policy, at its place in the index.
pub(super) fn write(
    policy: &Policy,
    token: i64,
    ordinal: i32,
    seals: Seals<'_>,
) -> Result<policy::ActiveModel, Fault> {
    let Policy {
        id,
        revision,
        insurer,
        number,
        plan,
        plan_id,
        pet,
        policyholder: _,
        starts_on,
        ends_on,
        first_starts_on,
        paid: Paid { used, taken },
    } = policy;
    let sealed = seals.row(*insurer, id.uuid());
    Ok(policy::ActiveModel {
        id: Set(id.uuid()),
        revision: Set(*revision),
        insurer_id: Set(insurer.uuid()),
        policy_number: Set(sealed.seal(NUMBER, number.as_str())?),
        number_token: Set(token),
        number_ordinal: Set(ordinal),
        plan: Set(json(plan)?),
        plan_id: Set(plan_id.map(PlanId::uuid)),
        species: Set(pet.species.clone()),
        breed: Set(pet.breed.clone()),
        pet_birth_on: Set(pet.birth_on),
        starts_on: Set(*starts_on),
        ends_on: Set(*ends_on),
        first_starts_on: Set(*first_starts_on),
        used_yen: Set(used.get()),
        taken: Set(json(taken)?),
        ..naming(policy, seals)?
    })
}

/// The columns that name somebody, and no others.
pub(super) fn naming(policy: &Policy, seals: Seals<'_>) -> Result<policy::ActiveModel, Fault> {
    let (sealed, person) = (seals.row(policy.insurer, policy.id.uuid()), &policy.policyholder);
    let seal = |column, text: &Personal<String>| sealed.seal(column, text.expose()).map(Set);
    Ok(policy::ActiveModel {
        pet_name: seal(PET_NAME, &policy.pet.name)?,
        surname: seal(SURNAME, &person.surname)?,
        given_name: seal(GIVEN_NAME, &person.given_name)?,
        surname_kana: seal(SURNAME_KANA, &person.surname_kana)?,
        given_name_kana: seal(GIVEN_NAME_KANA, &person.given_name_kana)?,
        email: seal(EMAIL, &person.email)?,
        phone: seal(PHONE, &person.phone)?,
        ..<policy::ActiveModel as Default>::default()
    })
}

/// Every sealed column of a row.
pub(super) const fn columns(row: &policy::Model) -> [&SealedColumn; 8] {
    [
        &row.policy_number,
        &row.pet_name,
        &row.surname,
        &row.given_name,
        &row.surname_kana,
        &row.given_name_kana,
        &row.email,
        &row.phone,
    ]
}

/// A policy from its row.
pub(super) fn read(row: policy::Model, seals: Seals<'_>) -> Result<Policy, Fault> {
    let sealed = sealed(&row, seals);
    Ok(Policy {
        id: row.id.into(),
        revision: row.revision,
        insurer: row.insurer_id.into(),
        number: number(&row, &sealed)?,
        plan: plan(&row)?,
        plan_id: row.plan_id.map(Into::into),
        paid: paid(&row)?,
        pet: Pet {
            name: sealed.open(PET_NAME, row.pet_name)?,
            species: row.species,
            breed: row.breed,
            birth_on: row.pet_birth_on,
        },
        policyholder: Policyholder {
            surname: sealed.open(SURNAME, row.surname)?,
            given_name: sealed.open(GIVEN_NAME, row.given_name)?,
            surname_kana: sealed.open(SURNAME_KANA, row.surname_kana)?,
            given_name_kana: sealed.open(GIVEN_NAME_KANA, row.given_name_kana)?,
            email: sealed.open(EMAIL, row.email)?,
            phone: sealed.open(PHONE, row.phone)?,
        },
        starts_on: row.starts_on,
        ends_on: row.ends_on,
        first_starts_on: row.first_starts_on,
    })
}

/// Whether a candidate has the number; its token is short, so it may be another's.
pub(super) fn has_number(
    row: &policy::Model,
    wanted: &PolicyNumber,
    seals: Seals<'_>,
) -> Result<bool, Fault> {
    Ok(number(row, &sealed(row, seals))? == *wanted)
}

/// The policyholder's mail address, and nothing else of the row.
pub(super) fn email(row: policy::Model, seals: Seals<'_>) -> Result<Personal<String>, Fault> {
    Ok(sealed(&row, seals).open(EMAIL, row.email)?)
}

/// The policyholder's telephone number, and nothing else of the row.
pub(super) fn phone(row: policy::Model, seals: Seals<'_>) -> Result<Personal<String>, Fault> {
    Ok(sealed(&row, seals).open(PHONE, row.phone)?)
}

pub(super) fn plan(row: &policy::Model) -> Result<Plan, Error> {
    serde_json::from_str(&row.plan).map_err(|why| Error::row(POLICIES, why))
}

/// What the policy has paid.
pub(super) fn paid(row: &policy::Model) -> Result<Paid, Error> {
    let taken = serde_json::from_str(&row.taken).map_err(|why| Error::row(POLICIES, why))?;
    Ok(Paid { used: Yen::new(row.used_yen), taken })
}

pub(super) fn json(value: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|why| Error::row(POLICIES, why))
}

fn number(row: &policy::Model, sealed: &RowSeals<'_>) -> Result<PolicyNumber, Fault> {
    let number = sealed.open(NUMBER, row.policy_number.clone())?;
    Ok(PolicyNumber::parse(number.expose()).map_err(|_| Error::row(POLICIES, "policy_number"))?)
}

fn sealed<'a>(row: &policy::Model, seals: Seals<'a>) -> RowSeals<'a> {
    seals.row(row.insurer_id.into(), row.id)
}
