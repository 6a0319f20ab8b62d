//! A claim and what it may become: draft → submitted → approved or denied; on the way it may be returned and submitted again, or
//! withdrawn. Each state holds exactly what is known in it; each verb refuses what its state does not allow and answers the event that
//! happened.

mod decided;
mod returned;
mod state;

use chrono::{DateTime, NaiveDate, Utc};
use fault::Violation;
use ids::{ClaimId, DocumentId, OrganisationId, Personal, PolicyId};
use money::{TooLarge, Yen};

pub use self::decided::{Approval, Approved, Denial, NothingToPay, Outcome, Proposal};
pub use self::returned::{MOST_POINTS, MOST_RETURNS, Mending, Point, Return, ReturnRecord};
pub use self::state::{Consent, ConsentMeans, State, Status, Submission};
use crate::domain::{
    benefit::{Assessment, Claimed, Condition, Coverage, History, assess},
    check::Checked,
    document::{Document, MOST_DOCUMENTS},
    plan::Plan,
    policy::{Policy, PolicyNumber},
    treatment::Treatment,
};

/// A claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Its id.
    pub id: ClaimId,
    /// Its revision, which every change raises.
    pub revision: i64,
    /// The clinic.
    pub clinic: OrganisationId,
    /// The insurer whose policy it is; sees the claim from submission on.
    pub insurer: OrganisationId,
    /// What was known of the policy when the draft was started.
    pub cover: Cover,
    /// What was treated.
    pub treatment: Treatment,
    /// Its documents.
    pub documents: Vec<Document>,
    /// Where it stands.
    pub state: State,
    /// How often it was returned, and what was submitted then; the last is the last.
    pub returns: Vec<Return>,
    /// What the automatic check found of what was last submitted, once it was made; for its insurer.
    pub checked: Option<Checked>,
    /// When it was started.
    pub started_at: DateTime<Utc>,
    /// When it last changed.
    pub changed_at: DateTime<Utc>,
}

/// The policy as the claim knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    /// The policy.
    pub policy: PolicyId,
    /// 証券番号.
    pub policy_number: PolicyNumber,
    /// The plan.
    pub plan: Plan,
    /// 始期日.
    pub starts_on: NaiveDate,
    /// 満期日, included.
    pub ends_on: NaiveDate,
    /// 初年度の始期日: that of the first policy that this one renews.
    pub first_starts_on: NaiveDate,
    /// どうぶつの名前.
    pub pet_name: Personal<String>,
    /// 種類.
    pub species: String,
    /// 飼い主の氏名.
    pub policyholder_name: Personal<String>,
    /// 飼い主の氏名（カナ）: what the clinic was shown with the policy, and finds its claims by.
    pub policyholder_kana: Personal<String>,
}

/// What is handed in with a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedIn<'a> {
    /// 受付番号.
    pub receipt_number: String,
    /// Version of the consent text that the policyholder has agreed to; empty when to none.
    pub consent_version: String,
    /// How, if that was said.
    pub consent_means: Option<ConsentMeans>,
    /// The documents that belong to it.
    pub documents: &'a [DocumentId],
}

/// Something that happened to a claim.
#[must_use]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A draft was started.
    Started,
    /// A draft says something else about the treatment.
    Described {
        /// Total before.
        before: Yen,
        /// Total after.
        after: Yen,
    },
    /// A document was added.
    DocumentAdded(DocumentId),
    /// A document was removed.
    DocumentRemoved(DocumentId),
    /// It was submitted for the first time.
    Submitted,
    /// It was submitted again.
    Resubmitted,
    /// It was returned to its clinic.
    Returned,
    /// Its clinic has withdrawn it, from this.
    Withdrawn(Status),
    /// It was approved.
    Approved {
        /// What it comes to.
        outcome: Outcome,
        /// 保険金.
        benefit: Yen,
    },
    /// It was denied.
    Denied,
}

/// Why a verb was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Its state does not allow it.
    #[error("the claim is {0:?}")]
    State(Status),
    /// What is personal in it was erased.
    #[error("nothing of the claim is left but what its receipt says")]
    Erased,
    /// Its policyholder has stopped its use.
    #[error("the policyholder has stopped the use of the claim")]
    Stopped,
    /// Somebody else changed it first.
    #[error("the claim has revision {0}")]
    Stale(i64),
    /// It does not say enough.
    #[error("the claim has gaps")]
    Gaps(Vec<Violation>),
    /// A draft has as many documents as it may.
    #[error("a claim has at most {MOST_DOCUMENTS} documents")]
    TooManyDocuments,
    /// The document is not on it.
    #[error("no such document")]
    NoDocument,
    /// The insurer has the document.
    #[error("the document was submitted")]
    DocumentSubmitted,
    /// It was returned too often.
    #[error("a claim is returned at most {MOST_RETURNS} times")]
    TooManyReturns,
    /// It would pay nothing.
    #[error(transparent)]
    NothingToPay(#[from] NothingToPay),
    /// A sum does not fit.
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
}

impl Claim {
    /// Whose it is, and whose keys seal it: a draft is its clinic's, and a claim its insurer's from submission on.
    #[must_use]
    pub const fn owner(&self) -> OrganisationId {
        self.state.status().owner(self.clinic, self.insurer)
    }

    /// Starts a draft for a policy.
    pub fn start(id: ClaimId, clinic: OrganisationId, policy: &Policy, now: DateTime<Utc>) -> (Self, Event) {
        let cover = Cover {
            policy: policy.id,
            policy_number: policy.number.clone(),
            plan: policy.plan.clone(),
            starts_on: policy.starts_on,
            ends_on: policy.ends_on,
            first_starts_on: policy.first_starts_on,
            pet_name: policy.pet.name.clone(),
            species: policy.pet.species.clone(),
            policyholder_name: policy.policyholder.name(),
            policyholder_kana: policy.policyholder.kana(),
        };
        let claim = Self {
            id,
            revision: 1,
            clinic,
            insurer: policy.insurer,
            cover,
            treatment: Treatment::default(),
            documents: vec![],
            state: State::Draft,
            returns: vec![],
            checked: None,
            started_at: now,
            changed_at: now,
        };
        (claim, Event::Started)
    }

    /// Replaces what it says about the treatment.
    ///
    /// # Errors
    /// When it is not open to its clinic, the revision is stale, or a sum does not fit.
    pub fn describe(
        &mut self,
        treatment: Treatment,
        revision: i64,
        now: DateTime<Utc>,
    ) -> Result<Event, Refusal> {
        self.expect_open()?;
        self.expect(revision)?;
        let (before, after) = (self.treatment.total()?, treatment.total()?);
        self.treatment = treatment;
        self.change(now);
        Ok(Event::Described { before, after })
    }

    /// Adds a document.
    ///
    /// # Errors
    /// When it is not open to its clinic or has ten documents.
    pub fn add(&mut self, document: Document, now: DateTime<Utc>) -> Result<Event, Refusal> {
        self.expect_open()?;
        if self.documents.len() >= MOST_DOCUMENTS {
            return Err(Refusal::TooManyDocuments);
        }
        let id = document.id;
        self.documents.push(document);
        self.change(now);
        Ok(Event::DocumentAdded(id))
    }

    /// Removes a document. What the insurer has stays.
    ///
    /// # Errors
    /// When it is not open to its clinic, has changed since, the document is not on it, or was submitted with it.
    pub fn remove(
        &mut self,
        document: DocumentId,
        revision: i64,
        now: DateTime<Utc>,
    ) -> Result<Event, Refusal> {
        self.expect_open()?;
        self.expect(revision)?;
        let place =
            self.documents.iter().position(|known| known.id == document).ok_or(Refusal::NoDocument)?;
        if self.returns.last().is_some_and(|returned| returned.documents.contains(&document)) {
            return Err(Refusal::DocumentSubmitted);
        }
        self.documents.remove(place);
        self.change(now);
        Ok(Event::DocumentRemoved(document))
    }

    /// What it would pay of a treatment if it came in on a day, behind what was paid before.
    ///
    /// # Errors
    /// When a sum does not fit.
    pub fn estimate(
        &self,
        treatment: &Treatment,
        before: &History<'_>,
        received_on: NaiveDate,
    ) -> Result<Assessment, TooLarge> {
        let conditions = [self.condition(treatment)];
        let lines = treatment.claimed();
        let claimed = Claimed {
            received_on,
            lines: &lines,
            conditions: &conditions,
            stays: &[],
            discount: treatment.discount,
            paid_by_others: treatment.paid_by_others()?,
        };
        assess(&self.cover.plan, &self.cover.coverage(), before, &claimed)
    }

    /// The condition that is claimed for, of this claim alone.
    const fn condition(&self, treatment: &Treatment) -> Condition {
        let Treatment { cause, onset_on, diagnosis_code, .. } = treatment;
        Condition { id: self.id.uuid(), cause: *cause, onset_on: *onset_on, diagnosis: *diagnosis_code }
    }

    /// Submits it with exactly the documents that the clinic has seen; again if it was returned, under the same receipt number.
    ///
    /// # Errors
    /// When it is not open to its clinic, the revision is stale, or it does not say enough: then every gap is named.
    pub fn submit(
        &mut self,
        handed: HandedIn<'_>,
        revision: i64,
        now: DateTime<Utc>,
    ) -> Result<Event, Refusal> {
        self.expect_open()?;
        self.expect(revision)?;
        let today = calendar::jst_date(now);
        let mut gaps = self.treatment.gaps(self.cover.starts_on, self.cover.ends_on, today);
        gaps.extend(self.foreign_documents(handed.documents));
        let HandedIn { receipt_number, consent_version, consent_means, documents: _ } = handed;
        if consent_version.is_empty() {
            gaps.push(Violation::new("consent_version", "REQUIRED", "the policyholder's consent is missing"));
        }
        if consent_means.is_none() {
            let message = "how the policyholder has consented is missing";
            gaps.push(Violation::new("consent_means", "REQUIRED", message));
        }
        let Some(means) = consent_means.filter(|_| gaps.is_empty()) else {
            return Err(Refusal::Gaps(gaps));
        };
        let consent = Consent { version: consent_version, means };
        let before = self.state.submission();
        let (receipt_number, event) = before.map_or((receipt_number, Event::Submitted), |before| {
            (before.receipt_number.clone(), Event::Resubmitted)
        });
        self.state = State::Submitted(Submission { receipt_number, submitted_at: now, consent });
        self.change(now);
        Ok(event)
    }

    /// Returns it to its clinic, which mends it and submits it again. What was submitted is kept beside.
    ///
    /// # Errors
    /// When it is not submitted, the revision is stale, a point is of no place in it, or it was returned too often.
    pub fn give_back(
        &mut self,
        mending: Mending,
        revision: i64,
        now: DateTime<Utc>,
    ) -> Result<Event, Refusal> {
        let submission = self.expect_submitted()?;
        self.expect(revision)?;
        if self.returns.len() >= MOST_RETURNS {
            return Err(Refusal::TooManyReturns);
        }
        let stray = |(index, point): (usize, &Point)| {
            let wrong = || Violation::new(format!("points[{index}].field"), "MALFORMED", "no such line");
            (!point.place.is_of(&self.treatment)).then(wrong)
        };
        let mut gaps: Vec<Violation> = mending.points.iter().enumerate().filter_map(stray).collect();
        if mending.due_on.is_some_and(|due| due < calendar::jst_date(now)) {
            gaps.push(Violation::new("due_on", "IN_PAST", "the day is over"));
        }
        if !gaps.is_empty() {
            return Err(Refusal::Gaps(gaps));
        }
        self.returns.push(Return {
            at: now,
            mending,
            submitted_at: submission.submitted_at,
            treatment: self.treatment.clone(),
            documents: self.documents.iter().map(|document| document.id).collect(),
        });
        self.state = State::Returned(submission);
        self.change(now);
        Ok(Event::Returned)
    }

    /// Withdraws it, before it is decided.
    ///
    /// # Errors
    /// When it is not under way, or the revision is stale.
    pub fn withdraw(&mut self, revision: i64, now: DateTime<Utc>) -> Result<Event, Refusal> {
        let status = self.state.status();
        let submission = self.state.submission().filter(|_| status.is_under_way()).cloned();
        let submission = submission.ok_or(Refusal::State(status))?;
        self.expect(revision)?;
        self.state = State::Withdrawn(submission, now);
        self.change(now);
        Ok(Event::Withdrawn(status))
    }

    /// When it was received, as a date in Japan: the first time, since what it was returned for does not make it late.
    #[must_use]
    pub fn received_on(&self) -> Option<NaiveDate> {
        let first = self.returns.first().map(|returned| returned.submitted_at);
        let received = first.or_else(|| self.state.submission().map(|submission| submission.submitted_at));
        received.map(calendar::jst_date)
    }

    fn expect_open(&self) -> Result<(), Refusal> {
        let status = self.state.status();
        if status.is_open() { Ok(()) } else { Err(Refusal::State(status)) }
    }

    fn expect_submitted(&self) -> Result<Submission, Refusal> {
        match &self.state {
            State::Submitted(submission) => Ok(submission.clone()),
            other => Err(Refusal::State(other.status())),
        }
    }

    const fn expect(&self, revision: i64) -> Result<(), Refusal> {
        if self.revision == revision { Ok(()) } else { Err(Refusal::Stale(self.revision)) }
    }

    /// Documents named that are not on the draft, and documents on it that are not named: what the receptionist saw and
    /// what is sent must be the same.
    fn foreign_documents(&self, named: &[DocumentId]) -> Option<Violation> {
        let mut known: Vec<DocumentId> = self.documents.iter().map(|document| document.id).collect();
        let mut named = named.to_vec();
        known.sort_unstable();
        named.sort_unstable();
        (known != named).then(|| Violation::new("document_ids", "DIFFERENT", "not the draft's documents"))
    }

    fn change(&mut self, now: DateTime<Utc>) {
        self.revision += 1;
        self.changed_at = now;
    }
}

impl Cover {
    /// What it covers, and when.
    const fn coverage(&self) -> Coverage<'static> {
        Coverage {
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            first_starts_on: self.first_starts_on,
            lapsed_on: None,
            not_covered: &[],
        }
    }
}

#[cfg(test)]
mod tests;
