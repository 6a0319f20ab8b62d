//! A signed-in person's session: bound to one certificate, over after 30 idle minutes and after 8 hours.
//! Refuses to be used on any other certificate.

use chrono::{DateTime, TimeDelta, Utc};
use ids::{AccountId, CertificateId, OrganisationId, SessionId};

use super::{account::Account, event::Event, secret::SecretHash};

/// How long a session may be idle.
pub const IDLE: TimeDelta = TimeDelta::minutes(30);
/// How long a session lasts at most.
pub const LONGEST: TimeDelta = TimeDelta::hours(8);
/// A use is written down only if the last one written is older: not every request should write.
const WRITTEN_EVERY: TimeDelta = TimeDelta::seconds(15);

/// A session.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// The organisation.
    pub organisation: OrganisationId,
    /// Whose it is.
    pub account: AccountId,
    /// The one certificate it works on.
    pub certificate: CertificateId,
    /// The hash of its secret.
    pub secret: SecretHash,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// When it was last used.
    pub last_used_at: DateTime<Utc>,
    /// When it ends at the latest.
    pub expires_at: DateTime<Utc>,
    /// When it was ended, if it was.
    pub ended_at: Option<DateTime<Utc>>,
    /// The sign-in before this one.
    pub previous_sign_in_at: Option<DateTime<Utc>>,
}

impl Session {
    /// A person has signed in.
    pub fn open(
        id: SessionId,
        account: &Account,
        certificate: CertificateId,
        secret: SecretHash,
        now: DateTime<Utc>,
    ) -> (Self, Event) {
        let session = Self {
            id,
            organisation: account.organisation,
            account: account.id,
            certificate,
            secret,
            opened_at: now,
            last_used_at: now,
            expires_at: now + LONGEST,
            ended_at: None,
            previous_sign_in_at: account.last_sign_in_at,
        };
        (session, account.signed_in(certificate))
    }

    /// Whether it still holds on a certificate.
    #[must_use]
    pub fn holds(&self, certificate: CertificateId, now: DateTime<Utc>) -> bool {
        let open = self.ended_at.is_none() && now < self.expires_at && now < self.last_used_at + IDLE;
        open && self.certificate == certificate
    }

    /// Uses it; says whether that is worth writing down.
    #[must_use]
    pub fn touch(&mut self, now: DateTime<Utc>) -> bool {
        let worth = now >= self.last_used_at + WRITTEN_EVERY;
        if worth {
            self.last_used_at = now;
        }
        worth
    }

    /// The person signs out; nothing happens twice.
    #[must_use]
    pub fn end(&mut self, now: DateTime<Utc>) -> Option<Event> {
        if self.ended_at.is_some() || now >= self.expires_at || now >= self.last_used_at + IDLE {
            return None;
        }
        self.ended_at = Some(now);
        let (account, organisation, certificate) = (self.account, self.organisation, self.certificate);
        Some(Event::AccountSignedOut { account, organisation, certificate })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(now: DateTime<Utc>) -> Session {
        Session {
            id: SessionId::generate(),
            organisation: OrganisationId::generate(),
            account: AccountId::generate(),
            certificate: CertificateId::generate(),
            secret: super::super::secret::Secret::new([0; 32]).hash(),
            opened_at: now,
            last_used_at: now,
            expires_at: now + LONGEST,
            ended_at: None,
            previous_sign_in_at: None,
        }
    }

    #[test]
    fn a_session_ends_after_thirty_idle_minutes() {
        let now = Utc::now();
        let session = session(now);
        assert!(session.holds(session.certificate, now + IDLE - TimeDelta::microseconds(1)));
        assert!(!session.holds(session.certificate, now + IDLE));
    }

    #[test]
    fn a_session_in_use_ends_after_eight_hours() {
        let now = Utc::now();
        let mut session = session(now);
        session.last_used_at = now + LONGEST - TimeDelta::minutes(1);
        assert!(session.holds(session.certificate, session.last_used_at));
        assert!(!session.holds(session.certificate, now + LONGEST));
    }

    #[test]
    fn a_session_does_not_hold_on_another_certificate() {
        let now = Utc::now();
        assert!(!session(now).holds(CertificateId::generate(), now));
    }

    #[test]
    fn a_use_is_written_down_every_so_often() {
        let now = Utc::now();
        let mut session = session(now);
        assert!(!session.touch(now + TimeDelta::seconds(1)));
        assert!(session.touch(now + TimeDelta::seconds(15)));
        assert!(!session.touch(now + TimeDelta::seconds(16)));
    }

    #[test]
    fn a_session_ends_once() {
        let now = Utc::now();
        let mut session = session(now);
        assert!(session.end(now).is_some());
        assert!(session.end(now).is_none());
        assert!(!session.holds(session.certificate, now));
    }
}
