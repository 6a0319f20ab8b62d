//! Each service's configuration file, as an operator would write it; the six binaries read the same files.

use std::{
    collections::BTreeMap,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use identity::WorkloadName;
use serde_json::{Value, json};
use store::DatabaseConfig;

use super::{files, inbox::Inbox, pki::Pki};

/// The first port that is tried for the portal.
const PORTAL_PORT: u16 = 8443;

/// Where everybody is.
pub(super) struct Plan {
    /// Configuration file of each service, those that are called first.
    pub(super) files: Vec<(WorkloadName, PathBuf)>,
    /// Where accounts listens, for the bootstrap.
    pub(super) accounts: String,
    /// Port of both faces of the gateway.
    pub(super) port: u16,
}

impl Plan {
    /// `https://localhost:PORT`, without a slash.
    pub(super) fn portal(&self) -> String {
        format!("https://localhost:{}", self.port)
    }

    /// `https://127.0.0.1:PORT`, without a slash.
    pub(super) fn help(&self) -> String {
        format!("https://127.0.0.1:{}", self.port)
    }
}

/// Finds free ports and writes the files; a database is an administrator's URL and the prefix of the names.
pub(super) async fn write(
    folder: &Path,
    pki: &Pki,
    inbox: &Inbox,
    database: Option<(&str, &str)>,
) -> anyhow::Result<Plan> {
    use WorkloadName::{Accounts, Claims, Gateway, Labels, Notifications, Timeline};
    let services = [Accounts, Labels, Claims, Timeline, Notifications, Gateway];
    let addresses = free_ports(&services)?;
    let port = portal_port()?;
    let at = |name: WorkloadName| addresses.get(&name).map(ToString::to_string).unwrap_or_default();
    let (portal, help) = (format!("https://localhost:{port}"), format!("https://127.0.0.1:{port}"));
    let mut plan = Plan { files: vec![], accounts: at(Accounts), port };
    for name in services {
        let mut settings = json!({
            "server": { "listen": at(name), "workload": pki.workload(name), "actor_key": pki.actor_key.1 },
            "residency": { "profile": "development" },
        });
        let own = match name {
            Accounts => json!({
                "client_ca": { "cert": pki.client_ca.0, "key": pki.client_ca.1 },
                "actor_signing_key": pki.actor_key.0,
            }),
            Labels => json!({}),
            Claims => {
                json!({ "peers": { "labels": at(Labels) }, "blobs": { "folder": folder.join("documents") } })
            }
            Timeline => json!({ "peers": {
                "accounts": at(Accounts), "labels": at(Labels), "claims": at(Claims), "notifications": at(Notifications),
            } }),
            Notifications => json!({
                "peers": { "accounts": at(Accounts), "claims": at(Claims) },
                "smtp": {
                    "host": "localhost", "port": inbox.smtp_port, "roots": pki.edge_root,
                    "from": "ねこのて クラウド <no-reply@nekonote.example.jp>",
                },
                "links": { "portal_url": portal, "help_url": help },
            }),
            _ => json!({
                "edge": {
                    "listen": format!("127.0.0.1:{port}"), "portal_name": "localhost",
                    "portal": { "certificate": pki.portal.0, "key": pki.portal.1 },
                    "public": { "certificate": pki.public.0, "key": pki.public.1 },
                },
                "peers": {
                    "accounts": at(Accounts), "labels": at(Labels), "claims": at(Claims), "timeline": at(Timeline),
                    "notifications": at(Notifications),
                },
            }),
        };
        merge(&mut settings, own);
        if name != Gateway {
            let config = match database {
                Some((url, prefix)) => store::provision(url, prefix, name.as_str(), &pki.request_key).await?,
                None => sqlite(folder, name, pki)?,
            };
            merge(&mut settings, json!({ "database": config }));
        }
        let path = folder.join("settings").join(format!("{name}.toml"));
        files::write(&path, toml::to_string(&settings)?)?;
        plan.files.push((name, path));
    }
    Ok(plan)
}

fn sqlite(folder: &Path, name: WorkloadName, pki: &Pki) -> anyhow::Result<DatabaseConfig> {
    let file = files::folder(&folder.join("data"))?.join(format!("{name}.db"));
    let url = format!("sqlite://{}", file.display());
    Ok(DatabaseConfig { url, platform_url: None, migrator_url: None, request_key: pki.request_key.clone() })
}

fn merge(into: &mut Value, from: Value) {
    if let (Value::Object(into), Value::Object(from)) = (into, from) {
        into.extend(from);
    }
}

/// A free port for each; all are held until all are known.
fn free_ports(services: &[WorkloadName]) -> anyhow::Result<BTreeMap<WorkloadName, SocketAddr>> {
    let held = services.iter().map(|name| Ok((*name, TcpListener::bind("127.0.0.1:0")?)));
    let held = held.collect::<anyhow::Result<Vec<_>>>()?;
    held.iter().map(|(name, listener)| Ok((*name, listener.local_addr()?))).collect()
}

/// 8443 or the next free one.
fn portal_port() -> anyhow::Result<u16> {
    let mut candidates = PORTAL_PORT..PORTAL_PORT + 1_000;
    candidates
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .context("no free port from 8443 on")
}
