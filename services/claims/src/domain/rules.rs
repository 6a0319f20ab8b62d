//! 自動審査の基準: by which an insurer has what it receives checked, and approved without a person where nothing is found. An insurer
//! without rules has everything decided by its people.

use ids::{ClaimId, OrganisationId};
use money::Yen;

/// The rules of an insurer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// The insurer.
    pub insurer: OrganisationId,
    /// Their revision.
    pub revision: i64,
    /// The most that is paid without a person; none when a person decides everything that is checked.
    pub approves_up_to: Option<Yen>,
    /// Of a hundred claims that would pass, so many are given to a person all the same (抜き取り): 0–100.
    pub sample_pct: u8,
}

impl Rules {
    /// Whether a benefit is paid without a person.
    #[must_use]
    pub fn lets_pass(&self, benefit: Yen) -> bool {
        self.approves_up_to.is_some_and(|most| benefit <= most)
    }

    /// Whether a claim is given to a person all the same: by what is random in its id, so that checking it again says the same.
    #[must_use]
    pub fn samples(&self, claim: ClaimId) -> bool {
        const RANDOM: u128 = (1 << 62) - 1;
        let drawn = (claim.uuid().as_u128() & RANDOM) % 100;
        drawn < self.sample_pct.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(up_to: Option<i64>, sample_pct: u8) -> Rules {
        let approves_up_to = up_to.map(Yen::new);
        Rules { insurer: OrganisationId::generate(), revision: 1, approves_up_to, sample_pct }
    }

    #[test]
    fn so_much_is_paid_without_a_person_and_no_yen_more() {
        let rules = rules(Some(10_000), 0);
        assert!(rules.lets_pass(Yen::new(10_000)) && !rules.lets_pass(Yen::new(10_001)));
        assert!(!super::Rules { approves_up_to: None, ..rules }.lets_pass(Yen::ZERO));
    }

    #[test]
    fn about_so_many_of_a_hundred_are_drawn() {
        let drawn = |percent: u8| {
            let rules = rules(None, percent);
            (0..2_000).filter(|_| rules.samples(ClaimId::generate())).count()
        };
        assert_eq!((drawn(0), drawn(100)), (0, 2_000));
        assert!((300..500).contains(&drawn(20)), "400 of 2,000 but for chance");
    }
}
