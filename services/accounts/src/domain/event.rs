//! What has happened: the domain's own account of a change, from which facts are told.

use chrono::NaiveDate;
use identity::OrganisationKind;
use ids::{AccountId, ApiClientId, CertificateId, ErasureId, OrganisationId};

use super::{certificate::CertificateState, roles::Roles};

/// Something that happened here.
#[must_use]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// An organisation joined.
    OrganisationRegistered {
        /// Which.
        organisation: OrganisationId,
        /// Of what kind.
        kind: OrganisationKind,
    },
    /// Somebody asked to erase an organisation.
    ErasureRequested {
        /// Which.
        organisation: OrganisationId,
        /// By which request.
        erasure: ErasureId,
        /// Last day of its contract.
        contract_ended_on: NaiveDate,
    },
    /// A request to erase an organisation was withdrawn.
    ErasureCancelled {
        /// Which organisation.
        organisation: OrganisationId,
        /// Which request.
        erasure: ErasureId,
    },
    /// An organisation's people were shut out for good.
    OrganisationClosed {
        /// Which.
        organisation: OrganisationId,
        /// By which request.
        erasure: ErasureId,
    },
    /// An organisation's keys are destroyed, and what it had here is gone.
    OrganisationErased {
        /// Which.
        organisation: OrganisationId,
        /// By which request.
        erasure: ErasureId,
        /// The operator's organisation, whose people asked for it.
        operator: OrganisationId,
    },
    /// An organisation's administrator has begun to fetch everything that it owns.
    ArchiveFetched {
        /// Which.
        organisation: OrganisationId,
    },
    /// A person joined.
    AccountCreated {
        /// Who.
        account: AccountId,
        /// Where.
        organisation: OrganisationId,
        /// As what.
        roles: Roles,
    },
    /// A person signed in.
    AccountSignedIn {
        /// Who.
        account: AccountId,
        /// Where.
        organisation: OrganisationId,
        /// On which device.
        certificate: CertificateId,
    },
    /// A person signed out.
    AccountSignedOut {
        /// Who.
        account: AccountId,
        /// Where.
        organisation: OrganisationId,
        /// On which device.
        certificate: CertificateId,
    },
    /// Somebody tried to sign in as a person.
    AccountSignInRefused {
        /// As whom.
        account: AccountId,
        /// Where.
        organisation: OrganisationId,
        /// On which device.
        certificate: CertificateId,
    },
    /// A program joined.
    ApiClientCreated {
        /// Which.
        api_client: ApiClientId,
        /// Where.
        organisation: OrganisationId,
        /// As what.
        roles: Roles,
        /// Bound to which certificate.
        certificate: CertificateId,
    },
    /// A device got its certificate.
    CertificateIssued {
        /// Which.
        certificate: CertificateId,
        /// Whose.
        organisation: OrganisationId,
        /// Its serial number.
        serial: String,
    },
    /// A certificate was revoked.
    CertificateRevoked {
        /// Which.
        certificate: CertificateId,
        /// Whose.
        organisation: OrganisationId,
        /// Its serial number.
        serial: String,
        /// What it was before.
        before: CertificateState,
    },
}
