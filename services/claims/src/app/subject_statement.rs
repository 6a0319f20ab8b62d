//! What the attestation of an answered request states, for programs and for people: what was done or refused, when and on which
//! ground, and no more. It names nobody but the insurer: of people it holds ids, and the person has its number.

use attestation::{Block, Paper, Statement, day, moment, utc};
use chrono::{DateTime, Days, NaiveDate, Utc};
use serde_json::{Value, json};

use crate::domain::subject_request::{Check, Deed, Ground, Kind, Proof, State, SubjectFile, SubjectRequest};

/// What was deleted.
const GONE: [&str; 3] = [
    "保険契約（証券番号、契約者の氏名・フリガナ・連絡先、どうぶつの名前）と、その検索用の索引",
    "契約についての申請の個人情報、診断、診療明細、所見、支払わない理由の説明、書類",
    "この契約についてのほかの請求で受け取った訂正の内容と、開示した資料の控え",
];
/// What stays, and why.
const STAYS: [(&str, &str); 3] = [
    (
        "申請の受付番号、日付、金額、状態",
        "動物病院と保険会社の支払いの記録として必要です。氏名・証券番号・診断などは含みません。",
    ),
    (
        "操作の履歴（ID、日時、操作の種類、状態、金額）",
        "いつ何が行われたかを後から確かめられるようにするためです。氏名などの個人情報は含みません。",
    ),
    ("この請求の記録と、この証明書", "請求に応じたことを示すためです。氏名などの個人情報は含みません。"),
];

/// What a statement needs beyond the request itself.
#[derive(Debug, Clone)]
pub(super) struct Setting<'a> {
    /// Who attests.
    pub(super) issuer: &'a str,
    /// The insurer's name.
    pub(super) insurer: &'a str,
    /// The fields that were corrected, by name and as people read it.
    pub(super) corrected: Vec<(&'static str, &'static str)>,
    /// The files that were disclosed, each with its SHA-256.
    pub(super) disclosed: Vec<(SubjectFile, String)>,
    /// How old the oldest backup gets.
    pub(super) backups_kept_days: u16,
    /// When it is attested.
    pub(super) at: DateTime<Utc>,
}

/// The statement of a request that is carried out or refused; nothing of one that is not.
pub(super) fn statement(request: &SubjectRequest, setting: Setting<'_>) -> Option<Statement> {
    let told = match request.state {
        State::Done(check, act) => Told { request, check: Some(check), act, ground: None, setting },
        State::Refused(check, act, ground) => Told { request, check, act, ground: Some(ground), setting },
        State::Received | State::Identified(_) | State::Resumed { .. } => return None,
    };
    let (kind, at) = (told.kind(), told.setting.at);
    Some(Statement { kind, id: request.id.uuid(), at, facts: told.facts(), paper: told.paper() })
}

struct Told<'a> {
    request: &'a SubjectRequest,
    check: Option<Check>,
    act: Deed,
    ground: Option<Ground>,
    setting: Setting<'a>,
}

impl Told<'_> {
    const fn kind(&self) -> &'static str {
        match (self.ground, self.request.kind) {
            (Some(_), _) => "subject_request_refusal",
            (None, Kind::Disclosure) => "subject_disclosure",
            (None, Kind::Correction) => "subject_correction",
            (None, Kind::Stop) => "subject_stop",
            (None, Kind::Deletion) => "subject_deletion",
        }
    }

    fn facts(&self) -> Value {
        let Self { request, setting, .. } = self;
        let act = |act: Deed| json!({ "account_id": act.by.to_string(), "at": utc(act.at) });
        let disclosed =
            setting.disclosed.iter().map(|(name, hash)| json!({ "file": name.as_str(), "sha256": hash }));
        let mut facts = json!({
            "insurer": { "id": request.insurer.to_string(), "name": setting.insurer },
            "request": {
                "number": request.number, "kind": request.kind.as_str(), "asked_at": utc(request.asked_at),
                "received": act(request.received), "due_at": utc(request.due_at()),
            },
            "identity": self.check.map(|check| json!({
                "proof": check.proof.as_str(), "account_id": check.by.to_string(), "at": utc(check.at),
            })),
            "answered": act(self.act),
            "refused_on_ground": self.ground.map(Ground::as_str),
        });
        let more = match (self.ground, request.kind) {
            (Some(_), _) | (None, Kind::Stop) => json!({}),
            (None, Kind::Disclosure) => json!({
                "disclosed": disclosed.collect::<Vec<_>>(), "documents_included": false,
            }),
            (None, Kind::Correction) => {
                json!({ "corrected": setting.corrected.iter().map(|(name, _)| *name).collect::<Vec<_>>() })
            }
            (None, Kind::Deletion) => json!({
                "deleted": GONE,
                "stays": STAYS.map(|(what, why)| json!({ "what": what, "why": why })),
                "backups": {
                    "kept_days": setting.backups_kept_days, "gone_on": self.backups_gone_on().to_string(),
                },
            }),
        };
        if let (Value::Object(facts), Value::Object(more)) = (&mut facts, more) {
            facts.extend(more);
        }
        facts
    }

    fn paper(&self) -> Paper {
        let title = match (self.ground, self.request.kind) {
            (Some(_), _) => "開示等の請求に応じられない旨の通知書",
            (None, Kind::Disclosure) => "開示の証明書（保有個人データ）",
            (None, Kind::Correction) => "訂正の証明書（保有個人データ）",
            (None, Kind::Stop) => "利用停止の証明書（保有個人データ）",
            (None, Kind::Deletion) => "消去の証明書（保有個人データ）",
        };
        let blocks = [self.about(), self.procedure(), self.result()].concat();
        Paper { title: title.to_owned(), blocks }
    }

    fn about(&self) -> Vec<Block> {
        let (request, setting) = (self.request, &self.setting);
        vec![
            Block::text(
                "個人情報の保護に関する法律にもとづくご契約者さまからの請求について、下記のとおり対応したことを証明します。",
            ),
            Block::rows([
                ("発行者", setting.issuer.to_owned()),
                ("発行日時", moment(setting.at)),
                ("請求を受けた保険会社", setting.insurer.to_owned()),
            ]),
            Block::heading("請求"),
            Block::rows([
                ("受付番号", request.number.clone()),
                ("請求の種類", asked(request.kind).to_owned()),
                ("請求のあった日時", moment(request.asked_at)),
                ("記録した日時", moment(request.received.at)),
                ("記録した担当者（アカウントID）", request.received.by.to_string()),
                ("対応の期限（請求から72時間）", moment(request.due_at())),
            ]),
        ]
    }

    fn procedure(&self) -> Vec<Block> {
        let identity = match self.check {
            Some(check) => Block::rows([
                ("確認の方法", shown(check.proof).to_owned()),
                ("確認した日時", moment(check.at)),
                ("確認した担当者（アカウントID）", check.by.to_string()),
            ]),
            None => Block::text("本人確認は行われていません。"),
        };
        vec![
            Block::heading("本人確認"),
            identity,
            Block::heading(if self.ground.is_some() { "通知" } else { "実施" }),
            Block::rows([("日時", moment(self.act.at)), ("担当者（アカウントID）", self.act.by.to_string())]),
        ]
    }

    fn result(&self) -> Vec<Block> {
        if let Some(ground) = self.ground {
            return vec![
                Block::heading("請求に応じられない理由"),
                Block::text(reason(ground, self.request.kind)),
                Block::text("ご不明な点や苦情は、請求を受けた保険会社の個人情報の窓口までお申し出ください。"),
            ];
        }
        match self.request.kind {
            Kind::Disclosure => {
                let files = self.setting.disclosed.iter();
                let files = files.map(|(name, hash)| vec![file(*name).to_owned(), hash.clone()]).collect();
                vec![
                    Block::heading("開示した資料"),
                    Block::table(["資料", "SHA-256"], files),
                    Block::text(
                        "資料が上の値と一致すれば、開示したときから変わっていません。申請の書類（診療明細書、画像など）そのものは上の資料に含まれず、種類とファイル名だけを記載しています。",
                    ),
                ]
            }
            Kind::Correction => {
                let fields =
                    self.setting.corrected.iter().map(|(_, said)| vec![(*said).to_owned()]).collect();
                vec![
                    Block::heading("訂正した項目"),
                    Block::table(["項目"], fields),
                    Block::text(
                        "保険契約の登録内容と、そこからこの契約についての申請に写された契約者さまとどうぶつのお名前を訂正しました。申請の診療内容、所見、理由の説明、書類に書かれている内容は変更していません。動物病院が作成中の下書きのうち、動物病院の鍵が利用できないものは訂正していません。過去のバックアップには訂正前の内容が残っています。",
                    ),
                ]
            }
            Kind::Stop => vec![
                Block::heading("利用を停止した内容"),
                Block::text(
                    "保険契約と、この契約について提出された申請の内容を、照会・検索・表示・審査のいずれにも利用できないようにしました。ただし、ご契約者さまからのご請求に対応するときと、保険会社が保有するデータをまとめて持ち出すときを除きます。受付番号、日付、金額は引き続き表示されます。内容は保存されており、ご契約者さまの申し出により利用を再開できます。動物病院が作成中の下書きは動物病院が管理しており、提出できません。",
                ),
            ],
            Kind::Deletion => self.deleted(),
        }
    }

    fn deleted(&self) -> Vec<Block> {
        let gone = GONE.map(|what| vec![what.to_owned()]).to_vec();
        let stays = STAYS.map(|(what, why)| vec![what.to_owned(), why.to_owned()]).to_vec();
        vec![
            Block::heading("消去した内容"),
            Block::table(["内容"], gone),
            Block::heading("残るものと、その理由"),
            Block::table(["残るもの", "理由"], stays),
            Block::heading("バックアップ"),
            Block::rows([
                ("バックアップを保存する日数", format!("{}日", self.setting.backups_kept_days)),
                ("最後のバックアップがなくなる日", day(self.backups_gone_on())),
            ]),
            Block::text(
                "この日までのバックアップには、消去した内容が残っています。氏名、連絡先、診断などは暗号化されており、暗号化していない項目（ID、日付、金額、状態、どうぶつの種類と品種、補償プランなど）もあります。バックアップは、システムの復旧のほかには使いません。提出されていない下書きは動物病院が管理しており、この証明の対象ではありません。",
            ),
        ]
    }

    fn backups_gone_on(&self) -> NaiveDate {
        let last = calendar::jst_date(self.act.at)
            .checked_add_days(Days::new(self.setting.backups_kept_days.into()));
        last.unwrap_or(NaiveDate::MAX)
    }
}

/// As people call it.
pub(super) const fn asked(kind: Kind) -> &'static str {
    match kind {
        Kind::Disclosure => "開示（法第33条）",
        Kind::Correction => "訂正（法第34条）",
        Kind::Stop => "利用停止（法第35条）",
        Kind::Deletion => "消去（法第35条）",
    }
}

const fn shown(proof: Proof) -> &'static str {
    match proof {
        Proof::PhotoDocument => "顔写真のある書類1点と、登録内容との照合",
        Proof::TwoDocuments => "顔写真のない書類2点と、登録内容との照合",
        Proof::CallBack => "登録されている電話番号への折り返しと、登録内容との照合",
    }
}

const fn reason(ground: Ground, kind: Kind) -> &'static str {
    match (ground, kind) {
        (Ground::NotIdentified, _) => "ご本人であることを確認できませんでした（法第37条）。",
        (Ground::NotKept, Kind::Disclosure) => {
            "請求の対象となる個人データを保有していません（法第33条第3項）。"
        }
        (Ground::NotKept, Kind::Correction) => {
            "請求の対象となる個人データを保有していません（法第34条第3項）。"
        }
        (Ground::NotKept, Kind::Stop | Kind::Deletion) => {
            "請求の対象となる個人データを保有していません（法第35条第7項）。"
        }
        (Ground::Harm, _) => {
            "ご本人または第三者の生命、身体、財産その他の権利利益を害するおそれがあります（法第33条第2項第1号）。"
        }
        (Ground::Hindrance, _) => {
            "業務の適正な実施に著しい支障を及ぼすおそれがあります（法第33条第2項第2号）。"
        }
        (Ground::Law, Kind::Disclosure) => {
            "開示することが、他の法令に違反することとなります（法第33条第2項第3号）。"
        }
        (Ground::Law, Kind::Correction) => {
            "訂正について、他の法令の規定により特別の手続が定められています（法第34条第2項）。"
        }
        (Ground::Law, Kind::Stop | Kind::Deletion) => {
            "他の法令により保存などが義務付けられており、利用する必要がなくなったとはいえません（法第35条第5項、第6項）。"
        }
        (Ground::NoCause, Kind::Correction) => {
            "調査の結果、登録されている内容が事実でないとは認められませんでした（法第34条第2項）。"
        }
        (Ground::NoCause, _) => {
            "調査の結果、請求の理由があるとは認められませんでした（法第35条第2項、第6項）。"
        }
        (Ground::Substitute, _) => {
            "請求どおりに実施することが困難なため、ご本人の権利利益を守るために必要な、これに代わる措置をとります（法第35条第2項ただし書、第6項ただし書）。"
        }
    }
}

const fn file(name: SubjectFile) -> &'static str {
    match name {
        SubjectFile::DisclosureJson => "開示した内容（JSON）",
        SubjectFile::DisclosurePdf => "開示した内容（PDF）",
        SubjectFile::AttestationJson | SubjectFile::AttestationPdf => "証明書",
    }
}

#[cfg(test)]
mod tests;
