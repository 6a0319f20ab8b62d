//! Searches claims and policies by what was typed: the tokens of each word in the indexes of the insurers concerned give
//! candidates, which are opened and compared, step by step, until a page is full. One request opens only so many.

use std::{fmt::Display, str::FromStr};

use fault::Fault;
use identity::OrganisationKind;
use ids::{ClaimId, OrganisationId, PolicyId};
use store::{Page, Slice};

use super::{App, By, allow};
use crate::{
    domain::{access::Act, policy::Policy, search::Search},
    store::{
        Over,
        claims::{self, Filter, Listed},
        contracts, counts, policies,
        policy_tokens::{Batch, Sought},
    },
};

/// Candidates after which a page ends, full or not, and says where to go on.
const MOST: usize = 1_000;

impl App {
    /// A page of the claims that match.
    pub(super) async fn search_claims(
        &self,
        by: &By,
        filter: Filter,
        search: &Search,
        page: &Page<ClaimId>,
    ) -> Result<Slice<Listed>, Fault> {
        allow(by, Act::ReadClaims)?;
        let (mut sought, mut over) = (self.sought(by, search).await?, Over::default());
        loop {
            let (words, over_now) = ((search, &sought), &over);
            let step = |after| {
                self.keys.with_keys(move || async move {
                    let tx = self.read(by, Act::ReadClaims, "search_claims").await?;
                    let seals = self.seals(by, "search_claims").without(over_now);
                    claims::search(&tx, seals, filter, words, after).await
                })
            };
            let found = gather(page, Listed::id, step).await;
            let erased = found.as_ref().err().and_then(|fault| self.learn(by, fault, &mut over));
            match erased {
                Some(insurer) => sought.forget(insurer),
                None => return found,
            };
        }
    }

    /// A page of the insurer's policies that match.
    pub(super) async fn search_policies(
        &self,
        by: &By,
        search: &Search,
        page: &Page<PolicyId>,
    ) -> Result<Slice<Policy>, Fault> {
        allow(by, Act::ReadPolicies)?;
        let sought = &self.sought(by, search).await?;
        let step = |after| {
            self.keys.with_keys(move || async move {
                let tx = self.read(by, Act::ReadPolicies, "search_policies").await?;
                policies::search(&tx, self.seals(by, "search_policies"), (search, sought), after).await
            })
        };
        gather(page, |policy: &Policy| policy.id, step).await
    }

    /// The tokens to search for: in an insurer's own index, or in those of the insurers that a clinic has to do with.
    async fn sought(&self, by: &By, search: &Search) -> Result<Sought, Fault> {
        let own = by.actor.organisation;
        if by.actor.organisation_kind == OrganisationKind::Insurer {
            self.keys.warm(own, envelope::Purpose::Indexes).await?;
            return Ok(Sought::new(search, &[(own, self.keys.index(own)?)], true));
        }
        let insurers = self.insurers(by).await?;
        Ok(Sought::new(search, &self.indexes(&insurers).await?, false))
    }

    /// The insurers that the clinic has a contract with, or has submitted claims to.
    async fn insurers(&self, by: &By) -> Result<Vec<OrganisationId>, Fault> {
        let tx = self.read(by, Act::ReadClaims, "search_insurers").await?;
        let mut insurers = counts::insurers(&tx).await?;
        insurers.extend(contracts::insurers(&tx, by.actor.organisation).await?);
        Ok(insurers.into_iter().collect())
    }
}

/// Takes steps until the page is full, nothing is left, or enough was opened. The next page begins after the last row that
/// is shown or, where the page was not filled, after the last one that was looked at.
async fn gather<T, K, F>(
    page: &Page<K>,
    key: impl Fn(&T) -> K + Copy,
    mut step: impl FnMut(Option<K>) -> F,
) -> Result<Slice<T>, Fault>
where
    K: FromStr + Display + Copy,
    F: Future<Output = Result<Batch<T, K>, Fault>>,
{
    let (mut rows, mut seen, mut after) = (vec![], 0, page.after().copied());
    loop {
        let Batch { found, opened, last } = step(after).await?;
        rows.extend(found);
        seen += opened;
        let is_full = rows.len() as u64 >= page.fetch();
        match last {
            Some(last) if !is_full && seen >= MOST => {
                return Ok(Slice { rows, next_cursor: Page::cursor(&last) });
            }
            Some(_) if !is_full => after = last,
            _ => return Ok(page.cut(rows, key)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every third of so many candidates matches; steps of a hundred, the newest first.
    async fn page(limit: i32, cursor: &str, of: u64, every: u64) -> (Slice<u64>, usize) {
        let (page, mut steps) = (Page::<u64>::parse(limit, cursor).unwrap(), 0);
        let step = |after: Option<u64>| {
            steps += 1;
            let from = after.unwrap_or(of + 1);
            let rows: Vec<u64> = (1..from).rev().take(100).collect();
            let mut batch = Batch::of(100, &rows, |row| *row);
            batch.found = rows.into_iter().filter(|row| row % every == 0).collect();
            std::future::ready(Ok(batch))
        };
        let slice = gather(&page, |row| *row, step).await.unwrap();
        (slice, steps)
    }

    #[tokio::test]
    async fn no_row_is_lost_or_repeated_from_page_to_page() {
        for (limit, of, every) in
            [(7, 250, 3), (100, 250, 1), (20, 3_000, 700), (1, 100, 1), (50, 0, 1), (3, 101, 101)]
        {
            let (mut all, mut cursor) = (vec![], String::new());
            loop {
                let (slice, _) = page(limit, &cursor, of, every).await;
                assert!(slice.rows.len() <= usize::try_from(limit).unwrap());
                all.extend(slice.rows);
                if slice.next_cursor.is_empty() {
                    break;
                }
                cursor = slice.next_cursor;
            }
            let expected: Vec<u64> = (1..=of).rev().filter(|row| row % every == 0).collect();
            assert_eq!(all, expected, "{limit} of {of}, every {every}");
        }
    }

    #[tokio::test]
    async fn a_request_opens_only_so_many() {
        let (slice, steps) = page(50, "", 5_000, 6_000).await;
        assert_eq!((slice.rows.len(), steps), (0, 10));
        assert!(!slice.next_cursor.is_empty(), "it says where to go on");
    }
}
