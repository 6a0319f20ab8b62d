//! What the services keep secret, opened as they open it, so that it can be looked for: keys by their PEM and by the private
//! number inside, which no encoding of the key is without.

use std::sync::Arc;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use calendar::SystemClock;
use envelope::{OpenedSecret, Opening, SealedFile, SecretName, Who};
use store::{DatabaseConfig, MigratorTrait, SealingConfig, Store};

use super::marks::Marks;
use crate::running::Place;

/// Private numbers of P-256 and Ed25519 have 32 bytes, as an OCTET STRING …
const BEGIN: [u8; 2] = [4, 32];
const NUMBER: usize = 32;
/// … and a line of PEM has 48.
const LINE: usize = 48;

/// Marks every secret of the demo's services.
pub(super) async fn mark(place: &Place, marks: &mut Marks) {
    let settings = place.state().join("settings");
    let config: accounts::Config = chassis::load(settings.join("accounts.toml")).unwrap();
    let secrets = config.secrets();
    let keys = opened::<accounts::Migrator>("accounts", &config.database, &config.sealing, &secrets).await;
    assert_eq!(keys.len(), accounts::config::SECRETS.len());
    keys.iter().for_each(|(name, key)| mark_key(marks, name.as_str(), key.text().unwrap()));

    let config: claims::Config = chassis::load(settings.join("claims.toml")).unwrap();
    let secrets = config.secrets();
    let keys = opened::<claims::Migrator>("claims", &config.database, &config.sealing, &secrets).await;
    assert_eq!(keys.len(), claims::SECRETS.len());
    keys.iter().for_each(|(name, key)| mark_key(marks, &format!("claims' {name}"), key.text().unwrap()));

    let config: notifications::Config = chassis::load(settings.join("notifications.toml")).unwrap();
    let (service, secrets) = ("notifications", config.secrets());
    let words =
        opened::<notifications::migrations::Migrator>(service, &config.database, &config.sealing, &secrets);
    let words = words.await;
    assert_eq!(words.len(), notifications::config::SECRETS.len());
    words.iter().for_each(|(name, word)| marks.secret(name.as_str(), word.text().unwrap()));
}

async fn opened<M: MigratorTrait>(
    service: &str,
    database: &DatabaseConfig,
    sealing: &SealingConfig,
    secrets: &[(SecretName, &SealedFile)],
) -> Vec<(SecretName, OpenedSecret)> {
    let store = Store::open::<M>(database).await.unwrap();
    let keys = sealing.open(service, false, &store, Arc::new(SystemClock)).await.unwrap();
    let opening = Opening { who: Who::Platform("canary"), why: "look_for_them" };
    let mut opened = vec![];
    for (name, file) in secrets {
        opened.push((*name, keys.open_secret(*name, file, &opening).await.unwrap()));
    }
    opened
}

/// The lines of the PEM that hold a part of the private number (others may be of the public key), and the number.
fn mark_key(marks: &mut Marks, name: &str, pem: &str) {
    let lines: Vec<&str> = pem.lines().filter(|line| !line.starts_with("-----")).map(str::trim).collect();
    let der = BASE64_STANDARD.decode(lines.concat()).unwrap();
    let begin = der.windows(BEGIN.len()).position(|part| part == BEGIN).unwrap() + BEGIN.len();
    let end = begin + NUMBER;
    marks.binary(&format!("{name}, its private number"), &der[begin..end]);
    for line in &lines[begin / LINE..=(end - 1) / LINE] {
        marks.secret(&format!("{name}, a line of its PEM"), line);
    }
}
