//! Registers a policy with its pet and policyholder.

use chrono::NaiveDate;
use fault::Fault;
use ids::{PlanId, PolicyId};
use serde::{Deserialize, Serialize};

use super::{App, By};
use crate::{
    domain::{
        access::Act,
        plan::Plan,
        policy::{Paid, Pet, Policy, PolicyNumber, Policyholder},
    },
    facts,
    store::{
        plans,
        policies::{self, Inserted},
    },
};

/// How often a place in the index of numbers may be lost to others who come at the same moment.
const AGAIN: usize = 5;

/// A policy as the insurer writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPolicy {
    /// 証券番号.
    pub number: PolicyNumber,
    /// The plan.
    pub plan: PlanOf,
    /// The pet.
    pub pet: Pet,
    /// The policyholder.
    pub policyholder: Policyholder,
    /// 始期日.
    pub starts_on: NaiveDate,
    /// 満期日, included.
    pub ends_on: NaiveDate,
    /// 初年度の始期日; its own where it renews none.
    pub first_starts_on: Option<NaiveDate>,
}

/// Which plan a policy has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanOf {
    /// One of its own.
    Own(Box<Plan>),
    /// The version of a published one that is valid on the first day, by its code.
    Published(String),
}

/// The policy exists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyRegistered {
    /// Its id.
    pub policy: PolicyId,
    /// Its revision.
    pub revision: i64,
}

impl App {
    /// Registers a policy.
    ///
    /// # Errors
    /// `Conflict` when the insurer has a policy of that number.
    pub async fn register_policy(&self, by: &By, new: NewPolicy) -> Result<PolicyRegistered, Fault> {
        let NewPolicy { number, plan, pet, policyholder, starts_on, ends_on, first_starts_on } = new;
        let (id, insurer) = (PolicyId::generate(), by.actor.organisation);
        let (plan, plan_id) = self.plan_of(by, plan, starts_on).await?;
        let policy = Policy {
            id,
            revision: 1,
            insurer,
            number,
            plan,
            plan_id,
            pet,
            policyholder,
            starts_on,
            ends_on,
            first_starts_on: first_starts_on.unwrap_or(starts_on),
            paid: Paid::default(),
        };
        for _ in 0..AGAIN {
            let registered = self.keys.with_keys(|| self.register(by, &policy)).await?;
            if let Some(answer) = registered {
                return Ok(answer);
            }
        }
        Err(Fault::unavailable("DATABASE_UNAVAILABLE").message("others were always faster"))
    }

    async fn plan_of(
        &self,
        by: &By,
        plan: PlanOf,
        starts_on: NaiveDate,
    ) -> Result<(Plan, Option<PlanId>), Fault> {
        let code = match plan {
            PlanOf::Own(plan) => return Ok((*plan, None)),
            PlanOf::Published(code) => code,
        };
        let tx = self.read(by, Act::ManagePolicies, "find_plan").await?;
        let version = plans::valid_on(&tx, &code, starts_on).await?;
        let wrong = || {
            Fault::invalid("REQUEST_INVALID").violation(
                "plan_code",
                "UNKNOWN",
                "no plan of that code is valid on the first day",
            )
        };
        version.map(|version| (version.plan, Some(version.id))).ok_or_else(wrong)
    }

    /// Registers the policy; nothing, when another took its place in the index and it must be looked at anew.
    async fn register(&self, by: &By, policy: &Policy) -> Result<Option<PolicyRegistered>, Fault> {
        let tx = self.begin(by, Act::ManagePolicies, "register_policy").await?;
        let attempt = by.attempt("RegisterPolicy", self.now());
        if let Some(answer) = tx.recall(&attempt).await? {
            return Ok(Some(answer));
        }
        match policies::insert(&tx, self.seals(by, "register_policy"), policy).await? {
            Inserted::Added => {}
            Inserted::Taken => return Err(Fault::conflict("POLICY_EXISTS")),
            Inserted::Overtaken => return Ok(None),
        }
        let answer = PolicyRegistered { policy: policy.id, revision: policy.revision };
        tx.remember(&attempt, &answer).await?;
        let named = (policy.id, policy.insurer);
        feed::tell(&tx, &facts::of_policy("policy.registered", named, &by.actor, self.now())).await?;
        tx.commit().await?;
        Ok(Some(answer))
    }
}
