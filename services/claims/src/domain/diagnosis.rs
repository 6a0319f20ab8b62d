//! 傷病コード: our own list, `category-number`, since none may be redistributed (VeNom's licence is not known; Anicom's eighteen
//! categories are the model, its most claimed names the seed). A code is never given another meaning; 18-999 is for the rest.

use std::{collections::BTreeMap, fmt, str::FromStr, sync::LazyLock};

/// The list: code, category in Japanese and in English, name in Japanese and in English.
const LIST: &str = include_str!("diagnoses.csv");

static BY_CODE: LazyLock<BTreeMap<&'static str, Diagnosis>> = LazyLock::new(|| {
    let rows = LIST.lines().skip(1).filter_map(|line| {
        let mut fields = line.splitn(5, ',');
        let mut next = || fields.next();
        Some(Diagnosis {
            code: next()?,
            category: next()?,
            english_category: next()?,
            japanese: next()?,
            english: next()?,
        })
    });
    rows.map(|diagnosis| (diagnosis.code, diagnosis)).collect()
});

/// A row of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Diagnosis {
    /// Its code.
    pub code: &'static str,
    /// The category, in Japanese.
    pub category: &'static str,
    /// The category in English.
    pub english_category: &'static str,
    /// 傷病名.
    pub japanese: &'static str,
    /// The same in English.
    pub english: &'static str,
}

/// A code on the list.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DiagnosisCode(&'static str);

/// The text is no code on the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a diagnosis code")]
pub struct UnknownDiagnosis;

/// The whole list, in order of codes.
pub fn all() -> impl Iterator<Item = Diagnosis> {
    BY_CODE.values().copied()
}

impl DiagnosisCode {
    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl FromStr for DiagnosisCode {
    type Err = UnknownDiagnosis;

    fn from_str(text: &str) -> Result<Self, UnknownDiagnosis> {
        BY_CODE.get(text).map(|diagnosis| Self(diagnosis.code)).ok_or(UnknownDiagnosis)
    }
}

/// What somebody's animal has is not for logs.
impl fmt::Debug for DiagnosisCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹personal›")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_row_is_whole_and_its_code_is_its_own() {
        assert_eq!(BY_CODE.len(), LIST.lines().count() - 1, "a row is cut, or a code is there twice");
        let categories: BTreeSet<_> = all().map(|row| (row.code.split('-').next(), row.category)).collect();
        assert_eq!(categories.len(), 18, "{categories:?}");
        for row in all() {
            let (category, number) = row.code.split_once('-').unwrap();
            assert!(category.len() == 2 && number.len() == 3, "{}", row.code);
            assert!(!row.japanese.is_empty() && !row.english.contains(','), "{}", row.code);
        }
    }

    #[test]
    fn only_what_is_on_the_list_is_a_code() {
        assert_eq!("09-001".parse::<DiagnosisCode>().unwrap().as_str(), "09-001");
        for text in ["", "外耳炎", "09-01", "9-001", "99-001", "09-001 "] {
            assert_eq!(text.parse::<DiagnosisCode>(), Err(UnknownDiagnosis), "{text}");
        }
    }

    #[test]
    fn a_code_is_not_shown_by_debug() {
        let code: DiagnosisCode = "09-001".parse().unwrap();
        assert!(!format!("{code:?}").contains("09"));
    }
}
