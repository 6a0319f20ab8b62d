//! Claims in every state that exists, with labels, as two clinics would have written them.

use anyhow::Context as _;
use serde_json::{Value, json};

use super::policies::Policy;
use crate::{
    demo::actors::{Actor, Actors},
    portal::{number, text},
};

/// How far a claim goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Draft,
    Submitted,
    Approved,
    Denied,
}

/// Diagnosis, its code, care, day of November, lines (item, quantity in thousandths, unit price, what it is for where it
/// is not insured).
type Case =
    (&'static str, &'static str, &'static str, u32, &'static [(&'static str, i64, i64, &'static str)]);

const CASES: [Case; 6] = [
    (
        "外耳炎（両側）",
        "09-001",
        "outpatient",
        9,
        &[("再診料", 1_000, 1_100, ""), ("耳道洗浄", 1_000, 3_300, ""), ("点耳薬", 1_000, 2_420, "")],
    ),
    (
        "膝蓋骨内方脱臼（左後肢）",
        "11-001",
        "surgery",
        14,
        &[
            ("膝蓋骨整復術", 1_000, 198_000, ""),
            ("全身麻酔", 1_000, 38_500, ""),
            ("術前検査", 1_000, 12_100, ""),
        ],
    ),
    (
        "慢性腎臓病（ステージ2）",
        "05-003",
        "outpatient",
        12,
        &[
            ("再診料", 1_000, 1_100, ""),
            ("血液検査", 1_000, 7_700, ""),
            ("皮下点滴", 2_000, 1_815, ""),
            ("療法食", 1_000, 4_180, "food"),
        ],
    ),
    (
        "急性膵炎",
        "04-001",
        "inpatient",
        10,
        &[("入院料", 1_000, 5_500, ""), ("点滴静注", 1_000, 8_800, ""), ("血液検査", 1_000, 9_900, "")],
    ),
    (
        "下部尿路疾患",
        "05-001",
        "outpatient",
        16,
        &[("再診料", 1_000, 1_100, ""), ("尿検査", 1_000, 2_200, ""), ("内服薬（7日分）", 7_000, 550, "")],
    ),
    (
        "皮膚炎",
        "12-001",
        "outpatient",
        18,
        &[
            ("再診料", 1_000, 1_100, ""),
            ("薬用シャンプー", 1_000, 3_080, "care"),
            ("内服薬（14日分）", 14_000, 330, ""),
        ],
    ),
];

const ENDS: [End; 5] = [End::Approved, End::Submitted, End::Draft, End::Denied, End::Approved];

/// Writes the claims.
pub(super) async fn submit(actors: &Actors, policies: &[Policy]) -> anyhow::Result<()> {
    let clinics = [actor(actors, "clinic")?, actor(actors, "clinic2")?];
    let mut labels = vec![];
    for clinic in clinics {
        for (name, colour) in [("継続通院", "blue"), ("高額", "red"), ("書類待ち", "yellow")] {
            let body = json!({ "name": name, "colour": colour, "description": "" });
            let made = clinic.client.post("/labels", &format!("demo-label-{colour}"), &body).await?;
            labels.push((clinic.record.organisation_id.clone(), text(&made, "id")?.to_owned()));
        }
    }
    for (place, policy) in policies.iter().enumerate().filter(|(place, _)| place % 2 == 0) {
        let clinic = clinics.get(place / 2 % 2).context("no clinic")?;
        let insurers = [actor(actors, "insurer")?, actor(actors, "insurer2")?];
        let insurer =
            insurers.into_iter().find(|insurer| insurer.record.organisation_id == policy.insurer_id);
        let (case, end) =
            (CASES.get(place / 2 % CASES.len()).context("no case")?, ENDS.get(place / 2 % ENDS.len()));
        let insurer = insurer.context("no insurer")?;
        let id = claim(clinic, insurer, policy, case, *end.context("no end")?, place).await?;
        let own = labels.iter().filter(|(organisation, _)| *organisation == clinic.record.organisation_id);
        // Two claims of three carry a label.
        if let Some((_, label)) = own.take(2).nth(place / 2 % 3) {
            clinic.client.label(&id, label).await?;
        }
    }
    Ok(())
}

async fn claim(
    clinic: &Actor,
    insurer: &Actor,
    policy: &Policy,
    case: &Case,
    end: End,
    place: usize,
) -> anyhow::Result<String> {
    let key = |step: &str| format!("demo-claim-{place}-{step}");
    let start = json!({ "policy_number": policy.number, "insurer_id": policy.insurer_id });
    let started = clinic.client.post("/claims", &key("start"), &start).await?;
    let id = text(&started, "id")?.to_owned();
    let shown = clinic.client.get(&format!("/claims/{id}")).await?;
    if text(&shown, "status")? != "draft" {
        return Ok(id); // a seeding that was cut short had come further
    }
    let path = format!("/claims/{id}/treatment");
    clinic.client.put(&path, number(&shown, "revision")?, &treatment(case)).await?;
    if end == End::Draft {
        return Ok(id);
    }
    let document = clinic.client.upload(&id, &key("document"), statement(place)).await?;
    let body = json!({
        "revision": number(&document, "revision")?, "document_ids": [text(&document, "id")?], "consent_version": "2026-11", "consent_means": "signed",
    });
    let submitted = clinic.client.post(&format!("/claims/{id}/submit"), &key("submit"), &body).await?;
    let revision = number(&submitted, "revision")?;
    match end {
        End::Draft | End::Submitted => {}
        End::Approved => {
            insurer
                .client
                .post(&format!("/claims/{id}/approve"), &key("approve"), &json!({ "revision": revision }))
                .await?;
        }
        End::Denied => {
            let body = json!({
                "revision": revision, "reason_code": "waiting",
                "explanation": "発症日が待機期間中のため、約款第4条によりお支払いの対象となりません。",
            });
            insurer.client.post(&format!("/claims/{id}/deny"), &key("deny"), &body).await?;
        }
    }
    Ok(id)
}

fn treatment((diagnosis, code, care, day, lines): &Case) -> Value {
    let service_on = format!("2026-11-{day:02}");
    let lines: Vec<Value> = lines
        .iter()
        .map(|(item, thousandths, price, purpose)| {
            json!({
                "service_on": service_on, "care_type": care, "item": item, "quantity_milli": thousandths,
                "unit_price_yen": price, "insured": purpose.is_empty(), "excluded_as": purpose,
            })
        })
        .collect();
    json!({
        "diagnosis": diagnosis, "diagnosis_code": code, "onset_on": format!("2026-11-{:02}", day - 2),
        "note": "処置後の経過は良好です。", "lines": lines, "other_insurance": [],
    })
}

/// A small but whole PDF with the claim's number on it, so that no two have the same hash.
pub(in crate::demo) fn statement(place: usize) -> Vec<u8> {
    let text = format!("BT /F1 18 Tf 72 770 Td (Medical statement {place}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
    ];
    let (mut pdf, mut offsets) = ("%PDF-1.4\n".to_owned(), vec![]);
    for (number, object) in (1..).zip(&objects) {
        offsets.push(pdf.len());
        pdf.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    let start = pdf.len();
    pdf.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    for offset in offsets {
        pdf.push_str(&format!("{offset:010} 00000 n \n"));
    }
    pdf.push_str(&format!(
        "trailer << /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    ));
    pdf.into_bytes()
}

fn actor<'a>(actors: &'a Actors, name: &str) -> anyhow::Result<&'a Actor> {
    actors.get(name).with_context(|| name.to_owned())
}
