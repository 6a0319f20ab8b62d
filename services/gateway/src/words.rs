//! What the portal says, Japanese first: each phrase stands beside its English, so neither can be missing.
//! Tone: です・ます, says what happened and what to do next, never blames. A page finds no other words than these.

/// Declares a table of phrases: `name: "日本語", "English";`.
macro_rules! words {
    ($(#[$doc:meta])* $table:ident { $($name:ident: $ja:literal, $en:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $table {
            $(#[doc = $ja] pub $name: &'static str,)+
        }

        impl $table {
            pub(super) const JA: Self = Self { $($name: $ja,)+ };
            pub(super) const EN: Self = Self { $($name: $en,)+ };
        }
    };
}

mod archive;
mod claims;
mod common;
mod draft;
mod erasures;
mod errors;
mod operations;
mod people;
mod plans;
mod review_rules;
mod subject_requests;
mod timeline;

use crate::context::Language;

impl Language {
    /// Reads a language tag; `None` for one we have no words in.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        match tag {
            "ja" => Some(Self::Japanese),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// The one of two phrases in this language.
    #[must_use]
    pub const fn pick<T: Copy>(self, japanese: T, english: T) -> T {
        match self {
            Self::Japanese => japanese,
            Self::English => english,
        }
    }

    /// Its words.
    #[must_use]
    pub const fn words(self) -> &'static Words {
        self.pick(&JA, &EN)
    }
}

/// Every phrase, by room.
#[derive(Debug)]
pub struct Words {
    /// On every page.
    pub common: common::Common,
    /// Lists of claims and a claim.
    pub claims: claims::Claims,
    /// Writing a claim.
    pub draft: draft::Draft,
    /// Who did what when.
    pub timeline: timeline::Timeline,
    /// People and labels.
    pub people: people::People,
    /// The operator's own pages.
    pub operations: operations::Operations,
    /// Ending organisations.
    pub erasures: erasures::Erasures,
    /// How products compute a benefit.
    pub plans: plans::Plans,
    /// Of automatic review.
    pub review_rules: review_rules::ReviewRules,
    /// What policyholders ask for about their own data.
    pub subject_requests: subject_requests::SubjectRequests,
    /// Fetching everything that the organisation owns.
    pub archive: archive::Archive,
    /// When something did not work.
    pub errors: errors::Errors,
}

static JA: Words = Words {
    common: common::Common::JA,
    claims: claims::Claims::JA,
    draft: draft::Draft::JA,
    timeline: timeline::Timeline::JA,
    people: people::People::JA,
    operations: operations::Operations::JA,
    erasures: erasures::Erasures::JA,
    plans: plans::Plans::JA,
    review_rules: review_rules::ReviewRules::JA,
    subject_requests: subject_requests::SubjectRequests::JA,
    archive: archive::Archive::JA,
    errors: errors::Errors::JA,
};

static EN: Words = Words {
    common: common::Common::EN,
    claims: claims::Claims::EN,
    draft: draft::Draft::EN,
    timeline: timeline::Timeline::EN,
    people: people::People::EN,
    operations: operations::Operations::EN,
    erasures: erasures::Erasures::EN,
    plans: plans::Plans::EN,
    review_rules: review_rules::ReviewRules::EN,
    subject_requests: subject_requests::SubjectRequests::EN,
    archive: archive::Archive::EN,
    errors: errors::Errors::EN,
};

/// Puts a value where the phrase has `{}`.
#[must_use]
pub fn fill(phrase: &str, value: impl std::fmt::Display) -> String {
    phrase.replacen("{}", &value.to_string(), 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_we_have_no_words_in_is_refused() {
        assert_eq!(Language::parse("en"), Some(Language::English));
        assert_eq!(Language::parse("fr"), None);
    }

    #[test]
    fn a_phrase_takes_its_value() {
        assert_eq!(fill("{}件あります", 3), "3件あります");
    }
}
