//! A program's account: one secret, one certificate. Refuses roles that its organisation's kind does not have, and a
//! certificate that opens no door.

use chrono::{DateTime, Utc};
use ids::{ApiClientId, CertificateId, OrganisationId};

use super::{
    account::Home,
    certificate::Certificate,
    event::Event,
    roles::{BadRoles, Roles},
    secret::SecretHash,
    text::Name,
};

/// A program's account.
#[derive(Debug, Clone)]
pub struct ApiClient {
    /// Its id, the OAuth2 `client_id`.
    pub id: ApiClientId,
    /// Its organisation.
    pub organisation: OrganisationId,
    /// Grows by one with each change.
    pub revision: i64,
    /// Its name, such as the practice system's.
    pub name: Name,
    /// What it may do.
    pub roles: Roles,
    /// The hash of its secret.
    pub secret: SecretHash,
    /// The one certificate on which it gets tokens.
    pub certificate: CertificateId,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// How a program is added.
#[derive(Debug, Clone)]
pub struct NewApiClient {
    /// Its name.
    pub name: Name,
    /// The hash of its secret.
    pub secret: SecretHash,
    /// What it may do.
    pub roles: Roles,
}

/// Why a program is not added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CreateApiClientRefusal {
    /// The roles do not fit.
    #[error(transparent)]
    Roles(#[from] BadRoles),
    /// The certificate is revoked or expired.
    #[error("the certificate opens no door")]
    CertificateInactive,
}

impl ApiClient {
    /// A program joins an organisation.
    ///
    /// # Errors
    /// [`CreateApiClientRefusal`].
    pub fn create(
        id: ApiClientId,
        home: Home,
        new: NewApiClient,
        certificate: &Certificate,
        now: DateTime<Utc>,
    ) -> Result<(Self, Event), CreateApiClientRefusal> {
        new.roles.fit(home.kind)?;
        if certificate.organisation != home.organisation || !certificate.is_active(now) {
            return Err(CreateApiClientRefusal::CertificateInactive);
        }
        let NewApiClient { name, secret, roles } = new;
        let organisation = home.organisation;
        let event = Event::ApiClientCreated {
            api_client: id,
            organisation,
            roles: roles.clone(),
            certificate: certificate.id,
        };
        let client = Self {
            id,
            organisation,
            revision: 1,
            name,
            roles,
            secret,
            certificate: certificate.id,
            created_at: now,
        };
        Ok((client, event))
    }
}
