//! Checks a client certificate in the handshake: chain and revocation by webpki, then the strict profile on top.

use std::sync::Arc;

use calendar::Clock;
use identity::ClientCertificate;
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, OtherError, SignatureScheme,
    client::danger::HandshakeSignatureValid,
    server::danger::{ClientCertVerified, ClientCertVerifier},
};
use rustls_pki_types::{CertificateDer, UnixTime};

/// The verifier of the portal face.
pub(super) struct StrictVerifier {
    webpki: Arc<dyn ClientCertVerifier>,
    clock: Arc<dyn Clock>,
}

impl StrictVerifier {
    pub(super) fn new(webpki: Arc<dyn ClientCertVerifier>, clock: Arc<dyn Clock>) -> Self {
        Self { webpki, clock }
    }
}

impl std::fmt::Debug for StrictVerifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StrictVerifier")
    }
}

impl ClientCertVerifier for StrictVerifier {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        self.webpki.root_hint_subjects()
    }

    fn verify_client_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        let verified = self.webpki.verify_client_cert(certificate, intermediates, now)?;
        let profile = ClientCertificate::parse(certificate, self.clock.now());
        profile.map_err(|refusal| CertificateError::Other(OtherError(Arc::new(refusal))))?;
        Ok(verified)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.webpki.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.webpki.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.webpki.supported_verify_schemes()
    }
}
