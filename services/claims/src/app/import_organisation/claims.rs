//! Claims, and what stays of claims. Labels of the organisation come with each, whosever the claim is.

use ::store::Tx;
use archive::{Became, Brought, IncomingFile};
use fault::Fault;
use ids::{ClaimId, LabelId, OrganisationId};

use super::{Archived, Importer};
use crate::{
    app::records::KeptRecord,
    domain::{claim::Claim, tombstone::Tombstone},
    store::{claims, counts, labels, policy_marks, tombstones},
};

/// A record, as far as it can be kept.
struct Told {
    claim: ClaimId,
    labels: Vec<LabelId>,
    what: What,
}

enum What {
    Whole(Box<Claim>),
    Stone(Tombstone),
    /// The rest is with whoever keeps it.
    Elsewhere,
}

impl Importer {
    pub(super) async fn import_claims(
        &self,
        archived: &mut Archived,
        file: IncomingFile<'_>,
    ) -> Result<Brought, Fault> {
        let (of, all) = (archived.of, file.records(told).await?);
        archived.revisions.extend(all.iter().filter_map(|told| match &told.what {
            What::Whole(claim) if claim.owner() == of => Some((claim.id, claim.revision)),
            _ => None,
        }));
        self.keep_all("claims", &all, async |tx, told| self.keep_told(tx, of, told).await).await
    }

    async fn keep_told(&self, tx: &Tx, of: OrganisationId, told: &Told) -> Result<Became, Fault> {
        for label in &told.labels {
            labels::attach(tx, of, *label, told.claim).await?;
        }
        match &told.what {
            What::Whole(claim) if claim.owner() == of => self.keep_claim(tx, claim).await,
            What::Stone(stone) if [stone.clinic, stone.insurer].contains(&of) => keep_stone(tx, stone).await,
            _ => Ok(Became::Left),
        }
    }

    async fn keep_claim(&self, tx: &Tx, claim: &Claim) -> Result<Became, Fault> {
        if claims::exists(tx, claim.id).await? {
            return Ok(Became::Known);
        }
        let stopped = policy_marks::closed_since(tx, claim.cover.policy).await?;
        claims::restore(tx, self.seals(), claim, stopped).await?;
        counts::moved(tx, claim, None).await?;
        Ok(Became::Brought)
    }
}

async fn keep_stone(tx: &Tx, stone: &Tombstone) -> Result<Became, Fault> {
    if claims::exists(tx, stone.id).await? {
        return Ok(Became::Known);
    }
    tombstones::restore(tx, stone).await?;
    counts::buried(tx, stone).await?;
    Ok(Became::Brought)
}

fn told(record: KeptRecord) -> Option<Told> {
    Some(match record {
        KeptRecord::Whole(record) => {
            let labels = record.label_ids.clone();
            let claim = Box::new(record.claim()?);
            Told { claim: claim.id, labels, what: What::Whole(claim) }
        }
        KeptRecord::Closed(record) => {
            let (claim, labels) = (record.id(), record.label_ids.clone());
            let what = if record.is_elsewhere() { What::Elsewhere } else { What::Stone(record.tombstone()?) };
            Told { claim, labels, what }
        }
    })
}
