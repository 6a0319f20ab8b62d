//! The main job, once: a clinic submits a claim, the insurer approves it, the mails go out, and the timeline has recorded each
//! committed operation exactly once for each organisation it concerns.

use std::{collections::BTreeMap, time::Duration};

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};

use super::{
    actors::{Actor, Actors},
    inbox::Inbox,
    seed::claims::statement,
};
use crate::portal::{items, number, text};

/// A policy of the demo that no seeded claim uses.
const POLICY: &str = "AB-2048-771937";
/// How long the followers may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the clinic's timeline must hold, and the insurer's.
const CLINIC: [&str; 5] = [
    "claim.draft_started",
    "claim.treatment_described",
    "claim.document_added",
    "claim.submitted",
    "claim.approved",
];
const INSURER: [&str; 2] = ["claim.submitted", "claim.approved"];

/// Walks and tells.
pub(super) async fn run(actors: &Actors, inbox: &Inbox) -> anyhow::Result<()> {
    let clinic = actors.get("clinic").context("no clinic")?;
    let insurer = actors.get("insurer").context("no insurer")?;
    say!("\n本業をひとまわり / the main job, once")?;
    let (claim, receipt) = submit(clinic, insurer).await?;
    decide(insurer, &claim).await?;
    mails(inbox, &claim, &receipt).await?;
    for (name, actor, expected) in [("動物病院", clinic, &CLINIC[..]), ("保険会社", insurer, &INSURER[..])]
    {
        let recorded =
            timeline(actor, &claim, expected).await.with_context(|| format!("timeline of {name}"))?;
        say!("  タイムライン（{name}）：{}件、それぞれ1回ずつ", recorded.len())?;
        for entry in recorded {
            say!("    {}  {}", text(&entry, "occurred_at")?, text(&entry, "kind")?)?;
        }
    }
    say!("完了しました。 / done")?;
    Ok(())
}

async fn submit(clinic: &Actor, insurer: &Actor) -> anyhow::Result<(String, String)> {
    let found = clinic.client.get(&format!("/policies/lookup?policy_number={POLICY}")).await?;
    let policy = items(&found)?.first().context("the policy was not found")?;
    step(
        "契約照会",
        &format!("{POLICY} {}", policy.pointer("/plan/name").and_then(Value::as_str).unwrap_or_default()),
    )?;
    let start = json!({ "policy_number": POLICY, "insurer_id": insurer.record.organisation_id });
    let started = clinic.client.post("/claims", &once("start"), &start).await?;
    let id = text(&started, "id")?.to_owned();
    let treatment = json!({
        "diagnosis": "膝蓋骨内方脱臼（左後肢・グレード2）", "diagnosis_code": "11-001", "onset_on": "2026-11-18", "note": "鎮痛剤を処方し、2週間後に再診予定です。",
        "lines": [
            { "service_on": "2026-11-21", "care_type": "outpatient", "item": "再診料", "quantity_milli": 1_000, "unit_price_yen": 1_100, "insured": true },
            { "service_on": "2026-11-21", "care_type": "outpatient", "item": "レントゲン検査", "quantity_milli": 2_000, "unit_price_yen": 4_950, "insured": true },
            { "service_on": "2026-11-21", "care_type": "outpatient", "item": "鎮痛剤（14日分）", "quantity_milli": 1_000, "unit_price_yen": 5_280, "insured": true },
            { "service_on": "2026-11-21", "care_type": "outpatient", "item": "爪切り", "quantity_milli": 1_000, "unit_price_yen": 1_100, "insured": false, "excluded_as": "care" },
        ],
        "other_insurance": [],
    });
    clinic.client.put(&format!("/claims/{id}/treatment"), number(&started, "revision")?, &treatment).await?;
    let document = clinic.client.upload(&id, &once("document"), statement(1)).await?;
    let estimate =
        clinic.client.post(&format!("/claims/{id}/estimate"), &once("estimate"), &json!({})).await?;
    step(
        "見込み額",
        &format!(
            "診療費 ¥{} → 保険金 ¥{}",
            number(&estimate, "total_yen")?,
            number(&estimate, "benefit_yen")?
        ),
    )?;
    let body = json!({
        "revision": number(&document, "revision")?, "document_ids": [text(&document, "id")?], "consent_version": "2026-11", "consent_means": "signed",
    });
    let submitted = clinic.client.post(&format!("/claims/{id}/submit"), &once("submit"), &body).await?;
    let receipt = text(&submitted, "receipt_number")?.to_owned();
    step("提出", &format!("受付番号 {receipt}"))?;
    Ok((id, receipt))
}

async fn decide(insurer: &Actor, claim: &str) -> anyhow::Result<()> {
    let shown = insurer.client.get(&format!("/claims/{claim}")).await?;
    let revision = number(&shown, "revision")?;
    let approved = insurer
        .client
        .post(&format!("/claims/{claim}/approve"), &once("approve"), &json!({ "revision": revision }))
        .await?;
    step("承認", &format!("保険金 ¥{}", number(&approved, "benefit_yen")?))?;
    Ok(())
}

/// The policyholder's mails name the receipt number; the members' lead to the claim.
async fn mails(inbox: &Inbox, claim: &str, receipt: &str) -> anyhow::Result<()> {
    let arrived = || {
        let mails = inbox.mails();
        let policyholder =
            mails.iter().filter(|mail| mail.body.contains(receipt) || mail.subject.contains(receipt)).count();
        let members = mails.iter().filter(|mail| mail.body.contains(claim)).count();
        (policyholder >= 2 && members >= 2).then_some((policyholder, members))
    };
    let (policyholder, members) = eventually("the mails", async || Ok(arrived())).await?;
    step("メール", &format!("飼い主さまへ{policyholder}通、動物病院と保険会社へ{members}通"))?;
    Ok(())
}

/// The claim's entries, once there are as many as operations were committed: each exactly once.
async fn timeline(actor: &Actor, claim: &str, expected: &[&str]) -> anyhow::Result<Vec<Value>> {
    let path = format!("/timeline?subject={claim}&limit=100");
    let entries = eventually("the timeline", async || {
        let page = actor.client.get(&path).await?;
        let entries: Vec<Value> = items(&page)?.iter().filter(|entry| of_claim(entry)).cloned().collect();
        Ok((entries.len() >= expected.len()).then_some(entries))
    })
    .await?;
    let mut counts = BTreeMap::<&str, usize>::new();
    for entry in &entries {
        *counts.entry(text(entry, "kind")?).or_default() += 1;
    }
    let once: BTreeMap<&str, usize> = expected.iter().map(|kind| (*kind, 1)).collect();
    ensure!(counts == once, "expected each of {once:?} once, found {counts:?}");
    Ok(entries.into_iter().rev().collect())
}

fn of_claim(entry: &Value) -> bool {
    entry.get("kind").and_then(Value::as_str).is_some_and(|kind| kind.starts_with("claim."))
}

/// Waits for something that followers do in their own time.
async fn eventually<T>(what: &str, look: impl AsyncFn() -> anyhow::Result<Option<T>>) -> anyhow::Result<T> {
    let waited = tokio::time::timeout(PATIENCE, async {
        loop {
            if let Some(found) = look().await? {
                return Ok(found);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    waited.await.with_context(|| format!("{what} did not come"))?
}

fn step(name: &str, words: &str) -> anyhow::Result<()> {
    Ok(say!("  {name}：{words}")?)
}

/// A key of this walk's own: a walk on a demo that was walked before is another one.
fn once(step: &str) -> String {
    format!("walk-{step}-{}", uuid::Uuid::new_v4())
}
