//! A root with its key: issues leaves and revocation lists.

use std::{path::Path, sync::Arc};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use chrono::{DateTime, TimeDelta, Utc};
use identity::WorkloadName;
use ids::OrganisationId;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DistinguishedName, DnType, IsCa,
    Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose, RevocationReason, RevokedCertParams, SerialNumber,
};
use rustls::{RootCertStore, ServerConfig};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::TlsAcceptor;

use super::{
    shapes::{client_shape, edge_shape, serial, when, workload_shape},
    write_whole,
};

/// A root.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    der: CertificateDer<'static>,
    pem: String,
}

/// A leaf with its key.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// The certificate.
    pub der: CertificateDer<'static>,
    /// The certificate as PEM.
    pub cert_pem: String,
    /// The key as PEM (PKCS#8).
    pub key_pem: String,
    /// The key as PKCS#8 DER.
    pub key_der: Vec<u8>,
    /// Serial number, lower-case hexadecimal.
    pub serial: String,
    serial_bytes: Vec<u8>,
}

/// A revocation list.
#[derive(Debug, Clone)]
pub struct Crl {
    /// As DER.
    pub der: Vec<u8>,
    /// As PEM.
    pub pem: String,
}

impl Authority {
    /// A fresh root that may sign leaves and revocation lists, and no further authorities.
    ///
    /// # Panics
    /// When the system has no randomness.
    #[must_use]
    pub fn new(common_name: &str) -> Self {
        let mut shape = CertificateParams::default();
        shape.distinguished_name = DistinguishedName::new();
        shape.distinguished_name.push(DnType::CommonName, common_name);
        shape.distinguished_name.push(DnType::OrganizationName, "Nekonote");
        shape.serial_number = Some(serial());
        shape.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        shape.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        shape.not_before = when(Utc::now() - TimeDelta::days(60));
        shape.not_after = when(Utc::now() + TimeDelta::days(3650));
        let key = KeyPair::generate().expect("randomness");
        let certificate = shape.self_signed(&key).expect("a root");
        let (der, pem) = (certificate.der().clone(), certificate.pem());
        Self { issuer: Issuer::new(shape, key), der, pem }
    }

    /// Another authority whose certificate this one has signed, rightly or not: an intermediate, or a leaf that takes
    /// itself for one.
    ///
    /// # Panics
    /// When rcgen cannot write such a certificate.
    #[must_use]
    pub fn authority(&self, shape: &CertificateParams) -> Self {
        let key = KeyPair::generate().expect("randomness");
        let certificate = shape.signed_by(&key, &self.issuer).expect("a certificate");
        let (der, pem) = (certificate.der().clone(), certificate.pem());
        Self { issuer: Issuer::new(shape.clone(), key), der, pem }
    }

    /// Its certificate.
    #[must_use]
    pub const fn der(&self) -> &CertificateDer<'static> {
        &self.der
    }

    /// Its certificate as PEM.
    #[must_use]
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// Its key as PEM, for code that issues by itself.
    #[must_use]
    pub fn key_pem(&self) -> String {
        self.issuer.key().serialize_pem()
    }

    pub(super) fn key(&self) -> &KeyPair {
        self.issuer.key()
    }

    /// Its name, as DER.
    pub(super) fn subject_der(&self) -> Vec<u8> {
        let mut roots = RootCertStore::empty();
        roots.add(self.der.clone()).expect("a root");
        super::raw::der(0x30, &[&roots.roots[0].subject])
    }

    /// A workload's certificate.
    #[must_use]
    pub fn workload(&self, name: WorkloadName) -> Leaf {
        self.issue(&workload_shape(name))
    }

    /// An organisation's client certificate.
    #[must_use]
    pub fn client(&self, organisation: OrganisationId) -> Leaf {
        self.issue(&client_shape(organisation, "受付 1"))
    }

    /// The edge's server certificate.
    #[must_use]
    pub fn edge_server(&self, names: &[&str]) -> Leaf {
        self.issue(&edge_shape(names))
    }

    /// What a server on this machine takes TLS with: a certificate for `localhost`, and none asked for.
    ///
    /// # Panics
    /// When rustls does not take the certificate.
    #[must_use]
    pub fn acceptor(&self) -> TlsAcceptor {
        identity::install_provider();
        let leaf = self.edge_server(&["localhost", "127.0.0.1"]);
        let config = ServerConfig::builder().with_no_client_auth().with_single_cert(leaf.chain(), leaf.key());
        TlsAcceptor::from(Arc::new(config.expect("a server certificate")))
    }

    /// A certificate of any shape, over a fresh P-256 key.
    ///
    /// # Panics
    /// When rcgen cannot write such a certificate.
    #[must_use]
    pub fn issue(&self, shape: &CertificateParams) -> Leaf {
        self.issue_over(shape, &KeyPair::generate().expect("randomness"))
    }

    /// A certificate of any shape, over a key of the test's choice.
    ///
    /// # Panics
    /// When rcgen cannot write such a certificate.
    #[must_use]
    pub fn issue_over(&self, shape: &CertificateParams, key: &KeyPair) -> Leaf {
        let certificate = shape.signed_by(key, &self.issuer).expect("a leaf");
        let serial = shape.serial_number.as_ref().map(SerialNumber::to_bytes).unwrap_or_default();
        Leaf::new(certificate.der().clone(), key, &serial)
    }

    /// A revocation list good for 24 h.
    #[must_use]
    pub fn crl(&self, number: u64, revoked: &[&Leaf]) -> Crl {
        let now = Utc::now();
        self.crl_between(number, revoked, now - TimeDelta::minutes(1), now + TimeDelta::hours(24))
    }

    /// A revocation list that is good for another time.
    ///
    /// # Panics
    /// When it would end before it begins.
    #[must_use]
    pub fn crl_between(
        &self,
        number: u64,
        revoked: &[&Leaf],
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Crl {
        let list = CertificateRevocationListParams {
            this_update: when(from),
            next_update: when(until),
            crl_number: SerialNumber::from(number),
            issuing_distribution_point: None,
            revoked_certs: revoked.iter().map(|leaf| revocation(leaf, from)).collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        let list = list.signed_by(&self.issuer).expect("a list");
        Crl { der: list.der().to_vec(), pem: list.pem().expect("PEM") }
    }

    /// Writes a fresh revocation list over a file, whole.
    pub fn write_crl(&self, path: &Path, number: u64, revoked: &[&Leaf]) {
        write_whole(path, &self.crl(number, revoked).pem);
    }
}

impl Leaf {
    pub(super) fn new(der: CertificateDer<'static>, key: &KeyPair, serial: &[u8]) -> Self {
        Self {
            cert_pem: pem(&der),
            der,
            key_pem: key.serialize_pem(),
            key_der: key.serialize_der(),
            serial: serial.iter().map(|byte| format!("{byte:02x}")).collect(),
            serial_bytes: serial.to_vec(),
        }
    }

    /// The certificate as a chain of one.
    #[must_use]
    pub fn chain(&self) -> Vec<CertificateDer<'static>> {
        vec![self.der.clone()]
    }

    /// The key, for rustls.
    #[must_use]
    pub fn key(&self) -> PrivateKeyDer<'static> {
        PrivatePkcs8KeyDer::from(self.key_der.clone()).into()
    }

    /// SHA-256 of the certificate, lower-case hexadecimal.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        identity::fingerprint(&self.der)
    }
}

fn pem(der: &CertificateDer<'_>) -> String {
    let base64 = BASE64_STANDARD.encode(der);
    let lines: Vec<_> = base64.as_bytes().chunks(64).map(String::from_utf8_lossy).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}

fn revocation(leaf: &Leaf, at: DateTime<Utc>) -> RevokedCertParams {
    RevokedCertParams {
        serial_number: SerialNumber::from_slice(&leaf.serial_bytes),
        revocation_time: when(at),
        reason_code: Some(RevocationReason::KeyCompromise),
        invalidity_date: None,
    }
}
