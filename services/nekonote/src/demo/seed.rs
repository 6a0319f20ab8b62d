//! Believable data, through the same doors that everybody uses: the bootstrap RPC once, then the portal's sign-in and the API.
//! Each step has a fixed key, so a seeding that was cut short goes on where it stopped.

pub(super) mod claims;
mod organisations;
mod plans;
mod policies;
mod renewal;

use std::path::Path;

use super::{
    actors::{self, Actors},
    files,
    pki::Pki,
    secrets::Secrets,
    settings::Plan,
};

/// Everybody who plays.
const NAMES: [&str; 6] = ["operator", "support", "clinic", "clinic2", "insurer", "insurer2"];

/// Seeds what is missing and signs everybody in.
pub(super) async fn run(folder: &Path, secrets: &Secrets, pki: &Pki, plan: &Plan) -> anyhow::Result<Actors> {
    let records = organisations::register(folder, secrets, pki, plan).await?;
    let mut actors = Actors::new();
    for name in NAMES {
        if let Some(record) = records.get(name) {
            actors.insert(name.to_owned(), actors::program(folder, secrets, pki, plan, name, record).await?);
        }
    }
    let done = folder.join("seeded");
    if !done.exists() {
        say!("デモのデータを用意しています…")?;
        plans::publish(&actors).await?;
        let policies = policies::register(&actors).await?;
        claims::submit(&actors, &policies).await?;
        files::write(&done, "")?;
    }
    Ok(actors)
}
