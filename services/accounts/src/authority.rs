//! The client CA: signs device certificates of one strict profile, and the list of those revoked. Takes from a request
//! nothing but its public key; refuses to open with a key that is not its certificate's.

mod request;
mod revocation;

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use chrono::{DateTime, SubsecRound, Utc};
use envelope::{OpenedSecret, SealedFile};
use identity::ORGANISATION_PREFIX;
use ids::OrganisationId;
use rcgen::{
    CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, SanType, SerialNumber,
};
use rustls_pki_types::{PrivatePkcs8KeyDer, pem::PemObject as _};
use x509_parser::prelude::{ASN1Time, FromDer, ParsedExtension, X509Certificate};
use zeroize::Zeroizing;

pub(crate) use self::{request::DeviceRequest, revocation::Revoked};
use crate::domain::{
    certificate::{BACKDATED_BY, Signed, VALID_FOR},
    text::DeviceLabel,
};

/// Bytes of a serial number.
const SERIAL: usize = 16;

/// The client CA's files.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientCaFiles {
    /// Certificate, PEM.
    pub cert: PathBuf,
    /// Private key, PKCS#8 PEM, P-256, sealed.
    pub key: SealedFile,
}

/// The client CA.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
    key_id: Vec<u8>,
    not_after: DateTime<Utc>,
}

/// The authority could not sign.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SignError {
    /// Its own certificate is over.
    #[error("the client CA's certificate has expired")]
    Expired,
    /// The library said so.
    #[error(transparent)]
    Library(#[from] rcgen::Error),
    /// A time that X.509 cannot say.
    #[error("a time is out of range")]
    Time,
    /// A serial number in the database is not hexadecimal.
    #[error("a serial number cannot be read")]
    Serial,
    /// No randomness.
    #[error("no randomness")]
    Randomness,
}

impl Authority {
    /// Reads the certificate; the key was opened from its file.
    pub(crate) fn open(files: &ClientCaFiles, key: &OpenedSecret) -> anyhow::Result<Self> {
        let pem = read(&files.cert)?;
        let key = read_key(key)
            .with_context(|| format!("{}: not a P-256 key in PKCS#8 PEM", files.key.path().display()))?;
        Self::assemble(pem, key)
            .with_context(|| format!("{}: not this key's CA certificate", files.cert.display()))
    }

    fn assemble(pem: String, key: KeyPair) -> anyhow::Result<Self> {
        let (_, found) = x509_parser::pem::parse_x509_pem(pem.as_bytes())?;
        let (rest, certificate) = X509Certificate::from_der(&found.contents)?;
        ensure!(rest.is_empty() && certificate.is_ca(), "not a CA certificate");
        ensure!(
            certificate.public_key().subject_public_key.data == key.public_key_raw(),
            "the key is another's"
        );
        let key_id = certificate.iter_extensions().find_map(|extension| match extension.parsed_extension() {
            ParsedExtension::SubjectKeyIdentifier(id) => Some(id.0.to_vec()),
            _ => None,
        });
        let key_id = key_id.context("no subject key identifier")?;
        let not_after = time(certificate.validity().not_after)?;
        Ok(Self {
            issuer: Issuer::from_ca_cert_der(&found.contents.as_slice().into(), key)?,
            pem,
            key_id,
            not_after,
        })
    }

    /// Signs a device's key for an organisation.
    pub(crate) fn sign(
        &self,
        device: &DeviceRequest,
        label: &DeviceLabel,
        organisation: OrganisationId,
        now: DateTime<Utc>,
    ) -> Result<Signed, SignError> {
        let now = now.trunc_subsecs(0);
        let (not_before, not_after) = (now - BACKDATED_BY, (now + VALID_FOR).min(self.not_after));
        if not_after <= now {
            return Err(SignError::Expired);
        }
        let serial = serial()?;
        let mut params = profile(organisation, label)?;
        params.serial_number = Some(SerialNumber::from_slice(&serial));
        params.not_before = moment(not_before)?.to_datetime();
        params.not_after = moment(not_after)?.to_datetime();
        let der = params.signed_by(device.public_key(), &self.issuer)?.der().to_vec();
        Ok(Signed {
            serial: hexadecimal(&serial),
            fingerprint: identity::fingerprint(&der),
            not_before,
            not_after,
            der,
        })
    }

    /// The CA's certificate, PEM.
    pub(crate) fn pem(&self) -> &str {
        &self.pem
    }

    /// A certificate followed by the CA's, PEM.
    pub(crate) fn chain_pem(&self, der: &[u8]) -> String {
        format!("{}{}", pem_of("CERTIFICATE", der), self.pem)
    }
}

/// One EKU, one key usage, one name, both key identifiers, and nothing else.
fn profile(organisation: OrganisationId, label: &DeviceLabel) -> Result<CertificateParams, SignError> {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, label.as_str());
    params.subject_alt_names = vec![SanType::URI(format!("{ORGANISATION_PREFIX}{organisation}").try_into()?)];
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    params.is_ca = IsCa::ExplicitNoCa;
    params.use_authority_key_identifier_extension = true;
    Ok(params)
}

/// Random, positive and always of the same length: the first bits are 01.
fn serial() -> Result<[u8; SERIAL], SignError> {
    let mut serial = [0; SERIAL];
    aws_lc_rs::rand::fill(&mut serial).map_err(|_| SignError::Randomness)?;
    if let Some(first) = serial.first_mut() {
        *first = *first & 0x3f | 0x40;
    }
    Ok(serial)
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| path.display().to_string())
}

/// What a library says of a key that it cannot read is not for the log.
fn read_key(pem: &OpenedSecret) -> Option<KeyPair> {
    let der = Zeroizing::new(PrivatePkcs8KeyDer::from_pem_slice(pem.expose()).ok()?);
    KeyPair::from_pkcs8_der_and_sign_algo(&der, &PKCS_ECDSA_P256_SHA256).ok()
}

fn time(time: ASN1Time) -> anyhow::Result<DateTime<Utc>> {
    DateTime::from_timestamp(time.timestamp(), 0).context("a time out of range")
}

/// A time to the second, as X.509 has it.
fn moment(time: DateTime<Utc>) -> Result<ASN1Time, SignError> {
    ASN1Time::from_timestamp(time.timestamp()).map_err(|_| SignError::Time)
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn pem_of(kind: &str, der: &[u8]) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let text = STANDARD.encode(der);
    let lines = text.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line).into_owned());
    format!("-----BEGIN {kind}-----\n{}\n-----END {kind}-----\n", lines.collect::<Vec<_>>().join("\n"))
}
