//! On whose behalf a transaction runs, and wall one: the filter that follows from it.
//! There is no transaction without a scope, and no scoped query without its filter.

use identity::OrganisationKind;
use ids::OrganisationId;
use sea_orm::{
    Condition, EntityTrait,
    sea_query::{Expr, ExprTrait},
};

/// On whose behalf a transaction runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// One organisation's own rows, chosen by exactly one column.
    Organisation {
        /// Whose.
        id: OrganisationId,
        /// Its kind, which chooses the column.
        kind: OrganisationKind,
    },
    /// A clinic looks up one policy by its exact number among its contracted insurers. What it sees are candidates: rows
    /// that the number's tokens find, to be opened and compared.
    Lookup {
        /// The clinic.
        clinic: OrganisationId,
        /// The number's tokens in the blind indexes of these insurers.
        tokens: Vec<i64>,
    },
    /// The platform itself: feed, followers, timers. Names the purpose, one of a table that a test reads.
    Platform(&'static str),
}

impl Scope {
    /// The scope of an actor's organisation.
    #[must_use]
    pub const fn organisation(id: OrganisationId, kind: OrganisationKind) -> Self {
        Self::Organisation { id, kind }
    }
}

/// A table whose rows belong to organisations. Declare with [`crate::owned!`] or [`crate::shared!`].
pub trait Scoped: EntityTrait {
    /// The rows that a scope may see.
    fn wall(scope: &Scope) -> Condition;
}

/// No row at all.
#[must_use]
pub fn deny() -> Condition {
    Condition::all().add(Expr::val(1).eq(0))
}

/// Every row; for the platform.
#[must_use]
pub fn everything() -> Condition {
    Condition::all()
}

/// Declares a table as owned by one organisation through `Column::OrganisationId`.
#[macro_export]
macro_rules! owned {
    ($($entity:ident),+ $(,)?) => {$(
        impl $crate::Scoped for $entity::Entity {
            fn wall(scope: &$crate::Scope) -> $crate::sea_orm::Condition {
                use $crate::sea_orm::{ColumnTrait as _, Condition};
                match scope {
                    $crate::Scope::Organisation { id, .. } => {
                        Condition::all().add($entity::Column::OrganisationId.eq(id.uuid()))
                    }
                    $crate::Scope::Platform(_) => $crate::everything(),
                    $crate::Scope::Lookup { .. } => $crate::deny(),
                }
            }
        }
    )+};
}

/// Declares a table as shared by a clinic (`Column::ClinicId`) and an insurer (`Column::InsurerId`).
#[macro_export]
macro_rules! shared {
    ($($entity:ident),+ $(,)?) => {$(
        impl $crate::Scoped for $entity::Entity {
            fn wall(scope: &$crate::Scope) -> $crate::sea_orm::Condition {
                use $crate::OrganisationKind::{Clinic, Insurer, Operator};
                use $crate::sea_orm::{ColumnTrait as _, Condition};
                match scope {
                    $crate::Scope::Organisation { id, kind: Clinic } => {
                        Condition::all().add($entity::Column::ClinicId.eq(id.uuid()))
                    }
                    $crate::Scope::Organisation { id, kind: Insurer } => {
                        Condition::all().add($entity::Column::InsurerId.eq(id.uuid()))
                    }
                    $crate::Scope::Platform(_) => $crate::everything(),
                    $crate::Scope::Organisation { kind: Operator, .. } | $crate::Scope::Lookup { .. } => $crate::deny(),
                }
            }
        }
    )+};
}
