//! A problem that somebody was shown, and the support code they may read out. Refuses what could hold personal data:
//! every field has a form that no name, note or path fits.

use chrono::{DateTime, TimeDelta, Utc};

/// How long a problem is kept.
pub const KEPT: TimeDelta = TimeDelta::days(90);

/// 問い合わせ番号: eight of Crockford's characters, 4-4. Whether its check digit holds is the gateway's to say, who made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupportCode(String);

/// What somebody was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What they may read out.
    pub code: SupportCode,
    /// The trace, 32 hexadecimal digits.
    pub trace: String,
    /// The page by its pattern.
    pub page: String,
    /// Why, UPPER_SNAKE.
    pub reason: String,
    /// The HTTP status.
    pub status: u16,
    /// The release that answered.
    pub build: String,
    /// When.
    pub occurred_at: DateTime<Utc>,
}

/// Which field has not the form it must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not in the right form")]
pub struct BadProblem(pub &'static str);

impl SupportCode {
    /// Reads a code as the gateway writes it.
    ///
    /// # Errors
    /// When it is written otherwise.
    pub fn parse(text: &str) -> Result<Self, BadProblem> {
        let crockford = |c: char| c.is_ascii_digit() || (c.is_ascii_uppercase() && !"ILOU".contains(c));
        let well_formed = text.len() == 9
            && text.chars().enumerate().all(|(place, c)| if place == 4 { c == '-' } else { crockford(c) });
        if well_formed { Ok(Self(text.to_owned())) } else { Err(BadProblem("support_code")) }
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Problem {
    /// The same, if every field has its form.
    ///
    /// # Errors
    /// The first field that has not.
    pub fn checked(self) -> Result<Self, BadProblem> {
        let hexadecimal = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
        let snake = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        let fields = [
            ("trace_id", self.trace.len() == 32 && self.trace.chars().all(hexadecimal)),
            ("page", is_short(&self.page, 200)),
            ("reason", is_short(&self.reason, 64) && self.reason.chars().all(snake)),
            ("status", (100..600).contains(&self.status)),
            ("build", is_short(&self.build, 64)),
        ];
        match fields.into_iter().find(|(_, holds)| !holds) {
            Some((field, _)) => Err(BadProblem(field)),
            None => Ok(self),
        }
    }
}

fn is_short(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.len()) && text.chars().all(|c| c.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem() -> Problem {
        Problem {
            code: SupportCode::parse("3F7K-9QXM").unwrap(),
            trace: "0af7651916cd43dd8448eb211c80319c".into(),
            page: "/claims/{id}".into(),
            reason: "CLAIM_NOT_FOUND".into(),
            status: 404,
            build: "0.1.0".into(),
            occurred_at: Utc::now(),
        }
    }

    #[test]
    fn a_code_has_one_form() {
        for wrong in ["", "3F7K9QXM", "3f7k-9qxm", "3F7K-9QX", "3F7K-9QXU", "3F7K 9QXM", "３F7K-9QX"] {
            assert_eq!(SupportCode::parse(wrong), Err(BadProblem("support_code")), "{wrong}");
        }
    }

    #[test]
    fn a_field_that_could_hold_a_name_is_refused() {
        assert!(problem().checked().is_ok());
        for (field, wrong) in [
            ("trace_id", Problem { trace: "佐藤".into(), ..problem() }),
            ("page", Problem { page: "/claims/佐藤".into(), ..problem() }),
            ("reason", Problem { reason: "claim of Sato".into(), ..problem() }),
            ("status", Problem { status: 99, ..problem() }),
            ("build", Problem { build: String::new(), ..problem() }),
        ] {
            assert_eq!(wrong.checked(), Err(BadProblem(field)));
        }
    }
}
