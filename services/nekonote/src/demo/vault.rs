//! What the demo's services keep secret: made in memory, sealed before they start, and never plain on the disk. The public
//! half is written last, so a start that was cut short makes both halves again, or publishes what was sealed.

use std::path::Path;

use accounts::config::{ACTOR_SIGNING_KEY, CLIENT_CA_KEY};
use anyhow::Context as _;
use envelope::{Opening, SecretName, Who};
use identity::{ActorSigner, WorkloadName};
use notifications::config::SMTP_PASSWORD;
use rcgen::{KeyPair, PKCS_ED25519};
use zeroize::Zeroizing;

use super::{
    files,
    inbox::Inbox,
    pki::{self, Pki},
    settings::Plan,
};
use crate::{
    attestation,
    secrets::{Holder, Service},
};

/// Makes and seals what is missing; the password of the inbox is another one at each start.
pub(super) async fn seal(plan: &Plan, pki: &Pki, inbox: &Inbox) -> anyhow::Result<()> {
    let accounts = open(plan, Service::Accounts).await?;
    if !pki.client_ca.0.exists() {
        let key = KeyPair::generate()?;
        seal_key(&accounts, CLIENT_CA_KEY, &key).await?;
        files::write(&pki.client_ca.0, pki::client_ca(&key)?)?;
    }
    if !pki.actor_key.1.exists() {
        let key = KeyPair::generate_for(&PKCS_ED25519)?;
        seal_key(&accounts, ACTOR_SIGNING_KEY, &key).await?;
        files::write(&pki.actor_key.1, key.public_key_pem())?;
    }
    let claims = open(plan, Service::Claims).await?;
    let attesting = [(&accounts, accounts::config::ATTESTATION_KEY), (&claims, claims::ATTESTATION_KEY)];
    for (holder, name) in attesting {
        let key = attesting_key(holder, name).await?;
        attestation::publish(&pki.attestation_keys, &key)?;
    }
    let notifications = open(plan, Service::Notifications).await?;
    let file = notifications.file(SMTP_PASSWORD)?;
    notifications.keys.seal_secret(SMTP_PASSWORD, inbox.password().as_bytes(), file).await?;
    Ok(())
}

/// A key that attests, which is made if there is none: an older demo has none of claims.
async fn attesting_key(holder: &Holder, name: SecretName) -> anyhow::Result<Zeroizing<String>> {
    const OPENING: Opening = Opening { who: Who::Platform("nekonote demo"), why: "publish_key" };
    let file = holder.file(name)?;
    if file.path().exists() {
        let key = holder.keys.open_secret(name, file, &OPENING).await?;
        return Ok(Zeroizing::new(String::from_utf8(key.expose().to_vec())?));
    }
    let key = KeyPair::generate_for(&PKCS_ED25519)?;
    seal_key(holder, name, &key).await?;
    Ok(Zeroizing::new(key.serialize_pem()))
}

/// The key that signs actors, for what only the demo may do: renew certificates that open no door any more.
pub(super) async fn signer(plan: &Plan) -> anyhow::Result<ActorSigner> {
    const OPENING: Opening = Opening { who: Who::Platform("nekonote demo"), why: "renew_certificates" };
    let accounts = open(plan, Service::Accounts).await?;
    let file = accounts.file(ACTOR_SIGNING_KEY)?;
    let key = accounts.keys.open_secret(ACTOR_SIGNING_KEY, file, &OPENING).await?;
    Ok(ActorSigner::from_pem(key.expose())?)
}

async fn seal_key(holder: &Holder, name: SecretName, key: &KeyPair) -> anyhow::Result<()> {
    let file = holder.file(name)?;
    if let Some(folder) = file.path().parent() {
        files::folder(folder)?;
    }
    let pem = Zeroizing::new(key.serialize_pem());
    holder.keys.seal_secret(name, pem.as_bytes(), file).await?;
    Ok(())
}

async fn open(plan: &Plan, service: Service) -> anyhow::Result<Holder> {
    let name = match service {
        Service::Accounts => WorkloadName::Accounts,
        Service::Claims => WorkloadName::Claims,
        Service::Notifications => WorkloadName::Notifications,
    };
    let settings: Option<&Path> = plan.files.iter().find_map(|(of, path)| (*of == name).then_some(&**path));
    Holder::open(service, settings.context("no settings")?).await
}
