//! Who is at the other end: as a client, the service that was meant; as a server, a workload still in good standing.
//! Refuses a valid chain with another name, and a certificate that was revoked or ran out after the handshake.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use rustls::{
    CertificateError, DigitallySignedStruct, Error, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use x509_parser::prelude::{FromDer, X509Certificate};

use super::revocations::Revocations;
use crate::WorkloadName;

/// Checks the server's chain and host name as webpki does, and then its URI name.
#[derive(Debug)]
pub(super) struct NamedPeer {
    chain: Arc<dyn ServerCertVerifier>,
    expected: WorkloadName,
}

impl NamedPeer {
    pub(super) fn new(chain: Arc<dyn ServerCertVerifier>, expected: WorkloadName) -> Self {
        Self { chain, expected }
    }
}

impl ServerCertVerifier for NamedPeer {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verified =
            self.chain.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)?;
        match WorkloadName::from_certificate(end_entity) {
            Ok(name) if name == self.expected => Ok(verified),
            _ => Err(Error::InvalidCertificate(CertificateError::NotValidForName)),
        }
    }

    /// Never asked: TLS 1.3 is the only version offered.
    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.chain.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.chain.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.chain.supported_verify_schemes()
    }
}

/// Why a peer's request is refused although its connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PeerRefusal {
    /// There is no certificate on the connection.
    #[error("no peer certificate")]
    Missing,
    /// The certificate names no workload.
    #[error("the peer is no workload of ours")]
    Nameless,
    /// The certificate has run out.
    #[error("the peer's certificate has expired")]
    Expired,
    /// The certificate was revoked.
    #[error("the peer's certificate is revoked")]
    Revoked,
    /// No fresh list of its issuer is loaded: it may be revoked.
    #[error("no fresh revocation list for the peer's issuer")]
    RevocationUnknown,
}

impl PeerRefusal {
    /// Its reason, UPPER_SNAKE.
    pub(crate) const fn reason(self) -> &'static str {
        match self {
            Self::Missing => "WORKLOAD_MISSING",
            Self::Nameless => "WORKLOAD_UNKNOWN",
            Self::Expired => "WORKLOAD_EXPIRED",
            Self::Revoked => "WORKLOAD_REVOKED",
            Self::RevocationUnknown => "WORKLOAD_REVOCATION_UNKNOWN",
        }
    }
}

/// A peer's certificate, read again for one request.
pub(crate) struct Peer {
    pub(crate) name: WorkloadName,
    issuer: Vec<u8>,
    serial: Vec<u8>,
    expires_at: i64,
}

impl Peer {
    /// Reads the certificate that TLS has verified at the handshake.
    pub(crate) fn parse(chain: &[CertificateDer<'_>]) -> Result<Self, PeerRefusal> {
        let leaf = chain.first().ok_or(PeerRefusal::Missing)?;
        let (_, leaf) = X509Certificate::from_der(leaf).map_err(|_| PeerRefusal::Nameless)?;
        Ok(Self {
            name: WorkloadName::of(&leaf).map_err(|_| PeerRefusal::Nameless)?,
            issuer: leaf.issuer().as_raw().to_vec(),
            serial: leaf.raw_serial().to_vec(),
            expires_at: leaf.validity().not_after.timestamp(),
        })
    }

    /// Serial number, hexadecimal, for the log.
    pub(crate) fn serial(&self) -> String {
        crate::client_certificate::serial(&self.serial)
    }

    pub(super) fn check(&self, revocations: &Revocations, now: DateTime<Utc>) -> Result<(), PeerRefusal> {
        if now.timestamp() > self.expires_at {
            return Err(PeerRefusal::Expired);
        }
        revocations.check(&self.issuer, &self.serial, now)
    }
}
