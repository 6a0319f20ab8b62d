//! What a policyholder is answered, prepared outside of any transaction: who attests is asked of accounts, papers are drawn and signed.
//! It holds for the revision of the request that the caller has seen; whoever writes it down looks again under a lock.

use std::sync::Arc;

use ::store::{Scope, Tx};
use async_trait::async_trait;
use attestation::{Attested, Paper};
use chrono::{DateTime, Utc};
use fault::Fault;
use ids::{OrganisationId, SubjectRequestId};
use sha2::{Digest as _, Sha256};

use super::{
    App, By,
    dossier::Dossier,
    no_claim, no_policy, no_subject_request, refusal,
    subject_statement::{Setting, statement},
};
use crate::{
    domain::{
        access::Act,
        subject_request::{Correction, Event, Ground, Kind, SubjectFile, SubjectRequest},
        tombstone::Kept,
    },
    store::{about, claims, policies, subject_files, subject_requests},
};

/// Where names of organisations are known.
#[async_trait]
pub trait Names: Send + Sync {
    /// The name of an organisation, as it was registered.
    async fn organisation(&self, id: OrganisationId) -> Result<String, Fault>;
}

/// A shared [`Names`].
pub type SharedNames = Arc<dyn Names>;

/// An answer.
pub(super) struct Answer {
    /// When it is given.
    pub(super) at: DateTime<Utc>,
    attested: Attested,
}

/// What is done, and the answer to it.
pub(super) struct Effect {
    pub(super) kind: Kind,
    pub(super) answer: Answer,
    pub(super) correction: Option<Correction>,
    /// What is disclosed.
    pub(super) disclosed: Vec<(SubjectFile, Vec<u8>)>,
}

/// What is read for an answer.
struct Basis {
    after: SubjectRequest,
    correction: Option<Correction>,
    dossier: Option<Dossier>,
}

impl App {
    /// What carrying a request out does and answers.
    ///
    /// # Errors
    /// What the domain refuses, and `Unavailable` when accounts is away.
    pub(super) async fn prepare_effect(
        &self,
        by: &By,
        id: SubjectRequestId,
        seen: i64,
    ) -> Result<Effect, Fault> {
        let at = self.now();
        let basis = self.keys.with_keys(|| self.basis(by, id, seen, at)).await?;
        let Basis { after, correction, dossier } = basis;
        let kind = after.kind;
        let disclosed = match dossier {
            Some(dossier) => disclose(dossier, after.clone(), at).await?,
            None => vec![],
        };
        let attested = self.attest(by, after, correction.as_ref(), &disclosed, at).await?;
        Ok(Effect { kind, answer: Answer { at, attested }, correction, disclosed })
    }

    /// What refusing a request answers.
    ///
    /// # Errors
    /// As [`App::prepare_effect`].
    pub(super) async fn prepare_refusal(
        &self,
        by: &By,
        id: SubjectRequestId,
        seen: i64,
        ground: Ground,
    ) -> Result<Answer, Fault> {
        let at = self.now();
        let tx = self.read(by, Act::HandleSubjects, "prepare_refusal").await?;
        let mut after = subject_requests::get(&tx, id).await?.ok_or_else(no_subject_request)?;
        let is_kept = policies::exists(&tx, after.policy).await?;
        drop(tx);
        let Event::Refused(_) = after.refuse((ground, is_kept), seen, by.person(at)?)? else {
            return Err(Fault::internal("SUBJECT_REQUEST_BROKEN").message("a refusal is another event"));
        };
        Ok(Answer { at, attested: self.attest(by, after, None, &[], at).await? })
    }

    /// Keeps what the person is handed.
    pub(super) async fn keep_answer(
        &self,
        tx: &Tx,
        by: &By,
        request: &SubjectRequest,
        answer: &Answer,
    ) -> Result<(), Fault> {
        let seals = self.seals(by, "keep_answer");
        for file in [
            (SubjectFile::AttestationJson, answer.attested.json.as_slice()),
            (SubjectFile::AttestationPdf, answer.attested.pdf.as_slice()),
        ] {
            subject_files::insert(tx, seals, request, file, None).await?;
        }
        Ok(())
    }

    /// What the same request was answered, if it was: then it is not asked whether it is possible once more.
    pub(super) async fn answered_before(&self, by: &By, rpc: &'static str) -> Result<Option<i64>, Fault> {
        let tx = self.begin(by, Act::HandleSubjects, "answered_before").await?;
        Ok(tx.recall(&by.attempt(rpc, self.now())).await?)
    }

    async fn basis(
        &self,
        by: &By,
        id: SubjectRequestId,
        seen: i64,
        at: DateTime<Utc>,
    ) -> Result<Basis, Fault> {
        let tx = self.read(by, Act::HandleSubjects, "prepare_effect").await?;
        let seals = self.seals(by, "carry_out_subject_request").even_stopped();
        let mut after = subject_requests::get(&tx, id).await?.ok_or_else(no_subject_request)?;
        let policy = policies::get(&tx, seals, after.policy).await?.ok_or_else(no_policy)?;
        let about = about::list(&tx, policy.id).await?;
        let standing = self.standing(&tx, &policy, &about).await?;
        let Event::Done = after.carry_out(standing, seen, by.person(at)?)? else {
            return Err(Fault::internal("SUBJECT_REQUEST_BROKEN").message("it was done and is not"));
        };
        let correction = subject_requests::correction(&tx, seals, id).await?;
        let mut dossier = None;
        if after.kind == Kind::Disclosure {
            let mut claims = vec![];
            for one in about {
                match claims::show(&tx, seals, one.claim).await?.ok_or_else(no_claim)? {
                    Kept::Whole(claim) => claims.push(claim),
                    Kept::Closed(stone) => return Err(refusal::closed(stone.why)),
                }
            }
            dossier = Some(Dossier { policy, claims });
        }
        Ok(Basis { after, correction, dossier })
    }

    async fn attest(
        &self,
        by: &By,
        after: SubjectRequest,
        correction: Option<&Correction>,
        disclosed: &[(SubjectFile, Vec<u8>)],
        at: DateTime<Utc>,
    ) -> Result<Attested, Fault> {
        let insurer = self.names.organisation(by.actor.organisation).await?;
        let setting = Setting {
            issuer: self.attestor.issuer(),
            insurer: &insurer,
            corrected: correction.map(Correction::fields).unwrap_or_default(),
            disclosed: disclosed.iter().map(|(name, content)| (*name, sha256(content))).collect(),
            backups_kept_days: self.backups.kept_days,
            at,
        };
        let statement = statement(&after, setting);
        let statement = statement.ok_or_else(|| Fault::internal("SUBJECT_REQUEST_BROKEN"))?;
        let attestor = self.attestor.clone();
        draw(move || attestor.attest(&statement)).await
    }
}

/// The files of a disclosure.
async fn disclose(
    dossier: Dossier,
    of: SubjectRequest,
    at: DateTime<Utc>,
) -> Result<Vec<(SubjectFile, Vec<u8>)>, Fault> {
    let (json, paper) = (dossier.json(&of, at)?, dossier.paper(&of, at));
    let pdf = draw(move || Paper::to_pdf(&paper)).await?;
    Ok(vec![(SubjectFile::DisclosureJson, json), (SubjectFile::DisclosurePdf, pdf)])
}

/// Drawing takes a processor for a while.
async fn draw<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, attestation::Error> + Send + 'static,
) -> Result<T, Fault> {
    let drawn = tokio::task::spawn_blocking(work).await;
    let drawn = drawn.map_err(|why| Fault::internal("ATTESTATION").source(why))?;
    drawn.map_err(|why| Fault::internal("ATTESTATION").source(why))
}

fn sha256(content: &[u8]) -> String {
    Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The scope in which a request is settled: it reaches claims of clinics.
pub(super) const SETTLING: Scope = Scope::Platform("settle_subject_request");
