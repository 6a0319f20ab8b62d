//! Certificates that other implementations make with our CA's key: the openssl command, which shows them itself, and
//! Python's `cryptography` where that is installed.

use std::{net::SocketAddr, path::Path, process::Command};

use futures::StreamExt as _;
use ids::OrganisationId;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _};
use testkit::write_whole;

use super::{
    certificates::{Shown, let_in},
    openssl::{Workshop, is_answered},
};
use crate::world::World;

/// Adds what is told over the right extensions; an empty value removes one.
fn extensions(organisation: &str, other: &[(&str, &str)]) -> String {
    let name = format!("URI:urn:nekonote:organisation:{organisation}");
    let right = [
        ("basicConstraints", "CA:FALSE"),
        ("keyUsage", "critical,digitalSignature"),
        ("extendedKeyUsage", "clientAuth"),
        ("subjectAltName", name.as_str()),
        ("subjectKeyIdentifier", "hash"),
        ("authorityKeyIdentifier", "keyid"),
    ];
    let kept = right.iter().filter(|(key, _)| other.iter().all(|(other, _)| other != key));
    let all = kept.chain(other.iter().filter(|(_, value)| !value.is_empty()));
    let lines: Vec<_> = all.map(|(key, value)| format!("{key}={value}")).collect();
    lines.join("\n").replace("ORGANISATION", &name)
}

/// What is wrong; how the key is made; how the certificate is signed; the extensions that differ.
type Row = (&'static str, &'static str, &'static str, &'static [(&'static str, &'static str)]);

const P256: &str = "-algorithm EC -pkeyopt ec_paramgen_curve:P-256";
const SIGNED: &str = "-sha256 -set_serial 0x5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a";

const RIGHT: &[Row] = &[("P-256", P256, SIGNED, &[]), ("Ed25519", "-algorithm ED25519", SIGNED, &[])];

const WRONG: &[Row] = &[
    ("for servers", P256, SIGNED, &[("extendedKeyUsage", "serverAuth")]),
    ("for both", P256, SIGNED, &[("extendedKeyUsage", "clientAuth,serverAuth")]),
    ("for anything", P256, SIGNED, &[("extendedKeyUsage", "anyExtendedKeyUsage")]),
    ("for clients and anything", P256, SIGNED, &[("extendedKeyUsage", "clientAuth,anyExtendedKeyUsage")]),
    ("for smart cards too", P256, SIGNED, &[("extendedKeyUsage", "clientAuth,1.3.6.1.4.1.311.20.2.2")]),
    ("no extended key usage", P256, SIGNED, &[("extendedKeyUsage", "")]),
    (
        "a CA",
        P256,
        SIGNED,
        &[("basicConstraints", "critical,CA:TRUE"), ("keyUsage", "keyCertSign,digitalSignature")],
    ),
    ("a leaf that signs", P256, SIGNED, &[("keyUsage", "digitalSignature,keyCertSign")]),
    ("no key usage", P256, SIGNED, &[("keyUsage", "")]),
    ("non-repudiation", P256, SIGNED, &[("keyUsage", "digitalSignature,nonRepudiation")]),
    ("key agreement", P256, SIGNED, &[("keyUsage", "keyAgreement")]),
    ("two organisations", P256, SIGNED, &[("subjectAltName", "ORGANISATION,ORGANISATION")]),
    ("an organisation and a host", P256, SIGNED, &[("subjectAltName", "ORGANISATION,DNS:localhost")]),
    ("an organisation and an address", P256, SIGNED, &[("subjectAltName", "ORGANISATION,IP:127.0.0.1")]),
    ("an organisation and a mailbox", P256, SIGNED, &[("subjectAltName", "ORGANISATION,email:a@example.jp")]),
    ("another sort of name", P256, SIGNED, &[("subjectAltName", "otherName:1.2.3.4;UTF8:ORGANISATION")]),
    ("no name", P256, SIGNED, &[("subjectAltName", "")]),
    ("unknown extension", P256, SIGNED, &[("1.3.6.1.4.1.99999.1", "ASN1:UTF8String:x")]),
    ("unknown critical extension", P256, SIGNED, &[("1.3.6.1.4.1.99999.1", "critical,ASN1:UTF8String:x")]),
    ("policies", P256, SIGNED, &[("certificatePolicies", "1.2.3.4")]),
    ("Netscape's type", P256, SIGNED, &[("nsCertType", "client")]),
    ("TLS features", P256, SIGNED, &[("tlsfeature", "status_request")]),
    ("name constraints", P256, SIGNED, &[("nameConstraints", "permitted;DNS:localhost")]),
    ("a place of lists", P256, SIGNED, &[("crlDistributionPoints", "URI:http://localhost/crl")]),
    ("an authority's address", P256, SIGNED, &[("authorityInfoAccess", "OCSP;URI:http://localhost/")]),
    ("no subject's key identifier", P256, SIGNED, &[("subjectKeyIdentifier", "none")]),
    ("no authority's key identifier", P256, SIGNED, &[("authorityKeyIdentifier", "none")]),
    ("the authority's name", P256, SIGNED, &[("authorityKeyIdentifier", "keyid,issuer:always")]),
    ("critical key identifier", P256, SIGNED, &[("subjectKeyIdentifier", "critical,hash")]),
    ("serial of 8 bits", P256, "-sha256 -set_serial 0x5a", &[]),
    ("serial of 63 bits", P256, "-sha256 -set_serial 0x5a5a5a5a5a5a5a5a", &[]),
    ("serial of 167 bits", P256, "-sha256 -set_serial 0x5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a", &[]),
    ("negative serial", P256, "-sha256 -set_serial -0x5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a", &[]),
    ("SHA-1", P256, "-sha1 -set_serial 0x5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a", &[]),
    ("SHA-224", P256, "-sha224 -set_serial 0x5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a", &[]),
    ("SHA-384", P256, "-sha384 -set_serial 0x5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a", &[]),
    ("SHA-512", P256, "-sha512 -set_serial 0x5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a", &[]),
    ("RSA-2048", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048", SIGNED, &[]),
    ("RSA-1024", "-algorithm RSA -pkeyopt rsa_keygen_bits:1024", SIGNED, &[]),
    ("P-384", "-algorithm EC -pkeyopt ec_paramgen_curve:P-384", SIGNED, &[]),
    ("P-521", "-algorithm EC -pkeyopt ec_paramgen_curve:P-521", SIGNED, &[]),
    ("secp256k1", "-algorithm EC -pkeyopt ec_paramgen_curve:secp256k1", SIGNED, &[]),
    (
        "P-256 spelt out",
        "-algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit",
        SIGNED,
        &[],
    ),
    ("Ed448", "-algorithm ED448", SIGNED, &[]),
];

/// Makes each; a version of openssl may refuse to make a few, and says so.
fn make(workshop: &Workshop, rows: &'static [Row], organisation: &str) -> Vec<(&'static str, String)> {
    let mut made = vec![];
    for (number, (name, key, signed, other)) in rows.iter().enumerate() {
        let file = format!("{number}-{}", rows.len());
        write_whole(&workshop.folder.join(format!("{file}.ext")), &extensions(organisation, other));
        let digest = signed.split_whitespace().next().unwrap();
        let steps = [
            format!("genpkey {key} -out {file}.key"),
            format!("req -new -key {file}.key -subj /CN=reception -out {file}.csr"),
            format!(
                "x509 -req -in {file}.csr -CA ca.pem -CAkey ca.key -days 30 {signed} -extfile {file}.ext -out {file}.pem"
            ),
        ];
        let failed = steps.iter().map(|step| workshop.run(step)).find(|output| !output.status.success());
        match failed {
            None => made.push((*name, file)),
            Some(output) => {
                println!("openssl makes no {name} ({digest}): {}", String::from_utf8_lossy(&output.stderr))
            }
        }
    }
    made
}

/// Who gets an answer, over TLS 1.3 and 1.2.
async fn enter(
    workshop: &Workshop,
    address: SocketAddr,
    all: Vec<(&'static str, String)>,
) -> Vec<(&'static str, [bool; 2])> {
    let visits = all.into_iter().map(|(name, file)| {
        let workshop = workshop.clone();
        let visit = move || {
            ["-tls1_3", "-tls1_2"].map(|version| is_answered(&workshop.connect(address, &file, version)))
        };
        async move { (name, tokio::task::spawn_blocking(visit).await.unwrap()) }
    });
    futures::stream::iter(visits).buffer_unordered(8).collect().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn certificates_by_openssl_are_let_in_in_the_right_shape_only() {
    let (pki, folder) = (testkit::pki(), tempfile::tempdir().unwrap());
    let workshop = Workshop::new(folder.path(), &pki.client);
    let organisation = OrganisationId::generate().to_string();
    let (right, wrong) = (make(&workshop, RIGHT, &organisation), make(&workshop, WRONG, &organisation));
    assert_eq!(right.len(), RIGHT.len());
    assert!(wrong.len() + 4 > WRONG.len(), "openssl made {} of {}", wrong.len(), WRONG.len());
    let list = pki.client.crl(1, &[]);
    let world = World::start_with_list(pki, list).await;
    for (name, entered) in enter(&workshop, world.address, right).await {
        assert_eq!(entered, [true, true], "{name}");
    }
    let mut inside = enter(&workshop, world.address, wrong).await;
    inside.retain(|(_, entered)| *entered != [false, false]);
    assert!(inside.is_empty(), "{inside:#?}");
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn certificates_by_python_are_let_in_in_the_right_shape_only() {
    let (pki, folder) = (testkit::pki(), tempfile::tempdir().unwrap());
    let _ca = Workshop::new(folder.path(), &pki.client);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/hostile/shapes.py");
    let mut python = Command::new("python3");
    let made = python.arg(script).arg(folder.path()).arg(OrganisationId::generate().to_string()).output();
    match made {
        Ok(made) if made.status.success() => {}
        Ok(made) if made.status.code() == Some(77) => {
            return println!("skipped: no `cryptography` for python3");
        }
        Err(error) => return println!("skipped: {error}"),
        Ok(made) => panic!("{}", String::from_utf8_lossy(&made.stderr)),
    }
    let list = pki.client.crl(1, &[]);
    let world = World::start_with_list(pki, list).await;
    let files = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
    let (right, wrong): (Vec<_>, Vec<_>) = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "cert"))
        .map(|path| Shown {
            name: path.file_stem().unwrap().to_str().unwrap().to_owned(),
            chain: vec![CertificateDer::from_pem_file(&path).unwrap()],
            key: PrivateKeyDer::from_pem_file(path.with_extension("key")).unwrap(),
        })
        .partition(|shown| shown.name.starts_with("right"));
    assert!(right.len() >= 2 && wrong.len() >= 15, "{} and {}", right.len(), wrong.len());
    let count = right.len();
    let inside = let_in(&world, right).await;
    assert_eq!(inside.len(), 2 * count, "{inside:?}");
    let inside = let_in(&world, wrong).await;
    assert!(inside.is_empty(), "{inside:#?}");
    world.stop().await;
}
