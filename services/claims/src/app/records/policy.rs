//! A policy, a contract and what everybody may know of a policy.

use chrono::{DateTime, NaiveDate, Utc};
use ids::{OrganisationId, Personal, PlanId, PolicyId};
use money::Yen;
use serde::{Deserialize, Serialize};

use crate::domain::{
    benefit::Taken,
    plan::Plan,
    policy::{Paid, Pet, Policy, PolicyNumber, Policyholder},
};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::app) struct PolicyRecord {
    id: PolicyId,
    revision: i64,
    insurer_id: OrganisationId,
    policy_number: String,
    plan: Plan,
    plan_id: Option<PlanId>,
    pet: PetRecord,
    policyholder: PolicyholderRecord,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    first_starts_on: NaiveDate,
    used_yen: i64,
    taken: Vec<Taken>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PetRecord {
    name: String,
    species: String,
    breed: String,
    birth_on: NaiveDate,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyholderRecord {
    surname: String,
    given_name: String,
    surname_kana: String,
    given_name_kana: String,
    email: String,
    phone: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::app) struct ContractRecord {
    pub(in crate::app) clinic_id: OrganisationId,
    pub(in crate::app) insurer_id: OrganisationId,
    pub(in crate::app) since: DateTime<Utc>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::app) struct PolicyMarkRecord {
    pub(in crate::app) policy_id: PolicyId,
    pub(in crate::app) closed_since: Option<DateTime<Utc>>,
    pub(in crate::app) corrected_to: Option<i64>,
}

impl PolicyRecord {
    pub(in crate::app) fn of(policy: &Policy) -> Self {
        let Policy {
            id,
            revision,
            insurer,
            number,
            plan,
            plan_id,
            pet,
            policyholder,
            starts_on,
            ends_on,
            first_starts_on,
            paid: Paid { used, taken },
        } = policy;
        let Pet { name, species, breed, birth_on } = pet;
        let Policyholder { surname, given_name, surname_kana, given_name_kana, email, phone } = policyholder;
        let [surname, given_name, surname_kana, given_name_kana, email, phone] =
            [surname, given_name, surname_kana, given_name_kana, email, phone]
                .map(|text| text.expose().clone());
        Self {
            id: *id,
            revision: *revision,
            insurer_id: *insurer,
            policy_number: number.as_str().to_owned(),
            plan: plan.clone(),
            plan_id: *plan_id,
            pet: PetRecord {
                name: name.expose().clone(),
                species: species.clone(),
                breed: breed.clone(),
                birth_on: *birth_on,
            },
            policyholder: PolicyholderRecord {
                surname,
                given_name,
                surname_kana,
                given_name_kana,
                email,
                phone,
            },
            starts_on: *starts_on,
            ends_on: *ends_on,
            first_starts_on: *first_starts_on,
            used_yen: used.get(),
            taken: taken.clone(),
        }
    }

    /// The policy; nothing when there could be no such.
    pub(in crate::app) fn policy(self) -> Option<Policy> {
        let PetRecord { name, species, breed, birth_on } = self.pet;
        let PolicyholderRecord { surname, given_name, surname_kana, given_name_kana, email, phone } =
            self.policyholder;
        let policy = Policy {
            id: self.id,
            revision: self.revision,
            insurer: self.insurer_id,
            number: PolicyNumber::parse(&self.policy_number).ok()?,
            plan: self.plan,
            plan_id: self.plan_id,
            pet: Pet { name: Personal::new(name), species, breed, birth_on },
            policyholder: Policyholder {
                surname: Personal::new(surname),
                given_name: Personal::new(given_name),
                surname_kana: Personal::new(surname_kana),
                given_name_kana: Personal::new(given_name_kana),
                email: Personal::new(email),
                phone: Personal::new(phone),
            },
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            first_starts_on: self.first_starts_on,
            paid: Paid { used: Yen::new(self.used_yen), taken: self.taken },
        };
        let is_term = policy.first_starts_on <= policy.starts_on && policy.starts_on <= policy.ends_on;
        (is_term && self.used_yen >= 0).then_some(policy)
    }
}
