//! A program's access token: ten minutes, on one certificate, opaque.

use chrono::{DateTime, TimeDelta, Utc};
use ids::{ApiClientId, CertificateId, OrganisationId, TokenId};

use super::{api_client::ApiClient, secret::SecretHash};

/// How long a token is good for.
pub const GOOD_FOR: TimeDelta = TimeDelta::minutes(10);

/// An access token.
#[derive(Debug, Clone)]
pub struct Token {
    /// Its id.
    pub id: TokenId,
    /// The organisation.
    pub organisation: OrganisationId,
    /// Whose it is.
    pub api_client: ApiClientId,
    /// The one certificate it works on.
    pub certificate: CertificateId,
    /// The hash of its secret.
    pub secret: SecretHash,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

impl Token {
    /// A program has shown its secret and its certificate.
    #[must_use]
    pub fn issue(id: TokenId, client: &ApiClient, secret: SecretHash, now: DateTime<Utc>) -> Self {
        Self {
            id,
            organisation: client.organisation,
            api_client: client.id,
            certificate: client.certificate,
            secret,
            expires_at: now + GOOD_FOR,
        }
    }

    /// Whether it holds on a certificate.
    #[must_use]
    pub fn holds(&self, certificate: CertificateId, now: DateTime<Utc>) -> bool {
        self.certificate == certificate && now < self.expires_at
    }
}
