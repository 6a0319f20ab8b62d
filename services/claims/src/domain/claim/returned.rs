//! 差戻し: the insurer sends a claim back to its clinic, says what to mend and where, and keeps what was submitted, so that both see what
//! has changed when it comes again.

use std::{fmt, str::FromStr};

use chrono::{DateTime, NaiveDate, Utc};
use ids::{DocumentId, Personal};
use serde::{Deserialize, Serialize};

use crate::domain::treatment::{Treatment, TreatmentRecord};

/// Most times a claim is returned.
pub const MOST_RETURNS: usize = 20;
/// Most points of one return.
pub const MOST_POINTS: usize = 20;

/// A 差戻し.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
    /// When.
    pub at: DateTime<Utc>,
    /// What is to be mended.
    pub mending: Mending,
    /// When what is returned was submitted.
    pub submitted_at: DateTime<Utc>,
    /// What was submitted.
    pub treatment: Treatment,
    /// With which documents.
    pub documents: Vec<DocumentId>,
}

/// What is to be mended, as the insurer says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mending {
    /// What clinic and policyholder are to know.
    pub message: Personal<String>,
    /// What to mend, each at its place.
    pub points: Vec<Point>,
    /// Until when.
    pub due_on: Option<NaiveDate>,
}

/// What to mend at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// Where.
    pub place: Place,
    /// What.
    pub message: Personal<String>,
}

/// A place of a claim, as the API names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// 傷病名.
    Diagnosis,
    /// 発症日.
    OnsetOn,
    /// 経過と処置.
    Note,
    /// 診療費の明細 as a whole.
    Lines,
    /// One of its lines.
    Line(u8),
    /// 値引き.
    Discount,
    /// 他の保険契約の申告.
    OtherInsurance,
    /// 書類.
    Documents,
}

/// Not a place of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a place of a claim")]
pub struct NoPlace;

const PLACES: [(Place, &str); 7] = [
    (Place::Diagnosis, "treatment.diagnosis"),
    (Place::OnsetOn, "treatment.onset_on"),
    (Place::Note, "treatment.note"),
    (Place::Lines, "treatment.lines"),
    (Place::Discount, "treatment.discount_yen"),
    (Place::OtherInsurance, "treatment.other_insurance"),
    (Place::Documents, "documents"),
];

impl Place {
    /// Whether a treatment has it.
    #[must_use]
    pub fn is_of(self, treatment: &Treatment) -> bool {
        if let Self::Line(index) = self { usize::from(index) < treatment.lines.len() } else { true }
    }
}

impl FromStr for Place {
    type Err = NoPlace;

    fn from_str(path: &str) -> Result<Self, NoPlace> {
        if let Some((place, _)) = PLACES.iter().find(|(_, known)| *known == path) {
            return Ok(*place);
        }
        let index = path.strip_prefix("treatment.lines[").and_then(|rest| rest.strip_suffix(']'));
        index.and_then(|index| index.parse().ok()).map(Self::Line).ok_or(NoPlace)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::Line(index) = self {
            return write!(f, "treatment.lines[{index}]");
        }
        f.write_str(PLACES.iter().find(|(place, _)| place == self).map_or("", |(_, path)| path))
    }
}

/// A return as it is written down: sealed in the claim's row, and in what an organisation takes with it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReturnRecord {
    at: DateTime<Utc>,
    message: String,
    points: Vec<PointRecord>,
    due_on: Option<NaiveDate>,
    submitted_at: DateTime<Utc>,
    treatment: TreatmentRecord,
    document_ids: Vec<DocumentId>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PointRecord {
    field: String,
    message: String,
}

impl ReturnRecord {
    /// Writes a return down.
    #[must_use]
    pub fn of(returned: &Return) -> Self {
        let point = |point: &Point| PointRecord {
            field: point.place.to_string(),
            message: point.message.expose().clone(),
        };
        let Mending { message, points, due_on } = &returned.mending;
        Self {
            at: returned.at,
            message: message.expose().clone(),
            points: points.iter().map(point).collect(),
            due_on: *due_on,
            submitted_at: returned.submitted_at,
            treatment: TreatmentRecord::of(&returned.treatment),
            document_ids: returned.documents.clone(),
        }
    }

    /// The return; nothing when there could be no such.
    #[must_use]
    pub fn returned(self) -> Option<Return> {
        let point = |PointRecord { field, message }: PointRecord| {
            Some(Point { place: field.parse().ok()?, message: Personal::new(message) })
        };
        let mending = Mending {
            message: Personal::new(self.message),
            points: self.points.into_iter().map(point).collect::<Option<_>>()?,
            due_on: self.due_on,
        };
        Some(Return {
            at: self.at,
            mending,
            submitted_at: self.submitted_at,
            treatment: self.treatment.treatment()?,
            documents: self.document_ids,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_survives_its_path() {
        for place in PLACES.iter().map(|(place, _)| *place).chain([Place::Line(0), Place::Line(199)]) {
            assert_eq!(place.to_string().parse(), Ok(place));
        }
        for strange in [
            "",
            "treatment",
            "treatment.lines[",
            "treatment.lines[]",
            "treatment.lines[-1]",
            "treatment.lines[256]",
        ] {
            assert_eq!(strange.parse::<Place>(), Err(NoPlace), "{strange}");
        }
    }
}
