//! Certificates written byte by byte, for shapes that no library would make. The signature is the authority's, so that
//! nothing but the shape is wrong; unless the test spoils that too.

use rcgen::{KeyPair, PublicKeyData, SigningKey};
use rustls_pki_types::CertificateDer;

use super::authority::{Authority, Leaf};

/// Object identifiers as DER, without tag and length.
pub mod oid {
    /// authorityKeyIdentifier.
    pub const AUTHORITY_KEY: &[u8] = &[0x55, 0x1d, 0x23];
    /// subjectKeyIdentifier.
    pub const SUBJECT_KEY: &[u8] = &[0x55, 0x1d, 0x0e];
    /// keyUsage.
    pub const KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x0f];
    /// extKeyUsage.
    pub const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x25];
    /// subjectAltName.
    pub const NAMES: &[u8] = &[0x55, 0x1d, 0x11];
    /// basicConstraints.
    pub const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x13];
    /// ecdsa-with-SHA256.
    pub const ECDSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
    /// ecdsa-with-SHA384.
    pub const ECDSA_SHA384: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03];
}

/// A certificate's parts; what is not here cannot be bent.
#[derive(Debug, Clone)]
pub struct Raw {
    /// 2 is version 3; `None` leaves the field out, which is version 1.
    pub version: Option<u8>,
    /// The serial number's bytes as they are: the first bit is its sign.
    pub serial: Vec<u8>,
    /// The algorithm that the signed part names.
    pub inner_algorithm: &'static [u8],
    /// The algorithm that the outer part names.
    pub outer_algorithm: &'static [u8],
    /// UTCTime, such as `260101000000Z`.
    pub not_before: String,
    /// UTCTime.
    pub not_after: String,
    /// DER that follows the public key, such as unique identifiers.
    pub after_key: Vec<u8>,
    /// Object identifier, criticality, and the value's DER.
    pub extensions: Vec<(Vec<u8>, bool, Vec<u8>)>,
    /// DER after the last part of the certificate, inside of it.
    pub trailer: Vec<u8>,
    /// Whether a bit of the signature is wrong.
    pub is_forged: bool,
}

impl Raw {
    /// The right shape of a client certificate for an organisation.
    #[must_use]
    pub fn client(organisation: ids::OrganisationId) -> Self {
        let name = format!("{}{organisation}", identity::ORGANISATION_PREFIX);
        let client_auth = [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02];
        let extension = |oid: &[u8], value: Vec<u8>| (oid.to_vec(), false, value);
        Self {
            version: Some(2),
            serial: vec![0x5a; 16],
            inner_algorithm: oid::ECDSA_SHA256,
            outer_algorithm: oid::ECDSA_SHA256,
            not_before: "250101000000Z".into(),
            not_after: "491231235959Z".into(),
            after_key: vec![],
            extensions: vec![
                extension(oid::AUTHORITY_KEY, der(0x30, &[&der(0x80, &[&[0x11; 20]])])),
                extension(oid::NAMES, der(0x30, &[&der(0x86, &[name.as_bytes()])])),
                extension(oid::KEY_USAGE, vec![0x03, 0x02, 0x07, 0x80]),
                extension(oid::EXTENDED_KEY_USAGE, der(0x30, &[&der(0x06, &[&client_auth])])),
                extension(oid::SUBJECT_KEY, der(0x04, &[&[0x22; 20]])),
                extension(oid::BASIC_CONSTRAINTS, vec![0x30, 0x00]),
            ],
            trailer: vec![],
            is_forged: false,
        }
    }

    /// The extension with this identifier.
    ///
    /// # Panics
    /// When there is none.
    pub fn extension(&mut self, oid: &[u8]) -> &mut (Vec<u8>, bool, Vec<u8>) {
        self.extensions.iter_mut().find(|extension| extension.0 == oid).expect("an extension")
    }
}

impl Authority {
    /// Signs a certificate written byte by byte, over a fresh P-256 key.
    ///
    /// # Panics
    /// When the system has no randomness.
    #[must_use]
    pub fn issue_raw(&self, raw: &Raw) -> Leaf {
        let key = KeyPair::generate().expect("randomness");
        let name = |text: &str| {
            let attribute = der(0x30, &[&[0x06, 0x03, 0x55, 0x04, 0x03], &der(0x0c, &[text.as_bytes()])]);
            der(0x30, &[&der(0x31, &[&attribute])])
        };
        let extensions: Vec<_> = raw.extensions.iter().map(extension).collect();
        let signed = der(
            0x30,
            &[
                &raw.version.map(|version| vec![0xa0, 3, 2, 1, version]).unwrap_or_default(),
                &der(0x02, &[&raw.serial]),
                &algorithm(raw.inner_algorithm),
                &self.subject_der(),
                &der(
                    0x30,
                    &[&der(0x17, &[raw.not_before.as_bytes()]), &der(0x17, &[raw.not_after.as_bytes()])],
                ),
                &name("受付 1"),
                &key.subject_public_key_info(),
                &raw.after_key,
                &if extensions.is_empty() {
                    vec![]
                } else {
                    der(0xa3, &[&der(0x30, &[&extensions.concat()])])
                },
            ],
        );
        let mut signature = self.key().sign(&signed).expect("a signature");
        if raw.is_forged {
            // The last byte of a number: the signature stays well-formed.
            *signature.last_mut().expect("a signature") ^= 1;
        }
        let signature = der(0x03, &[&[0], &signature]);
        let whole = der(0x30, &[&signed, &algorithm(raw.outer_algorithm), &signature, &raw.trailer]);
        Leaf::new(CertificateDer::from(whole), &key, &raw.serial)
    }
}

/// Tag, length and contents.
#[must_use]
pub fn der(tag: u8, contents: &[&[u8]]) -> Vec<u8> {
    let contents = contents.concat();
    let length = contents.len();
    let bytes = length.to_be_bytes();
    let significant = &bytes[bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len() - 1)..];
    let mut all = vec![tag];
    if length < 0x80 {
        all.push(bytes[bytes.len() - 1]);
    } else {
        all.push(0x80 | significant.len().to_be_bytes()[7]);
        all.extend(significant);
    }
    all.extend(contents);
    all
}

fn algorithm(oid: &[u8]) -> Vec<u8> {
    der(0x30, &[&der(0x06, &[oid])])
}

fn extension((oid, is_critical, value): &(Vec<u8>, bool, Vec<u8>)) -> Vec<u8> {
    let critical: &[u8] = if *is_critical { &[0x01, 0x01, 0xff] } else { &[] };
    der(0x30, &[&der(0x06, &[oid]), critical, &der(0x04, &[value])])
}
