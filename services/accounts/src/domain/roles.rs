//! Roles: sets of permissions that the kind of an organisation caps. Refuses a role the kind may not hold.

use identity::{OrganisationKind, Permissions, Role};

use super::Coded;

/// At least one role, each once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roles(Vec<Role>);

/// Why roles are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadRoles {
    /// None given.
    #[error("at least one role is needed")]
    Missing,
    /// One that organisations of this kind do not have.
    #[error("organisations of this kind do not have this role")]
    NotForKind,
    /// The first person of an organisation must be able to add the others.
    #[error("the first account is an administrator")]
    AdministratorMissing,
}

impl Coded for BadRoles {
    fn code(&self) -> &'static str {
        match self {
            Self::Missing => "REQUIRED",
            Self::NotForKind => "NOT_FOR_KIND",
            Self::AdministratorMissing => "ADMINISTRATOR_REQUIRED",
        }
    }
}

/// Roles that were refused, and the field they came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {refusal}")]
pub struct RolesRefused {
    /// The field of the request.
    pub field: &'static str,
    /// Why.
    pub refusal: BadRoles,
}

impl BadRoles {
    /// Says in which field the roles came.
    #[must_use]
    pub const fn at(self, field: &'static str) -> RolesRefused {
        RolesRefused { field, refusal: self }
    }
}

impl Roles {
    /// Roles as chosen; each is kept once.
    ///
    /// # Errors
    /// [`BadRoles::Missing`] when there is none.
    pub fn try_new(chosen: impl IntoIterator<Item = Role>) -> Result<Self, BadRoles> {
        let mut roles = vec![];
        for role in chosen {
            if !roles.contains(&role) {
                roles.push(role);
            }
        }
        if roles.is_empty() { Err(BadRoles::Missing) } else { Ok(Self(roles)) }
    }

    /// The roles.
    #[must_use]
    pub fn as_slice(&self) -> &[Role] {
        &self.0
    }

    /// What they give somebody in an organisation of this kind.
    #[must_use]
    pub fn permissions(&self, kind: OrganisationKind) -> Permissions {
        self.0.iter().map(|role| role.permissions(kind)).collect()
    }

    /// Refuses a role that the kind does not have.
    ///
    /// # Errors
    /// [`BadRoles::NotForKind`].
    pub fn fit(&self, kind: OrganisationKind) -> Result<(), BadRoles> {
        if self.0.iter().all(|role| role.is_for(kind)) { Ok(()) } else { Err(BadRoles::NotForKind) }
    }

    /// Refuses roles with which a new organisation would be stuck.
    ///
    /// # Errors
    /// [`BadRoles::NotForKind`] and [`BadRoles::AdministratorMissing`].
    pub fn fit_first(&self, kind: OrganisationKind) -> Result<(), BadRoles> {
        self.fit(kind)?;
        if self.0.contains(&Role::Administrator) { Ok(()) } else { Err(BadRoles::AdministratorMissing) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clinic_has_no_adjuster_and_no_support() {
        for role in [Role::Adjuster, Role::Support, Role::Operations] {
            let roles = Roles::try_new([Role::Administrator, role]).unwrap();
            assert_eq!(roles.fit(OrganisationKind::Clinic), Err(BadRoles::NotForKind));
        }
    }

    #[test]
    fn the_first_account_is_an_administrator() {
        let clerk = Roles::try_new([Role::ClaimsClerk]).unwrap();
        assert_eq!(clerk.fit(OrganisationKind::Clinic), Ok(()));
        assert_eq!(clerk.fit_first(OrganisationKind::Clinic), Err(BadRoles::AdministratorMissing));
    }

    #[test]
    fn a_role_counts_once_and_none_is_refused() {
        assert_eq!(Roles::try_new([Role::Viewer, Role::Viewer]).unwrap().as_slice().len(), 1);
        assert_eq!(Roles::try_new([]), Err(BadRoles::Missing));
    }
}
