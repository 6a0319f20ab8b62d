//! How an erasure is told at a terminal: all of it, or a line. Times are Japan's, as the API writes them.

use serde_json::Value;

use crate::portal::text;

/// Fields of an erasure with what they are called, in the order in which they come about.
const ROWS: [(&str, &str); 14] = [
    ("id", "手続きの番号 / erasure"),
    ("organisation_name", "組織 / organisation"),
    ("organisation_id", "組織のID / its id"),
    ("contract_ended_on", "契約の最終日 / contract ended on"),
    ("instruction_reference", "指示書 / instruction"),
    ("instruction_received_on", "受領日 / received on"),
    ("requested_by", "依頼した人 / requested by"),
    ("requested_at", "依頼日時 / requested at"),
    ("settled_by", "確認・取り消しをした人 / settled by"),
    ("settled_at", "確認・取り消しの日時 / settled at"),
    ("keys_destroyed_at", "鍵の破棄を指示した日時 / keys destroyed at"),
    ("keys_gone_at", "鍵が完全に失われた日時 / keys gone at"),
    ("backups_gone_on", "最後のバックアップが消える日 / last backup gone on"),
    ("revision", "版 / revision"),
];

/// All that is known of it.
pub(super) fn erasure(erasure: &Value) -> anyhow::Result<()> {
    say!("  状態 / state    {}", state(erasure)?)?;
    for (field, name) in ROWS {
        match erasure.get(field) {
            Some(Value::String(value)) => say!("  {name}    {value}")?,
            Some(Value::Number(value)) => say!("  {name}    {value}")?,
            _ => {}
        }
    }
    Ok(())
}

/// A line of a list.
pub(super) fn line(erasure: &Value) -> anyhow::Result<()> {
    let (id, ended) = (text(erasure, "id")?, text(erasure, "contract_ended_on")?);
    Ok(say!("{id}  {:<9}  {ended}  {}", text(erasure, "state")?, text(erasure, "organisation_name")?)?)
}

fn state(erasure: &Value) -> anyhow::Result<String> {
    let state = text(erasure, "state")?;
    let japanese = match state {
        "requested" => "確認待ち",
        "confirmed" => "実行中",
        "done" => "完了",
        "cancelled" => "取り消し",
        _ => "不明",
    };
    Ok(format!("{japanese} / {state}"))
}
