//! A claim and what it may become: draft → submitted → approved or denied. Each state holds exactly what is known in it;
//! each verb refuses what its state does not allow and answers the event that happened.

use chrono::{DateTime, NaiveDate, Utc};
use fault::Violation;
use ids::{ClaimId, DocumentId, OrganisationId, Personal, PolicyId};
use money::{TooLarge, Yen};

use crate::domain::{
    benefit::{Assessment, assess},
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
    /// どうぶつの名前.
    pub pet_name: Personal<String>,
    /// 種類.
    pub species: String,
    /// 飼い主の氏名.
    pub policyholder_name: Personal<String>,
    /// 飼い主の氏名（カナ）: what the clinic was shown with the policy, and finds its claims by.
    pub policyholder_kana: Personal<String>,
}

/// Where a claim stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// 下書き.
    Draft,
    /// 受付済み.
    Submitted(Submission),
    /// 承認.
    Approved(Submission, Approval),
    /// お支払い対象外.
    Denied(Submission, Denial),
}

/// How it was submitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// 受付番号.
    pub receipt_number: String,
    /// When.
    pub submitted_at: DateTime<Utc>,
    /// Version of the consent text the policyholder agreed to.
    pub consent_version: String,
}

/// How it was approved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// When.
    pub decided_at: DateTime<Utc>,
    /// The computation.
    pub assessment: Assessment,
}

/// How it was denied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denial {
    /// When.
    pub decided_at: DateTime<Utc>,
    /// Reason code, such as WAITING.
    pub reason_code: String,
    /// Explanation for clinic and policyholder.
    pub explanation: Personal<String>,
}

/// The name of a state, for filters and counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// 下書き.
    Draft,
    /// 受付済み.
    Submitted,
    /// 承認.
    Approved,
    /// お支払い対象外.
    Denied,
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
    /// It was submitted.
    Submitted,
    /// It was approved.
    Approved {
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
            started_at: now,
            changed_at: now,
        };
        (claim, Event::Started)
    }

    /// Replaces what the draft says about the treatment.
    ///
    /// # Errors
    /// When it is no draft, the revision is stale, or a sum does not fit.
    pub fn describe(
        &mut self,
        treatment: Treatment,
        revision: i64,
        now: DateTime<Utc>,
    ) -> Result<Event, Refusal> {
        self.expect_draft()?;
        self.expect(revision)?;
        let (before, after) = (self.treatment.total()?, treatment.total()?);
        self.treatment = treatment;
        self.change(now);
        Ok(Event::Described { before, after })
    }

    /// Adds a document.
    ///
    /// # Errors
    /// When it is no draft or has ten documents.
    pub fn add(&mut self, document: Document, now: DateTime<Utc>) -> Result<Event, Refusal> {
        self.expect_draft()?;
        if self.documents.len() >= MOST_DOCUMENTS {
            return Err(Refusal::TooManyDocuments);
        }
        let id = document.id;
        self.documents.push(document);
        self.change(now);
        Ok(Event::DocumentAdded(id))
    }

    /// Removes a document.
    ///
    /// # Errors
    /// When it is no draft, has changed since, or the document is not on it.
    pub fn remove(
        &mut self,
        document: DocumentId,
        revision: i64,
        now: DateTime<Utc>,
    ) -> Result<Event, Refusal> {
        self.expect_draft()?;
        self.expect(revision)?;
        let place =
            self.documents.iter().position(|known| known.id == document).ok_or(Refusal::NoDocument)?;
        self.documents.remove(place);
        self.change(now);
        Ok(Event::DocumentRemoved(document))
    }

    /// What it would pay now, with what is left of the annual cap.
    ///
    /// # Errors
    /// When a sum does not fit.
    pub fn estimate(&self, treatment: &Treatment, remaining: Option<Yen>) -> Result<Assessment, TooLarge> {
        assess(&self.cover.plan, &treatment.units()?, treatment.total()?, remaining)
    }

    /// Submits the draft with exactly these documents.
    ///
    /// # Errors
    /// When it is no draft, the revision is stale, or it does not say enough: then every gap is named.
    pub fn submit(
        &mut self,
        submission: Submission,
        documents: &[DocumentId],
        revision: i64,
        today: NaiveDate,
    ) -> Result<Event, Refusal> {
        self.expect_draft()?;
        self.expect(revision)?;
        let mut gaps = self.treatment.gaps(self.cover.starts_on, self.cover.ends_on, today);
        gaps.extend(self.foreign_documents(documents));
        if submission.consent_version.is_empty() {
            gaps.push(missing("consent_version", "the policyholder's consent is missing"));
        }
        if !gaps.is_empty() {
            return Err(Refusal::Gaps(gaps));
        }
        let now = submission.submitted_at;
        self.state = State::Submitted(submission);
        self.change(now);
        Ok(Event::Submitted)
    }

    /// Approves the claim for the benefit computed with what is left of the annual cap; gives the benefit.
    ///
    /// # Errors
    /// When it is not submitted, the revision is stale, or a sum does not fit.
    pub fn approve(
        &mut self,
        remaining: Option<Yen>,
        revision: i64,
        now: DateTime<Utc>,
    ) -> Result<(Event, Yen), Refusal> {
        let submission = self.expect_submitted()?;
        self.expect(revision)?;
        let assessment = self.estimate(&self.treatment, remaining)?;
        let benefit = assessment.benefit;
        self.state = State::Approved(submission, Approval { decided_at: now, assessment });
        self.change(now);
        Ok((Event::Approved { benefit }, benefit))
    }

    /// Denies the claim.
    ///
    /// # Errors
    /// When it is not submitted or the revision is stale.
    pub fn deny(&mut self, denial: Denial, revision: i64) -> Result<Event, Refusal> {
        let submission = self.expect_submitted()?;
        self.expect(revision)?;
        let now = denial.decided_at;
        self.state = State::Denied(submission, denial);
        self.change(now);
        Ok(Event::Denied)
    }

    fn expect_draft(&self) -> Result<(), Refusal> {
        if self.state == State::Draft { Ok(()) } else { Err(Refusal::State(self.state.status())) }
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
        (known != named).then(|| Violation {
            code: "DIFFERENT".to_owned(),
            ..missing("document_ids", "not the draft's documents")
        })
    }

    fn change(&mut self, now: DateTime<Utc>) {
        self.revision += 1;
        self.changed_at = now;
    }
}

impl State {
    /// The name of the state.
    #[must_use]
    pub const fn status(&self) -> Status {
        match self {
            Self::Draft => Status::Draft,
            Self::Submitted(..) => Status::Submitted,
            Self::Approved(..) => Status::Approved,
            Self::Denied(..) => Status::Denied,
        }
    }

    /// How it was submitted, once it was.
    #[must_use]
    pub const fn submission(&self) -> Option<&Submission> {
        match self {
            Self::Draft => None,
            Self::Submitted(submission) | Self::Approved(submission, _) | Self::Denied(submission, _) => {
                Some(submission)
            }
        }
    }

    /// How it was approved, if it was.
    #[must_use]
    pub const fn approval(&self) -> Option<&Approval> {
        if let Self::Approved(_, approval) = self { Some(approval) } else { None }
    }

    /// How it was denied, if it was.
    #[must_use]
    pub const fn denial(&self) -> Option<&Denial> {
        if let Self::Denied(_, denial) = self { Some(denial) } else { None }
    }

    /// When it was decided, once it was.
    #[must_use]
    pub const fn decided_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Draft | Self::Submitted(_) => None,
            Self::Approved(_, Approval { decided_at, .. }) | Self::Denied(_, Denial { decided_at, .. }) => {
                Some(*decided_at)
            }
        }
    }
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Draft, Self::Submitted, Self::Approved, Self::Denied];

    /// Whose a claim is in this status.
    #[must_use]
    pub const fn owner(self, clinic: OrganisationId, insurer: OrganisationId) -> OrganisationId {
        match self {
            Self::Draft => clinic,
            Self::Submitted | Self::Approved | Self::Denied => insurer,
        }
    }

    /// As it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Approved => "approved",
            Self::Denied => "denied",
        }
    }

    /// From storage.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

fn missing(field: &str, message: &str) -> Violation {
    Violation { field: field.to_owned(), code: "REQUIRED".to_owned(), message: message.to_owned() }
}

#[cfg(test)]
mod tests;
