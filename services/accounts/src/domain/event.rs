//! What has happened: the domain's own account of a change, from which facts are told.

use identity::OrganisationKind;
use ids::{AccountId, ApiClientId, CertificateId, OrganisationId};

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
