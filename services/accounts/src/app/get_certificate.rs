//! Shows one certificate of the actor's organisation, to be installed. Another organisation's is not there.

use chrono::{DateTime, Utc};
use fault::Fault;
use identity::Actor;
use ids::CertificateId;

use super::{App, allow, own};
use crate::{
    domain::{access::Verb, certificate::Certificate},
    store,
};

/// A certificate as of a time.
pub(crate) struct ShownCertificate {
    pub(crate) certificate: Certificate,
    pub(crate) chain_pem: String,
    pub(crate) at: DateTime<Utc>,
}

impl App {
    /// One certificate with its chain.
    pub(crate) async fn get_certificate(
        &self,
        actor: &Actor,
        id: CertificateId,
    ) -> Result<ShownCertificate, Fault> {
        allow(actor, Verb::ReadCertificates)?;
        let tx = self.store.read(own(actor), "get_certificate").await?;
        let certificate = store::certificate::get(&tx, id).await?;
        let certificate = certificate.ok_or_else(|| Fault::not_found("CERTIFICATE_NOT_FOUND"))?;
        let chain_pem = self.authority.chain_pem(&certificate.signed.der);
        Ok(ShownCertificate { certificate, chain_pem, at: self.now() })
    }
}
