//! Submissions over gRPC and mutual TLS to the claims service on PostgreSQL, against the ceiling on the same cluster.
//! Twenty clinics with five insurers each submit drafts of five lines; the drafts are written beforehand.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use calendar::Clock as _;
use envelope::SealedFile;
use identity::{Actor, ActorKind, ActorSigner, OrganisationKind, Role, Workload, WorkloadName};
use ids::OrganisationId;
use proto::claims::v1::{
    self as pb, claims_service_client::ClaimsServiceClient, policies_service_client::PoliciesServiceClient,
};
use serde_json::json;
use tempfile::TempDir;
use tonic::{Request, transport::Channel};
use uuid::Uuid;

use crate::{
    ROUNDS,
    cluster::Cluster,
    median, pgbench,
    process::{Process, program},
    ratio, report,
};

const CLINICS: usize = 20;
const INSURERS: usize = 5;
/// Submissions of one round, by the number of clients.
const ROUND: [(usize, usize); 2] = [(8, 2_500), (32, 4_000)];
const PGBENCH_SECONDS: u64 = 5;
/// How long the gateway uses what accounts has signed.
const KEPT: Duration = Duration::from_secs(5);

pub(crate) async fn measure() {
    let cluster = Cluster::start();
    pgbench::prepare(&cluster);
    let bench = Bench::start(&cluster).await;
    let per_round: usize = ROUND.iter().map(|(_, submissions)| submissions).sum();
    // The first round warms both up and is thrown away.
    let mut drafts = bench.drafts(per_round * (ROUNDS + 1)).await;
    let mut rates: BTreeMap<usize, (Vec<f64>, Vec<f64>)> = BTreeMap::new();
    for round in 0..=ROUNDS {
        for (clients, submissions) in ROUND {
            let ours = bench.submit(clients, drafts.split_off(drafts.len() - submissions)).await;
            let theirs = pgbench::submissions(&cluster, clients, PGBENCH_SECONDS);
            if round > 0 {
                let known = rates.entry(clients).or_default();
                known.0.push(ours);
                known.1.push(theirs);
            }
        }
    }
    for (clients, (ours, theirs)) in rates {
        let detail = format!("{:.0}/s against {:.0}/s by pgbench", median(&ours), median(&theirs));
        report(
            &format!("submit over gRPC and mTLS, {clients} clients"),
            ratio(&ours, &theirs),
            "≥ 0.5",
            &detail,
        );
    }
}

/// A draft that can be submitted, and by whom.
struct Draft {
    clinic: usize,
    claim_id: String,
    revision: i64,
}

struct Bench {
    address: String,
    gateway: Workload,
    assertions: Arc<Assertions>,
    clinics: Vec<Actor>,
    insurers: Vec<Actor>,
    _claims: Process,
    _folder: TempDir,
}

impl Bench {
    async fn start(cluster: &Cluster) -> Self {
        let (pki, folder) = (testkit::pki(), TempDir::with_prefix("nekonote-bench-").unwrap());
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("request.key"), [7; 32]).unwrap();
        let signer = ActorSigner::generate().unwrap();
        std::fs::write(at("actor.pub"), signer.public_key()).unwrap();
        let database = store::provision(&cluster.url(), "bench", "claims", &at("request.key")).await.unwrap();
        let (sealing, key) = (testkit::sealing(folder.path()), SealedFile::new(at("attestation.key")));
        let pem = testkit::ed25519_pem();
        let secrets = [(claims::ATTESTATION_KEY, &key, pem.as_bytes())];
        testkit::seal_secrets::<claims::Migrator>("claims", &sealing, &database, &secrets).await;
        let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let settings = json!({
            "server": {
                "listen": address, "actor_key": at("actor.pub"),
                "workload": pki.workload_files(folder.path(), WorkloadName::Claims),
            },
            "database": database,
            // Nobody is there to be followed; claims asks again every few seconds.
            "peers": { "labels": "127.0.0.1:9", "accounts": "127.0.0.1:9" },
            "blobs": { "store": { "kind": "folder", "folder": at("documents") } },
            "attestation": { "issuer": "bench", "key": key.path() },
            "sealing": { "environment": sealing.environment, "kms": { "kind": "local", "file": at("kms.json") } },
            "residency": { "profile": "development" },
        });
        std::fs::write(at("claims.toml"), toml::to_string(&settings).unwrap()).unwrap();
        let claims = Process::start(
            std::process::Command::new(program("claims")).arg("--config").arg(at("claims.toml")),
            &at("claims.log"),
        );
        let gateway =
            Workload::open(&pki.workload_files(folder.path(), WorkloadName::Gateway)).await.unwrap();
        let people = |kind, role, count| (0..count).map(|_| person(kind, role)).collect::<Vec<_>>();
        let bench = Self {
            address,
            gateway,
            assertions: Arc::new(Assertions { signer, kept: Mutex::default() }),
            clinics: people(OrganisationKind::Clinic, Role::ClaimsClerk, CLINICS),
            insurers: people(OrganisationKind::Insurer, Role::Adjuster, INSURERS),
            _claims: claims,
            _folder: folder,
        };
        bench.contract().await;
        bench
    }

    fn channel(&self) -> Channel {
        identity::channel(&self.gateway, &self.address, "claims").unwrap()
    }

    fn signed<T>(&self, who: &Actor, message: T) -> Request<T> {
        self.assertions.sign(who, message)
    }

    /// Every clinic contracts every insurer, and each insurer has a policy that pays.
    async fn contract(&self) {
        let mut policies = PoliciesServiceClient::new(self.channel());
        for insurer in &self.insurers {
            let policy = new_policy();
            let mut answer = policies.register_policy(self.signed(insurer, policy.clone())).await;
            let begin = Instant::now();
            while answer.is_err() && begin.elapsed() < Duration::from_secs(20) {
                tokio::time::sleep(Duration::from_millis(50)).await;
                answer = policies.register_policy(self.signed(insurer, policy.clone())).await;
            }
            answer.unwrap();
            for clinic in &self.clinics {
                let message = pb::ContractClinicRequest {
                    request_id: request_id(),
                    clinic_id: clinic.organisation.to_string(),
                };
                policies.contract_clinic(self.signed(insurer, message)).await.unwrap();
            }
        }
    }

    /// Writes drafts, sixteen at a time.
    async fn drafts(&self, count: usize) -> Vec<Draft> {
        use futures::StreamExt as _;
        let channel = self.channel();
        let all = futures::stream::iter(0..count).map(|number| self.draft(channel.clone(), number));
        all.buffer_unordered(16).collect().await
    }

    async fn draft(&self, channel: Channel, number: usize) -> Draft {
        let mut claims = ClaimsServiceClient::new(channel);
        let (clinic, insurer) = (number % CLINICS, number / CLINICS % INSURERS);
        let start = pb::StartDraftRequest {
            request_id: request_id(),
            policy_number: NUMBER.to_owned(),
            insurer_id: self.insurers[insurer].organisation.to_string(),
        };
        let draft = claims.start_draft(self.signed(&self.clinics[clinic], start)).await.unwrap().into_inner();
        let describe = pb::DescribeTreatmentRequest {
            request_id: request_id(),
            claim_id: draft.claim_id.clone(),
            revision: draft.revision,
            treatment: Some(treatment()),
        };
        let described =
            claims.describe_treatment(self.signed(&self.clinics[clinic], describe)).await.unwrap();
        Draft { clinic, claim_id: draft.claim_id, revision: described.into_inner().revision }
    }

    /// Submissions a second, each client on a connection of its own.
    async fn submit(&self, clients: usize, drafts: Vec<Draft>) -> f64 {
        let count = drafts.len() as f64;
        let drafts = Arc::new(Mutex::new(drafts));
        let mut channels = vec![];
        for _ in 0..clients {
            let channel = self.channel();
            // Connected before the clock starts.
            let message = pb::CountClaimsRequest {};
            ClaimsServiceClient::new(channel.clone())
                .count_claims(self.signed(&self.clinics[0], message))
                .await
                .unwrap();
            channels.push(channel);
        }
        let begin = Instant::now();
        let clients: Vec<_> = channels
            .into_iter()
            .map(|channel| {
                let (drafts, assertions) = (Arc::clone(&drafts), Arc::clone(&self.assertions));
                let clinics = self.clinics.clone();
                tokio::spawn(async move {
                    let mut claims = ClaimsServiceClient::new(channel);
                    loop {
                        let Some(draft) = drafts.lock().unwrap().pop() else { return };
                        let message = pb::SubmitClaimRequest {
                            request_id: request_id(),
                            claim_id: draft.claim_id,
                            revision: draft.revision,
                            document_ids: vec![],
                            consent_version: "2026-04".to_owned(),
                            consent_means: pb::ConsentMeans::Signed.into(),
                        };
                        claims.submit_claim(assertions.sign(&clinics[draft.clinic], message)).await.unwrap();
                    }
                })
            })
            .collect();
        for client in clients {
            client.await.unwrap();
        }
        count / begin.elapsed().as_secs_f64()
    }
}

const NUMBER: &str = "AB-2048-771930";

/// What accounts signs, kept for five seconds as the gateway keeps it.
struct Assertions {
    signer: ActorSigner,
    kept: Mutex<BTreeMap<Uuid, (Instant, String)>>,
}

impl Assertions {
    fn sign<T>(&self, who: &Actor, message: T) -> Request<T> {
        let mut kept = self.kept.lock().unwrap();
        let known = kept.get(&who.id).filter(|(at, _)| at.elapsed() < KEPT).map(|(_, text)| text.clone());
        let text = known.unwrap_or_else(|| {
            let text = self.signer.sign(who, "claims", &"ab".repeat(32), calendar::SystemClock.now());
            kept.insert(who.id, (Instant::now(), text.clone()));
            text
        });
        identity::with_actor(Request::new(message), &text).unwrap()
    }
}

fn request_id() -> String {
    Uuid::now_v7().to_string()
}

fn person(kind: OrganisationKind, role: Role) -> Actor {
    Actor {
        kind: ActorKind::ApiClient,
        id: Uuid::now_v7(),
        organisation: OrganisationId::generate(),
        organisation_kind: kind,
        roles: vec![role],
        permissions: identity::cap(kind),
        certificate_serial: "0a".to_owned(),
    }
}

fn new_policy() -> pb::RegisterPolicyRequest {
    let today = calendar::jst_date(calendar::SystemClock.now());
    pb::RegisterPolicyRequest {
        request_id: request_id(),
        policy_number: NUMBER.to_owned(),
        plan: Some(pb::Plan {
            code: "P70".to_owned(),
            name: "70%プラン".to_owned(),
            ratio_pct: 70,
            ..pb::Plan::default()
        }),
        pet: Some(pb::Pet {
            name: "こむぎ".to_owned(),
            species: "犬".to_owned(),
            breed: "柴".to_owned(),
            birth_on: "2020-04-01".to_owned(),
        }),
        policyholder: Some(pb::Policyholder {
            surname: "佐藤".to_owned(),
            given_name: "由美".to_owned(),
            surname_kana: "サトウ".to_owned(),
            given_name_kana: "ユミ".to_owned(),
            email: "yumi@example.jp".to_owned(),
            phone: "090-0000-0000".to_owned(),
        }),
        starts_on: (today - chrono::TimeDelta::days(100)).to_string(),
        ends_on: (today + chrono::TimeDelta::days(200)).to_string(),
        first_starts_on: String::new(),
        plan_code: String::new(),
    }
}

fn treatment() -> pb::Treatment {
    let today = calendar::jst_date(calendar::SystemClock.now());
    let items = ["再診料", "レントゲン検査", "血液検査", "内用薬", "皮下注射"];
    let lines = items.map(|item| pb::Line {
        service_on: today.to_string(),
        care_type: pb::CareType::Outpatient.into(),
        item: item.to_owned(),
        quantity_milli: 1_000,
        unit_price_yen: 1_100,
        insured: true,
        excluded_as: String::new(),
        circumstance: 0,
    });
    pb::Treatment {
        diagnosis: "外耳炎".to_owned(),
        diagnosis_code: "09-001".to_owned(),
        onset_on: (today - chrono::TimeDelta::days(3)).to_string(),
        cause: pb::Cause::Illness.into(),
        note: "左耳に発赤と耳垢。点耳薬を処方し、二週間後に再診の予定。".to_owned(),
        lines: lines.to_vec(),
        discount_yen: 0,
        other_insurance: Some(pb::OtherInsurance::default()),
    }
}
