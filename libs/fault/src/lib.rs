#![doc = include_str!("../README.md")]

mod wire;

use std::{borrow::Cow, error::Error, fmt, time::Duration};

/// What kind of refusal it is; decides the gRPC code and the HTTP status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The request itself is wrong; the violations say where.
    Invalid,
    /// Nobody knows who is asking.
    Unauthenticated,
    /// Known who is asking, and not allowed.
    Forbidden,
    /// Not there, or not for the one who asks.
    NotFound,
    /// Somebody else was faster, or the same request is on its way.
    Conflict,
    /// Understood and allowed, but a rule of the trade says no.
    Refused,
    /// Not now; again later may work.
    Unavailable,
    /// Our fault.
    Internal,
}

/// A field that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Path of the field in the request, such as `treatment.lines[2].service_on`.
    pub field: String,
    /// UPPER_SNAKE code of what is wrong.
    pub code: String,
    /// For developers; people read the portal's wording for the code.
    pub message: String,
}

impl Violation {
    /// What is wrong with a field.
    pub fn new(field: impl Into<String>, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), code: code.into(), message: message.into() }
    }
}

/// A refusal.
#[derive(Debug)]
pub struct Fault {
    kind: Kind,
    reason: Cow<'static, str>,
    message: Cow<'static, str>,
    violations: Vec<Violation>,
    retry_after: Option<Duration>,
    source: Option<Box<dyn Error + Send + Sync>>,
}

macro_rules! constructors {
    ($($(#[$doc:meta])* $name:ident => $kind:ident;)+) => {$(
        $(#[$doc])*
        #[must_use]
        pub fn $name(reason: impl Into<Cow<'static, str>>) -> Self {
            Self::new(Kind::$kind, reason)
        }
    )+};
}

impl Fault {
    /// A refusal of a kind, for a reason in UPPER_SNAKE.
    #[must_use]
    pub fn new(kind: Kind, reason: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind,
            reason: reason.into(),
            message: "".into(),
            violations: vec![],
            retry_after: None,
            source: None,
        }
    }

    constructors! {
        /// The request itself is wrong.
        invalid => Invalid;
        /// Nobody knows who is asking.
        unauthenticated => Unauthenticated;
        /// Not allowed.
        forbidden => Forbidden;
        /// Not there, or not for the one who asks.
        not_found => NotFound;
        /// Somebody else was faster.
        conflict => Conflict;
        /// A rule of the trade says no.
        refused => Refused;
        /// Not now.
        unavailable => Unavailable;
        /// Our fault.
        internal => Internal;
    }

    /// Adds words for developers.
    #[must_use]
    pub fn message(mut self, message: impl Into<Cow<'static, str>>) -> Self {
        self.message = message.into();
        self
    }

    /// Adds a field that is wrong.
    #[must_use]
    pub fn violation(
        mut self,
        field: impl Into<String>,
        code: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        self.violations.push(Violation::new(field, code, message));
        self
    }

    /// Adds many fields that are wrong.
    #[must_use]
    pub fn with_violations(mut self, violations: impl IntoIterator<Item = Violation>) -> Self {
        self.violations.extend(violations);
        self
    }

    /// Says when another try may work.
    #[must_use]
    pub fn retry_after(mut self, delay: Duration) -> Self {
        self.retry_after = Some(delay);
        self
    }

    /// Keeps what caused it, for the log; it never crosses the wire.
    #[must_use]
    pub fn source(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Its reason, UPPER_SNAKE.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// Its words for developers.
    #[must_use]
    pub fn words(&self) -> &str {
        &self.message
    }

    /// The fields that are wrong.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// When another try may work.
    #[must_use]
    pub const fn delay(&self) -> Option<Duration> {
        self.retry_after
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {}", self.kind, self.reason)?;
        if !self.message.is_empty() {
            write!(f, ": {}", self.message)?;
        }
        Ok(())
    }
}

impl Error for Fault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn Error + 'static))
    }
}
