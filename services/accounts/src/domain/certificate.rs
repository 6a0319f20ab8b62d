//! A device's certificate: active until it expires or is revoked, and revoked for good.

use chrono::{DateTime, TimeDelta, Utc};
use ids::{CertificateId, OrganisationId};

use super::{event::Event, text::DeviceLabel};

/// How long a certificate is valid.
pub const VALID_FOR: TimeDelta = TimeDelta::days(365);
/// Devices' clocks may be behind ours by this much.
pub const BACKDATED_BY: TimeDelta = TimeDelta::minutes(5);

/// A client certificate.
#[derive(Debug, Clone)]
pub struct Certificate {
    /// Its id.
    pub id: CertificateId,
    /// The organisation it opens the door for.
    pub organisation: OrganisationId,
    /// Grows by one with each change.
    pub revision: i64,
    /// Name of the device.
    pub label: DeviceLabel,
    /// What the authority signed.
    pub signed: Signed,
    /// When it was issued.
    pub issued_at: DateTime<Utc>,
    /// When it was revoked, if it was.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// What the authority signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Serial number, hexadecimal.
    pub serial: String,
    /// SHA-256 of the DER, hexadecimal.
    pub fingerprint: String,
    /// Valid from.
    pub not_before: DateTime<Utc>,
    /// Valid until.
    pub not_after: DateTime<Utc>,
    /// The certificate.
    pub der: Vec<u8>,
}

/// Whether a certificate opens the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CertificateState {
    /// 有効.
    Active,
    /// 失効.
    Revoked,
    /// 期限切れ.
    Expired,
}

/// Why a certificate is not revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RevokeRefusal {
    /// It is already.
    #[error("the certificate is already revoked")]
    AlreadyRevoked,
    /// Somebody changed it since the caller looked.
    #[error("the certificate has changed since")]
    Stale,
}

impl Certificate {
    /// The authority has signed a device's request.
    pub fn issue(
        id: CertificateId,
        organisation: OrganisationId,
        label: DeviceLabel,
        signed: Signed,
        now: DateTime<Utc>,
    ) -> (Self, Event) {
        let event = Event::CertificateIssued { certificate: id, organisation, serial: signed.serial.clone() };
        (Self { id, organisation, revision: 1, label, signed, issued_at: now, revoked_at: None }, event)
    }

    /// Closes the door to this certificate for good.
    ///
    /// # Errors
    /// [`RevokeRefusal`] when it is revoked already or the caller has not seen its present revision.
    pub fn revoke(&mut self, seen: i64, now: DateTime<Utc>) -> Result<Event, RevokeRefusal> {
        if self.revoked_at.is_some() {
            return Err(RevokeRefusal::AlreadyRevoked);
        }
        if seen != self.revision {
            return Err(RevokeRefusal::Stale);
        }
        let before = self.state(now);
        self.revoked_at = Some(now);
        self.revision += 1;
        let serial = self.signed.serial.clone();
        Ok(Event::CertificateRevoked {
            certificate: self.id,
            organisation: self.organisation,
            serial,
            before,
        })
    }

    /// Whether it opens the door at a time.
    #[must_use]
    pub fn state(&self, now: DateTime<Utc>) -> CertificateState {
        match self.revoked_at {
            Some(_) => CertificateState::Revoked,
            None if now >= self.signed.not_after => CertificateState::Expired,
            None => CertificateState::Active,
        }
    }

    /// Whether it opens the door at a time, in one word.
    #[must_use]
    pub fn is_active(&self, now: DateTime<Utc>) -> bool {
        self.state(now) == CertificateState::Active
    }
}

impl CertificateState {
    /// Its name in facts.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Revoked => "revoked",
            Self::Expired => "expired",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificate(now: DateTime<Utc>) -> Certificate {
        let signed = Signed {
            serial: "40".repeat(16),
            fingerprint: "00".repeat(32),
            not_before: now,
            not_after: now + VALID_FOR,
            der: vec![],
        };
        let label = DeviceLabel::parse("受付PC-1").unwrap();
        Certificate::issue(CertificateId::generate(), OrganisationId::generate(), label, signed, now).0
    }

    #[test]
    fn a_certificate_is_active_until_its_last_moment() {
        let now = Utc::now();
        let certificate = certificate(now);
        assert!(certificate.is_active(now));
        assert_eq!(certificate.state(now + VALID_FOR), CertificateState::Expired);
    }

    #[test]
    fn revocation_is_for_good_and_needs_the_present_revision() {
        let now = Utc::now();
        let mut certificate = certificate(now);
        assert_eq!(certificate.revoke(7, now).unwrap_err(), RevokeRefusal::Stale);
        assert!(certificate.revoke(1, now).is_ok());
        assert_eq!((certificate.revision, certificate.state(now)), (2, CertificateState::Revoked));
        assert_eq!(certificate.revoke(2, now).unwrap_err(), RevokeRefusal::AlreadyRevoked);
    }
}
