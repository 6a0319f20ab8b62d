//! The device somebody comes with: its certificate and the organisation that it opens the door for.
//! A certificate that is unknown, revoked or expired is no device, and none of a closed organisation is.

use ::store::Scope;
use chrono::{DateTime, Utc};
use fault::Fault;

use super::App;
use crate::{
    domain::{certificate::Certificate, organisation::Organisation},
    store,
};

/// A device.
pub(super) struct Device {
    pub(super) certificate: Certificate,
    pub(super) organisation: Organisation,
}

impl Device {
    /// Its organisation alone.
    pub(super) const fn scope(&self) -> Scope {
        Scope::organisation(self.organisation.id, self.organisation.kind)
    }
}

impl App {
    /// The device with an active certificate of this fingerprint.
    pub(super) async fn find_device(
        &self,
        fingerprint: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Device>, Fault> {
        let tx = self.store.read(Scope::Platform("find_device"), "find_device").await?;
        let certificate = store::certificate::by_fingerprint(&tx, fingerprint).await?;
        let Some(certificate) = certificate.filter(|certificate| certificate.is_active(now)) else {
            return Ok(None);
        };
        let organisation = store::organisation::get(&tx, certificate.organisation).await?;
        let open = organisation.filter(Organisation::is_open);
        Ok(open.map(|organisation| Device { certificate, organisation }))
    }
}
