//! The table of data keys, a line each.

use std::collections::{BTreeMap, btree_map::Entry};

use calendar::{Clock as _, SystemClock};
use envelope::{KeyState, KeyStatus, Keyring, Purpose, kms::KmsState};
use ids::OrganisationId;

use crate::polite::polite;

/// Prints every data key, and how the KMS key of each organisation stands.
pub(super) async fn show(keys: &Keyring) -> anyhow::Result<()> {
    let all = all(keys).await?;
    let mut standings = BTreeMap::new();
    say!(
        "{:<36}  {:<9}  {:<9}  {:>5}  {:>10}  {:<8}  KMS",
        "organisation",
        "purpose",
        "state",
        "days",
        "uses",
        "version"
    )?;
    for key in &all {
        let kms = match standings.entry(key.owner) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(standing(keys, key.owner).await),
        };
        say!("{}", line(key, kms))?;
    }
    say!("データ鍵 / data keys    {}", all.len())?;
    Ok(())
}

/// The organisation's current key for the purpose.
pub(super) async fn current(
    keys: &Keyring,
    owner: OrganisationId,
    purpose: Purpose,
) -> anyhow::Result<Option<KeyStatus>> {
    let is_it = |key: &KeyStatus| (key.owner, key.purpose, key.state) == (owner, purpose, KeyState::Current);
    Ok(all(keys).await?.into_iter().find(is_it))
}

async fn all(keys: &Keyring) -> anyhow::Result<Vec<KeyStatus>> {
    keys.statuses().await.map_err(|why| polite(why.into()))
}

/// A KMS that does not answer must not hide what the database knows.
async fn standing(keys: &Keyring, owner: OrganisationId) -> String {
    match keys.standing(owner).await {
        Ok(standing) => match standing.state {
            KmsState::Enabled => "enabled".to_owned(),
            KmsState::Disabled => "disabled".to_owned(),
            KmsState::DestroyScheduled => "destroy scheduled".to_owned(),
            KmsState::Destroyed => "destroyed".to_owned(),
            KmsState::Missing => "missing".to_owned(),
        },
        Err(_) => "does not answer".to_owned(),
    }
}

fn line(key: &KeyStatus, kms: &str) -> String {
    let days = (SystemClock.now() - key.created_at).num_days();
    format!(
        "{:<36}  {:<9}  {:<9}  {days:>5}  {:>10}  {:<8}  {kms}",
        key.owner.to_string(),
        key.purpose.to_string(),
        key.state.as_str(),
        key.uses,
        key.version()
    )
}
