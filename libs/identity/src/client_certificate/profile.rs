//! The one shape of a client certificate (RFC 5280), point by point.
//! webpki has checked chain, times and signature; it accepts much that our authority never issues.

use ids::OrganisationId;
use x509_parser::{
    certificate::X509Certificate,
    extensions::{AuthorityKeyIdentifier, GeneralName, ParsedExtension},
    x509::{SubjectPublicKeyInfo, X509Version},
};

use super::{ORGANISATION_PREFIX, Refusal};

const ECDSA_KEY: &str = "1.2.840.10045.2.1";
const P256: &str = "1.2.840.10045.3.1.7";
const ED25519: &str = "1.3.101.112";
const ECDSA_SHA256: &str = "1.2.840.10045.4.3.2";
/// KeyUsage as DER: the first bit and no other. One meaning has one spelling.
const DIGITAL_SIGNATURE: &[u8] = &[0x03, 0x02, 0x07, 0x80];
/// ExtendedKeyUsage as DER: clientAuth (1.3.6.1.5.5.7.3.2) once.
const CLIENT_AUTH: &[u8] = &[0x30, 0x0a, 0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02];
const LONGEST_LABEL: usize = 64;

/// Checks every point of the profile; gives the organisation and the device's label.
pub(super) fn check(certificate: &X509Certificate<'_>) -> Result<(OrganisationId, String), Refusal> {
    if certificate.version() != X509Version::V3 || has_unique_ids(certificate) {
        return Err(Refusal::Malformed);
    }
    check_serial(certificate.raw_serial())?;
    check_signature(certificate)?;
    check_key(certificate.public_key())?;
    let organisation = check_extensions(certificate)?;
    Ok((organisation, label(certificate)?))
}

/// Relics of X.509 v2 that nobody issues.
const fn has_unique_ids(certificate: &X509Certificate<'_>) -> bool {
    certificate.tbs_certificate.issuer_uid.is_some() || certificate.tbs_certificate.subject_uid.is_some()
}

fn check_serial(raw: &[u8]) -> Result<(), Refusal> {
    let digits = match raw {
        [first, ..] if first & 0x80 != 0 => return Err(Refusal::Serial),
        // A needless zero is a second spelling of the same number.
        [0, second, ..] if second & 0x80 == 0 => return Err(Refusal::Serial),
        [0, rest @ ..] => rest,
        all => all,
    };
    let [first, rest @ ..] = digits else { return Err(Refusal::Serial) };
    let bits = (8 - first.leading_zeros() as usize) + rest.len() * 8;
    if (64..=159).contains(&bits) { Ok(()) } else { Err(Refusal::Serial) }
}

fn check_signature(certificate: &X509Certificate<'_>) -> Result<(), Refusal> {
    let outer = &certificate.signature_algorithm;
    let known = [ECDSA_SHA256, ED25519].contains(&outer.algorithm.to_id_string().as_str());
    let same = *outer == certificate.tbs_certificate.signature;
    if known && same && outer.parameters.is_none() { Ok(()) } else { Err(Refusal::Signature) }
}

fn check_key(key: &SubjectPublicKeyInfo<'_>) -> Result<(), Refusal> {
    let bytes = key.subject_public_key.data.as_ref();
    let parameters = key.algorithm.parameters.as_ref();
    let fits = match key.algorithm.algorithm.to_id_string().as_str() {
        ECDSA_KEY => {
            let curve = parameters.and_then(|curve| curve.as_oid().ok()).map(|curve| curve.to_id_string());
            curve.as_deref() == Some(P256) && bytes.len() == 65 && bytes.first() == Some(&4)
        }
        ED25519 => parameters.is_none() && bytes.len() == 32,
        _ => false,
    };
    if fits { Ok(()) } else { Err(Refusal::Key) }
}

fn check_extensions(certificate: &X509Certificate<'_>) -> Result<OrganisationId, Refusal> {
    // Fails when one is there twice.
    certificate.extensions_map().map_err(|_| Refusal::Extension)?;
    let (mut organisation, mut usage, mut extended, mut authority_key, mut subject_key) =
        (None, false, false, false, false);
    for extension in certificate.iter_extensions() {
        match extension.parsed_extension() {
            ParsedExtension::KeyUsage(_) if extension.value == DIGITAL_SIGNATURE => usage = true,
            ParsedExtension::KeyUsage(_) => return Err(Refusal::KeyUsage),
            ParsedExtension::ExtendedKeyUsage(_) if extension.value == CLIENT_AUTH => extended = true,
            ParsedExtension::ExtendedKeyUsage(_) => return Err(Refusal::ExtendedKeyUsage),
            ParsedExtension::BasicConstraints(found) if found.ca || found.path_len_constraint.is_some() => {
                return Err(Refusal::Authority);
            }
            ParsedExtension::BasicConstraints(_) => {}
            ParsedExtension::SubjectAlternativeName(names) => {
                organisation = Some(only_organisation(&names.general_names)?)
            }
            // RFC 5280: neither key identifier is ever critical.
            ParsedExtension::AuthorityKeyIdentifier(found) if !extension.critical && is_plain(found) => {
                authority_key = true;
            }
            ParsedExtension::SubjectKeyIdentifier(found) if !extension.critical => {
                subject_key = !found.0.is_empty();
            }
            ParsedExtension::AuthorityKeyIdentifier(_) | ParsedExtension::SubjectKeyIdentifier(_) => {
                return Err(Refusal::KeyIdentifier);
            }
            _ => return Err(Refusal::Extension),
        }
    }
    match () {
        () if !usage => Err(Refusal::KeyUsage),
        () if !extended => Err(Refusal::ExtendedKeyUsage),
        () if !(authority_key && subject_key) => Err(Refusal::KeyIdentifier),
        () => organisation.ok_or(Refusal::Organisation),
    }
}

/// The key's identifier, and neither the issuer's name nor its serial number.
fn is_plain(found: &AuthorityKeyIdentifier<'_>) -> bool {
    found.key_identifier.as_ref().is_some_and(|key| !key.0.is_empty())
        && found.authority_cert_issuer.is_none()
        && found.authority_cert_serial.is_none()
}

/// Canonical UUIDs only: one organisation has one spelling.
fn only_organisation(names: &[GeneralName<'_>]) -> Result<OrganisationId, Refusal> {
    let [GeneralName::URI(uri)] = names else { return Err(Refusal::Organisation) };
    let text = uri.strip_prefix(ORGANISATION_PREFIX).ok_or(Refusal::Organisation)?;
    let organisation: OrganisationId = text.parse().map_err(|_| Refusal::Organisation)?;
    if organisation.to_string() == text { Ok(organisation) } else { Err(Refusal::Organisation) }
}

fn label(certificate: &X509Certificate<'_>) -> Result<String, Refusal> {
    let mut names = certificate.subject().iter_common_name();
    let (Some(name), None) = (names.next(), names.next()) else { return Err(Refusal::Label) };
    let label = name.as_str().map_err(|_| Refusal::Label)?;
    let fits = !label.trim().is_empty()
        && label.chars().count() <= LONGEST_LABEL
        && !label.contains(char::is_control);
    if fits { Ok(label.to_owned()) } else { Err(Refusal::Label) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serials_have_64_to_159_bits_and_are_positive() {
        let with = |first: u8, rest: usize| [vec![first], vec![0xab; rest]].concat();
        let table = [
            (with(0x7f, 7), false),                      // 63 bits
            (with(0x00, 0), false),                      // zero
            ([vec![0], with(0x80, 7)].concat(), true),   // 64 bits
            (with(0x80, 7), false),                      // negative
            (with(0x7f, 19), true),                      // 159 bits
            ([vec![0], with(0x80, 19)].concat(), false), // 160 bits
            ([vec![0], with(0x7f, 8)].concat(), false),  // not DER
            (vec![], false),
        ];
        for (raw, fits) in table {
            assert_eq!(check_serial(&raw).is_ok(), fits, "{raw:02x?}");
        }
    }

    #[test]
    fn a_second_name_or_another_spelling_is_refused() {
        let id = "0192f0c1-2222-7000-8000-00000000abcd";
        let urn = format!("{ORGANISATION_PREFIX}{id}");
        assert_eq!(only_organisation(&[GeneralName::URI(&urn)]), Ok(id.parse().unwrap()));
        let upper = format!("{ORGANISATION_PREFIX}{}", id.to_uppercase());
        let plain = format!("{ORGANISATION_PREFIX}{}", id.replace('-', ""));
        for names in [
            vec![],
            vec![GeneralName::URI(&urn), GeneralName::URI(&urn)],
            vec![GeneralName::URI(&urn), GeneralName::DNSName("localhost")],
            vec![GeneralName::DNSName(&urn)],
            vec![GeneralName::URI(id)],
            vec![GeneralName::URI(&upper)],
            vec![GeneralName::URI(&plain)],
        ] {
            assert_eq!(only_organisation(&names), Err(Refusal::Organisation), "{names:?}");
        }
    }
}
