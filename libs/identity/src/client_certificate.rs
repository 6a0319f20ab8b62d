//! Client certificates: which organisation, which device. Read strictly, after TLS has verified the chain.
//! Refuses every certificate that accounts would not have issued, even if its key signed it by mistake.

mod profile;

use chrono::{DateTime, Utc};
use ids::OrganisationId;
use x509_parser::{
    certificate::X509Certificate,
    prelude::{FromDer, Validity},
};

/// What the organisation's URI SAN begins with.
pub const ORGANISATION_PREFIX: &str = "urn:nekonote:organisation:";

/// Why a client certificate is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Not one whole certificate of version 3.
    #[error("not an X.509 v3 certificate")]
    Malformed,
    /// Its time has not come.
    #[error("not valid yet")]
    NotYetValid,
    /// Its time is over.
    #[error("expired")]
    Expired,
    /// The serial number is negative, shorter than 64 or longer than 159 bits.
    #[error("serial number outside 64 to 159 bits")]
    Serial,
    /// The key is neither P-256 nor Ed25519.
    #[error("key is neither P-256 nor Ed25519")]
    Key,
    /// The signature is neither ECDSA with SHA-256 nor Ed25519.
    #[error("signature is neither ecdsa-with-SHA256 nor Ed25519")]
    Signature,
    /// An extension that accounts never writes, or one twice.
    #[error("unknown, repeated or unreadable extension")]
    Extension,
    /// The key usage is not digitalSignature alone.
    #[error("key usage is not exactly digitalSignature")]
    KeyUsage,
    /// The extended key usage is not clientAuth alone.
    #[error("extended key usage is not exactly clientAuth")]
    ExtendedKeyUsage,
    /// It could issue certificates.
    #[error("is a certificate authority")]
    Authority,
    /// The authority's or the subject's key identifier is missing.
    #[error("key identifier missing")]
    KeyIdentifier,
    /// There is not exactly one name, an organisation's URI.
    #[error("not exactly one organisation")]
    Organisation,
    /// There is not exactly one device label.
    #[error("not exactly one common name")]
    Label,
}

impl Refusal {
    /// Its reason, UPPER_SNAKE.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Malformed => "CERTIFICATE_MALFORMED",
            Self::NotYetValid => "CERTIFICATE_NOT_YET_VALID",
            Self::Expired => "CERTIFICATE_EXPIRED",
            Self::Serial => "CERTIFICATE_SERIAL",
            Self::Key => "CERTIFICATE_KEY",
            Self::Signature => "CERTIFICATE_SIGNATURE",
            Self::Extension => "CERTIFICATE_EXTENSION",
            Self::KeyUsage => "CERTIFICATE_KEY_USAGE",
            Self::ExtendedKeyUsage => "CERTIFICATE_EXTENDED_KEY_USAGE",
            Self::Authority => "CERTIFICATE_AUTHORITY",
            Self::KeyIdentifier => "CERTIFICATE_KEY_IDENTIFIER",
            Self::Organisation => "CERTIFICATE_ORGANISATION",
            Self::Label => "CERTIFICATE_LABEL",
        }
    }
}

/// A client certificate in the one shape that accounts issues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientCertificate {
    /// Whose it is.
    pub organisation: OrganisationId,
    /// Serial number, lower-case hexadecimal without separators, as in the DER but for a leading zero byte.
    pub serial: String,
    /// SHA-256 of the DER, lower-case hexadecimal.
    pub fingerprint: String,
    /// The device's label: the subject's common name.
    pub label: String,
    /// Until when it is valid.
    pub not_after: DateTime<Utc>,
}

impl ClientCertificate {
    /// Reads a certificate that is valid now.
    ///
    /// # Errors
    /// Why it is not accepted.
    pub fn parse(der: &[u8], now: DateTime<Utc>) -> Result<Self, Refusal> {
        let (read, validity) = read(der)?;
        if now.timestamp() < validity.not_before.timestamp() {
            return Err(Refusal::NotYetValid);
        }
        if now > read.not_after {
            return Err(Refusal::Expired);
        }
        Ok(read)
    }

    /// Reads a certificate whatever its times, for the renewal door, which takes expired ones.
    ///
    /// # Errors
    /// Why it is not accepted.
    pub fn parse_whenever(der: &[u8]) -> Result<Self, Refusal> {
        read(der).map(|(read, _)| read)
    }
}

/// SHA-256 of a certificate's DER, lower-case hexadecimal.
#[must_use]
pub fn fingerprint(der: &[u8]) -> String {
    hex(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, der).as_ref())
}

/// The serial number's bytes as this crate writes them everywhere.
pub(crate) fn serial(raw: &[u8]) -> String {
    match raw {
        [0, rest @ ..] if !rest.is_empty() => hex(rest),
        all => hex(all),
    }
}

fn read(der: &[u8]) -> Result<(ClientCertificate, Validity), Refusal> {
    let (rest, certificate) = X509Certificate::from_der(der).map_err(|_| Refusal::Malformed)?;
    if !rest.is_empty() {
        return Err(Refusal::Malformed);
    }
    let (organisation, label) = profile::check(&certificate)?;
    let validity = certificate.validity().clone();
    let not_after = DateTime::from_timestamp(validity.not_after.timestamp(), 0).ok_or(Refusal::Malformed)?;
    let read = ClientCertificate {
        organisation,
        serial: serial(certificate.raw_serial()),
        fingerprint: fingerprint(der),
        label,
        not_after,
    };
    Ok((read, validity))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
