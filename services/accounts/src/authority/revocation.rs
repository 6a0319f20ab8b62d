//! The certificate revocation list: every revoked certificate that has not expired, valid for a day.

use chrono::{DateTime, TimeDelta, Utc};
use rcgen::{CertificateRevocationListParams, KeyIdMethod, RevokedCertParams, SerialNumber};

use super::{Authority, SignError, moment};

/// How long a list is valid.
const VALID_FOR: TimeDelta = TimeDelta::hours(24);
/// Clocks of those who check may be behind ours by this much.
const BACKDATED_BY: TimeDelta = TimeDelta::minutes(5);

/// A revoked certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Revoked {
    /// Its serial number, hexadecimal.
    pub(crate) serial: String,
    /// When it was revoked.
    pub(crate) at: DateTime<Utc>,
}

impl Authority {
    /// Signs the list as of now, DER. Its number is the time, so it grows across restarts and replicas.
    pub(crate) fn revocation_list(
        &self,
        revoked: &[Revoked],
        now: DateTime<Utc>,
    ) -> Result<Vec<u8>, SignError> {
        let number = now.timestamp_micros().to_be_bytes();
        let params = CertificateRevocationListParams {
            this_update: moment(now - BACKDATED_BY)?.to_datetime(),
            next_update: moment(now + VALID_FOR)?.to_datetime(),
            crl_number: SerialNumber::from_slice(&number),
            issuing_distribution_point: None,
            revoked_certs: revoked.iter().map(entry).collect::<Result<_, _>>()?,
            key_identifier_method: KeyIdMethod::PreSpecified(self.key_id.clone()),
        };
        Ok(params.signed_by(&self.issuer)?.der().to_vec())
    }
}

fn entry(revoked: &Revoked) -> Result<RevokedCertParams, SignError> {
    Ok(RevokedCertParams {
        serial_number: SerialNumber::from_slice(&bytes(&revoked.serial).ok_or(SignError::Serial)?),
        revocation_time: moment(revoked.at)?.to_datetime(),
        reason_code: None,
        invalidity_date: None,
    })
}

fn bytes(hexadecimal: &str) -> Option<Vec<u8>> {
    let pairs = hexadecimal.as_bytes().chunks(2);
    pairs
        .map(|pair| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()))
        .collect()
}

#[cfg(test)]
mod tests {
    use ids::OrganisationId;
    use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, KeyPair, KeyUsagePurpose};
    use x509_parser::prelude::{CertificateRevocationList, FromDer, X509Certificate};

    use super::{super::DeviceRequest, *};
    use crate::domain::text::DeviceLabel;

    fn authority() -> Authority {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "Test Client CA");
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let pem = params.self_signed(&key).unwrap().pem();
        Authority::assemble(pem, key).unwrap()
    }

    fn sign(authority: &Authority, organisation: OrganisationId) -> crate::domain::certificate::Signed {
        let key = KeyPair::generate().unwrap();
        let request =
            CertificateParams::new(["evil.example".to_owned()]).unwrap().serialize_request(&key).unwrap();
        let device = DeviceRequest::parse(&request.pem().unwrap()).unwrap();
        authority.sign(&device, &DeviceLabel::parse("受付PC-1").unwrap(), organisation, Utc::now()).unwrap()
    }

    #[test]
    fn a_certificate_has_the_profile_that_the_edge_demands() {
        let organisation = OrganisationId::generate();
        let signed = sign(&authority(), organisation);
        let read = identity::ClientCertificate::parse(&signed.der, Utc::now()).unwrap();
        assert_eq!((read.organisation, read.label.as_str()), (organisation, "受付PC-1"));
        assert_eq!((read.serial, read.fingerprint), (signed.serial, signed.fingerprint));
        assert_eq!(read.not_after, signed.not_after);
    }

    #[test]
    fn two_certificates_never_share_a_serial() {
        let (authority, organisation) = (authority(), OrganisationId::generate());
        assert_ne!(sign(&authority, organisation).serial, sign(&authority, organisation).serial);
    }

    #[test]
    fn the_list_names_the_revoked_and_is_the_authoritys() {
        let authority = authority();
        let (serial, now) = (sign(&authority, OrganisationId::generate()).serial, Utc::now());
        let der = authority.revocation_list(&[Revoked { serial: serial.clone(), at: now }], now).unwrap();
        let (_, list) = CertificateRevocationList::from_der(&der).unwrap();
        let listed = list.iter_revoked_certificates().map(|entry| entry.user_certificate.to_bytes_be());
        assert_eq!(listed.collect::<Vec<_>>(), [bytes(&serial).unwrap()]);
        let (_, ca) = x509_parser::pem::parse_x509_pem(authority.pem().as_bytes()).unwrap();
        let (_, ca) = X509Certificate::from_der(&ca.contents).unwrap();
        list.verify_signature(ca.public_key()).unwrap();
        let valid = list.next_update().unwrap().timestamp() - now.timestamp();
        assert_eq!(valid, VALID_FOR.num_seconds());
    }
}
