//! What the attestation of an erasure states, for programs and for people. It says what cannot be read any more and what
//! stays, each with its reason, and promises no more than that. Of people it holds ids, never a name.

use attestation::{Block, Paper, Statement, day, moment, utc};
use chrono::{DateTime, Utc};
use envelope::KmsKeyName;
use identity::OrganisationKind;
use serde_json::json;

use crate::domain::{
    erasure::{Act, End, Erasure, State},
    organisation::Organisation,
};

/// What is stated, and why it stays if it stays.
type Kept = (&'static str, &'static str);

/// Of every organisation: what the key has closed, or what was removed with it.
const GONE: [&str; 4] = [
    "職員の氏名とメールアドレス、パスワードの照合値",
    "API連携、ログイン中の状態、アクセストークン、ログインの試行の記録",
    "端末の名前、組織の電話番号",
    "ラベルの名前と、ラベルを付けた記録",
];
const GONE_OF_CLINIC: [&str; 1] = ["提出していない申請（下書き）の内容と、その書類"];
const GONE_OF_INSURER: [&str; 3] = [
    "保険契約（証券番号、契約者の氏名・フリガナ・連絡先、ペットの名前）",
    "受け付けた申請の個人情報、診断、診療明細、所見、支払わない理由の説明",
    "受け付けた申請の書類",
];

const STAYS: [Kept; 4] = [
    ("組織の名称・種別・コード", "過去の受付票などに印刷されており、どの組織の記録かを示すために必要です。"),
    (
        "操作の履歴（ID、日時、操作の種類、状態、金額）",
        "いつ何が行われたかを後から確かめられるようにするためです。氏名などの個人情報は含みません。",
    ),
    (
        "端末の証明書のシリアル番号とフィンガープリント、有効期間",
        "失効した証明書による接続を拒み続けるためです。端末の名前は含みません。",
    ),
    ("この消去の手続きの記録と、この証明書", "消去を行ったことを示すためです。"),
];
const STAYS_OF_CLINIC: [Kept; 1] = [(
    "保険会社へ提出済みの申請と書類",
    "提出した時点で保険会社が管理する記録となっています。保険会社の鍵のもとで、保険会社の保存期間が終わるまで保存されます。",
)];
const STAYS_OF_INSURER: [Kept; 1] = [(
    "申請の受付番号、日付、金額、状態",
    "申請した動物病院の請求の記録として必要です。氏名・証券番号・診断などは含みません。",
)];

/// What a statement needs beyond the erasure itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting<'a> {
    /// Who attests.
    pub(super) issuer: &'a str,
    /// What the KMS calls the organisation's key.
    pub(super) kms_key: &'a KmsKeyName,
    /// How old the oldest backup gets.
    pub(super) backups_kept_days: u16,
    /// When it is attested.
    pub(super) at: DateTime<Utc>,
}

/// The statement of an erasure that is done; nothing of one that is not.
pub(super) fn statement(
    erasure: &Erasure,
    organisation: &Organisation,
    setting: Setting<'_>,
) -> Option<Statement> {
    let State::Done { confirmed, end } = erasure.state else { return None };
    let told = Told { erasure, organisation, setting, confirmed, end };
    let (kind, at) = ("organisation_erasure", setting.at);
    Some(Statement { kind, id: erasure.id.uuid(), at, facts: told.facts(), paper: told.paper() })
}

struct Told<'a> {
    erasure: &'a Erasure,
    organisation: &'a Organisation,
    setting: Setting<'a>,
    confirmed: Act,
    end: End,
}

impl Told<'_> {
    fn facts(&self) -> serde_json::Value {
        let Self { erasure, organisation, end, .. } = self;
        let act = |act: Act| json!({ "account_id": act.by.to_string(), "at": utc(act.at) });
        let stays = self.stays().map(|(what, why)| json!({ "what": what, "why": why }));
        json!({
            "organisation": {
                "id": organisation.id.to_string(),
                "kind": organisation.kind.as_str(),
                "name": organisation.name.as_str(),
                "code": organisation.code.as_ref().map(|code| code.as_str()),
            },
            "contract_ended_on": erasure.instruction.contract_ended_on.to_string(),
            "instruction": {
                "reference": erasure.instruction.reference.as_str(),
                "received_on": erasure.instruction.received_on.to_string(),
            },
            "requested": act(erasure.requested),
            "confirmed_and_closed": act(self.confirmed),
            "key": {
                "name": self.setting.kms_key.as_str(),
                "told_to_destroy_itself_at": utc(end.keys_destroyed_at),
                "destroyed_for_good_at": end.keys_gone_at.map(utc),
            },
            "backups": { "kept_days": self.setting.backups_kept_days, "gone_on": end.backups_gone_on.to_string() },
            "no_longer_readable_or_removed": self.gone().collect::<Vec<_>>(),
            "stays": stays.collect::<Vec<_>>(),
        })
    }

    fn paper(&self) -> Paper {
        let blocks = [self.about(), self.procedure(), self.key(), self.contents()].concat();
        Paper { title: "消去証明書（組織のデータ）".to_owned(), blocks }
    }

    fn about(&self) -> Vec<Block> {
        let (Self { organisation, .. }, instruction) = (self, &self.erasure.instruction);
        let code = organisation.code.as_ref().map_or("なし", |code| code.as_str());
        vec![
            Block::text(
                "次の組織の書面による指示にもとづき、お預かりしていたデータについて、下記の措置を行ったことを証明します。",
            ),
            Block::rows([("発行者", self.setting.issuer.to_owned()), ("発行日時", moment(self.setting.at))]),
            Block::heading("対象の組織"),
            Block::rows([
                ("名称", organisation.name.as_str().to_owned()),
                ("種別", kind(organisation.kind).to_owned()),
                ("コード", code.to_owned()),
                ("組織ID", organisation.id.to_string()),
            ]),
            Block::heading("契約と指示"),
            Block::rows([
                ("契約の最終日", day(instruction.contract_ended_on)),
                ("指示書の番号または名称", instruction.reference.as_str().to_owned()),
                ("指示書を受け取った日", day(instruction.received_on)),
            ]),
        ]
    }

    fn procedure(&self) -> Vec<Block> {
        let requested = self.erasure.requested;
        vec![
            Block::heading("手続き"),
            Block::rows([
                ("手続きの番号", self.erasure.id.to_string()),
                ("依頼した担当者（アカウントID）", requested.by.to_string()),
                ("依頼した日時", moment(requested.at)),
                ("確認した担当者（アカウントID）", self.confirmed.by.to_string()),
                ("確認し、利用を止めた日時", moment(self.confirmed.at)),
            ]),
            Block::text(
                "依頼と確認は、別の担当者が行いました。確認と同時に、この組織のログインとAPI連携を止め、端末の証明書をすべて失効させました。",
            ),
        ]
    }

    fn key(&self) -> Vec<Block> {
        let end = &self.end;
        let gone = end.keys_gone_at.map_or_else(|| "この組織の鍵は作られていませんでした".to_owned(), moment);
        vec![
            Block::heading("鍵の破棄"),
            Block::rows([
                ("鍵管理サービス（KMS）での鍵の名称", self.setting.kms_key.to_string()),
                ("破棄を命じた日時", moment(end.keys_destroyed_at)),
                ("KMSが破棄を完了する日時", gone),
            ]),
            Block::text(
                "この組織の鍵で暗号化されていた内容は、破棄を命じた時から、バックアップにあるものも含めて、読むことができなくなりました。稼働中のプログラムのメモリにある鍵の写しは、遅くとも5分で失われます。KMSが破棄を完了するまでの間は、KMSの運営者が鍵を復元できる可能性があります。",
            ),
            Block::heading("バックアップ"),
            Block::rows([
                ("バックアップを保存する日数", format!("{}日", self.setting.backups_kept_days)),
                ("最後のバックアップがなくなる日", day(end.backups_gone_on)),
            ]),
            Block::text(
                "この日までのバックアップには、暗号化された内容（鍵がないため読めません）と、暗号化していない項目（ID、日時、金額、状態、端末やラベルの名前、組織の電話番号など）が残っています。",
            ),
        ]
    }

    fn contents(&self) -> Vec<Block> {
        let gone = self.gone().map(|what| vec![what.to_owned()]).collect();
        let stays = self.stays().map(|(what, why)| vec![what.to_owned(), why.to_owned()]).collect();
        vec![
            Block::heading("読むことができなくなったもの、削除したもの"),
            Block::table(["内容"], gone),
            Block::text(
                "鍵の破棄によって読めなくなった内容の保管場所からの削除は、この証明書の発行に続いて、各サービスで自動的に行われます。",
            ),
            Block::heading("残るものと、その理由"),
            Block::table(["残るもの", "理由"], stays),
        ]
    }

    fn gone(&self) -> impl Iterator<Item = &'static str> {
        let own: &[&str] = match self.organisation.kind {
            OrganisationKind::Clinic => &GONE_OF_CLINIC,
            OrganisationKind::Insurer => &GONE_OF_INSURER,
            OrganisationKind::Operator => &[],
        };
        own.iter().chain(&GONE).copied()
    }

    fn stays(&self) -> impl Iterator<Item = Kept> {
        let own: &[Kept] = match self.organisation.kind {
            OrganisationKind::Clinic => &STAYS_OF_CLINIC,
            OrganisationKind::Insurer => &STAYS_OF_INSURER,
            OrganisationKind::Operator => &[],
        };
        own.iter().chain(&STAYS).copied()
    }
}

const fn kind(kind: OrganisationKind) -> &'static str {
    match kind {
        OrganisationKind::Clinic => "動物病院",
        OrganisationKind::Insurer => "保険会社",
        OrganisationKind::Operator => "運営",
    }
}

#[cfg(test)]
mod tests {
    use identity::{Actor, ActorKind, Role};
    use ids::{ErasureId, OrganisationId};
    use uuid::Uuid;

    use super::*;
    use crate::domain::{
        erasure::{Instruction, Reference},
        organisation::NewOrganisation,
        text::{OrganisationCode, OrganisationName, Phone},
    };

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn somebody() -> Actor {
        let operator = OrganisationKind::Operator;
        Actor {
            kind: ActorKind::Account,
            id: Uuid::now_v7(),
            organisation: OrganisationId::generate(),
            organisation_kind: operator,
            roles: vec![Role::Operations],
            permissions: Role::Operations.permissions(operator),
            certificate_serial: String::new(),
        }
    }

    fn erased(kind: OrganisationKind, gone_at: Option<DateTime<Utc>>) -> (Erasure, Organisation) {
        let name = OrganisationName::parse("さくら動物病院").unwrap();
        let (code, phone) = (OrganisationCode::parse("1310-0427").ok(), Phone::parse("03-0000-0000").ok());
        let new = NewOrganisation { id: None, kind, name: name.clone(), code, phone };
        let begun = at("2026-01-01T00:00:00Z");
        let mut organisation = Organisation::register(new, begun).unwrap().0;
        let instruction = Instruction {
            contract_ended_on: "2026-10-31".parse().unwrap(),
            reference: Reference::parse("解約-2026-014").unwrap(),
            received_on: "2026-10-20".parse().unwrap(),
        };
        let id = ErasureId::generate();
        let requested =
            Erasure::request(id, &organisation, None, instruction, &somebody(), at("2026-10-21T00:00:00Z"));
        let (mut erasure, now) = (requested.unwrap().0, at("2026-11-01T00:00:00Z"));
        let _ = erasure.confirm(&mut organisation, &name, 1, &somebody(), now).unwrap();
        let end = End::new(now, gone_at, 35);
        let _ = erasure.carry_out(&mut organisation, end, OrganisationId::generate(), now).unwrap();
        (erasure, organisation)
    }

    fn setting(kms_key: &KmsKeyName) -> Setting<'_> {
        Setting {
            issuer: "ねこのて運営", kms_key, backups_kept_days: 35, at: at("2026-11-01T00:00:00Z")
        }
    }

    fn stated(kind: OrganisationKind, gone_at: Option<DateTime<Utc>>) -> (serde_json::Value, String) {
        let (erasure, organisation) = erased(kind, gone_at);
        let kms_key = KmsKeyName::new("organisation-key");
        let statement = statement(&erasure, &organisation, setting(&kms_key)).unwrap();
        let words = statement.paper.blocks.into_iter().map(|block| match block {
            Block::Heading(text) | Block::Text(text) => text,
            Block::Rows(rows) => rows.into_iter().map(|(name, value)| format!("{name}: {value}\n")).collect(),
            Block::Table { rows, .. } => rows.concat().join("\n"),
        });
        (statement.facts, words.collect::<Vec<_>>().join("\n"))
    }

    #[test]
    fn paper_and_facts_state_the_same() {
        for kind in [OrganisationKind::Clinic, OrganisationKind::Insurer] {
            let (facts, paper) = stated(kind, None);
            let mut same = vec![
                &facts["organisation"]["id"],
                &facts["organisation"]["name"],
                &facts["organisation"]["code"],
                &facts["instruction"]["reference"],
                &facts["requested"]["account_id"],
                &facts["confirmed_and_closed"]["account_id"],
                &facts["key"]["name"],
            ];
            same.extend(facts["no_longer_readable_or_removed"].as_array().unwrap());
            for kept in facts["stays"].as_array().unwrap() {
                same.extend([&kept["what"], &kept["why"]]);
            }
            assert!(same.len() > 15);
            for text in same {
                assert!(paper.contains(text.as_str().unwrap()), "{text}");
            }
            assert!(paper.contains("発行者: ねこのて運営"), "{paper}");
            assert!(!paper.contains("03-0000"), "the telephone is gone");
        }
    }

    #[test]
    fn days_and_times_are_japans_in_the_paper_and_iso_in_the_facts() {
        let (facts, paper) = stated(OrganisationKind::Clinic, Some(at("2026-12-01T15:30:00Z")));
        assert_eq!(facts["contract_ended_on"], "2026-10-31");
        assert_eq!(facts["backups"]["gone_on"], "2026-12-06");
        assert_eq!(facts["key"]["destroyed_for_good_at"], "2026-12-01T15:30:00Z");
        for text in ["2026年10月31日", "2026年12月6日", "2026年12月2日 00時30分00秒（日本時間）"]
        {
            assert!(paper.contains(text), "{text}");
        }
    }

    #[test]
    fn an_organisation_that_never_had_a_key_is_said_to_have_had_none() {
        let (facts, paper) = stated(OrganisationKind::Clinic, None);
        assert!(facts["key"]["destroyed_for_good_at"].is_null());
        assert!(paper.contains("この組織の鍵は作られていませんでした"));
    }

    #[test]
    fn nothing_is_said_to_be_without_a_trace() {
        for kind in [OrganisationKind::Clinic, OrganisationKind::Insurer] {
            let (_, paper) = stated(kind, None);
            assert!(paper.contains("読むことができなくなりました") && paper.contains("復元できる可能性"));
            assert!(!paper.contains("完全に") && !paper.contains("跡形"));
        }
    }

    #[test]
    fn what_is_not_done_is_not_stated() {
        let (mut erasure, organisation) = erased(OrganisationKind::Clinic, None);
        erasure.state = State::Requested;
        assert!(statement(&erasure, &organisation, setting(&KmsKeyName::new("organisation-key"))).is_none());
    }
}
