//! An entry: one fact as one organisation sees it, numbered without gaps in that organisation.
//! An entry is written once; there is no verb that changes or removes one.

use chrono::{DateTime, Utc};
use ids::{EntryId, FactId, OrganisationId};

/// A fact of some service, as far as the timeline is concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// The fact.
    pub fact: FactId,
    /// What happened, such as `claim.submitted`.
    pub kind: String,
    /// When it was committed.
    pub occurred_at: DateTime<Utc>,
    /// Who did it.
    pub operator: Operator,
    /// What it happened to.
    pub subject: Resource,
    /// What else it touched.
    pub related: Vec<Resource>,
    /// What changed.
    pub changes: Vec<Change>,
}

/// An entry on an organisation's timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: EntryId,
    /// Its number on the organisation's timeline, from 1.
    pub sequence: i64,
    /// Whose timeline it is on.
    pub organisation: OrganisationId,
    /// What happened, already as poor as this organisation may see it.
    pub happening: Happening,
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// What kind of operator.
    pub kind: OperatorKind,
    /// The account or API client; none for the system, and for another organisation's.
    pub id: Option<String>,
    /// The operator's organisation; none for the system.
    pub organisation: Option<OrganisationId>,
    /// Roles held at that time.
    pub roles: Vec<String>,
    /// Serial of the client certificate; none for the system, and for another organisation's.
    pub certificate_serial: Option<String>,
}

/// What kind of operator did something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperatorKind {
    /// A person.
    Account,
    /// A program.
    ApiClient,
    /// The platform itself.
    System,
}

/// A thing in some service.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Resource {
    /// Kind of thing.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// The number people know it by; empty when there is none.
    pub reference: String,
}

/// One field that changed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Change {
    /// Name of the field.
    pub field: String,
    /// Value before.
    pub before: String,
    /// Value after.
    pub after: String,
    /// Whether the values are personal and were never told.
    pub withheld: bool,
}

impl OperatorKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Account, Self::ApiClient, Self::System];

    /// The word that is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::ApiClient => "api_client",
            Self::System => "system",
        }
    }

    /// Reads the stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

impl Happening {
    /// The ids of all things it is about: the subject first, then what it touched, each once.
    #[must_use]
    pub fn things(&self) -> Vec<&str> {
        let mut things = Vec::new();
        for thing in std::iter::once(&self.subject).chain(&self.related) {
            if !thing.id.is_empty() && !things.contains(&thing.id.as_str()) {
                things.push(thing.id.as_str());
            }
        }
        things
    }
}
