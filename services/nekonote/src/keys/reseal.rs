//! What `nekonote keys reseal` says of its work: how much was done, what was left and why, and what comes next.

use std::collections::BTreeMap;

use envelope::Purpose;
use store::{Kept, Left, Reseal, Resealed, SealedTable, Why};

use crate::{
    polite::polite,
    service::{Opened, Service},
};

/// Seals a service's tables anew, and tells of it.
pub(super) async fn run(service: Service, Opened { keys, store, clock }: Opened) -> anyhow::Result<()> {
    let job = Reseal::new(store, keys, clock, tables(service));
    let done = job.run().await.map_err(polite)?;
    tell(&done)
}

const fn tables(service: Service) -> &'static [SealedTable] {
    match service {
        Service::Accounts => accounts::SEALED_TABLES,
        Service::Claims => claims::SEALED_TABLES,
        Service::Notifications => &[], // its secrets lie in files: `nekonote secrets reseal`
    }
}

fn tell(Resealed { seen, changed, left, corrupt, discarded, kept }: &Resealed) -> anyhow::Result<()> {
    say!("確認した行 / rows seen    {seen}")?;
    say!("封をし直した行 / rows sealed anew    {changed}")?;
    say!("そのまま残した行 / rows left as they are    {}", left.all())?;
    tell_left(left)?;
    for (table, row) in corrupt {
        say!("    {table}    {row}")?;
    }
    say!("廃棄した鍵 / keys discarded    {}", discarded.len())?;
    say!("残っている古い鍵 / older keys kept    {}", kept.len())?;
    for (why, count) in reasons(kept) {
        say!("  {count}    {why}")?;
    }
    Ok(())
}

/// What does not open is last: its rows are listed below.
fn tell_left(Left { corrupt, erased, disabled }: &Left) -> anyhow::Result<()> {
    let disabled_words = "KMSの鍵が停止中です。有効にしてから、もう一度実行してください。 / \
                          the KMS key is disabled: enable it and run it again";
    let erased_words = "消去された組織のものです。 / of an organisation that has been erased";
    let corrupt_words = "開けません（表とID）。バックアップと照らし合わせてください。 / \
                         do not open (tables and ids): compare with a backup";
    let rows = [(disabled, disabled_words), (erased, erased_words), (corrupt, corrupt_words)];
    for (count, words) in rows.into_iter().filter(|(count, _)| **count > 0) {
        say!("  {count}    {words}")?;
    }
    Ok(())
}

/// Why keys are still there, and of how many that is so.
fn reasons(kept: &[Kept]) -> BTreeMap<String, usize> {
    let mut reasons = BTreeMap::new();
    for Kept { key, why } in kept {
        let words = match why {
            Why::Used(until) => {
                let until = calendar::jst(*until).format("%m-%d %H:%M:%S JST");
                let then = if key.purpose == Purpose::Indexes { "索引の鍵" } else { "データ鍵" };
                format!(
                    "{then}（{}）：サービスがまだ使うことがあります。{until} 以降にもう一度実行してください。 / \
                     may still be in use: run it again after {until}",
                    key.purpose
                )
            }
            Why::Needed => "残した行に必要です。 / rows that were left may need them".to_owned(),
            Why::Elsewhere => "表の外で使われています（nekonote secrets reseal）。 / \
                 used outside of tables (nekonote secrets reseal)"
                .to_owned(),
            Why::Unsure => {
                "別の作業と重なりました。もう一度実行してください。 / somebody else was at it: run it again"
                    .to_owned()
            }
        };
        *reasons.entry(words).or_default() += 1;
    }
    reasons
}
