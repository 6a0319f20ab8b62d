//! The mails there are: which fact asks for them and who reads them. Refuses names outside the list.

use std::str::FromStr;

use identity::Permission;

/// A mail there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Template {
    /// To the insurer's people who decide claims.
    ClaimSubmittedToInsurer,
    /// To the policyholder: it has arrived.
    ClaimSubmittedToPolicyholder,
    /// To the insurer's people who decide claims: what they returned is there again.
    ClaimResubmittedToInsurer,
    /// To the clinic's people who submit claims.
    ClaimReturnedToClinic,
    /// To the clinic's people who submit claims.
    ClaimApprovedToClinic,
    /// To the policyholder: it is approved.
    ClaimApprovedToPolicyholder,
    /// To the clinic's people who submit claims.
    ClaimAbsorbedToClinic,
    /// To the policyholder: the deductible takes all of it.
    ClaimAbsorbedToPolicyholder,
    /// To the clinic's people who submit claims.
    ClaimDeniedToClinic,
    /// To the policyholder: it is denied.
    ClaimDeniedToPolicyholder,
}

/// Who reads a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The members of one side of the claim that hold a permission.
    Members(Side, Permission),
    /// The policyholder, on the insurer's behalf.
    Policyholder,
}

/// A side of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Who submitted it.
    Clinic,
    /// Who decides it.
    Insurer,
}

/// The name is none of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a template")]
pub struct UnknownTemplate;

impl Template {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::ClaimSubmittedToInsurer,
        Self::ClaimSubmittedToPolicyholder,
        Self::ClaimResubmittedToInsurer,
        Self::ClaimReturnedToClinic,
        Self::ClaimApprovedToClinic,
        Self::ClaimApprovedToPolicyholder,
        Self::ClaimAbsorbedToClinic,
        Self::ClaimAbsorbedToPolicyholder,
        Self::ClaimDeniedToClinic,
        Self::ClaimDeniedToPolicyholder,
    ];

    /// The mails that a kind of fact asks for; most ask for none.
    #[must_use]
    pub fn asked_for_by(fact: &str) -> &'static [Self] {
        match fact {
            "claim.submitted" => &[Self::ClaimSubmittedToInsurer, Self::ClaimSubmittedToPolicyholder],
            "claim.resubmitted" => &[Self::ClaimResubmittedToInsurer],
            "claim.returned" => &[Self::ClaimReturnedToClinic],
            "claim.approved" | "claim.partially_approved" => {
                &[Self::ClaimApprovedToClinic, Self::ClaimApprovedToPolicyholder]
            }
            "claim.absorbed" => &[Self::ClaimAbsorbedToClinic, Self::ClaimAbsorbedToPolicyholder],
            "claim.denied" => &[Self::ClaimDeniedToClinic, Self::ClaimDeniedToPolicyholder],
            _ => &[],
        }
    }

    /// Who reads it.
    #[must_use]
    pub const fn audience(self) -> Audience {
        match self {
            Self::ClaimSubmittedToInsurer | Self::ClaimResubmittedToInsurer => {
                Audience::Members(Side::Insurer, Permission::ClaimDecide)
            }
            Self::ClaimReturnedToClinic
            | Self::ClaimApprovedToClinic
            | Self::ClaimAbsorbedToClinic
            | Self::ClaimDeniedToClinic => Audience::Members(Side::Clinic, Permission::ClaimSubmit),
            Self::ClaimSubmittedToPolicyholder
            | Self::ClaimApprovedToPolicyholder
            | Self::ClaimAbsorbedToPolicyholder
            | Self::ClaimDeniedToPolicyholder => Audience::Policyholder,
        }
    }

    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ClaimSubmittedToInsurer => "claim_submitted_to_insurer",
            Self::ClaimSubmittedToPolicyholder => "claim_submitted_to_policyholder",
            Self::ClaimResubmittedToInsurer => "claim_resubmitted_to_insurer",
            Self::ClaimReturnedToClinic => "claim_returned_to_clinic",
            Self::ClaimApprovedToClinic => "claim_approved_to_clinic",
            Self::ClaimApprovedToPolicyholder => "claim_approved_to_policyholder",
            Self::ClaimAbsorbedToClinic => "claim_absorbed_to_clinic",
            Self::ClaimAbsorbedToPolicyholder => "claim_absorbed_to_policyholder",
            Self::ClaimDeniedToClinic => "claim_denied_to_clinic",
            Self::ClaimDeniedToPolicyholder => "claim_denied_to_policyholder",
        }
    }
}

impl FromStr for Template {
    type Err = UnknownTemplate;

    fn from_str(name: &str) -> Result<Self, UnknownTemplate> {
        Self::ALL.into_iter().find(|template| template.as_str() == name).ok_or(UnknownTemplate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_survives_its_name() {
        assert!(Template::ALL.into_iter().all(|template| template.as_str().parse() == Ok(template)));
    }

    #[test]
    fn each_decision_is_told_to_clinic_and_policyholder_and_what_is_submitted_or_returned_to_the_other_side()
    {
        let told = [
            "claim.submitted",
            "claim.resubmitted",
            "claim.returned",
            "claim.approved",
            "claim.absorbed",
            "claim.denied",
        ];
        let asked = told.map(Template::asked_for_by).concat();
        assert_eq!(asked, Template::ALL);
        let [whole, part] = ["claim.approved", "claim.partially_approved"].map(Template::asked_for_by);
        assert_eq!(whole, part, "how much is paid is not for mails");
        assert!(Template::asked_for_by("claim.started").is_empty());
    }
}
