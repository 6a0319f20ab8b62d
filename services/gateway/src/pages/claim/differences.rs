//! Two versions of a treatment side by side: what is typed and what somebody else has saved, or what was returned and what came again.

use proto::claims::v1::{Claim, Line, Treatment};

use super::detail::others;
use crate::{
    pages::{reasons::Reasons, show, view},
    words::{Words, fill},
};

/// What both say of one thing.
pub(super) struct Difference {
    /// The thing.
    pub(super) name: String,
    /// What the first says.
    pub(super) mine: String,
    /// What the second says.
    pub(super) theirs: String,
    /// Whether that is not the same.
    pub(super) differs: bool,
}

/// What has changed since a claim was returned.
pub(super) struct Changes {
    pub(super) rows: Vec<Difference>,
    /// Names of documents that were added.
    pub(super) documents: Vec<String>,
}

impl Changes {
    /// What has changed since the claim was returned, if it was.
    pub(super) fn of(claim: &Claim, reasons: &Reasons, w: &Words) -> Option<Self> {
        let last = claim.returns.last()?;
        let (before, now) =
            (last.treatment.clone().unwrap_or_default(), claim.treatment.clone().unwrap_or_default());
        let rows = differences(&before, &now, reasons, w).into_iter().filter(|row| row.differs).collect();
        let added = claim.documents.iter().filter(|document| !last.document_ids.contains(&document.id));
        Some(Self { rows, documents: added.map(|document| document.file_name.clone()).collect() })
    }
}

/// What two treatments say of each thing.
pub(super) fn differences(
    mine: &Treatment,
    theirs: &Treatment,
    reasons: &Reasons,
    w: &Words,
) -> Vec<Difference> {
    let difference = |name: String, mine: String, theirs: String| Difference {
        differs: mine != theirs,
        name,
        mine,
        theirs,
    };
    let c = &w.claims;
    let mut found = vec![
        difference(c.diagnosis.to_owned(), mine.diagnosis.clone(), theirs.diagnosis.clone()),
        difference(c.diagnosis_code.to_owned(), mine.diagnosis_code.clone(), theirs.diagnosis_code.clone()),
        difference(
            c.cause.to_owned(),
            view::cause(mine.cause(), w).to_owned(),
            view::cause(theirs.cause(), w).to_owned(),
        ),
        difference(c.onset_on.to_owned(), show::day(&mine.onset_on), show::day(&theirs.onset_on)),
        difference(c.note.to_owned(), mine.note.clone(), theirs.note.clone()),
        difference(c.discount.to_owned(), show::yen(mine.discount_yen), show::yen(theirs.discount_yen)),
        difference(
            c.other_insurance.to_owned(),
            others(mine.other_insurance.as_ref(), w),
            others(theirs.other_insurance.as_ref(), w),
        ),
    ];
    for place in 0..mine.lines.len().max(theirs.lines.len()) {
        let line = |treatment: &Treatment| {
            treatment.lines.get(place).map_or_else(String::new, |line| sentence(line, reasons, w))
        };
        found.push(difference(fill(w.draft.row, place + 1), line(mine), line(theirs)));
    }
    found
}

fn sentence(line: &Line, reasons: &Reasons, w: &Words) -> String {
    let insured = reasons.standing(line);
    let (on, care) = (show::day(&line.service_on), view::care(line.care_type(), w));
    let (quantity, price) = (show::quantity(line.quantity_milli), show::yen(line.unit_price_yen));
    format!("{on} {care} {} {quantity} × {price}（{insured}）", line.item)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Language;

    #[test]
    fn only_what_differs_is_marked() {
        let cause = proto::claims::v1::Cause::Injury.into();
        let mine = Treatment { diagnosis: "外耳炎".into(), cause, ..Treatment::default() };
        let found =
            differences(&mine, &Treatment::default(), &Reasons::default(), Language::Japanese.words());
        assert_eq!(
            found.iter().map(|one| one.differs).collect::<Vec<_>>(),
            [true, false, true, false, false, false, false]
        );
        assert_eq!((found[2].mine.as_str(), found[2].theirs.as_str()), ("ケガ", "病気"));
    }
}
