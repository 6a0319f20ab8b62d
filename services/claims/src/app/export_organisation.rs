//! Writes out everything that the actor's organisation owns here: an insurer's policies, contracts, claims as the organisation sees
//! them, their documents, and requests of data subjects. Each page and each claim is a short transaction of its own. Refuses programs.

mod documents;
mod subjects;

use archive::{Damages, Outgoing, Parts, Records};
use fault::Fault;
use identity::OrganisationKind;
use ids::{ClaimId, LabelId, PolicyId};

use super::{
    App, By, allow, no_claim,
    records::{
        ClaimRecord, ContractRecord, PlanRecord, PolicyMarkRecord, PolicyRecord, ReviewRulesRecord,
        TombstoneRecord,
    },
};
use crate::{
    domain::{access::Act, claim::Claim, policy::Policy, tombstone::Kept},
    store::{
        Seals, claims,
        export::{self, Contract},
        plans, policies,
        policy_marks::{self, Mark},
        review_rules,
    },
};

/// The name of its transactions, and why values are opened.
const NAME: &str = "export_organisation";

/// Where everything about claims goes.
struct Written {
    claims: Records,
    documents: Records,
    damages: Damages,
}

impl App {
    /// The files, as they are read.
    ///
    /// # Errors
    /// `Forbidden`; the stream ends with what goes wrong later.
    pub fn export_organisation(&self, by: &By) -> Result<Parts, Fault> {
        allow(by, Act::ExportOrganisation)?;
        let (app, by) = (self.clone(), by.clone());
        Ok(archive::export(move |mut out| async move {
            let mut damages = Damages::default();
            if by.actor.organisation_kind == OrganisationKind::Insurer {
                app.write_plans(&by, &mut out).await?;
                app.write_review_rules(&by, &mut out).await?;
                app.write_policies(&by, &mut out, &mut damages).await?;
                app.write_marks(&by, &mut out).await?;
                app.write_subject_requests(&by, &mut out, &mut damages).await?;
                app.write_subject_files(&by, &mut out, &mut damages).await?;
            }
            app.write_contracts(&by, &mut out).await?;
            let claims = Records::new("claims/claims");
            let mut written = Written { claims, documents: Records::new("claims/documents"), damages };
            app.write_claims(&by, &mut out, &mut written).await?;
            written.claims.end(&mut out).await?;
            written.documents.end(&mut out).await?;
            written.damages.end(&mut out, "claims").await?;
            Ok(out)
        }))
    }

    async fn write_policies(&self, by: &By, out: &mut Outgoing, damages: &mut Damages) -> Result<(), Fault> {
        let (mut written, mut after) = (Records::new("claims/policies"), None);
        loop {
            let tx = self.read(by, Act::ExportOrganisation, NAME).await?;
            let page = export::policies(&tx, after).await?;
            drop(tx);
            let Some(last) = page.last() else { break };
            after = Some(*last);
            for id in page {
                let policy = self.keys.with_keys(|| self.policy_to_export(by, id)).await;
                if let Some(policy) = damages.take("policies", id, policy)?.flatten() {
                    written.push(out, &PolicyRecord::of(&policy)).await?;
                }
            }
        }
        written.end(out).await
    }

    async fn write_plans(&self, by: &By, out: &mut Outgoing) -> Result<(), Fault> {
        let (mut written, mut after) = (Records::new("claims/plans"), None);
        loop {
            let tx = self.read(by, Act::ExportOrganisation, NAME).await?;
            let page = plans::after(&tx, after).await?;
            drop(tx);
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            for version in page {
                written.push(out, &PlanRecord::of(version)).await?;
            }
        }
        written.end(out).await
    }

    async fn write_review_rules(&self, by: &By, out: &mut Outgoing) -> Result<(), Fault> {
        let mut written = Records::new("claims/review_rules");
        let tx = self.read(by, Act::ExportOrganisation, NAME).await?;
        let rules = review_rules::get(&tx, by.actor.organisation).await?;
        drop(tx);
        if let Some(rules) = rules {
            written.push(out, &ReviewRulesRecord::of(&rules)).await?;
        }
        written.end(out).await
    }

    async fn write_marks(&self, by: &By, out: &mut Outgoing) -> Result<(), Fault> {
        let (mut written, mut after) = (Records::new("claims/policy_marks"), None);
        loop {
            let tx = self.read(by, Act::ExportOrganisation, NAME).await?;
            let page = policy_marks::after(&tx, by.actor.organisation, after).await?;
            drop(tx);
            let Some(last) = page.last() else { break };
            after = Some(last.policy);
            for Mark { policy, closed_since, corrected_to } in page {
                let record = PolicyMarkRecord { policy_id: policy, closed_since, corrected_to };
                written.push(out, &record).await?;
            }
        }
        written.end(out).await
    }

    async fn write_contracts(&self, by: &By, out: &mut Outgoing) -> Result<(), Fault> {
        let (mut written, mut after) = (Records::new("claims/contracts"), None);
        loop {
            let tx = self.read(by, Act::ExportOrganisation, NAME).await?;
            let page = export::contracts(&tx, after).await?;
            drop(tx);
            let Some(last) = page.last() else { break };
            after = Some(*last);
            for contract in &page {
                let Contract { clinic, insurer, since } = *contract;
                let record = ContractRecord { clinic_id: clinic, insurer_id: insurer, since };
                written.push(out, &record).await?;
            }
        }
        written.end(out).await
    }

    async fn write_claims(&self, by: &By, out: &mut Outgoing, written: &mut Written) -> Result<(), Fault> {
        let mut after = None;
        loop {
            let tx = self.read(by, Act::ExportOrganisation, NAME).await?;
            let page = export::claims(&tx, after).await?;
            drop(tx);
            let Some(last) = page.last() else { return Ok(()) };
            after = Some(*last);
            for id in page {
                self.write_claim(by, id, out, written).await?;
            }
        }
    }

    async fn write_claim(
        &self,
        by: &By,
        id: ClaimId,
        out: &mut Outgoing,
        written: &mut Written,
    ) -> Result<(), Fault> {
        let claim = match self.claim_to_export(by, id).await {
            Err(gone) if gone.reason() == "CLAIM_NOT_FOUND" => return Ok(()),
            claim => written.damages.take("claims", id, claim)?,
        };
        let Some((claim, labels)) = claim else { return Ok(()) };
        match claim {
            Kept::Whole(claim) => {
                written.claims.push(out, &ClaimRecord::of(&claim, &labels)).await?;
                self.write_documents(by, &claim, out, written).await
            }
            Kept::Closed(stone) => written.claims.push(out, &TombstoneRecord::of(&stone, &labels)).await,
        }
    }

    async fn claim_to_export(&self, by: &By, id: ClaimId) -> Result<(Kept<Claim>, Vec<LabelId>), Fault> {
        let show = |over| async move {
            let tx = self.read(by, Act::ExportOrganisation, NAME).await?;
            let seals = self.seals_to_export(by).without(&over);
            let claim = claims::show(&tx, seals, id).await?.ok_or_else(no_claim)?;
            Ok((claim, claims::labels(&tx, id).await?))
        };
        self.around_closed(by, show).await
    }

    /// What its policyholder has stopped is the insurer's to take along, and to use no more; a clinic sees it no more.
    fn seals_to_export(&self, by: &By) -> Seals<'_> {
        let seals = self.seals(by, NAME);
        if by.actor.organisation_kind == OrganisationKind::Insurer { seals.even_stopped() } else { seals }
    }

    async fn policy_to_export(&self, by: &By, id: PolicyId) -> Result<Option<Policy>, Fault> {
        let tx = self.read(by, Act::ExportOrganisation, NAME).await?;
        policies::get(&tx, self.seals(by, NAME), id).await
    }
}
