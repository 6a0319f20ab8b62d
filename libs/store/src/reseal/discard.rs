//! Discards keys that were replaced, once nothing can need them: nobody has them in memory any more to seal under, and a
//! whole walk over every table, begun after that, has found nothing under them. Refuses when in doubt.

use std::collections::BTreeSet;

use envelope::{Error, KeyState, KeyStatus};
use fault::Fault;

use super::{
    Kept, PURPOSE, Reseal, Why,
    progress::{self, Finding, Standing},
    warmth,
};

/// The latest walk over a table, and what it has found.
type Walked = Option<(Standing, BTreeSet<Finding>)>;

impl Reseal {
    /// Discards what nothing needs; the keys that are gone now, and those that are still there and why.
    pub(super) async fn discard(&self) -> Result<(Vec<KeyStatus>, Vec<Kept>), Fault> {
        let (walks, all) = (self.walks().await?, self.keys.statuses().await?);
        let (mut discarded, mut kept) = (vec![], vec![]);
        for key in all.iter().filter(|key| key.state == KeyState::Retired) {
            let of_key = |other: &&KeyStatus| (other.owner, other.purpose) == (key.owner, key.purpose);
            let current = all.iter().filter(of_key).find(|other| other.state == KeyState::Current);
            let why = match current.map_or(Some(Why::Needed), |current| self.needed(key, current, &walks)) {
                None if self.is_ours(key).await? => {
                    if self.keys.discard(key.id).await? {
                        tracing::info!(key = %key.id, owner = %key.owner, purpose = %key.purpose, "discarded");
                        discarded.push(key.clone());
                    }
                    continue;
                }
                why => why.unwrap_or(Why::Needed),
            };
            kept.push(Kept { key: key.clone(), why });
        }
        Ok((discarded, kept))
    }

    /// Why a key may not go yet.
    fn needed(&self, key: &KeyStatus, current: &KeyStatus, walks: &[Walked]) -> Option<Why> {
        if !self.tables.iter().any(|table| table.uses(key.purpose)) {
            return Some(Why::Elsewhere);
        }
        let alone = self.keys.alone_from(current);
        if self.clock.now() < alone {
            return Some(Why::Used(alone));
        }
        let found = |is_left| {
            let finding = Finding { key: key.id, is_left };
            walks.iter().flatten().any(|(_, found)| found.contains(&finding))
        };
        if found(true) {
            return Some(Why::Needed);
        }
        let whole = |walk: &Walked| walk.as_ref().is_some_and(|(at, _)| at.ended && at.began_at >= alone);
        (found(false) || !walks.iter().all(whole)).then_some(Why::Unsure)
    }

    /// Whether the key opens for this service: who names the tables of one service and the keys of another has looked in
    /// the wrong place.
    async fn is_ours(&self, key: &KeyStatus) -> Result<bool, Fault> {
        match self.keys.warm_keys([key.id]).await {
            Ok(()) => Ok(true),
            Err(Error::Gone(_)) => Ok(true), // somebody else has discarded it
            Err(error) if warmth::reason(&error).is_some() => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    async fn walks(&self) -> Result<Vec<Walked>, Fault> {
        let (tx, mut walks) = (self.store.read(PURPOSE, "read_walks").await?, vec![]);
        for table in self.tables {
            let at = progress::standing(&tx, table.name).await?;
            walks.push(match at {
                Some(at) => {
                    let found = progress::findings(&tx, table.name, at.walk).await?;
                    Some((at, found))
                }
                None => None,
            });
        }
        Ok(walks)
    }
}
