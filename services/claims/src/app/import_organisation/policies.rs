//! Plans, rules of review, policies with what they are found by, what everybody may know of them, and contracts.

use std::collections::HashSet;

use ::store::Tx;
use archive::{Became, Brought, IncomingFile};
use fault::Fault;
use ids::{OrganisationId, PlanId};

use super::Importer;
use crate::{
    app::records::{ContractRecord, PlanRecord, PolicyMarkRecord, PolicyRecord, ReviewRulesRecord},
    domain::{plan::PlanVersion, policy::Policy, rules::Rules},
    store::{
        contracts, plans,
        policies::{self, Inserted},
        policy_marks::{self, Mark},
        review_rules,
    },
};

impl Importer {
    pub(super) async fn import_policies(
        &self,
        of: OrganisationId,
        file: IncomingFile<'_>,
    ) -> Result<Brought, Fault> {
        let all = file.records(PolicyRecord::policy).await?;
        self.keep_all("policies", &all, async |tx, policy| self.keep_policy(tx, of, policy).await).await
    }

    async fn keep_policy(&self, tx: &Tx, of: OrganisationId, policy: &Policy) -> Result<Became, Fault> {
        if policy.insurer != of {
            return Ok(Became::Left);
        }
        if policies::exists(tx, policy.id).await? {
            return Ok(Became::Known);
        }
        if policy_marks::is_closed(tx, policy.id).await? {
            return Ok(Became::Left); // its holder has had it deleted here since
        }
        match policies::insert(tx, self.seals(), policy).await? {
            Inserted::Added => Ok(Became::Brought),
            Inserted::Taken => Ok(Became::Left), // another has the number
            Inserted::Overtaken => Err(Fault::unavailable("DATABASE_UNAVAILABLE")),
        }
    }

    pub(super) async fn import_plans(
        &self,
        of: OrganisationId,
        file: IncomingFile<'_>,
    ) -> Result<Brought, Fault> {
        let all = file.records(|record: PlanRecord| record.version(of)).await?;
        let known: HashSet<PlanId> = all.iter().map(|version| version.id).collect();
        let keep = async |tx: &Tx, version: &PlanVersion| {
            plans::hold(tx, of).await?;
            let here = plans::versions(tx, of, &version.plan.code).await?;
            if here.iter().any(|id| !known.contains(id)) {
                return Ok(Became::Left); // the code has gone another way here
            }
            Ok(Became::written(plans::restore(tx, version).await?))
        };
        self.keep_all("plans", &all, keep).await
    }

    pub(super) async fn import_review_rules(
        &self,
        of: OrganisationId,
        file: IncomingFile<'_>,
    ) -> Result<Brought, Fault> {
        let all = file.records(|record: ReviewRulesRecord| record.rules(of)).await?;
        let keep = async |tx: &Tx, rules: &Rules| {
            review_rules::hold(tx, of).await?;
            let is_new = review_rules::get(tx, of).await?.is_none();
            if is_new {
                review_rules::put(tx, rules).await?;
            }
            Ok(Became::written(is_new))
        };
        self.keep_all("review_rules", &all, keep).await
    }

    pub(super) async fn import_marks(
        &self,
        of: OrganisationId,
        file: IncomingFile<'_>,
    ) -> Result<Brought, Fault> {
        let all = file.records(Some::<PolicyMarkRecord>).await?;
        let keep = async |tx: &Tx, record: &PolicyMarkRecord| {
            let PolicyMarkRecord { policy_id: policy, closed_since, corrected_to } = *record;
            let mark = Mark { policy, closed_since, corrected_to };
            Ok(Became::written(policy_marks::restore(tx, of, mark).await?))
        };
        self.keep_all("policy_marks", &all, keep).await
    }

    pub(super) async fn import_contracts(
        &self,
        of: OrganisationId,
        file: IncomingFile<'_>,
    ) -> Result<Brought, Fault> {
        let all = file.records(Some::<ContractRecord>).await?;
        let keep = async |tx: &Tx, record: &ContractRecord| {
            let ContractRecord { clinic_id, insurer_id, since } = *record;
            if insurer_id != of {
                return Ok(Became::Left); // the insurer makes it
            }
            Ok(Became::written(contracts::make(tx, clinic_id, insurer_id, since).await?))
        };
        self.keep_all("contracts", &all, keep).await
    }
}
