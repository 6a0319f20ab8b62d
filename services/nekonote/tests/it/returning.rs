//! A demo among others and after a long time: ports that two want, processes that lost their parent, certificates that ended.

use std::{collections::BTreeMap, fs, path::Path, time::Duration};

use p12_keystore::{KeyStore, Pkcs12ImportPolicy};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _};
use serde_json::{Value, json};

use crate::{
    client::{Client, connection},
    running::{Place, reading, until},
};

const PATIENCE: Duration = Duration::from_secs(60);
/// A client certificate is good for a year: this many days ago it was issued and has ended since.
const LONG_AGO: &str = "-400d";

#[tokio::test(flavor = "multi_thread")]
async fn two_demos_that_start_at_once_get_a_port_each() {
    let places = [Place::new(), Place::new()];
    let demos = places.each_ref().map(|place| place.begin(&[], &[]));
    let mut portals = vec![];
    for place in &places {
        portals.push(portal(place).await);
    }
    assert_ne!(portals[0], portals[1]);
    for demo in demos {
        demo.kill();
    }
}

/// Where a demo's own gateway answers, by its own root.
async fn portal(place: &Place) -> String {
    let answering = tokio::time::timeout(PATIENCE, async {
        loop {
            if let Some(listen) = listen(place) {
                let anybody = connection(&place.state(), &json!({ "ca": "pki/edge.root.pem" }), None);
                if anybody.get(format!("https://{listen}/")).send().await.is_ok() {
                    return listen;
                }
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    answering.await.unwrap_or_else(|_| panic!("no gateway: {}\n{}", place.said(), place.log()))
}

/// What the gateway is told, once it is told.
fn listen(place: &Place) -> Option<String> {
    let settings = fs::read_to_string(place.state().join("settings/gateway.toml")).ok()?;
    let settings: toml::Table = settings.parse().ok()?;
    Some(settings.get("edge")?.get("listen")?.as_str()?.to_owned())
}

#[test]
fn a_demo_that_is_killed_takes_its_processes_with_it() {
    let place = Place::new();
    let mut demo = place.begin(&["--separate"], &[]);
    let all = until(PATIENCE, || reading(&place.state()).len() == 7);
    assert!(all, "the demo and six services: {}\n{}", place.said(), place.log());
    demo.kill_alone();
    let gone = until(PATIENCE, || reading(&place.state()).is_empty());
    assert!(gone, "left behind: {:?}", reading(&place.state()));
}

#[tokio::test(flavor = "multi_thread")]
async fn certificates_that_have_ended_are_issued_anew_on_resume() {
    let place = Place::new();
    let library = faketime();
    let demo = place.begin(&[], &[("LD_PRELOAD", &library), ("FAKETIME", LONG_AGO)]);
    let registered = until(PATIENCE, || records(&place).len() == 6);
    assert!(registered, "{}\n{}", place.said(), place.log());
    demo.kill();
    let before = records(&place);
    let old: BTreeMap<String, Vec<u8>> =
        before.keys().map(|name| (name.clone(), leaf(&place, name).to_vec())).collect();
    for der in old.values() {
        let ended = identity::ClientCertificate::parse(der, chrono::Utc::now());
        assert_eq!(ended.unwrap_err(), identity::Refusal::Expired);
    }

    let demo = place.start(&[]);
    let ready = place.ready();
    for (name, was) in &before {
        let der = leaf(&place, name);
        let certificate = identity::ClientCertificate::parse(&der, chrono::Utc::now()).unwrap();
        assert_eq!(certificate.organisation.to_string(), was["organisation_id"].as_str().unwrap(), "{name}");
        assert_ne!(ready["actors"][name]["client_id"], was["client_id"], "{name}");
        the_browsers_file_holds_them(&place, &ready["actors"][name], &der);
        Client::new(&place.state(), &ready, name).await;
    }
    assert!(demo.stop().unwrap().success());
}

/// What is known of the actors; nothing while a demo has not got there.
fn records(place: &Place) -> BTreeMap<String, Value> {
    let text = fs::read_to_string(place.state().join("actors.json")).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

fn leaf(place: &Place, name: &str) -> CertificateDer<'static> {
    CertificateDer::from_pem_file(place.state().join(format!("actors/{name}.cert.pem"))).unwrap()
}

/// Certificate and key, the same as beside it.
fn the_browsers_file_holds_them(place: &Place, actor: &Value, der: &CertificateDer<'_>) {
    let file = |key: &str| place.state().join(actor[key].as_str().unwrap());
    let p12 = fs::read(file("p12")).unwrap();
    let store =
        KeyStore::from_pkcs12(&p12, actor["p12_password"].as_str().unwrap(), Pkcs12ImportPolicy::Strict)
            .unwrap();
    let (_, chain) = store.private_key_chain().unwrap();
    assert_eq!(chain.certs()[0].as_der(), der.as_ref());
    assert_eq!(chain.key().as_der(), PrivateKeyDer::from_pem_file(file("key")).unwrap().secret_der());
}

/// The library that `faketime` preloads; the program itself would stand between us and the demo.
pub(crate) fn faketime() -> String {
    let found = fs::read_dir("/usr/lib")
        .unwrap()
        .flatten()
        .map(|entry| entry.path().join("faketime/libfaketime.so.1"));
    let found =
        found.chain([Path::new("/usr/lib/faketime/libfaketime.so.1").to_owned()]).find(|path| path.exists());
    found.expect("faketime; `make setup-tests` installs it").to_str().unwrap().to_owned()
}
