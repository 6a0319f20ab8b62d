//! Roles: named sets of permissions, capped by the kind of the organisation.
//! Refuses to grant anything outside the cap, whatever the role says.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    OrganisationKind, Permission,
    Permission::{
        AccountManage, AccountRead, ArchiveExport, CertificateManage, ClaimDecide, ClaimInspect, ClaimRead,
        ClaimSubmit, ContractManage, DeliveryRead, KeyRead, LabelManage, LabelRead, OrganisationErase,
        OrganisationManage, PolicyManage, PolicyRead, SubjectHandle, TimelineInspect, TimelineRead,
    },
    Permissions,
};

/// What each role holds, whatever the organisation.
const ROLES: &[(Role, &[Permission])] = &[
    (
        Role::Administrator,
        &[
            ClaimRead,
            PolicyRead,
            PolicyManage,
            ContractManage,
            LabelRead,
            LabelManage,
            TimelineRead,
            AccountRead,
            AccountManage,
            CertificateManage,
            OrganisationManage,
            DeliveryRead,
            OrganisationErase,
            ArchiveExport,
            SubjectHandle,
        ],
    ),
    (
        Role::ClaimsClerk,
        &[ClaimRead, ClaimSubmit, PolicyRead, LabelRead, LabelManage, TimelineRead, DeliveryRead],
    ),
    (
        Role::Adjuster,
        &[
            ClaimRead,
            ClaimDecide,
            PolicyRead,
            PolicyManage,
            LabelRead,
            LabelManage,
            TimelineRead,
            DeliveryRead,
            SubjectHandle,
        ],
    ),
    (Role::Viewer, &[ClaimRead, PolicyRead, LabelRead, TimelineRead]),
    (Role::Support, &[TimelineRead, TimelineInspect, AccountRead, DeliveryRead, ClaimInspect]),
    (
        Role::Operations,
        &[TimelineRead, AccountRead, OrganisationManage, DeliveryRead, KeyRead, OrganisationErase],
    ),
];

/// The most that anybody in an organisation of a kind may hold.
const CAPS: &[(OrganisationKind, &[Permission])] = &[
    (
        OrganisationKind::Clinic,
        &[
            ClaimRead,
            ClaimSubmit,
            PolicyRead,
            LabelRead,
            LabelManage,
            TimelineRead,
            AccountRead,
            AccountManage,
            CertificateManage,
            DeliveryRead,
            ArchiveExport,
        ],
    ),
    (
        OrganisationKind::Insurer,
        &[
            ClaimRead,
            ClaimDecide,
            PolicyRead,
            PolicyManage,
            ContractManage,
            LabelRead,
            LabelManage,
            TimelineRead,
            AccountRead,
            AccountManage,
            CertificateManage,
            DeliveryRead,
            ArchiveExport,
            SubjectHandle,
        ],
    ),
    (
        OrganisationKind::Operator,
        &[
            LabelRead,
            LabelManage,
            TimelineRead,
            TimelineInspect,
            AccountRead,
            AccountManage,
            CertificateManage,
            OrganisationManage,
            DeliveryRead,
            KeyRead,
            OrganisationErase,
            ClaimInspect,
        ],
    ),
];

/// The text is no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a role")]
pub struct UnknownRole;

/// A role: a set of permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 組織管理者: people, certificates, labels, contracts.
    Administrator,
    /// 申請担当 (clinic): drafts and submits claims.
    ClaimsClerk,
    /// 審査担当 (insurer): decides claims.
    Adjuster,
    /// 閲覧のみ.
    Viewer,
    /// サポート担当 (operator): reads timelines and opens claims, with a reason.
    Support,
    /// 運用担当 (operator): organisations and mails.
    Operations,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 6] = [
        Self::Administrator,
        Self::ClaimsClerk,
        Self::Adjuster,
        Self::Viewer,
        Self::Support,
        Self::Operations,
    ];

    /// Its name, `lower_snake_case`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::ClaimsClerk => "claims_clerk",
            Self::Adjuster => "adjuster",
            Self::Viewer => "viewer",
            Self::Support => "support",
            Self::Operations => "operations",
        }
    }

    /// What it gives somebody in an organisation of this kind; none if the role is not for that kind.
    #[must_use]
    pub fn permissions(self, kind: OrganisationKind) -> Permissions {
        if self.is_for(kind) { row(ROLES, self).intersection(cap(kind)) } else { Permissions::NONE }
    }

    /// Whether somebody in an organisation of this kind may have it.
    #[must_use]
    pub const fn is_for(self, kind: OrganisationKind) -> bool {
        match self {
            Self::Administrator | Self::Viewer => true,
            Self::ClaimsClerk => matches!(kind, OrganisationKind::Clinic),
            Self::Adjuster => matches!(kind, OrganisationKind::Insurer),
            Self::Support | Self::Operations => matches!(kind, OrganisationKind::Operator),
        }
    }
}

/// The most that anybody in an organisation of this kind may hold.
#[must_use]
pub fn cap(kind: OrganisationKind) -> Permissions {
    row(CAPS, kind)
}

/// A row that is missing grants nothing.
fn row<K: PartialEq + Copy>(table: &[(K, &[Permission])], key: K) -> Permissions {
    table.iter().filter(|(row, _)| *row == key).map(|(_, permissions)| Permissions::of(permissions)).collect()
}

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or(UnknownRole)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_role_exceeds_the_cap_of_its_kind() {
        for kind in OrganisationKind::ALL {
            for role in Role::ALL {
                assert!(role.permissions(kind).within(cap(kind)), "{role} in {kind}");
            }
        }
    }

    #[test]
    fn a_role_of_another_kind_gives_nothing() {
        let foreign = [
            (Role::ClaimsClerk, OrganisationKind::Insurer),
            (Role::Adjuster, OrganisationKind::Clinic),
            (Role::Support, OrganisationKind::Clinic),
            (Role::Operations, OrganisationKind::Insurer),
            (Role::ClaimsClerk, OrganisationKind::Operator),
        ];
        for (role, kind) in foreign {
            assert!(role.permissions(kind).is_empty(), "{role} in {kind}");
        }
    }

    #[test]
    fn nobody_both_submits_and_decides() {
        for kind in OrganisationKind::ALL {
            let cap = cap(kind);
            assert!(!(cap.contains(ClaimSubmit) && cap.contains(ClaimDecide)), "{kind}");
        }
    }

    #[test]
    fn only_the_operator_inspects_and_begins_and_ends_organisations() {
        for permission in [TimelineInspect, ClaimInspect, OrganisationManage, OrganisationErase] {
            let holders = OrganisationKind::ALL.into_iter().filter(|kind| cap(*kind).contains(permission));
            assert_eq!(holders.collect::<Vec<_>>(), [OrganisationKind::Operator]);
        }
    }

    #[test]
    fn the_operator_never_sees_claims_or_policies() {
        for permission in
            [ClaimRead, ClaimSubmit, ClaimDecide, PolicyRead, PolicyManage, ContractManage, SubjectHandle]
        {
            assert!(!cap(OrganisationKind::Operator).contains(permission), "{permission}");
        }
    }

    #[test]
    fn each_kind_can_use_all_that_its_cap_allows() {
        for kind in OrganisationKind::ALL {
            let reachable: Permissions = Role::ALL.into_iter().map(|role| role.permissions(kind)).collect();
            assert_eq!(reachable, cap(kind), "{kind}");
        }
    }

    #[test]
    fn every_role_survives_its_text() {
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
        }
    }
}
