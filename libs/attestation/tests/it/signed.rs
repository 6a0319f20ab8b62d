//! The signed file: what it says, and that nothing else is believed.

use attestation::{Attestor, Error, Refusal, Verifier};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL};
use serde_json::{Value, json};

use crate::{attestor, statement};

fn parsed(file: &[u8]) -> Value {
    serde_json::from_slice(file).unwrap()
}

#[test]
fn a_statement_is_verified_with_its_pdf() {
    let (attestor, statement) = (attestor(), statement());
    let attested = attestor.attest(&statement).unwrap();
    assert_eq!(attestor.attest(&statement).unwrap(), attested, "the same bytes");
    let verified = Verifier::from_jwks(&attestor.jwks()).unwrap().verify(&attested.json).unwrap();
    assert_eq!((verified.issuer.as_str(), verified.kind.as_str()), ("ねこのて運営", "organisation_erasure"));
    assert_eq!((verified.id, verified.issued_at), (statement.id, statement.at));
    assert_eq!(verified.facts, statement.facts);
    assert!(verified.names(&attested.pdf));
    let mut other = attested.pdf;
    other.push(b'\n');
    assert!(!verified.names(&other));
}

#[test]
fn older_keys_stay_in_the_set() {
    let (old, new) = (attestor(), attestor());
    let keys: Vec<Value> = [&new, &old].map(|key| parsed(&key.jwks())["keys"][0].clone()).to_vec();
    let verifier = Verifier::from_jwks(json!({ "keys": keys }).to_string().as_bytes()).unwrap();
    for key in [old, new] {
        assert!(verifier.verify(&key.attest(&statement()).unwrap().json).is_ok());
    }
}

#[test]
fn what_another_key_has_signed_is_refused() {
    let (ours, theirs) = (attestor(), attestor());
    let verifier = Verifier::from_jwks(&ours.jwks()).unwrap();
    let forged = theirs.attest(&statement()).unwrap().json;
    assert_eq!(verifier.verify(&forged), Err(Refusal::UnknownKey));
    // The header of one and the signature of another.
    let (mut forged, true_one) = (parsed(&forged), parsed(&ours.attest(&statement()).unwrap().json));
    forged["protected"] = true_one["protected"].clone();
    assert_eq!(verifier.verify(forged.to_string().as_bytes()), Err(Refusal::Signature));
}

#[test]
fn every_changed_byte_is_refused() {
    let attestor = attestor();
    let verifier = Verifier::from_jwks(&attestor.jwks()).unwrap();
    let json = parsed(&attestor.attest(&statement()).unwrap().json);
    for member in ["payload", "protected", "signature"] {
        let text = json[member].as_str().unwrap();
        let bytes = BASE64URL.decode(text).unwrap();
        for at in (0..bytes.len()).step_by(7) {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            let mut other = json.clone();
            other[member] = BASE64URL.encode(&changed).into();
            assert!(verifier.verify(other.to_string().as_bytes()).is_err(), "{member} at {at}");
        }
    }
}

#[test]
fn other_forms_and_algorithms_are_refused() {
    let attestor = attestor();
    let verifier = Verifier::from_jwks(&attestor.jwks()).unwrap();
    let json = parsed(&attestor.attest(&statement()).unwrap().json);
    let header: Value =
        serde_json::from_slice(&BASE64URL.decode(json["protected"].as_str().unwrap()).unwrap()).unwrap();
    for (member, value) in [("alg", "none"), ("alg", "HS256"), ("typ", "JWT"), ("jku", "https://example.jp")]
    {
        let mut header = header.clone();
        header[member] = value.into();
        let mut other = json.clone();
        other["protected"] = BASE64URL.encode(header.to_string()).into();
        assert_eq!(verifier.verify(other.to_string().as_bytes()), Err(Refusal::Form), "{member} {value}");
    }
    let mut unprotected = json.clone();
    unprotected["header"] = json!({ "kid": "another" });
    let compact =
        ["protected", "payload", "signature"].map(|member| json[member].as_str().unwrap()).join(".");
    let general = json!({ "payload": json["payload"], "signatures": [json] });
    for other in [unprotected.to_string(), compact, general.to_string(), String::new(), "{}".repeat(1 << 20)]
    {
        assert_eq!(verifier.verify(other.as_bytes()), Err(Refusal::Form));
    }
}

#[test]
fn only_public_ed25519_keys_make_a_set() {
    let ours = parsed(&attestor().jwks());
    let mut private = ours.clone();
    private["keys"][0]["d"] = "AA".into();
    for other in [json!({ "keys": [] }), json!({}), private, json!({ "keys": [{ "kty": "RSA" }] })] {
        assert!(Verifier::from_jwks(other.to_string().as_bytes()).is_err(), "{other}");
    }
    assert!(Verifier::from_jwks(b"-----BEGIN").is_err());
}

#[test]
fn only_an_ed25519_key_attests() {
    let other = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap().serialize_pem();
    for pem in [other.as_str(), "", "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n"] {
        assert!(matches!(Attestor::from_pem(pem, "x"), Err(Error::Key)));
    }
    assert!(!format!("{:?}", attestor()).contains("PRIVATE"));
}
