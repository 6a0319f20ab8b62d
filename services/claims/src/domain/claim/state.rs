//! Where a claim stands: each state holds exactly what is known in it.

use chrono::{DateTime, Utc};
use ids::OrganisationId;
use serde::{Deserialize, Serialize};

use super::decided::{Approval, Denial};

/// Where a claim stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// 下書き.
    Draft,
    /// 受付済み.
    Submitted(Submission),
    /// 差戻し: with the clinic again.
    Returned(Submission),
    /// 承認.
    Approved(Submission, Approval),
    /// お支払い対象外.
    Denied(Submission, Denial),
    /// 取下げ by the clinic, before it was decided.
    Withdrawn(Submission, DateTime<Utc>),
}

/// How it was submitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// 受付番号.
    pub receipt_number: String,
    /// When, the last time.
    pub submitted_at: DateTime<Utc>,
    /// What the policyholder agreed to.
    pub consent: Consent,
}

/// 請求と情報提供への同意, given at the latest when the claim was submitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// Version of the consent text.
    pub version: String,
    /// How it was given.
    pub means: ConsentMeans,
}

/// How consent was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentMeans {
    /// 書面への署名.
    Signed,
    /// 画面での同意.
    OnScreen,
    /// 口頭での同意.
    Spoken,
}

/// The name of a state, for filters and counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// 下書き.
    Draft,
    /// 受付済み.
    Submitted,
    /// 差戻し.
    Returned,
    /// 承認.
    Approved,
    /// 一部承認.
    PartiallyApproved,
    /// 免責内: approved, and the deductible takes all of it.
    Absorbed,
    /// お支払い対象外.
    Denied,
    /// 取下げ.
    Withdrawn,
}

impl State {
    /// The name of the state.
    #[must_use]
    pub const fn status(&self) -> Status {
        match self {
            Self::Draft => Status::Draft,
            Self::Submitted(..) => Status::Submitted,
            Self::Returned(..) => Status::Returned,
            Self::Approved(_, approval) => approval.outcome.status(),
            Self::Denied(..) => Status::Denied,
            Self::Withdrawn(..) => Status::Withdrawn,
        }
    }

    /// How it was submitted, once it was.
    #[must_use]
    pub const fn submission(&self) -> Option<&Submission> {
        match self {
            Self::Draft => None,
            Self::Submitted(submission)
            | Self::Returned(submission)
            | Self::Approved(submission, _)
            | Self::Denied(submission, _)
            | Self::Withdrawn(submission, _) => Some(submission),
        }
    }

    /// 受付番号; empty before it has one.
    #[must_use]
    pub fn receipt_number(&self) -> &str {
        self.submission().map_or("", |submission| submission.receipt_number.as_str())
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

    /// When it was decided or withdrawn, once it was.
    #[must_use]
    pub const fn decided_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Draft | Self::Submitted(_) | Self::Returned(_) => None,
            Self::Approved(_, Approval { decided_at, .. })
            | Self::Denied(_, Denial { decided_at, .. })
            | Self::Withdrawn(_, decided_at) => Some(*decided_at),
        }
    }
}

impl ConsentMeans {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Signed, Self::OnScreen, Self::Spoken];

    /// As it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Signed => "signed",
            Self::OnScreen => "on_screen",
            Self::Spoken => "spoken",
        }
    }

    /// As people call it.
    #[must_use]
    pub const fn japanese(self) -> &'static str {
        match self {
            Self::Signed => "書面への署名",
            Self::OnScreen => "画面での同意",
            Self::Spoken => "口頭での同意",
        }
    }

    /// From a row.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|means| means.as_str() == text)
    }
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Draft,
        Self::Submitted,
        Self::Returned,
        Self::Approved,
        Self::PartiallyApproved,
        Self::Absorbed,
        Self::Denied,
        Self::Withdrawn,
    ];

    /// Whose a claim is in this status.
    #[must_use]
    pub const fn owner(self, clinic: OrganisationId, insurer: OrganisationId) -> OrganisationId {
        match self {
            Self::Draft => clinic,
            Self::Submitted
            | Self::Returned
            | Self::Approved
            | Self::PartiallyApproved
            | Self::Absorbed
            | Self::Denied
            | Self::Withdrawn => insurer,
        }
    }

    /// Whether its clinic may write it.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::Returned)
    }

    /// Whether it is, or may come to be, paid for.
    #[must_use]
    pub const fn may_pay(self) -> bool {
        match self {
            Self::Submitted | Self::Returned | Self::Approved | Self::PartiallyApproved | Self::Absorbed => {
                true
            }
            Self::Draft | Self::Denied | Self::Withdrawn => false,
        }
    }

    /// Whether it was submitted and is not over.
    #[must_use]
    pub const fn is_under_way(self) -> bool {
        matches!(self, Self::Submitted | Self::Returned)
    }

    /// As it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Returned => "returned",
            Self::Approved => "approved",
            Self::PartiallyApproved => "partially_approved",
            Self::Absorbed => "absorbed",
            Self::Denied => "denied",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// From storage.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}
