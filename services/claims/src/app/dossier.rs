//! All that is kept of a policyholder with one policy: the policy, and the claims about it that were submitted. For programs as JSON, in
//! the words of the API; for people as a paper. Of documents it says what they are, and no more: their bytes
//! are fetched with the claim, and while its use is stopped by nobody.

use attestation::{Block, Paper, day, moment};
use chrono::{DateTime, Utc};
use fault::Fault;
use money::Yen;
use serde_json::json;

use super::records::{ClaimRecord, DocumentRecord, PolicyRecord};
use crate::domain::{
    claim::{Claim, Consent, Mending, Outcome, State},
    document::{Document, DocumentKind},
    policy::Policy,
    reason::Reason,
    subject_request::SubjectRequest,
    treatment::{Line, OtherPolicy, Treatment},
};

/// What is kept.
pub(super) struct Dossier {
    pub(super) policy: Policy,
    pub(super) claims: Vec<Claim>,
}

impl Dossier {
    /// For programs.
    ///
    /// # Errors
    /// When it cannot be written, which is a fault of ours.
    pub(super) fn json(&self, of: &SubjectRequest, at: DateTime<Utc>) -> Result<Vec<u8>, Fault> {
        let claims = self.claims.iter().map(|claim| {
            let documents = claim.documents.iter().map(|it| DocumentRecord::of(claim.id, it, None));
            json!({ "claim": ClaimRecord::of(claim, &[]), "documents": documents.collect::<Vec<_>>() })
        });
        let all = json!({
            "request": { "number": of.number, "asked_at": of.asked_at },
            "disclosed_at": at, "insurer_id": of.insurer,
            "policy": PolicyRecord::of(&self.policy),
            "claims": claims.collect::<Vec<_>>(),
        });
        // What serde says may quote it.
        let json = serde_json::to_vec_pretty(&all);
        json.map_err(|_| Fault::internal("SUBJECT_REQUEST_BROKEN").message("a dossier cannot be written"))
    }

    /// For people.
    pub(super) fn paper(&self, of: &SubjectRequest, at: DateTime<Utc>) -> Paper {
        let mut blocks = vec![
            Block::text("ご請求にもとづき、保険会社が保有するご契約者さまの個人データを開示します。"),
            Block::rows([
                ("受付番号", of.number.clone()),
                ("開示した日時", moment(at)),
                ("申請の件数", format!("{}件", self.claims.len())),
            ]),
        ];
        blocks.extend(policy(&self.policy));
        blocks.extend(self.claims.iter().flat_map(claim));
        blocks.push(Block::text(
            "書類そのものの写しは、この資料に含まれません。ご希望の場合は、保険会社の窓口にお申し出ください。照会の記録など、いつ誰が利用したかの記録も、窓口で開示を請求できます。",
        ));
        Paper { title: "保有個人データの開示".to_owned(), blocks }
    }
}

fn policy(policy: &Policy) -> [Block; 2] {
    let Policy { number, plan, pet, policyholder, starts_on, ends_on, paid, .. } = policy;
    let or_none = |text: &str| if text.is_empty() { "登録なし".to_owned() } else { text.to_owned() };
    [
        Block::heading("ご契約"),
        Block::rows([
            ("証券番号", number.as_str().to_owned()),
            ("ご契約者のお名前", policyholder.name().into_exposed()),
            ("フリガナ", policyholder.kana().into_exposed()),
            ("メールアドレス", or_none(policyholder.email.expose())),
            ("電話番号", or_none(policyholder.phone.expose())),
            ("どうぶつの名前", pet.name.expose().clone()),
            ("種類・品種", format!("{} {}", pet.species, pet.breed).trim().to_owned()),
            ("どうぶつの生年月日", day(pet.birth_on)),
            ("補償プラン", plan.name.clone()),
            ("補償期間", format!("{} から {} まで", day(*starts_on), day(*ends_on))),
            ("この期間に承認した保険金", yen(paid.used)),
        ]),
    ]
}

fn claim(claim: &Claim) -> Vec<Block> {
    let (treatment, cover) = (&claim.treatment, &claim.cover);
    let code = treatment.diagnosis_code.map_or_else(|| "なし".to_owned(), |code| code.as_str().to_owned());
    let mut rows = vec![
        ("飼い主の氏名", cover.policyholder_name.expose().clone()),
        ("どうぶつの名前", cover.pet_name.expose().clone()),
        ("傷病名", treatment.diagnosis.expose().clone()),
        ("傷病コード", code),
        ("病気・ケガの別", treatment.cause.japanese().to_owned()),
        ("発症日", treatment.onset_on.map_or_else(|| "記載なし".to_owned(), day)),
        ("所見・経過", treatment.note.expose().clone()),
        ("値引き", yen(treatment.discount)),
        ("診療費の合計", yen(treatment.total().unwrap_or_default())),
        ("ほかの保険", others(treatment)),
    ];
    match &claim.state {
        State::Draft | State::Submitted(_) => rows.push(("結果", "審査中".to_owned())),
        State::Returned(_) => rows.push(("結果", "差戻し（動物病院で確認中）".to_owned())),
        State::Withdrawn(_, at) => rows.push(("結果", format!("取下げ（{}）", moment(*at)))),
        State::Approved(_, approval) => {
            let outcome = match approval.outcome {
                Outcome::Whole => "承認",
                Outcome::Partial => "一部承認",
                Outcome::Absorbed => "免責内（お支払いなし）",
            };
            rows.push(("結果", format!("{outcome}（{}）", moment(approval.decided_at))));
            rows.push(("保険金", yen(approval.assessment.benefit)));
        }
        State::Denied(_, denial) => {
            rows.push(("結果", format!("お支払い対象外（{}）", moment(denial.decided_at))));
            rows.push(("理由", format!("{}：{}", denial.reason.japanese(), denial.explanation.expose())));
        }
    }
    for returned in &claim.returns {
        let Mending { message, points, due_on: _ } = &returned.mending;
        let points = points.iter().map(|point| point.message.expose().as_str());
        let told: Vec<&str> = std::iter::once(message.expose().as_str()).chain(points).collect();
        rows.push(("差戻しの内容", format!("{}（{}）", told.join("／"), moment(returned.at))));
    }
    if let Some(submission) = claim.state.submission() {
        rows.insert(0, ("提出した日時", moment(submission.submitted_at)));
        let Consent { version, means } = &submission.consent;
        rows.insert(1, ("同意の方法", format!("{}（文面 {version}）", means.japanese())));
    }
    let rows = rows.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let mut blocks =
        vec![Block::heading(&format!("申請 {}", claim.state.receipt_number())), Block::Rows(rows)];
    let lines = treatment.lines.iter().map(line).collect();
    blocks.push(Block::table(["診療日", "区分", "項目", "数量", "単価", "金額", "対象"], lines));
    if !claim.documents.is_empty() {
        let documents = claim.documents.iter().map(document).collect();
        blocks.push(Block::table(["書類", "ファイル名", "SHA-256"], documents));
    }
    blocks
}

fn line(line: &Line) -> Vec<String> {
    let insured = if line.insured { "対象" } else { "対象外" };
    let purpose = line.excluded_as.map_or("", Reason::japanese);
    vec![
        line.service_on.format("%Y/%m/%d").to_string(),
        line.care.japanese().to_owned(),
        line.item.expose().clone(),
        line.quantity.to_string(),
        yen(line.unit_price),
        yen(line.amount()),
        format!("{insured} {purpose}").trim().to_owned(),
    ]
}

fn others(treatment: &Treatment) -> String {
    let Some(declared) = &treatment.other_insurance else { return "記載なし".to_owned() };
    if declared.is_empty() {
        return "なし".to_owned();
    }
    let other = |other: &OtherPolicy| {
        let paid = other.paid.map_or_else(|| "未払い".to_owned(), yen);
        format!("{}（{paid}）", other.insurer.expose())
    };
    declared.iter().map(other).collect::<Vec<_>>().join("、")
}

fn document(document: &Document) -> Vec<String> {
    let kind = match document.kind {
        DocumentKind::Statement => "診療明細書",
        DocumentKind::Receipt => "領収書",
        DocumentKind::Image => "検査画像",
        DocumentKind::Other => "その他",
    };
    vec![kind.to_owned(), document.file_name.expose().clone(), document.sha256_hex()]
}

fn yen(amount: Yen) -> String {
    amount.to_string()
}
