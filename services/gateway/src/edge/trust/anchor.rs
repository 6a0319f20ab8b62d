//! The client CA's own certificate. webpki believes any trust anchor without looking at it: this refuses one that could
//! not have been meant as such, and says when it ends.

use anyhow::{Context as _, ensure};
use chrono::{DateTime, Utc};
use x509_parser::{certificate::X509Certificate, oid_registry as oid, x509::X509Version};

/// Checks a certificate's fitness as an anchor now; gives its end.
pub(super) fn check(ca: &X509Certificate<'_>, now: DateTime<Utc>) -> anyhow::Result<DateTime<Utc>> {
    ensure!(ca.version() == X509Version::V3 && ca.is_ca(), "the CA is none");
    let usage =
        ca.key_usage().context("the CA's key usage cannot be read")?.context("the CA has no key usage")?;
    ensure!(
        usage.value.key_cert_sign() && usage.value.crl_sign(),
        "the CA may not sign certificates and lists"
    );
    let key = &ca.public_key().algorithm;
    let curve = key.parameters.as_ref().and_then(|curve| curve.as_oid().ok());
    let is_p256 = key.algorithm == oid::OID_KEY_TYPE_EC_PUBLIC_KEY && curve == Some(oid::OID_EC_P256);
    ensure!(is_p256 || key.algorithm == oid::OID_SIG_ED25519, "the CA's key is neither P-256 nor Ed25519");
    let is_forged = ca.subject() == ca.issuer() && ca.verify_signature(None).is_err();
    ensure!(!is_forged, "the CA has not signed itself");
    let time = |time: i64| DateTime::from_timestamp(time, 0).context("the CA's times are none");
    let (from, until) =
        (time(ca.validity().not_before.timestamp())?, time(ca.validity().not_after.timestamp())?);
    ensure!(from <= now && now < until, "the CA's time has not come or is over");
    Ok(until)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair, KeyUsagePurpose};
    use x509_parser::prelude::FromDer;

    use super::*;

    fn verdict(
        algorithm: &'static rcgen::SignatureAlgorithm,
        bend: impl FnOnce(&mut CertificateParams),
    ) -> bool {
        let mut shape = CertificateParams::default();
        shape.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        shape.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        bend(&mut shape);
        let certificate = shape.self_signed(&KeyPair::generate_for(algorithm).unwrap()).unwrap();
        check(&X509Certificate::from_der(certificate.der()).unwrap().1, Utc::now()).is_ok()
    }

    #[test]
    fn an_authority_for_certificates_and_lists_is_an_anchor() {
        assert!(verdict(&rcgen::PKCS_ECDSA_P256_SHA256, |_| {}));
        assert!(verdict(&rcgen::PKCS_ED25519, |_| {}));
    }

    #[test]
    fn what_was_not_meant_as_an_anchor_is_none() {
        assert!(!verdict(&rcgen::PKCS_ECDSA_P384_SHA384, |_| {}), "another curve");
        let p256 = &rcgen::PKCS_ECDSA_P256_SHA256;
        assert!(!verdict(p256, |shape| shape.is_ca = IsCa::ExplicitNoCa), "a leaf");
        assert!(!verdict(p256, |shape| shape.key_usages = vec![KeyUsagePurpose::KeyCertSign]), "no lists");
        assert!(!verdict(p256, |shape| shape.key_usages.clear()), "no usage");
        assert!(!verdict(p256, |shape| shape.not_after = rcgen::date_time_ymd(2020, 1, 1)), "over");
        assert!(!verdict(p256, |shape| shape.not_before = rcgen::date_time_ymd(4000, 1, 1)), "not yet");
    }

    #[test]
    fn an_anchor_says_when_it_ends() {
        let pki = testkit::pki();
        let (_, ca) = X509Certificate::from_der(pki.client.der()).unwrap();
        let until = check(&ca, Utc::now()).unwrap();
        assert!(check(&ca, until).is_err() && check(&ca, until - TimeDelta::seconds(1)).is_ok());
    }
}
