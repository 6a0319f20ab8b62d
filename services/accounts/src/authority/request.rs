//! A device's certificate signing request (PKCS#10). Only its public key is used, and only after its signature has
//! proved that the device holds the private key. Refuses every key but P-256 and Ed25519.

use rustls_pki_types::{CertificateSigningRequestDer, pem::PemObject};
use x509_parser::{
    certification_request::X509CertificationRequest,
    oid_registry::{OID_EC_P256, OID_KEY_TYPE_EC_PUBLIC_KEY, OID_SIG_ED25519},
    prelude::FromDer,
    x509::SubjectPublicKeyInfo,
};

use crate::domain::Coded;

/// A request of a P-256 or Ed25519 key is far shorter.
const LONGEST: usize = 16 * 1024;

/// A device's proven public key.
#[derive(Debug, Clone)]
pub(crate) struct DeviceRequest(rcgen::SubjectPublicKeyInfo);

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadRequest {
    /// Nothing there.
    #[error("the certificate signing request is missing")]
    Missing,
    /// No PKCS#10 in PEM.
    #[error("not a certificate signing request in PEM")]
    Malformed,
    /// Neither P-256 nor Ed25519.
    #[error("the key is neither P-256 nor Ed25519")]
    KeyKind,
    /// The signature is not the key's.
    #[error("the request is not signed by its own key")]
    Unproven,
}

impl Coded for BadRequest {
    fn code(&self) -> &'static str {
        match self {
            Self::Missing => "REQUIRED",
            Self::Malformed => "MALFORMED",
            Self::KeyKind => "KEY_KIND",
            Self::Unproven => "UNPROVEN",
        }
    }
}

impl DeviceRequest {
    /// Reads a request and checks that the device holds its key.
    pub(crate) fn parse(pem: &str) -> Result<Self, BadRequest> {
        if pem.trim().is_empty() {
            return Err(BadRequest::Missing);
        }
        if pem.len() > LONGEST {
            return Err(BadRequest::Malformed);
        }
        let der = CertificateSigningRequestDer::from_pem_slice(pem.as_bytes())
            .map_err(|_| BadRequest::Malformed)?;
        let (rest, request) = X509CertificationRequest::from_der(&der).map_err(|_| BadRequest::Malformed)?;
        let key = &request.certification_request_info.subject_pki;
        if !rest.is_empty() {
            return Err(BadRequest::Malformed);
        }
        if !is_p256(key) && !is_ed25519(key) {
            return Err(BadRequest::KeyKind);
        }
        request.verify_signature().map_err(|_| BadRequest::Unproven)?;
        rcgen::SubjectPublicKeyInfo::from_der(key.raw).map(Self).map_err(|_| BadRequest::KeyKind)
    }

    /// The device's public key.
    pub(crate) const fn public_key(&self) -> &rcgen::SubjectPublicKeyInfo {
        &self.0
    }
}

/// An uncompressed point on P-256: two spellings of one key would be two keys elsewhere.
fn is_p256(key: &SubjectPublicKeyInfo<'_>) -> bool {
    let curve = key.algorithm.parameters.as_ref().and_then(|parameters| parameters.as_oid().ok());
    let point = &key.subject_public_key.data;
    key.algorithm.algorithm == OID_KEY_TYPE_EC_PUBLIC_KEY
        && curve.is_some_and(|curve| curve == OID_EC_P256)
        && point.len() == 65
        && point.first() == Some(&4)
}

fn is_ed25519(key: &SubjectPublicKeyInfo<'_>) -> bool {
    key.algorithm.algorithm == OID_SIG_ED25519
        && key.algorithm.parameters.is_none()
        && key.subject_public_key.data.len() == 32
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519};

    use super::*;

    fn request(algorithm: &'static rcgen::SignatureAlgorithm) -> String {
        let key = KeyPair::generate_for(algorithm).unwrap();
        CertificateParams::new(["evil.example".to_owned()])
            .unwrap()
            .serialize_request(&key)
            .unwrap()
            .pem()
            .unwrap()
    }

    #[test]
    fn a_request_of_a_proven_key_is_taken() {
        for algorithm in [&PKCS_ECDSA_P256_SHA256, &PKCS_ED25519] {
            assert!(DeviceRequest::parse(&request(algorithm)).is_ok());
        }
    }

    #[test]
    fn another_kind_of_key_is_refused() {
        assert_eq!(DeviceRequest::parse(&request(&PKCS_ECDSA_P384_SHA384)).unwrap_err(), BadRequest::KeyKind);
    }

    #[test]
    fn a_request_signed_by_another_key_is_refused() {
        use rustls_pki_types::pem::PemObject;
        let pem = request(&PKCS_ED25519);
        let mut der = CertificateSigningRequestDer::from_pem_slice(pem.as_bytes()).unwrap().to_vec();
        *der.last_mut().unwrap() ^= 1;
        let forged = super::super::pem_of("CERTIFICATE REQUEST", &der);
        assert_eq!(DeviceRequest::parse(&forged).unwrap_err(), BadRequest::Unproven);
    }

    #[test]
    fn what_is_no_request_is_refused() {
        assert_eq!(DeviceRequest::parse("  ").unwrap_err(), BadRequest::Missing);
        let long = "A".repeat(LONGEST + 1);
        for text in
            ["hello", "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n", &long]
        {
            assert_eq!(DeviceRequest::parse(text).unwrap_err(), BadRequest::Malformed);
        }
    }
}
