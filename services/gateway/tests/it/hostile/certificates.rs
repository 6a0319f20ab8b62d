//! Every shape of certificate that accounts would not issue is refused in the handshake, in both versions of TLS.

use chrono::{TimeDelta, Utc};
use ids::OrganisationId;
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, ExtendedKeyUsagePurpose as Extended, IsCa, KeyPair,
    KeyUsagePurpose as Usage, SanType, SerialNumber,
};
use rustls::{
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
    version::{TLS12, TLS13},
};
use testkit::{Authority, Leaf, Pki, Raw, client_shape, der, expired, oid};

use crate::{client::Client, world::World};

/// What somebody shows at the door.
pub struct Shown {
    pub name: String,
    pub chain: Vec<CertificateDer<'static>>,
    pub key: PrivateKeyDer<'static>,
}

impl Shown {
    pub fn new(name: &str, leaf: &Leaf) -> Self {
        Self { name: name.into(), chain: leaf.chain(), key: leaf.key() }
    }

    fn with(mut self, more: &[&Authority]) -> Self {
        self.chain.extend(more.iter().map(|authority| authority.der().clone()));
        self
    }
}

/// The names of those that get any answer at all.
pub async fn let_in(world: &World, all: Vec<Shown>) -> Vec<String> {
    let mut inside = vec![];
    for Shown { name, chain, key } in all {
        for version in [&TLS13, &TLS12] {
            let client = Client::presenting(world, chain.clone(), &key, version);
            if client.is_let_in("localhost").await {
                inside.push(format!("{name} over {:?}", version.version));
            }
        }
    }
    inside
}

fn shape() -> CertificateParams {
    client_shape(OrganisationId::generate(), "受付 1")
}

#[tokio::test]
async fn the_right_shape_is_let_in_whoever_wrote_it_down() {
    let world = World::start().await;
    let ca = &world.pki.client;
    let ed25519 = KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
    let right = ca.issue(&shape());
    let all = vec![
        Shown::new("P-256", &right),
        Shown::new("Ed25519", &ca.issue_over(&shape(), &ed25519)),
        Shown::new("byte by byte", &ca.issue_raw(&Raw::client(OrganisationId::generate()))),
        Shown::new("with its CA behind it", &right).with(&[ca]),
    ];
    let count = all.len();
    let inside = let_in(&world, all).await;
    assert_eq!(inside.len(), 2 * count, "{inside:?}");
    world.stop().await;
}

#[tokio::test]
async fn no_other_authority_time_or_key_is_let_in() {
    let pki = testkit::pki();
    let clinic = OrganisationId::generate();
    let revoked = pki.client.client(clinic);
    let list = pki.client.crl(1, &[&revoked]);
    let (right, other) = (pki.client.client(clinic), pki.client.client(clinic));
    let mut early = client_shape(clinic, "受付");
    early.not_before = rcgen::date_time_ymd(2100, 1, 1);
    early.not_after = rcgen::date_time_ymd(2100, 2, 1);
    let root_key =
        PrivatePkcs8KeyDer::from(KeyPair::from_pem(&pki.client.key_pem()).unwrap().serialize_der());
    let strangers = Authority::new("Nekonote Test Clients");
    let mut all = vec![
        Shown::new("another CA of the same name", &strangers.client(clinic)),
        Shown::new("another CA of the same name, with ours behind it", &strangers.client(clinic))
            .with(&[&pki.client]),
        Shown::new("the servers' CA", &pki.edge.client(clinic)),
        Shown::new("the workloads' CA", &pki.workload.client(clinic)),
        Shown::new("a workload", &pki.workload.workload(identity::WorkloadName::Gateway)),
        Shown::new("expired", &pki.client.issue(&expired(client_shape(clinic, "受付")))),
        Shown::new("not yet valid", &pki.client.issue(&early)),
        Shown::new("revoked", &revoked),
        Shown { name: "somebody else's certificate".into(), chain: right.chain(), key: other.key() },
        Shown { name: "the CA itself".into(), chain: vec![pki.client.der().clone()], key: root_key.into() },
    ];
    all.extend(through_intermediates(&pki));
    let world = World::start_with_list(pki, list).await;
    let inside = let_in(&world, all).await;
    assert!(inside.is_empty(), "{inside:#?}");
    assert!(!Client::new(&world, None).is_let_in("localhost").await, "no certificate");
    assert!(world.client().is_let_in("localhost").await, "the door is not simply shut");
    world.stop().await;
}

fn through_intermediates(pki: &Pki) -> Vec<Shown> {
    let clinic = OrganisationId::generate();
    let mut middle = shape();
    middle.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    middle.key_usages = vec![Usage::KeyCertSign, Usage::CrlSign];
    middle.extended_key_usages.clear();
    let strangers = Authority::new("Nekonote Test Clients");
    let [ours, theirs] = [&pki.client, &strangers].map(|root| root.authority(&middle));
    let device = pki.client.authority(&client_shape(clinic, "受付"));
    vec![
        Shown::new("an intermediate below our CA", &ours.client(clinic)).with(&[&ours]),
        Shown::new("an intermediate of a stranger", &theirs.client(clinic)).with(&[&theirs, &strangers]),
        Shown::new("a device that issues devices", &device.client(clinic)).with(&[&device]),
    ]
}

#[tokio::test]
async fn no_other_shape_of_our_own_authority_is_let_in() {
    let world = World::start().await;
    let ca = &world.pki.client;
    let bent = shapes().into_iter().map(|(name, shape)| Shown::new(name, &ca.issue(&shape)));
    let keyed = [("RSA-2048", &rcgen::PKCS_RSA_SHA256), ("P-384", &rcgen::PKCS_ECDSA_P384_SHA384)].map(
        |(name, algorithm)| {
            Shown::new(name, &ca.issue_over(&shape(), &KeyPair::generate_for(algorithm).unwrap()))
        },
    );
    let written = raws().into_iter().map(|(name, raw)| Shown::new(name, &ca.issue_raw(&raw)));
    let mut longer = Shown::new("a byte too much", &ca.issue(&shape()));
    longer.chain[0] = [longer.chain[0].as_ref(), &[0]].concat().into();
    let inside = let_in(&world, bent.chain(keyed).chain(written).chain([longer]).collect()).await;
    assert!(inside.is_empty(), "{inside:#?}");
    assert!(world.client().is_let_in("localhost").await, "the door is not simply shut");
    world.stop().await;
}

/// Shapes that rcgen can make.
fn shapes() -> Vec<(&'static str, CertificateParams)> {
    let mut all = vec![];
    let mut bend = |name, bend: &dyn Fn(&mut CertificateParams)| {
        let mut shape = shape();
        bend(&mut shape);
        all.push((name, shape));
    };
    let uri = |text: &str| SanType::URI(text.try_into().unwrap());
    let organisation = || uri(&format!("urn:nekonote:organisation:{}", OrganisationId::generate()));
    let dns = || SanType::DnsName("localhost".try_into().unwrap());
    for (name, usages) in [
        ("for servers", vec![Extended::ServerAuth]),
        ("for servers and clients", vec![Extended::ServerAuth, Extended::ClientAuth]),
        ("for anything", vec![Extended::Any]),
        ("for clients and anything", vec![Extended::ClientAuth, Extended::Any]),
        ("for clients and mail", vec![Extended::ClientAuth, Extended::EmailProtection]),
        ("for lists", vec![Extended::OcspSigning]),
        ("no extended key usage", vec![]),
    ] {
        bend(name, &|shape| shape.extended_key_usages = usages.clone());
    }
    for (name, usages) in [
        ("no key usage", vec![]),
        ("issues certificates", vec![Usage::DigitalSignature, Usage::KeyCertSign]),
        ("agrees on keys", vec![Usage::KeyAgreement]),
        ("enciphers keys", vec![Usage::DigitalSignature, Usage::KeyEncipherment]),
    ] {
        bend(name, &|shape| shape.key_usages = usages.clone());
    }
    for (name, names) in [
        ("no name", vec![]),
        ("two organisations", vec![organisation(), organisation()]),
        ("an organisation and a host", vec![organisation(), dns()]),
        ("a host", vec![dns()]),
        ("an organisation that is none", vec![uri("urn:nekonote:organisation:nobody")]),
        ("a workload's name", vec![uri("spiffe://nekonote/gateway")]),
    ] {
        bend(name, &|shape| shape.subject_alt_names = names.clone());
    }
    for (name, serial) in [
        ("serial of 8 bits", vec![0x5a]),
        ("serial of 63 bits", vec![0x5a; 7]),
        ("serial of 167 bits", vec![0x5a; 21]),
    ] {
        bend(name, &|shape| shape.serial_number = Some(SerialNumber::from_slice(&serial)));
    }
    let foreign = CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 99999, 1], vec![5, 0]);
    let mut critical = foreign.clone();
    critical.set_criticality(true);
    bend("unknown extension", &|shape| shape.custom_extensions = vec![foreign.clone()]);
    bend("unknown critical extension", &|shape| shape.custom_extensions = vec![critical.clone()]);
    bend("a CA", &|shape| shape.is_ca = IsCa::Ca(BasicConstraints::Unconstrained));
    bend("no subject's key identifier", &|shape| shape.is_ca = IsCa::NoCa);
    bend("no authority's key identifier", &|shape| shape.use_authority_key_identifier_extension = false);
    bend("ended a second ago", &|shape| {
        shape.not_after = rcgen::date_time_ymd(1970, 1, 1)
            + std::time::Duration::from_secs((Utc::now() - TimeDelta::seconds(1)).timestamp().unsigned_abs());
    });
    all
}

/// Shapes that only a hand can make.
fn raws() -> Vec<(&'static str, Raw)> {
    let mut all = vec![];
    let mut bend = |name, bend: &dyn Fn(&mut Raw)| {
        let mut raw = Raw::client(OrganisationId::generate());
        bend(&mut raw);
        all.push((name, raw));
    };
    bend("version 1", &|raw| (raw.version, raw.extensions) = (None, vec![]));
    bend("version 1 with extensions", &|raw| raw.version = None);
    bend("version 2", &|raw| raw.version = Some(1));
    bend("version 4", &|raw| raw.version = Some(3));
    bend("negative serial", &|raw| raw.serial = vec![0xa5; 16]);
    bend("serial zero", &|raw| raw.serial = vec![0]);
    bend("no serial", &|raw| raw.serial = vec![]);
    bend("serial with needless zeros", &|raw| raw.serial = [vec![0, 0], vec![0x5a; 16]].concat());
    bend("a bit of the signature is wrong", &|raw| raw.is_forged = true);
    bend("two algorithms", &|raw| raw.outer_algorithm = oid::ECDSA_SHA384);
    bend("another algorithm than it was signed with", &|raw| {
        (raw.inner_algorithm, raw.outer_algorithm) = (oid::ECDSA_SHA384, oid::ECDSA_SHA384);
    });
    bend("no extensions", &|raw| raw.extensions.clear());
    bend("unique identifiers", &|raw| raw.after_key = der(0x81, &[&[0, 0x55]]));
    bend("something after the signature", &|raw| raw.trailer = vec![0x05, 0x00]);
    bend("a month 13", &|raw| raw.not_after = "491331235959Z".into());
    bend("a time zone", &|raw| raw.not_after = "491231235959+0900".into());
    for repeated in [oid::NAMES, oid::KEY_USAGE, oid::EXTENDED_KEY_USAGE, oid::SUBJECT_KEY] {
        bend("an extension twice", &|raw| {
            let extension = raw.extension(repeated).clone();
            raw.extensions.push(extension);
        });
    }
    bend("critical authority's key identifier", &|raw| raw.extension(oid::AUTHORITY_KEY).1 = true);
    bend("critical subject's key identifier", &|raw| raw.extension(oid::SUBJECT_KEY).1 = true);
    bend("authority's key identifier without a key", &|raw| {
        raw.extension(oid::AUTHORITY_KEY).2 = vec![0x30, 0]
    });
    bend("key usage spelt otherwise", &|raw| raw.extension(oid::KEY_USAGE).2 = vec![0x03, 0x02, 0x00, 0x80]);
    bend("extended key usage twice in one", &|raw| {
        let usage = &mut raw.extension(oid::EXTENDED_KEY_USAGE).2;
        *usage = der(0x30, &[&usage[2..], &usage[2..]]);
    });
    bend("a leaf with a path length", &|raw| {
        raw.extension(oid::BASIC_CONSTRAINTS).2 = vec![0x30, 0x03, 0x02, 0x01, 0x00];
    });
    bend("names that are no names", &|raw| raw.extension(oid::NAMES).2 = vec![0x04, 0x01, 0x00]);
    all
}
