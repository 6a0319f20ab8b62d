//! The operator, two clinics and two insurers, each with a person, a device and a program.

use std::path::Path;

use anyhow::Context as _;
use identity::WorkloadName;
use serde_json::json;
use uuid::Uuid;

use super::renewal;
use crate::{
    demo::{
        actors::{self, Record, Records},
        pki::{self, Pki},
        secrets::Secrets,
        settings::Plan,
    },
    grpc::{First, bootstrap},
    portal::{Client, text},
};

/// A clinic or insurer as it is registered.
struct Tenant {
    name: &'static str,
    kind: &'static str,
    organisation: &'static str,
    code: &'static str,
    phone: &'static str,
    person: &'static str,
    email: &'static str,
    device: &'static str,
    roles: [&'static str; 2],
}

const OPERATOR: &str = "ねこのて運営";

const TENANTS: [Tenant; 4] = [
    Tenant {
        name: "clinic",
        kind: "clinic",
        organisation: "みどり動物病院",
        code: "1310-0427",
        phone: "03-5550-0127",
        person: "佐藤 由美",
        email: "yumi.sato@midori-ah.example.jp",
        device: "受付PC-1",
        roles: ["administrator", "claims_clerk"],
    },
    Tenant {
        name: "clinic2",
        kind: "clinic",
        organisation: "さくら犬猫病院",
        code: "2710-0093",
        phone: "06-5550-0193",
        person: "高橋 健",
        email: "ken.takahashi@sakura-vet.example.jp",
        device: "受付PC",
        roles: ["administrator", "claims_clerk"],
    },
    Tenant {
        name: "insurer",
        kind: "insurer",
        organisation: "あおば損保",
        code: "A-0012",
        phone: "0120-555-012",
        person: "鈴木 明",
        email: "akira.suzuki@aoba-ins.example.jp",
        device: "審査センターPC-3",
        roles: ["administrator", "adjuster"],
    },
    Tenant {
        name: "insurer2",
        kind: "insurer",
        organisation: "ひまわり少額短期",
        code: "H-0047",
        phone: "0120-555-047",
        person: "田村 直子",
        email: "naoko.tamura@himawari-ssi.example.jp",
        device: "審査PC",
        roles: ["administrator", "adjuster"],
    },
];

/// Registers whoever is missing, and renews what has ended meanwhile.
pub(super) async fn register(
    folder: &Path,
    secrets: &Secrets,
    pki: &Pki,
    plan: &Plan,
) -> anyhow::Result<Records> {
    let mut records = Records::open(folder)?;
    renewal::renew(folder, secrets, pki, plan, &mut records).await?;
    let seed = Seed { folder, secrets, pki, plan };
    let operator = seed.operator(&mut records).await?;
    seed.support(&mut records, &operator).await?;
    for tenant in &TENANTS {
        seed.tenant(&mut records, &operator, tenant).await?;
    }
    Ok(records)
}

struct Seed<'a> {
    folder: &'a Path,
    secrets: &'a Secrets,
    pki: &'a Pki,
    plan: &'a Plan,
}

impl Seed<'_> {
    /// The first organisation: asked of accounts by the workload `nekonote`, once; later sign-ins are a person's.
    async fn operator(&self, records: &mut Records) -> anyhow::Result<Client> {
        const EMAIL: &str = "taichi.yamamoto@nekonote.example.jp";
        if records.get("operator").is_none() {
            let first = First {
                request_id: Uuid::from_u128(1),
                organisation: OPERATOR.to_owned(),
                name: "山本 太一".to_owned(),
                email: EMAIL.to_owned(),
                password: self.secrets.get("operator.password")?,
                device: "運用PC-1".to_owned(),
                csr_pem: self.csr("operator", "運用PC-1")?,
            };
            let workload = self.pki.workload(WorkloadName::Nekonote);
            let made = bootstrap(&workload, &self.plan.accounts(), first).await.context("bootstrap")?;
            self.certificate("operator", &made.chain_pem)?;
            let person = self.person("operator", EMAIL).await?;
            let client_id = self
                .api_client(&person, "operator", &made.certificate_id, &["administrator", "operations"])
                .await?;
            records.keep(
                "operator",
                Record {
                    organisation: OPERATOR.to_owned(),
                    organisation_id: made.organisation_id,
                    role: "operations".to_owned(),
                    email: EMAIL.to_owned(),
                    certificate_id: made.certificate_id,
                    client_id,
                },
            )?;
            return Ok(person);
        }
        self.person("operator", EMAIL).await
    }

    /// A second person of the operator's, with a device of their own.
    async fn support(&self, records: &mut Records, operator: &Client) -> anyhow::Result<()> {
        const EMAIL: &str = "aya.nakamura@nekonote.example.jp";
        let Some(home) = records.get("operator").cloned().filter(|_| records.get("support").is_none()) else {
            return Ok(());
        };
        let password = self.secrets.get("support.password")?;
        let account =
            json!({ "name": "中村 彩", "email": EMAIL, "password": password, "roles": ["support"] });
        operator.post("/accounts", "demo-support", &account).await?;
        let device = json!({ "label": "サポートPC-1", "csr_pem": self.csr("support", "サポートPC-1")? });
        let issued = operator.post("/certificates", "demo-support-device", &device).await?;
        let certificate_id = text(&issued, "id")?.to_owned();
        let certificate = operator.get(&format!("/certificates/{certificate_id}")).await?;
        self.certificate("support", text(&certificate, "chain_pem")?)?;
        let client_id = self.api_client(operator, "support", &certificate_id, &["support"]).await?;
        let record =
            Record { role: "support".to_owned(), email: EMAIL.to_owned(), certificate_id, client_id, ..home };
        records.keep("support", record)
    }

    async fn tenant(&self, records: &mut Records, operator: &Client, tenant: &Tenant) -> anyhow::Result<()> {
        let Tenant { name, kind, organisation, code, phone, person, email, device, roles } = *tenant;
        if records.get(name).is_some() {
            return Ok(());
        }
        let body = json!({
            "kind": kind, "name": organisation, "code": code, "phone": phone,
            "administrator": {
                "name": person, "email": email, "password": self.secrets.get(&format!("{name}.password"))?, "roles": roles,
            },
            "device": { "label": device, "csr_pem": self.csr(name, device)? },
        });
        let made = operator.post("/organisations", &format!("demo-{name}"), &body).await?;
        self.certificate(name, text(&made, "certificate_chain_pem")?)?;
        let certificate_id = text(&made, "certificate_id")?.to_owned();
        let client_id =
            self.api_client(&self.person(name, email).await?, name, &certificate_id, &roles).await?;
        let role = roles.last().copied().unwrap_or_default().to_owned();
        let (organisation, organisation_id) = (organisation.to_owned(), text(&made, "id")?.to_owned());
        records.keep(
            name,
            Record {
                organisation,
                organisation_id,
                role,
                email: email.to_owned(),
                certificate_id,
                client_id,
            },
        )
    }

    async fn api_client(
        &self,
        person: &Client,
        name: &str,
        certificate_id: &str,
        roles: &[&str],
    ) -> anyhow::Result<String> {
        let body = json!({
            "name": "デモ連携", "client_secret": self.secrets.get(&format!("{name}.client_secret"))?,
            "roles": roles, "certificate_id": certificate_id,
        });
        let made = person.post("/api-clients", &format!("demo-program-{certificate_id}"), &body).await?;
        Ok(text(&made, "id")?.to_owned())
    }

    async fn person(&self, name: &str, email: &str) -> anyhow::Result<Client> {
        let signed_in = actors::person(self.folder, self.secrets, self.pki, self.plan, name, email).await;
        signed_in.with_context(|| format!("signing in as {name}"))
    }

    fn csr(&self, name: &str, label: &str) -> anyhow::Result<String> {
        pki::device(&self.folder.join("actors"), name, label)
    }

    fn certificate(&self, name: &str, chain_pem: &str) -> anyhow::Result<()> {
        actors::write_certificate(
            self.folder,
            name,
            chain_pem,
            &self.secrets.get(&format!("{name}.p12_password"))?,
        )
    }
}
