//! Who may do what, as a table: the permission that an act takes and the kind of organisation it is for.
//! To everybody else the thing is not there.

use identity::{Actor, OrganisationKind, Permission};

/// An act on claims or policies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Start, describe, complete and submit drafts.
    WriteDraft,
    /// See what a claim would pay.
    Estimate,
    /// See claims and their documents.
    ReadClaims,
    /// Open a claim of others, for support.
    InspectClaims,
    /// Approve or deny.
    Decide,
    /// Look up a policy at the counter.
    LookUpPolicy,
    /// Register policies.
    ManagePolicies,
    /// Publish plans.
    PublishPlans,
    /// Set the rules by which claims are checked and approved.
    SetReviewRules,
    /// See them.
    ReadReviewRules,
    /// List policies, and see plans.
    ReadPolicies,
    /// Contract with clinics.
    ManageContracts,
    /// Fetch everything that the organisation owns; people, never programs.
    ExportOrganisation,
    /// Handle what policyholders ask for about their own data; people, never programs.
    HandleSubjects,
}

/// Whether the actor may do it at all; which things they may do it to is decided by the scope.
#[must_use]
pub fn may(actor: &Actor, act: Act) -> bool {
    use OrganisationKind::{Clinic, Insurer, Operator};
    let (permission, kinds): (Permission, &[OrganisationKind]) = match act {
        Act::WriteDraft => (Permission::ClaimSubmit, &[Clinic]),
        Act::ReadClaims | Act::Estimate => (Permission::ClaimRead, &[Clinic, Insurer]),
        Act::InspectClaims => (Permission::ClaimInspect, &[Operator]),
        Act::Decide => (Permission::ClaimDecide, &[Insurer]),
        Act::LookUpPolicy => (Permission::ClaimSubmit, &[Clinic]),
        Act::ManagePolicies | Act::PublishPlans | Act::SetReviewRules => {
            (Permission::PolicyManage, &[Insurer])
        }
        Act::ReadPolicies | Act::ReadReviewRules => (Permission::PolicyRead, &[Insurer]),
        Act::ManageContracts => (Permission::ContractManage, &[Insurer]),
        Act::ExportOrganisation => (Permission::ArchiveExport, &[Clinic, Insurer]),
        Act::HandleSubjects => (Permission::SubjectHandle, &[Insurer]),
    };
    let of_people = matches!(act, Act::ExportOrganisation | Act::HandleSubjects);
    (actor.is_person() || !of_people) && kinds.contains(&actor.organisation_kind) && actor.may(permission)
}
