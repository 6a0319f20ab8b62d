//! A fact: something that happened and cannot be taken back. It carries ids, states and amounts; whoever needs a name
//! asks its owner at the time of use.

use chrono::{DateTime, Utc};
use identity::{Actor, ActorKind};
use ids::{FactId, OrganisationId};

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Its id.
    pub id: FactId,
    /// Its place in the feed, from 1; 0 before it has one.
    pub position: u64,
    /// What happened, `<thing>.<past tense>`.
    pub kind: String,
    /// When.
    pub occurred_at: DateTime<Utc>,
    /// Who did it.
    pub operator: Operator,
    /// What it happened to.
    pub subject: Resource,
    /// What else it touched.
    pub related: Vec<Resource>,
    /// The organisations it concerns.
    pub organisations: Vec<OrganisationId>,
    /// What changed.
    pub changes: Vec<Change>,
    /// W3C trace context of the request that caused it; empty without one.
    pub traceparent: String,
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Operator {
    /// What kind of operator.
    pub kind: OperatorKind,
    /// Account or API client; empty for the system.
    pub id: String,
    /// Their organisation; none for the system.
    pub organisation: Option<OrganisationId>,
    /// Roles at that time, lower_snake_case.
    pub roles: Vec<String>,
    /// Serial number of the client certificate; empty for the system.
    pub certificate_serial: String,
}

/// What kind of operator did something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OperatorKind {
    /// A person.
    Account,
    /// A program.
    ApiClient,
    /// The platform itself.
    #[default]
    System,
}

/// A thing in some service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// Kind of thing.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// The number people know it by, when that is no personal data.
    pub reference: String,
}

/// One field that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Name of the field.
    pub field: String,
    /// Before; empty when there was none or it is personal.
    pub before: String,
    /// After; empty when there is none or it is personal.
    pub after: String,
    /// Whether the values are personal and withheld.
    pub withheld: bool,
}

impl Fact {
    /// A fact that happened now to one thing.
    pub fn new(kind: impl Into<String>, at: DateTime<Utc>, operator: Operator, subject: Resource) -> Self {
        Self {
            id: FactId::generate(),
            position: 0,
            kind: kind.into(),
            occurred_at: at,
            operator,
            subject,
            related: vec![],
            organisations: vec![],
            changes: vec![],
            traceparent: String::new(),
        }
    }

    /// Adds an organisation it concerns, once.
    #[must_use]
    pub fn concerning(mut self, organisation: OrganisationId) -> Self {
        if !self.organisations.contains(&organisation) {
            self.organisations.push(organisation);
        }
        self
    }

    /// Adds a thing it touched as well.
    #[must_use]
    pub fn touching(mut self, resource: Resource) -> Self {
        self.related.push(resource);
        self
    }

    /// Adds a field that changed.
    #[must_use]
    pub fn change(mut self, change: Change) -> Self {
        self.changes.push(change);
        self
    }
}

impl Operator {
    /// The operator that an actor is.
    #[must_use]
    pub fn of(actor: &Actor) -> Self {
        Self {
            kind: match actor.kind {
                ActorKind::Account => OperatorKind::Account,
                ActorKind::ApiClient => OperatorKind::ApiClient,
            },
            id: actor.id.to_string(),
            organisation: Some(actor.organisation),
            roles: actor.roles.iter().map(|role| role.as_str().to_owned()).collect(),
            certificate_serial: actor.certificate_serial.clone(),
        }
    }

    /// The platform itself.
    #[must_use]
    pub fn system() -> Self {
        Self::default()
    }
}

impl Resource {
    /// A thing without a number.
    pub fn new(kind: impl Into<String>, id: impl ToString) -> Self {
        Self { kind: kind.into(), id: id.to_string(), reference: String::new() }
    }

    /// Adds the number people know it by.
    #[must_use]
    pub fn known_as(mut self, reference: impl Into<String>) -> Self {
        self.reference = reference.into();
        self
    }
}

impl Change {
    /// A field whose values may be known.
    pub fn of(field: impl Into<String>, before: impl ToString, after: impl ToString) -> Self {
        Self { field: field.into(), before: before.to_string(), after: after.to_string(), withheld: false }
    }

    /// A personal field: only that it changed.
    pub fn withheld(field: impl Into<String>) -> Self {
        Self { field: field.into(), before: String::new(), after: String::new(), withheld: true }
    }
}
