//! What a fault of a service's store or keys is to somebody at the command line: what happened, and what to do next.

use anyhow::anyhow;
use fault::Fault;

/// A refusal in words that say what to do next.
pub(crate) fn polite(fault: Fault) -> anyhow::Error {
    let cause = std::error::Error::source(&fault).map_or_else(|| fault.to_string(), ToString::to_string);
    let next = match fault.reason() {
        "KEY_UNAVAILABLE" => {
            "KMSに接続できません。少し待ってから、もう一度お試しください。 / the KMS does not answer: try again"
        }
        "DATABASE_UNAVAILABLE" => {
            "データベースに接続できません。少し待ってから、もう一度お試しください。 / the database does not answer: try again"
        }
        "ORGANISATION_ERASED" => "この組織のデータは消去されています。 / the organisation has been erased",
        "KEY_DISABLED" => {
            "この組織のKMSの鍵は停止中です。 / the organisation's KMS key is disabled: enable it first"
        }
        "ARCHIVE_STRANGE" => {
            "アーカイブに取り込めない内容があります。書き出し直してください。 / the archive holds something that cannot be \
             brought back: fetch it again"
        }
        _ => "ログと設定を確かめてください。 / look at the log and the configuration",
    };
    anyhow!("{next}\n  {}: {cause}", fault.reason())
}
