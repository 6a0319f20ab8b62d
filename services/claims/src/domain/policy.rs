//! A policy: what an insurer has promised for a pet, for a term. Policy numbers are compared in one form.

use chrono::NaiveDate;
use ids::{ClaimId, OrganisationId, Personal, PlanId, PolicyId};
use money::{TooLarge, Yen};
use unicode_normalization::UnicodeNormalization;

use crate::domain::{
    benefit::{History, Taken},
    plan::Plan,
};

/// A policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Its id.
    pub id: PolicyId,
    /// Its revision.
    pub revision: i64,
    /// The insurer.
    pub insurer: OrganisationId,
    /// 証券番号.
    pub number: PolicyNumber,
    /// The plan.
    pub plan: Plan,
    /// The published version that the plan is; none where it is the policy's own.
    pub plan_id: Option<PlanId>,
    /// The pet.
    pub pet: Pet,
    /// The policyholder.
    pub policyholder: Policyholder,
    /// 始期日.
    pub starts_on: NaiveDate,
    /// 満期日, included.
    pub ends_on: NaiveDate,
    /// 初年度の始期日: that of the first policy that this one renews, or its own.
    pub first_starts_on: NaiveDate,
    /// What has been approved in this term.
    pub paid: Paid,
}

/// What a policy has paid in its term.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paid {
    /// From its annual cap.
    pub used: Yen,
    /// Unit by unit, in the order of the decisions.
    pub taken: Vec<Taken>,
}

/// A pet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pet {
    /// Its name.
    pub name: Personal<String>,
    /// 種類.
    pub species: String,
    /// 品種.
    pub breed: String,
    /// Its birth date, estimated or not.
    pub birth_on: NaiveDate,
}

/// A policyholder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policyholder {
    /// 姓.
    pub surname: Personal<String>,
    /// 名.
    pub given_name: Personal<String>,
    /// セイ.
    pub surname_kana: Personal<String>,
    /// メイ.
    pub given_name_kana: Personal<String>,
    /// Mail address; empty when there is none.
    pub email: Personal<String>,
    /// Telephone.
    pub phone: Personal<String>,
}

/// A policy number in its one form: half-width, upper case, without spaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyNumber(Personal<String>);

/// Not a policy number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a policy number is 4 to 32 letters, digits and hyphens, and not hyphens alone")]
pub struct BadPolicyNumber;

impl PolicyNumber {
    /// Reads what was typed: full-width characters, lower case and spaces are accepted.
    ///
    /// # Errors
    /// [`BadPolicyNumber`] when it is not 4–32 letters, digits and hyphens, or hyphens alone: an index finds nothing by
    /// them.
    pub fn parse(typed: &str) -> Result<Self, BadPolicyNumber> {
        let number: String =
            typed.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).map(hyphen).collect();
        let legal = number.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-');
        let says_something = number.contains(|c: char| c.is_ascii_alphanumeric());
        if legal && says_something && (4..=32).contains(&number.len()) {
            Ok(Self(Personal::new(number)))
        } else {
            Err(BadPolicyNumber)
        }
    }

    /// The number.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.expose()
    }
}

impl Policyholder {
    /// 氏名, as it is shown.
    #[must_use]
    pub fn name(&self) -> Personal<String> {
        Personal::new(format!("{} {}", self.surname.expose(), self.given_name.expose()))
    }

    /// The same in kana.
    #[must_use]
    pub fn kana(&self) -> Personal<String> {
        Personal::new(format!("{} {}", self.surname_kana.expose(), self.given_name_kana.expose()))
    }
}

impl Paid {
    /// As a benefit is computed from it.
    #[must_use]
    pub fn history(&self) -> History<'_> {
        History { used: self.used, taken: &self.taken }
    }

    /// What was paid besides a claim: what it would be decided by once more.
    #[must_use]
    pub fn besides(mut self, claim: ClaimId) -> Self {
        let of_it = self.taken.iter().filter(|taken| taken.claim == Some(claim));
        let benefit: i64 = of_it.map(|taken| taken.benefit.get()).sum();
        self.used = self.used.minus_to_zero(Yen::new(benefit));
        self.taken.retain(|taken| taken.claim != Some(claim));
        self
    }

    /// Takes what was approved from the limits; says how much that is.
    ///
    /// # Errors
    /// [`TooLarge`] when the sum does not fit.
    pub fn take(&mut self, taken: Vec<Taken>) -> Result<Yen, TooLarge> {
        let benefit = Yen::sum(taken.iter().map(|taken| taken.benefit))?;
        self.used = self.used.plus(benefit)?;
        self.taken.extend(taken);
        Ok(benefit)
    }
}

impl Policy {
    /// What is left of the annual cap; none where the plan has no cap.
    #[must_use]
    pub fn remaining(&self) -> Option<Yen> {
        self.plan.remaining(self.paid.used)
    }
}

/// The dashes that Japanese keyboards make.
const fn hyphen(c: char) -> char {
    match c {
        '‐' | '‑' | '–' | '—' | '―' | '−' | 'ー' => '-',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_number_is_the_same_however_it_is_typed() {
        for typed in ["AB-2048-771930", "ab-2048-771930", "ＡＢ－２０４８－７７１９３０", " AB‐2048ー771930 "]
        {
            assert_eq!(PolicyNumber::parse(typed).unwrap().as_str(), "AB-2048-771930", "{typed}");
        }
        for none in ["AB%", "AB%4", "AB1", "----", "ー－—‐"] {
            assert_eq!(PolicyNumber::parse(none), Err(BadPolicyNumber), "{none}");
        }
    }
}
