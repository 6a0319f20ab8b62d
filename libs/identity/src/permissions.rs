//! What an actor may be allowed to do: a closed list, and sets of it.
//! Refuses names that are not on the list, so a signed actor of a later release is not half understood.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// The text is no permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a permission")]
pub struct UnknownPermission;

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)+) => {
        /// One thing an actor may be allowed to do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Permission {
            $($(#[$doc])* $name,)+
        }

        impl Permission {
            /// Every permission.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its name, `lower_snake_case`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }
        }
    };
}

permissions! {
    /// See the organisation's claims.
    ClaimRead = "claim_read";
    /// Draft and submit claims.
    ClaimSubmit = "claim_submit";
    /// Approve and deny claims.
    ClaimDecide = "claim_decide";
    /// See policies: an insurer its own, a clinic one by its exact number.
    PolicyRead = "policy_read";
    /// Register policies, and publish the plans that they have.
    PolicyManage = "policy_manage";
    /// Contract clinics.
    ContractManage = "contract_manage";
    /// See labels.
    LabelRead = "label_read";
    /// Make labels and put them on things.
    LabelManage = "label_manage";
    /// Read the organisation's own timeline.
    TimelineRead = "timeline_read";
    /// Read any organisation's timeline, with a reason.
    TimelineInspect = "timeline_inspect";
    /// See people and programs.
    AccountRead = "account_read";
    /// Add people and programs, change what they may do.
    AccountManage = "account_manage";
    /// Issue, renew and revoke client certificates.
    CertificateManage = "certificate_manage";
    /// Register organisations.
    OrganisationManage = "organisation_manage";
    /// See which mails were sent and whether they arrived.
    DeliveryRead = "delivery_read";
    /// See how old data keys are, how often they were used, and how the KMS keys stand that wrap them.
    KeyRead = "key_read";
    /// End an organisation whose contract has ended: request it, or confirm what another has requested.
    OrganisationErase = "organisation_erase";
    /// Fetch all that the organisation owns as one archive.
    ArchiveExport = "archive_export";
    /// Open a claim of another organisation, with a reason.
    ClaimInspect = "claim_inspect";
    /// Handle what policyholders ask for about their own data.
    SubjectHandle = "subject_handle";
}

impl FromStr for Permission {
    type Err = UnknownPermission;

    fn from_str(text: &str) -> Result<Self, UnknownPermission> {
        Self::ALL.iter().copied().find(|permission| permission.as_str() == text).ok_or(UnknownPermission)
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A set of permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Permissions(u32);

impl Permissions {
    /// No permission at all.
    pub const NONE: Self = Self(0);

    /// The set of these.
    #[must_use]
    pub const fn of(permissions: &[Permission]) -> Self {
        let mut bits = 0;
        let mut rest = permissions;
        while let [first, others @ ..] = rest {
            bits |= bit(*first);
            rest = others;
        }
        Self(bits)
    }

    /// Whether it holds one.
    #[must_use]
    pub const fn contains(self, permission: Permission) -> bool {
        self.0 & bit(permission) != 0
    }

    /// What is in either.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in both.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether all of it is in the other.
    #[must_use]
    pub const fn within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Each of them, in the order of the list.
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.iter().copied().filter(move |permission| self.contains(*permission))
    }
}

const fn bit(permission: Permission) -> u32 {
    1 << permission as u32
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        permissions.into_iter().fold(Self::NONE, |set, permission| Self(set.0 | bit(permission)))
    }
}

impl FromIterator<Self> for Permissions {
    fn from_iter<I: IntoIterator<Item = Self>>(sets: I) -> Self {
        sets.into_iter().fold(Self::NONE, Self::union)
    }
}

impl Serialize for Permissions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Permission::as_str))
    }
}

impl<'de> Deserialize<'de> for Permissions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let names = Vec::<String>::deserialize(deserializer)?;
        names.iter().map(|name| name.parse::<Permission>().map_err(D::Error::custom)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_survives_its_text() {
        for permission in Permission::ALL {
            assert_eq!(permission.as_str().parse(), Ok(*permission));
        }
        assert_eq!("claim_destroy".parse::<Permission>(), Err(UnknownPermission));
    }

    #[test]
    fn a_set_holds_what_was_put_in_and_nothing_else() {
        for permission in Permission::ALL {
            let set = Permissions::of(&[*permission]);
            assert_eq!(set.iter().collect::<Vec<_>>(), [*permission]);
        }
    }

    #[test]
    fn an_unknown_name_spoils_the_set() {
        assert!(serde_json::from_str::<Permissions>(r#"["claim_read"]"#).is_ok());
        assert!(serde_json::from_str::<Permissions>(r#"["claim_read","claim_destroy"]"#).is_err());
    }
}
