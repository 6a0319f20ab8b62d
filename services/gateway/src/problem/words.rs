//! The words for people: what happened and what to do next, by reason, else by kind. They blame nobody.

mod reasons;

use std::borrow::Cow;

use fault::{Fault, Kind};

use self::reasons::REASONS;
use crate::context::{self, Language};

/// Words for a refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// What happened.
    pub title: Cow<'static, str>,
    /// What to do next.
    pub detail: Cow<'static, str>,
}

/// What to say about a fault, in the reader's language.
#[must_use]
pub fn wording(fault: &Fault) -> Wording {
    let row = REASONS.iter().find(|(reason, ..)| *reason == alias(fault.reason()));
    let (japanese, english) =
        row.map_or_else(|| by_kind(fault.kind()), |(_, japanese, english)| (*japanese, *english));
    let [title, detail] = if context::current().language == Language::English { english } else { japanese };
    Wording { title: title.into(), detail: detail.into() }
}

/// What to say beside a field.
#[must_use]
pub fn field_wording(code: &str) -> Cow<'static, str> {
    let (japanese, english) = match code {
        "REQUIRED" => ("入力してください。", "This is required."),
        "TOO_LONG" => ("文字数を減らしてください。", "This is too long."),
        "TOO_SHORT" => ("文字数を増やしてください。", "This is too short."),
        "TOO_MANY" => ("件数を減らしてください。", "There are too many."),
        "OUT_OF_RANGE" => ("範囲内の値を入力してください。", "This is out of range."),
        "DATE" => ("日付は「2026-11-21」の形式で入力してください。", "Write a date such as 2026-11-21."),
        "IN_FUTURE" => ("今日までの日付を入力してください。", "The date must not be in the future."),
        "IN_PAST" => ("今日以降の日付を入力してください。", "The day must not be over."),
        "BAD_ID" | "UUID" => ("IDの形式をご確認ください。", "This is not an id."),
        "BAD_EMAIL" => {
            ("メールアドレスの形式をご確認ください（例：info@example.jp）。", "Check the mail address.")
        }
        "UNKNOWN" | "UNKNOWN_VALUE" => {
            ("選べる値の中から指定してください。", "This is not one of the allowed values.")
        }
        "TAKEN" => ("すでに使われています。別の値を入力してください。", "This is already in use."),
        "BEFORE_START" => ("始期日より後の日付を入力してください。", "It lies before the policy begins."),
        "AFTER_START" => ("始期日以前の日付を入力してください。", "It lies after the policy begins."),
        "NOT_LATER" => {
            ("いまの版より後の日付を入力してください。", "It must be later than the version before.")
        }
        "TOO_FAR" => ("2年後までの日付を入力してください。", "It must be within the next two years."),
        "NOT_APPLIED" => (
            "この条件は、まだ請求に適用できません。外してください。",
            "Claims cannot apply this term yet. Leave it out.",
        ),
        "OUTSIDE_TERM" => {
            ("診療日が補償期間の外です。契約をご確認ください。", "It lies outside the policy's term.")
        }
        "ABOVE_TOTAL" => {
            ("値引きは明細の合計以下の金額を入力してください。", "The discount is more than the lines.")
        }
        "AFTER_TREATMENT" => {
            ("発症日は診療日以前の日付を入力してください。", "The onset lies after the treatment.")
        }
        "TOO_LARGE" => ("小さな値を入力してください。", "This is too large."),
        "GUESSABLE" => ("推測されにくいパスワードを入力してください。", "This password is easy to guess."),
        "NOT_FOR_KIND" => ("この組織では選べない役割です。", "This organisation cannot have this role."),
        "ADMINISTRATOR_REQUIRED" => ("組織管理者を含めてください。", "An administrator is needed."),
        "CONTROL_CHARACTER" | "INVISIBLE_CHARACTERS" => {
            ("表示できない文字を除いてください。", "Remove characters that cannot be seen.")
        }
        "KEY_KIND" => ("P-256 または Ed25519 の鍵をお使いください。", "Use a P-256 or Ed25519 key."),
        "MALFORMED" => ("形式をご確認ください。", "Please check how it is written."),
        "FUTURE" => ("今より前の日時を入力してください。", "The time must not be in the future."),
        "TOO_EARLY" => ("90日前までの日時を入力してください。", "The time must be within the last 90 days."),
        "UNEXPECTED" => ("空欄にしてください。", "Please leave this out."),
        "MISMATCH" => {
            ("一致しません。もう一度ご確認ください。", "This does not match. Please check it again.")
        }
        "INACTIVE" => ("有効なものをご指定ください。", "This is not active."),
        _ => ("入力内容をご確認ください。", "Please check this value."),
    };
    if context::current().language == Language::English { english.into() } else { japanese.into() }
}

/// Services speak of request ids, clients of the header.
fn alias(reason: &str) -> &str {
    match reason {
        "REQUEST_ID_REUSED" => "IDEMPOTENCY_KEY_REUSED",
        "REQUEST_IN_FLIGHT" => "IDEMPOTENCY_KEY_IN_FLIGHT",
        stale if stale.ends_with("_STALE") => "REVISION_STALE",
        other => other,
    }
}

const fn by_kind(kind: Kind) -> ([&'static str; 2], [&'static str; 2]) {
    match kind {
        Kind::Invalid => (
            ["入力内容をご確認ください。", "示された項目を直して、もう一度お送りください。"],
            ["Please check what you entered.", "Correct the fields shown and send it again."],
        ),
        Kind::Unauthenticated => (
            ["ご本人の確認ができませんでした。", "もう一度ログインするか、トークンを取り直してください。"],
            ["We could not verify who you are.", "Sign in again or get a new token."],
        ),
        Kind::Forbidden => (
            ["アクセス権限がありません。", "組織管理者にご確認ください。"],
            ["You are not allowed to do this.", "Ask your administrator."],
        ),
        Kind::NotFound => (
            ["お探しのものが見つかりません。", "一覧から選び直してください。"],
            ["It is not there.", "Choose it from the list."],
        ),
        Kind::Conflict => (
            ["ほかの操作と重なりました。", "最新の内容を確かめて、もう一度お試しください。"],
            ["This collided with another change.", "Look at the current state and try again."],
        ),
        Kind::Refused => (
            ["いまの状態では行えない操作です。", "申請や契約の状態をご確認ください。"],
            ["This cannot be done in the current state.", "Check the state of the claim or contract."],
        ),
        Kind::Unavailable => (
            [
                "ただいま混み合っているか、一部の機能が止まっています。",
                "少し待ってから、もう一度お試しください。",
            ],
            ["This is not available right now.", "Wait a moment and try again."],
        ),
        Kind::Internal => (
            [
                "予期しないエラーが発生しました。",
                "時間をおいて、やり直してください。続くときは問い合わせ番号をお知らせください。",
            ],
            ["Something unexpected happened.", "Try again later; if it persists, tell us the support code."],
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_words_that_say_what_to_do() {
        for fault in [Fault::invalid("X"), Fault::internal("X"), Fault::refused("X"), Fault::unavailable("X")]
        {
            let words = wording(&fault);
            assert!(words.title.ends_with('。') && words.detail.ends_with('。'));
        }
    }

    #[test]
    fn no_reason_is_listed_twice() {
        let mut reasons: Vec<_> = REASONS.iter().map(|(reason, ..)| reason).collect();
        reasons.sort_unstable();
        reasons.dedup();
        assert_eq!(reasons.len(), REASONS.len());
    }
}
