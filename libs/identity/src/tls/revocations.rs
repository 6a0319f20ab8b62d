//! The revocation lists in a form that each request can ask: issuer -> revoked serials, and until when that is known.
//! Refuses lists that none of the roots has signed, lists without an end, and serials of issuers without a list.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use rustls_pki_types::CertificateDer;
use x509_parser::{
    prelude::{FromDer, X509Certificate},
    revocation_list::CertificateRevocationList,
};

use super::PeerRefusal;

/// What is known about revocation.
#[derive(Debug, Default)]
pub(crate) struct Revocations {
    by_issuer: HashMap<Vec<u8>, List>,
}

#[derive(Debug)]
struct List {
    number: Vec<u8>,
    issued_at: i64,
    expires_at: DateTime<Utc>,
    serials: HashSet<Vec<u8>>,
}

impl Revocations {
    /// No lists: nothing is ever revoked.
    pub(super) fn none() -> Self {
        Self::default()
    }

    /// Takes one list in, if one of the roots has signed it. Of two by one issuer the newer counts.
    pub(super) fn add(&mut self, der: &[u8], roots: &[CertificateDer<'static>]) -> Result<(), ()> {
        let (_, crl) = CertificateRevocationList::from_der(der).map_err(|_| ())?;
        if !roots.iter().any(|root| has_signed(root, &crl)) {
            return Err(());
        }
        let next_update = crl.next_update().ok_or(())?;
        let list = List {
            number: crl.crl_number().ok_or(())?.to_bytes_be(),
            issued_at: crl.last_update().timestamp(),
            expires_at: DateTime::from_timestamp(next_update.timestamp(), 0).ok_or(())?,
            serials: crl
                .iter_revoked_certificates()
                .map(|revoked| plain(revoked.raw_serial()).to_vec())
                .collect(),
        };
        let issuer = crl.issuer().as_raw().to_vec();
        let newer = self.by_issuer.get(&issuer).is_none_or(|known| !list.older_than(known));
        if newer {
            self.by_issuer.insert(issuer, list);
        }
        Ok(())
    }

    /// Whether an issuer's list would go back in time, or vanish while others stay.
    pub(super) fn older_than(&self, before: &Self) -> bool {
        before
            .by_issuer
            .iter()
            .any(|(issuer, old)| self.by_issuer.get(issuer).is_some_and(|new| new.older_than(old)))
    }

    /// When the first list goes stale.
    pub(super) fn expire_at(&self) -> Option<DateTime<Utc>> {
        self.by_issuer.values().map(|list| list.expires_at).min()
    }

    /// Whether a serial is known to be good.
    pub(super) fn check(&self, issuer: &[u8], serial: &[u8], now: DateTime<Utc>) -> Result<(), PeerRefusal> {
        if self.by_issuer.is_empty() {
            return Ok(());
        }
        let list = self.by_issuer.get(issuer).ok_or(PeerRefusal::RevocationUnknown)?;
        if now >= list.expires_at {
            return Err(PeerRefusal::RevocationUnknown);
        }
        if list.serials.contains(plain(serial)) { Err(PeerRefusal::Revoked) } else { Ok(()) }
    }
}

impl List {
    /// By number, and by date between equal numbers: an authority that restarts its count must say so by its name.
    fn older_than(&self, other: &Self) -> bool {
        let key = |list: &Self| (list.number.len(), list.number.clone(), list.issued_at);
        key(self) < key(other)
    }
}

fn has_signed(root: &CertificateDer<'static>, crl: &CertificateRevocationList<'_>) -> bool {
    let Ok((_, root)) = X509Certificate::from_der(root) else { return false };
    root.subject().as_raw() == crl.issuer().as_raw() && crl.verify_signature(root.public_key()).is_ok()
}

/// A serial without the zero byte that keeps it positive.
fn plain(raw: &[u8]) -> &[u8] {
    match raw {
        [0, rest @ ..] => rest,
        all => all,
    }
}
