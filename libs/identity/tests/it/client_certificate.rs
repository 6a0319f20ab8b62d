//! The strict profile of client certificates: the one right shape, and each way to miss it.

use chrono::{TimeDelta, Utc};
use identity::{ClientCertificate, Refusal};
use ids::OrganisationId;
use rcgen::{
    BasicConstraints, CertificateParams, CrlDistributionPoint, CustomExtension, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose, SanType, SerialNumber,
};
use testkit::{Authority, client_shape, expired};

fn shape() -> CertificateParams {
    client_shape(OrganisationId::generate(), "受付 1")
}

fn read(shape: &CertificateParams) -> Result<ClientCertificate, Refusal> {
    let leaf = Authority::new("Clients").issue(shape);
    ClientCertificate::parse(&leaf.der, Utc::now())
}

fn bent(bend: impl FnOnce(&mut CertificateParams)) -> Option<Refusal> {
    let mut shape = shape();
    bend(&mut shape);
    read(&shape).err()
}

#[test]
fn the_right_shape_is_read() {
    let organisation = OrganisationId::generate();
    let leaf = Authority::new("Clients").client(organisation);
    let read = ClientCertificate::parse(&leaf.der, Utc::now()).unwrap();
    assert_eq!(read.organisation, organisation);
    assert_eq!(read.serial, leaf.serial);
    assert_eq!(read.fingerprint, leaf.fingerprint());
    assert_eq!(read.fingerprint.len(), 64);
    assert_eq!(read.label, "受付 1");
    assert!(read.not_after > Utc::now());
}

#[test]
fn a_serial_reads_the_same_with_its_first_bit_set() {
    let mut shape = shape();
    shape.serial_number = Some(SerialNumber::from_slice(&[0xf0; 16]));
    assert_eq!(read(&shape).unwrap().serial, "f0".repeat(16));
}

#[test]
fn ed25519_is_as_good_as_p256_and_nothing_else_is() {
    let authority = Authority::new("Clients");
    for (algorithm, expected) in [
        (&rcgen::PKCS_ED25519, None),
        (&rcgen::PKCS_ECDSA_P256_SHA256, None),
        (&rcgen::PKCS_ECDSA_P384_SHA384, Some(Refusal::Key)),
        (&rcgen::PKCS_RSA_SHA256, Some(Refusal::Key)),
    ] {
        let key = KeyPair::generate_for(algorithm).unwrap();
        let leaf = authority.issue_over(&shape(), &key);
        assert_eq!(ClientCertificate::parse(&leaf.der, Utc::now()).err(), expected, "{algorithm:?}");
    }
}

#[test]
fn times_are_kept_except_at_the_renewal_door() {
    let late = Authority::new("Clients").issue(&expired(shape()));
    assert_eq!(ClientCertificate::parse(&late.der, Utc::now()), Err(Refusal::Expired));
    let early = Authority::new("Clients").issue(&shape());
    let before = Utc::now() - TimeDelta::days(1);
    assert_eq!(ClientCertificate::parse(&early.der, before), Err(Refusal::NotYetValid));
    assert!(ClientCertificate::parse_whenever(&late.der).is_ok());
}

#[test]
fn a_certificate_is_good_through_its_last_second() {
    let leaf = Authority::new("Clients").issue(&shape());
    let end = ClientCertificate::parse_whenever(&leaf.der).unwrap().not_after;
    assert!(ClientCertificate::parse(&leaf.der, end).is_ok());
    assert_eq!(ClientCertificate::parse(&leaf.der, end + TimeDelta::seconds(1)), Err(Refusal::Expired));
}

#[test]
fn serials_outside_64_to_159_bits_are_refused() {
    for bytes in [vec![1], vec![0x7f; 7], vec![0x7f; 21]] {
        let serial = SerialNumber::from_slice(&bytes);
        assert_eq!(
            bent(|shape| shape.serial_number = Some(serial)),
            Some(Refusal::Serial),
            "{}",
            bytes.len()
        );
    }
}

#[test]
fn any_other_key_usage_is_refused() {
    use KeyUsagePurpose::{DigitalSignature, KeyAgreement, KeyEncipherment};
    for usages in [vec![], vec![KeyAgreement], vec![DigitalSignature, KeyEncipherment]] {
        assert_eq!(bent(|shape| shape.key_usages = usages.clone()), Some(Refusal::KeyUsage), "{usages:?}");
    }
}

#[test]
fn any_other_extended_key_usage_is_refused() {
    use ExtendedKeyUsagePurpose::{Any, ClientAuth, EmailProtection, Other, ServerAuth};
    let other = Other(vec![1, 3, 6, 1, 4, 1, 311, 20, 2, 2]);
    for usages in [
        vec![],
        vec![ServerAuth],
        vec![ServerAuth, ClientAuth],
        vec![ClientAuth, EmailProtection],
        vec![ClientAuth, Any],
        vec![ClientAuth, other],
    ] {
        let found = bent(|shape| shape.extended_key_usages = usages.clone());
        assert_eq!(found, Some(Refusal::ExtendedKeyUsage), "{usages:?}");
    }
}

#[test]
fn an_authority_is_no_device() {
    let ca = IsCa::Ca(BasicConstraints::Unconstrained);
    assert_eq!(bent(|shape| shape.is_ca = ca), Some(Refusal::Authority));
}

#[test]
fn missing_key_identifiers_are_refused() {
    assert_eq!(bent(|shape| shape.is_ca = IsCa::NoCa), Some(Refusal::KeyIdentifier), "no subject's");
    let found = bent(|shape| shape.use_authority_key_identifier_extension = false);
    assert_eq!(found, Some(Refusal::KeyIdentifier), "no authority's");
}

#[test]
fn other_names_than_one_organisation_are_refused() {
    let uri = |text: &str| SanType::URI(text.try_into().unwrap());
    let organisation = || uri(&format!("urn:nekonote:organisation:{}", OrganisationId::generate()));
    let dns = || SanType::DnsName("localhost".try_into().unwrap());
    for names in [
        vec![],
        vec![dns()],
        vec![organisation(), dns()],
        vec![organisation(), organisation()],
        vec![uri("urn:nekonote:organisation:")],
        vec![uri("urn:nekonote:organisation:nobody")],
        vec![uri("spiffe://nekonote/gateway")],
    ] {
        assert_eq!(
            bent(|shape| shape.subject_alt_names = names.clone()),
            Some(Refusal::Organisation),
            "{names:?}"
        );
    }
}

#[test]
fn unknown_extensions_are_refused() {
    let foreign = CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 99999, 1], vec![5, 0]);
    assert_eq!(bent(|shape| shape.custom_extensions = vec![foreign]), Some(Refusal::Extension));
    let point = CrlDistributionPoint { uris: vec!["http://localhost/crl".into()] };
    assert_eq!(bent(|shape| shape.crl_distribution_points = vec![point]), Some(Refusal::Extension));
}

#[test]
fn a_label_is_one_short_common_name() {
    let named = |names: &[&str]| {
        let mut name = DistinguishedName::new();
        for text in names {
            name.push(DnType::CommonName, *text);
        }
        name
    };
    for names in [vec![], vec![""], vec!["  "], vec!["a\u{7}b"]] {
        assert_eq!(bent(|shape| shape.distinguished_name = named(&names)), Some(Refusal::Label), "{names:?}");
    }
    let long = "あ".repeat(65);
    assert_eq!(bent(|shape| shape.distinguished_name = named(&[&long])), Some(Refusal::Label));
}

#[test]
fn trailing_or_missing_bytes_are_refused() {
    let leaf = Authority::new("Clients").issue(&shape());
    let more = [leaf.der.as_ref(), &[0]].concat();
    assert_eq!(ClientCertificate::parse(&more, Utc::now()), Err(Refusal::Malformed));
    let less = &leaf.der[..leaf.der.len() - 1];
    assert_eq!(ClientCertificate::parse(less, Utc::now()), Err(Refusal::Malformed));
    assert_eq!(ClientCertificate::parse(&[], Utc::now()), Err(Refusal::Malformed));
}

#[test]
fn workload_and_edge_certificates_are_no_client_certificates() {
    let authority = Authority::new("Clients");
    for leaf in [authority.workload(identity::WorkloadName::Gateway), authority.edge_server(&["localhost"])] {
        assert!(ClientCertificate::parse(&leaf.der, Utc::now()).is_err());
    }
}
