//! Each service's configuration file, as an operator would write it; the six binaries read the same files.

use std::path::{Path, PathBuf};

use identity::WorkloadName;
use serde_json::{Value, json};
use store::DatabaseConfig;

use super::{
    files,
    inbox::{self, Inbox},
    pki::Pki,
    ports::Ports,
};

/// The emulator's key ring in `testkit`; any would do, since keys are made in it as they are asked for.
const KEY_RING: &str = "projects/test/locations/asia-northeast1/keyRings/nekonote";

/// What the platform stands on; nothing for what lies in the state folder.
#[derive(Clone, Copy)]
pub(super) struct Grounds<'a> {
    /// An administrator's URL and the prefix of the names.
    pub(super) database: Option<(&'a str, &'a str)>,
    /// What speaks as Google Cloud KMS does.
    pub(super) kms: Option<&'a str>,
    /// A collector of traces and metrics.
    pub(super) otlp: Option<&'a str>,
}

/// In whose name the demo attests.
pub(super) const ISSUER: &str = "ねこのて運営（デモ）";

/// Where everybody is.
pub(super) struct Plan {
    /// Configuration file of each service, those that are called first.
    pub(super) files: Vec<(WorkloadName, PathBuf)>,
    /// Where everybody listens.
    pub(super) ports: Ports,
}

impl Plan {
    /// `https://localhost:PORT`, without a slash.
    pub(super) fn portal(&self) -> String {
        format!("https://localhost:{}", self.ports.portal())
    }

    /// Where accounts listens, for the bootstrap.
    pub(super) fn accounts(&self) -> String {
        self.ports.of(WorkloadName::Accounts)
    }

    /// `https://127.0.0.1:PORT`, without a slash.
    pub(super) fn help(&self) -> String {
        format!("https://127.0.0.1:{}", self.ports.portal())
    }
}

/// Finds free ports and writes the files.
pub(super) async fn write(
    folder: &Path,
    pki: &Pki,
    inbox: &Inbox,
    grounds: Grounds<'_>,
) -> anyhow::Result<Plan> {
    use WorkloadName::{Accounts, Claims, Gateway, Labels, Notifications, Timeline};
    let services = [Accounts, Labels, Claims, Timeline, Notifications, Gateway];
    let mut plan = Plan { files: vec![], ports: Ports::hold(&services)? };
    let at = |name: WorkloadName| plan.ports.of(name);
    for name in services {
        let mut settings = json!({
            "server": { "listen": at(name), "workload": pki.workload(name), "actor_key": pki.actor_key.1 },
            "residency": { "profile": "development" },
        });
        let own = match name {
            Accounts => json!({
                "client_ca": { "cert": pki.client_ca.0, "key": pki.client_ca.1 },
                "actor_signing_key": pki.actor_key.0,
                "attestation": { "issuer": ISSUER, "key": pki.attestation.0 },
            }),
            Labels => json!({ "peers": { "accounts": at(Accounts) } }),
            Claims => json!({
                "peers": { "labels": at(Labels), "accounts": at(Accounts) },
                "blobs": { "store": { "kind": "folder", "folder": folder.join("documents") } },
                "attestation": { "issuer": ISSUER, "key": pki.attestation.1 },
            }),
            Timeline => json!({ "peers": {
                "accounts": at(Accounts), "labels": at(Labels), "claims": at(Claims), "notifications": at(Notifications),
            } }),
            Notifications => json!({
                "peers": { "accounts": at(Accounts), "claims": at(Claims) },
                "smtp": {
                    "host": "localhost", "port": inbox.smtp_port, "roots": pki.edge_root,
                    "username": inbox::USER, "password_file": pki.smtp_password,
                    "from": "ねこのて クラウド <no-reply@nekonote.example.jp>",
                },
                "links": { "portal_url": plan.portal(), "help_url": plan.help() },
            }),
            _ => json!({
                "attestation_keys": pki.attestation_keys,
                "edge": {
                    "listen": format!("127.0.0.1:{}", plan.ports.portal()), "portal_name": "localhost",
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
        if [Accounts, Claims, Notifications].contains(&name) {
            merge(
                &mut settings,
                json!({ "sealing": { "environment": "demo", "kms": kms(folder, grounds.kms) } }),
            );
        }
        if let Some(otlp) = grounds.otlp {
            merge(&mut settings, json!({ "telemetry": { "otlp": otlp } }));
        }
        if name != Gateway {
            let config = match grounds.database {
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

fn kms(folder: &Path, endpoint: Option<&str>) -> Value {
    match endpoint {
        Some(endpoint) => json!({
            "kind": "google", "key_ring": KEY_RING, "endpoint": endpoint, "credentials": "anonymous",
        }),
        None => json!({ "kind": "local", "file": folder.join("kms.json") }),
    }
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
