//! `ready.json`: what the outside can rely on while the demo is up. Written by rename when everything answers, removed at stop.

use std::path::Path;

use serde_json::{Map, json};

use super::{
    actors::{Actors, files_of},
    files,
    inbox::Inbox,
    settings::Plan,
};

const FILE: &str = "ready.json";

/// Says that everything answers, and who may come in how.
pub(super) fn write(folder: &Path, plan: &Plan, inbox: &Inbox, actors: &Actors) -> anyhow::Result<()> {
    let mut people = Map::new();
    for (name, actor) in actors {
        let [cert, key, p12] = files_of(name);
        let entry = json!({
            "organisation": actor.record.organisation, "role": actor.record.role,
            "email": actor.record.email, "password": actor.password,
            "cert": cert, "key": key, "p12": p12, "p12_password": actor.p12_password,
            "client_id": actor.record.client_id, "client_secret": actor.client_secret,
        });
        people.insert(name.clone(), entry);
    }
    let ready = json!({
        "portal": format!("{}/", plan.portal()), "help": format!("{}/", plan.help()), "api": format!("{}/api/v1", plan.portal()),
        "mail": mail(inbox), "ca": "pki/edge.root.pem", "attestation_keys": "pki/attestation.keys.json", "actors": people,
    });
    files::write(&folder.join(FILE), serde_json::to_string_pretty(&ready)?)
}

/// Nothing answers any more.
pub(super) fn remove(folder: &Path) -> anyhow::Result<()> {
    files::remove(&folder.join(FILE))
}

/// Tells the person at the terminal where to go.
pub(super) fn greet(folder: &Path, plan: &Plan, inbox: &Inbox, actors: &Actors) -> anyhow::Result<()> {
    say!("\nねこのて クラウドのデモが動いています。終了するには Ctrl-C を押してください。")?;
    say!("  ポータル        {}/", plan.portal())?;
    say!("  証明書のご案内  {}/", plan.help())?;
    say!("  受信箱          {}", mail(inbox))?;
    say!("  証明書とパスワードは {} にあります：", folder.join(FILE).display())?;
    for (name, actor) in actors {
        say!("    {name:<9} {} {}", actor.record.organisation, actor.record.email)?;
    }
    Ok(())
}

fn mail(inbox: &Inbox) -> String {
    format!("http://127.0.0.1:{}/", inbox.page_port)
}
