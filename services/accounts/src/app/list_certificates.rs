//! Lists the certificates of the actor's organisation, newest first.

use ::store::{Page, Slice};
use fault::Fault;
use identity::Actor;
use ids::CertificateId;

use super::{App, ShownCertificate, allow, own};
use crate::{domain::access::Verb, store};

impl App {
    /// A page of certificates, without their chains.
    pub(crate) async fn list_certificates(
        &self,
        actor: &Actor,
        page: &Page<CertificateId>,
    ) -> Result<Slice<ShownCertificate>, Fault> {
        allow(actor, Verb::ReadCertificates)?;
        let tx = self.store.read(own(actor), "list_certificates").await?;
        let rows = store::certificate::list(&tx, page).await?;
        let at = self.now();
        let slice = page.cut(rows, |certificate| certificate.id);
        Ok(slice.map(|certificate| ShownCertificate { certificate, chain_pem: String::new(), at }))
    }
}
