//! Issues a certificate for a device of the actor's organisation, for a year.

use fault::Fault;
use feed::Operator;
use identity::Actor;
use ids::CertificateId;
use serde::{Deserialize, Serialize};

use super::{App, Request, allow, own, stays_open};
use crate::{
    authority::DeviceRequest,
    domain::{access::Verb, certificate::Certificate, text::DeviceLabel},
    facts, store,
};

/// A device that asks for a certificate.
pub(crate) struct NewDevice {
    pub(crate) label: DeviceLabel,
    pub(crate) request: DeviceRequest,
}

/// The certificate that was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CertificateIssued {
    pub(crate) certificate: CertificateId,
    pub(crate) serial: String,
}

impl App {
    /// Issues a certificate.
    pub(crate) async fn issue_certificate(
        &self,
        actor: &Actor,
        request: &Request,
        device: NewDevice,
    ) -> Result<CertificateIssued, Fault> {
        allow(actor, Verb::IssueCertificate)?;
        let now = self.now();
        let attempt = request.by(actor, "IssueCertificate", now);
        let tx = self.store.begin(own(actor), "issue_certificate").await?;
        if let Some(issued) = tx.recall(&attempt).await? {
            return Ok(issued);
        }
        stays_open(&tx, actor.organisation).await?;
        let signed = self.authority.sign(&device.request, &device.label, actor.organisation, now)?;
        let (certificate, event) =
            Certificate::issue(CertificateId::generate(), actor.organisation, device.label, signed, now);
        store::certificate::insert(&tx, &certificate).await?;
        let issued = CertificateIssued { certificate: certificate.id, serial: certificate.signed.serial };
        tx.remember(&attempt, &issued).await?;
        feed::tell(&tx, &facts::fact(&event, &Operator::of(actor), now)).await?;
        tx.commit().await?;
        Ok(issued)
    }
}
