//! The words for each kind of fact. A kind we have no words for is shown by its own name, never left out.

use crate::{
    context::Language,
    pages::show::{Icon, icon},
};

/// How a kind is told: `<operator>{between}<thing>{verb}`.
pub struct Telling {
    /// The group it belongs to.
    pub group: String,
    /// What stands between operator and thing.
    pub between: String,
    /// What stands behind the thing.
    pub verb: String,
    /// The style of its sign.
    pub tone: &'static str,
    /// Its sign.
    pub icon: Icon,
}

/// Kind; group, verb and name in Japanese; group and verb in English; style; sign.
type Row = (&'static str, [&'static str; 3], [&'static str; 2], &'static str, Icon);

const KINDS: &[Row] = &[
    (
        "claim.draft_started",
        ["申請", "を作成しました", "下書きの作成"],
        ["Claim", "started"],
        "claim",
        icon("file-plus"),
    ),
    (
        "claim.treatment_described",
        ["申請", "の診療内容を保存しました", "診療内容の保存"],
        ["Claim", "described the treatment of"],
        "claim",
        icon("pencil-line"),
    ),
    (
        "claim.document_added",
        ["申請", "に書類を添付しました", "書類の添付"],
        ["Claim", "added a document to"],
        "claim",
        icon("file-text"),
    ),
    (
        "claim.document_removed",
        ["申請", "から書類を取り除きました", "書類の取り除き"],
        ["Claim", "removed a document from"],
        "claim",
        icon("file-x"),
    ),
    (
        "claim.submitted",
        ["申請", "を提出しました", "申請の提出"],
        ["Claim", "submitted"],
        "claim",
        icon("inbox"),
    ),
    (
        "claim.resubmitted",
        ["申請", "を再提出しました", "申請の再提出"],
        ["Claim", "submitted again"],
        "claim",
        icon("inbox"),
    ),
    (
        "claim.returned",
        ["保険金処理", "を差し戻しました", "差し戻し"],
        ["Decision", "returned"],
        "back",
        icon("undo-2"),
    ),
    (
        "claim.withdrawn",
        ["申請", "を取り下げました", "申請の取り下げ"],
        ["Claim", "withdrew"],
        "claim",
        icon("x"),
    ),
    (
        "claim.approved",
        ["保険金処理", "を承認しました", "承認"],
        ["Decision", "approved"],
        "pay",
        icon("badge-japanese-yen"),
    ),
    (
        "claim.partially_approved",
        ["保険金処理", "を一部承認しました", "一部承認"],
        ["Decision", "approved in part"],
        "pay",
        icon("badge-japanese-yen"),
    ),
    (
        "claim.absorbed",
        ["保険金処理", "を免責内としました", "免責内"],
        ["Decision", "within the deductible:"],
        "pay",
        icon("circle-check"),
    ),
    (
        "claim.denied",
        ["保険金処理", "をお支払い対象外としました", "お支払い対象外"],
        ["Decision", "decided that it is not covered:"],
        "back",
        icon("ban"),
    ),
    (
        "policy.registered",
        ["契約", "を登録しました", "契約の登録"],
        ["Policy", "registered"],
        "",
        icon("file-plus"),
    ),
    (
        "review_rules.set",
        ["自動審査の基準", "を変更しました", "自動審査の基準の変更"],
        ["Rules of automatic review", "set"],
        "",
        icon("search-check"),
    ),
    (
        "plan.published",
        ["商品・支払基準", "を公開しました", "支払基準の公開"],
        ["Plan", "published"],
        "",
        icon("badge-japanese-yen"),
    ),
    (
        "policy.looked_up",
        ["契約", "を照会しました", "契約の照会"],
        ["Policy", "looked up"],
        "",
        icon("search"),
    ),
    (
        "policy.corrected",
        ["契約", "の登録内容を訂正しました", "契約の訂正"],
        ["Policy", "corrected"],
        "",
        icon("pencil-line"),
    ),
    (
        "policy.stopped",
        ["契約", "の利用を停止しました", "契約の利用停止"],
        ["Policy", "stopped the use of"],
        "sec",
        icon("ban"),
    ),
    (
        "policy.resumed",
        ["契約", "の利用を再開しました", "契約の利用再開"],
        ["Policy", "resumed the use of"],
        "",
        icon("circle-check"),
    ),
    (
        "policy.deleted",
        ["契約", "を消去しました", "契約の消去"],
        ["Policy", "deleted"],
        "sec",
        icon("trash-2"),
    ),
    (
        "contract.made",
        ["契約", "と契約しました", "病院との契約"],
        ["Policy", "made a contract with"],
        "",
        icon("building-2"),
    ),
    ("label.created", ["ラベル", "を作成しました", "ラベルの作成"], ["Label", "made"], "", icon("tag")),
    ("label.attached", ["ラベル", "を付けました", "ラベルを付ける"], ["Label", "put on"], "", icon("tag")),
    ("label.detached", ["ラベル", "を外しました", "ラベルを外す"], ["Label", "took off"], "", icon("tag")),
    (
        "account.created",
        ["アカウント", "を登録しました", "アカウントの登録"],
        ["Account", "added"],
        "perm",
        icon("users"),
    ),
    (
        "account.signed_in",
        ["ログイン", "ログインしました", "ログイン"],
        ["Sign-in", "signed in"],
        "",
        icon("log-in"),
    ),
    (
        "account.signed_out",
        ["ログイン", "ログアウトしました", "ログアウト"],
        ["Sign-in", "signed out"],
        "",
        icon("log-out"),
    ),
    (
        "account.sign_in_refused",
        ["セキュリティ", "ログインできませんでした", "ログインの失敗"],
        ["Security", "could not sign in"],
        "sec",
        icon("shield-alert"),
    ),
    (
        "api_client.created",
        ["外部連携", "を登録しました", "連携プログラムの登録"],
        ["Integration", "added"],
        "perm",
        icon("key-round"),
    ),
    (
        "certificate.issued",
        ["証明書", "を発行しました", "証明書の発行"],
        ["Certificate", "issued"],
        "perm",
        icon("shield-check"),
    ),
    (
        "certificate.revoked",
        ["証明書", "を失効しました", "証明書の失効"],
        ["Certificate", "revoked"],
        "sec",
        icon("shield-alert"),
    ),
    (
        "organisation.registered",
        ["組織", "を登録しました", "組織の登録"],
        ["Organisation", "registered"],
        "perm",
        icon("building-2"),
    ),
    (
        "organisation.erasure_requested",
        ["組織", "の消去を依頼しました", "消去の依頼"],
        ["Organisation", "requested the erasure of"],
        "sec",
        icon("file-x"),
    ),
    (
        "organisation.erasure_cancelled",
        ["組織", "の消去の依頼を取り消しました", "消去の依頼の取り消し"],
        ["Organisation", "withdrew the erasure of"],
        "sec",
        icon("ban"),
    ),
    (
        "organisation.closed",
        ["組織", "の消去を確認し、組織を閉じました", "組織の閉鎖"],
        ["Organisation", "confirmed the erasure of and closed"],
        "sec",
        icon("shield-alert"),
    ),
    (
        "organisation.erased",
        ["組織", "のデータを消去しました", "組織の消去"],
        ["Organisation", "erased the data of"],
        "sec",
        icon("trash-2"),
    ),
    (
        "organisation.archive_fetched",
        ["組織", "の全データを書き出しました", "データの書き出し"],
        ["Organisation", "fetched the archive of"],
        "sec",
        icon("download"),
    ),
    (
        "subject_request.received",
        ["開示等の請求", "の請求を受け付けました", "請求の受け付け"],
        ["Data request", "recorded the request"],
        "perm",
        icon("inbox"),
    ),
    (
        "subject_request.identified",
        ["開示等の請求", "の本人確認をしました", "請求者の本人確認"],
        ["Data request", "checked the identity for"],
        "perm",
        icon("shield-check"),
    ),
    (
        "subject_request.disclosed",
        ["開示等の請求", "の請求により開示しました", "開示"],
        ["Data request", "disclosed for"],
        "sec",
        icon("files"),
    ),
    (
        "subject_request.corrected",
        ["開示等の請求", "の請求により訂正しました", "訂正"],
        ["Data request", "corrected for"],
        "sec",
        icon("pencil-line"),
    ),
    (
        "subject_request.stopped",
        ["開示等の請求", "の請求により利用を停止しました", "利用停止"],
        ["Data request", "stopped the use for"],
        "sec",
        icon("ban"),
    ),
    (
        "subject_request.deleted",
        ["開示等の請求", "の請求により消去しました", "消去"],
        ["Data request", "deleted for"],
        "sec",
        icon("trash-2"),
    ),
    (
        "subject_request.refused",
        ["開示等の請求", "の請求に応じられない旨を記録しました", "請求に応じられない旨の通知"],
        ["Data request", "refused"],
        "back",
        icon("file-x"),
    ),
    (
        "subject_request.resumed",
        ["開示等の請求", "の請求で停止した利用を再開しました", "利用の再開"],
        ["Data request", "resumed the use stopped by"],
        "perm",
        icon("circle-check"),
    ),
    (
        "subject_request.overdue",
        ["開示等の請求", "の請求の期限が過ぎたことを記録しました", "請求の期限切れ"],
        ["Data request", "noted as overdue"],
        "sec",
        icon("triangle-alert"),
    ),
    (
        "subject_request.file_fetched",
        ["開示等の請求", "の請求で開示したデータの写しを取り出しました", "データの写しの取り出し"],
        ["Data request", "fetched the copy disclosed for"],
        "sec",
        icon("download"),
    ),
    (
        "timeline.inspected",
        ["閲覧", "のタイムラインを閲覧しました", "サポートによる閲覧"],
        ["Reading", "read the timeline of"],
        "sec",
        icon("search-check"),
    ),
    (
        "claim.inspected",
        ["閲覧", "の内容を閲覧しました", "サポートによる申請の閲覧"],
        ["Reading", "opened"],
        "sec",
        icon("search-check"),
    ),
    (
        "notification.sent",
        ["通知", "についてメールを送信しました", "メールの送信"],
        ["Mail", "sent a mail about"],
        "",
        icon("check"),
    ),
    (
        "notification.dead",
        ["通知", "についてのメールを送信できませんでした", "メールの不達"],
        ["Mail", "could not send a mail about"],
        "sec",
        icon("circle-alert"),
    ),
];

/// The kinds to filter by.
pub fn choices(language: Language) -> Vec<(&'static str, &'static str)> {
    KINDS
        .iter()
        .map(|(kind, [_, _, japanese], [_, english], ..)| (*kind, language.pick(*japanese, *english)))
        .collect()
}

/// How a kind is told; `has_thing` when there is a thing to name.
pub fn telling(kind: &str, has_thing: bool, language: Language) -> Telling {
    let known = KINDS.iter().find(|(known, ..)| *known == kind);
    let Some((_, [group, verb, _], [english_group, english_verb], tone, sign)) = known else {
        let between = language.pick("が操作「", " did “").to_owned();
        let verb = format!("{kind}{}", language.pick("」を行いました", "”"));
        return Telling {
            group: kind.to_owned(),
            between: format!("{between}{verb}"),
            verb: String::new(),
            tone: "",
            icon: icon("history"),
        };
    };
    let (between, verb) = match (language, has_thing) {
        (Language::Japanese, true) => ("が ".to_owned(), format!(" {verb}")),
        (Language::Japanese, false) => ("が".to_owned(), without_particle(verb).to_owned()),
        (Language::English, _) => (format!(" {english_verb} "), String::new()),
    };
    Telling { group: language.pick(*group, *english_group).to_owned(), between, verb, tone, icon: *sign }
}

/// A verb whose thing has no name begins without the particle that would follow the name.
fn without_particle(verb: &str) -> &str {
    let particles = ["についての", "について", "から", "を", "と", "の", "に"];
    particles.iter().find_map(|particle| verb.strip_prefix(particle)).unwrap_or(verb)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_is_a_sentence() {
        let told = telling("claim.submitted", true, Language::Japanese);
        assert_eq!(format!("佐藤{}K7Q2{}", told.between, told.verb), "佐藤が K7Q2 を提出しました");
    }

    #[test]
    fn a_sentence_without_a_thing_has_no_particle_for_it() {
        let told = telling("notification.sent", false, Language::Japanese);
        assert_eq!(format!("システム{}{}", told.between, told.verb), "システムがメールを送信しました");
    }

    #[test]
    fn a_kind_without_words_is_shown_by_its_name() {
        let told = telling("claim.teleported", false, Language::Japanese);
        assert_eq!(told.between, "が操作「claim.teleported」を行いました");
    }
}
