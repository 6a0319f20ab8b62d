//! Client certificates that have ended while the demo was away, or end soon: issued anew by accounts, each over a new key,
//! with its program. Whoever has one that is good keeps it.

use std::path::Path;

use anyhow::Context as _;
use calendar::{Clock as _, SystemClock};
use chrono::TimeDelta;
use identity::{ClientCertificate, OrganisationKind, WorkloadName};
use rustls_pki_types::{CertificateDer, pem::PemObject as _};

use crate::{
    demo::{
        actors::{self, Record, Records},
        pki::{self, Pki},
        secrets::Secrets,
        settings::Plan,
        vault,
    },
    grpc::{Ended, Renewal, Renewed},
};

/// What ends sooner is renewed: a demo may stay up for a while.
const SOON: TimeDelta = TimeDelta::days(30);

/// Renews what has ended or ends soon.
pub(super) async fn renew(
    folder: &Path,
    secrets: &Secrets,
    pki: &Pki,
    plan: &Plan,
    records: &mut Records,
) -> anyhow::Result<()> {
    let gateway = pki.workload(WorkloadName::Gateway);
    let renewal = Renewal::open(&gateway, vault::signer(plan).await?, &plan.accounts()).await?;
    for name in records.names() {
        let certificate = certificate(folder, &name)?;
        if certificate.not_after > SystemClock.now() + SOON {
            continue;
        }
        let csr_pem = pki::device_anew(&folder.join("actors"), &name, &certificate.label)?;
        let (administrator, kind) = home(&name);
        let administrator = records.get(administrator).context("no administrator")?.email.clone();
        let record = records.get(&name).cloned().context("no record")?;
        let ended = Ended {
            certificate,
            organisation_kind: kind,
            administrator: &administrator,
            owner: &record.email,
            client_secret: secrets.get(&format!("{name}.client_secret"))?,
        };
        let renewed = renewal.renew(&ended, csr_pem).await;
        let Renewed { certificate_id, chain_pem, client_id } =
            renewed.with_context(|| format!("renewing {name}"))?;
        actors::write_certificate(folder, &name, &chain_pem, &secrets.get(&format!("{name}.p12_password"))?)?;
        records.keep(&name, Record { certificate_id, client_id, ..record })?;
        say!("期限が切れる証明書を発行し直しました：{name}")?;
    }
    Ok(())
}

fn certificate(folder: &Path, name: &str) -> anyhow::Result<ClientCertificate> {
    let [certificate, ..] = actors::files_of(name).map(|path| folder.join(path));
    let der =
        CertificateDer::from_pem_file(&certificate).with_context(|| certificate.display().to_string())?;
    Ok(ClientCertificate::parse_whenever(&der)?)
}

/// The administrator of an actor's organisation, and its kind.
fn home(name: &str) -> (&str, OrganisationKind) {
    match name {
        "operator" | "support" => ("operator", OrganisationKind::Operator),
        name if name.starts_with("clinic") => (name, OrganisationKind::Clinic),
        _ => (name, OrganisationKind::Insurer),
    }
}
