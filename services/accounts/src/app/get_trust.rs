//! What the edge needs to check client certificates: the client CA and the list of those revoked. The list is signed
//! anew when a revocation was added, by whichever replica, and when it is an hour old.

use std::sync::{Arc, Mutex, PoisonError};

use ::store::Scope;
use chrono::{DateTime, TimeDelta, Utc};
use fault::Fault;

use super::App;
use crate::{authority::Revoked, store};

/// Age at which a list is signed anew.
const RENEWED_AFTER: TimeDelta = TimeDelta::hours(1);

/// What the edge needs.
pub(crate) struct Trust {
    pub(crate) ca_pem: String,
    pub(crate) crl_der: Vec<u8>,
}

/// The list that was signed last.
#[derive(Debug, Clone, Default)]
pub(super) struct KeptList(Arc<Mutex<Option<List>>>);

#[derive(Debug, Clone)]
struct List {
    revoked: Vec<Revoked>,
    signed_at: DateTime<Utc>,
    der: Vec<u8>,
}

impl App {
    /// The client CA and its list.
    pub(crate) async fn get_trust(&self) -> Result<Trust, Fault> {
        let now = self.now();
        let tx = self.store.read(Scope::Platform("get_trust"), "get_trust").await?;
        let revoked = store::certificate::revoked(&tx, now).await?;
        drop(tx);
        let ca_pem = self.authority.pem().to_owned();
        if let Some(crl_der) = self.kept_list.recall(&revoked, now) {
            return Ok(Trust { ca_pem, crl_der });
        }
        let der = self.authority.revocation_list(&revoked, now)?;
        self.kept_list.keep(List { revoked, signed_at: now, der: der.clone() });
        Ok(Trust { ca_pem, crl_der: der })
    }
}

impl KeptList {
    fn recall(&self, revoked: &[Revoked], now: DateTime<Utc>) -> Option<Vec<u8>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let list = kept.as_ref().filter(|list| list.revoked == revoked)?;
        // A clock that went backwards makes a list stale as well.
        let fresh = (TimeDelta::zero()..RENEWED_AFTER).contains(&(now - list.signed_at));
        fresh.then(|| list.der.clone())
    }

    fn keep(&self, list: List) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(list);
    }
}
