//! Signed actors: whose word is believed, where and for how long.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use identity::{
    Actor, ActorKind, ActorRefusal, ActorSigner, ActorVerifier, OrganisationKind, Permission, Permissions,
    Role,
};
use ids::OrganisationId;
use proptest::prelude::*;

const FINGERPRINT: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";

fn somebody(kind: OrganisationKind, role: Role) -> Actor {
    Actor {
        kind: ActorKind::ApiClient,
        id: uuid::Uuid::now_v7(),
        organisation: OrganisationId::generate(),
        organisation_kind: kind,
        roles: vec![role],
        permissions: role.permissions(kind),
        certificate_serial: "4b00ffeeddccbbaa".into(),
    }
}

fn clerk() -> Actor {
    somebody(OrganisationKind::Clinic, Role::ClaimsClerk)
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn noon() -> DateTime<Utc> {
    at("2026-12-31T14:59:55.000001Z")
}

fn pair() -> (ActorSigner, ActorVerifier) {
    let signer = ActorSigner::generate().unwrap();
    let verifier = ActorVerifier::new("claims", vec![signer.public_key()]);
    (signer, verifier)
}

#[test]
fn what_accounts_signed_is_what_the_service_gets() {
    let (signer, verifier) = pair();
    let actor = clerk();
    let signed = verifier.verify(&signer.sign(&actor, "claims", FINGERPRINT, noon()), noon()).unwrap();
    assert_eq!(signed.actor, actor);
    assert_eq!(signed.certificate_fingerprint, FINGERPRINT);
    assert_eq!(signed.expires_at, noon() + TimeDelta::seconds(10));
}

#[test]
fn an_actor_for_another_service_is_refused() {
    let (signer, verifier) = pair();
    for audience in ["labels", "", "Claims", "claims "] {
        let text = signer.sign(&clerk(), audience, FINGERPRINT, noon());
        assert_eq!(verifier.verify(&text, noon()), Err(ActorRefusal::Audience), "{audience}");
    }
}

#[test]
fn an_actor_is_good_for_ten_seconds_and_not_a_microsecond_more() {
    let (signer, verifier) = pair();
    let text = signer.sign(&clerk(), "claims", FINGERPRINT, noon());
    let ten = TimeDelta::seconds(10);
    assert!(verifier.verify(&text, noon() + ten - TimeDelta::microseconds(1)).is_ok());
    assert_eq!(verifier.verify(&text, noon() + ten), Err(ActorRefusal::Expired));
    assert_eq!(verifier.verify(&text, noon() + TimeDelta::days(1)), Err(ActorRefusal::Expired));
}

#[test]
fn an_actor_from_the_future_is_refused() {
    let (signer, verifier) = pair();
    let text = signer.sign(&clerk(), "claims", FINGERPRINT, noon());
    assert!(verifier.verify(&text, noon() - TimeDelta::seconds(1)).is_ok(), "clocks differ a little");
    assert_eq!(verifier.verify(&text, noon() - TimeDelta::milliseconds(1_001)), Err(ActorRefusal::Times));
}

#[test]
fn an_actor_of_another_certificate_is_refused() {
    let (signer, verifier) = pair();
    let text = signer.sign(&clerk(), "claims", FINGERPRINT, noon());
    assert!(verifier.verify_on(&text, FINGERPRINT, noon()).is_ok());
    assert_eq!(verifier.verify_on(&text, &"00".repeat(32), noon()), Err(ActorRefusal::Certificate));
    assert_eq!(verifier.verify_on(&text, "", noon()), Err(ActorRefusal::Certificate));
}

#[test]
fn an_actor_signed_by_a_stranger_is_refused() {
    let (_, verifier) = pair();
    let (stranger, _) = pair();
    let text = stranger.sign(&clerk(), "claims", FINGERPRINT, noon());
    assert_eq!(verifier.verify(&text, noon()), Err(ActorRefusal::Signature));
}

#[test]
fn both_keys_are_believed_while_the_key_is_changed() {
    let (old, new) = (ActorSigner::generate().unwrap(), ActorSigner::generate().unwrap());
    let verifier = ActorVerifier::new("claims", vec![old.public_key(), new.public_key()]);
    for signer in [old, new] {
        assert!(verifier.verify(&signer.sign(&clerk(), "claims", FINGERPRINT, noon()), noon()).is_ok());
    }
    let nobody = ActorVerifier::new("claims", vec![]);
    let text = ActorSigner::generate().unwrap().sign(&clerk(), "claims", FINGERPRINT, noon());
    assert_eq!(nobody.verify(&text, noon()), Err(ActorRefusal::Signature));
}

#[test]
fn permissions_beyond_the_kind_are_refused_even_when_signed() {
    let (signer, verifier) = pair();
    let mut actor = clerk();
    actor.permissions = actor.permissions.union(Permissions::of(&[Permission::ClaimDecide]));
    let text = signer.sign(&actor, "claims", FINGERPRINT, noon());
    assert_eq!(verifier.verify(&text, noon()), Err(ActorRefusal::Excess));
}

#[test]
fn another_payload_under_the_same_signature_is_refused() {
    let (signer, verifier) = pair();
    let text = signer.sign(&clerk(), "claims", FINGERPRINT, noon());
    let (encoded, signature) = text.split_once('.').unwrap();
    let json = String::from_utf8(URL_SAFE_NO_PAD.decode(encoded).unwrap()).unwrap();
    for (from, to) in [("clinic", "insurer"), ("claim_read", "claim_decide"), ("\"claims\"", "\"labels\"")] {
        assert!(json.contains(from), "{from}");
        let forged = format!("{}.{signature}", URL_SAFE_NO_PAD.encode(json.replace(from, to)));
        assert_eq!(verifier.verify(&forged, noon()), Err(ActorRefusal::Signature), "{from} to {to}");
    }
}

#[test]
fn what_is_no_signed_actor_is_refused() {
    let (signer, verifier) = pair();
    let text = signer.sign(&clerk(), "claims", FINGERPRINT, noon());
    let (encoded, signature) = text.split_once('.').unwrap();
    for text in [
        String::new(),
        ".".into(),
        encoded.into(),
        format!("{encoded}."),
        format!(".{signature}"),
        format!("{encoded}.{signature}."),
        format!("{encoded}.{signature}="),
        format!("{text}.{signature}"),
        "a".repeat(100_000),
    ] {
        assert!(verifier.verify(&text, noon()).is_err(), "{text:.60}");
    }
}

#[test]
fn keys_survive_their_files() {
    let folder = tempfile::tempdir().unwrap();
    let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
    let public = folder.path().join("actor.pub.pem");
    std::fs::write(&public, key.public_key_pem()).unwrap();
    let signer = ActorSigner::from_pem(key.serialize_pem().as_bytes()).unwrap();
    let verifier = ActorVerifier::open("claims", &public).unwrap();
    assert!(verifier.verify(&signer.sign(&clerk(), "claims", FINGERPRINT, noon()), noon()).is_ok());
    let again = ActorSigner::from_pkcs8(&signer.to_pkcs8().unwrap()).unwrap();
    assert_eq!(again.public_key(), signer.public_key());

    let other = rcgen::KeyPair::generate().unwrap();
    std::fs::write(&public, other.public_key_pem()).unwrap();
    assert!(ActorSigner::from_pem(other.serialize_pem().as_bytes()).is_err(), "a P-256 key");
    assert!(ActorSigner::from_pem(b"").is_err(), "no key");
    assert!(ActorVerifier::open("claims", &public).is_err(), "a P-256 key");
    std::fs::write(&public, "").unwrap();
    assert!(ActorVerifier::open("claims", &public).is_err(), "no key");
}

#[test]
fn a_signer_never_prints_its_key() {
    assert_eq!(format!("{:?}", ActorSigner::generate().unwrap()), "ActorSigner(‹secret›)");
}

fn kinds() -> impl Strategy<Value = OrganisationKind> {
    prop::sample::select(&OrganisationKind::ALL[..])
}

fn roles() -> impl Strategy<Value = Vec<Role>> {
    prop::collection::vec(prop::sample::select(&Role::ALL[..]), 1..4)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_roles_stay_under_the_cap_and_verify(kind in kinds(), roles in roles()) {
        let (signer, verifier) = pair();
        let permissions: Permissions = roles.iter().map(|role| role.permissions(kind)).collect();
        prop_assert!(permissions.within(identity::cap(kind)));
        let actor = Actor { permissions, roles, ..somebody(kind, Role::Viewer) };
        let signed = verifier.verify(&signer.sign(&actor, "claims", FINGERPRINT, noon()), noon()).unwrap();
        prop_assert_eq!(signed.actor, actor);
    }

    #[test]
    fn one_changed_byte_spoils_it(place in any::<prop::sample::Index>(), byte in 0x21_u8..0x7f) {
        let (signer, verifier) = pair();
        let text = signer.sign(&clerk(), "claims", FINGERPRINT, noon());
        let mut bytes = text.clone().into_bytes();
        let place = place.index(bytes.len());
        prop_assume!(bytes[place] != byte);
        bytes[place] = byte;
        prop_assert!(verifier.verify(&String::from_utf8(bytes).unwrap(), noon()).is_err());
    }

    #[test]
    fn no_text_at_all_panics_the_verifier(text in "\\PC{0,300}") {
        let (_, verifier) = pair();
        prop_assert!(verifier.verify(&text, noon()).is_err());
    }
}
