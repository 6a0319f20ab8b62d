//! 差戻し: the insurer says what to mend and where, and the clinic sees it above its form.

use axum::{extract::Path, http::StatusCode};
use fault::Fault;
use proto::claims::v1::{Claim, ReturnClaimRequest, ReturnPoint, claim::State};

use super::{Said, detail, is_stale, load, moved_on, treatment::line_field};
use crate::{
    context::Language,
    pages::{
        answer::{Answer, see},
        input::{self, Entered, Wrong},
        refusal, show,
        visit::{Posted, Visit},
    },
    words::{Words, fill},
};

/// Rows for places in the form.
const ROWS: usize = 3;

/// The form as typed.
pub(super) struct Typed {
    pub(super) message: String,
    pub(super) due_on: String,
    pub(super) points: Vec<TypedPoint>,
}

/// A row of it.
pub(super) struct TypedPoint {
    pub(super) number: usize,
    pub(super) place: String,
    pub(super) text: String,
}

/// The last 差戻し as it is shown.
pub(super) struct Returned {
    pub(super) at: String,
    pub(super) message: String,
    pub(super) due: String,
    pub(super) points: Vec<Place>,
}

/// What to mend at one place.
pub(super) struct Place {
    /// The field of the clinic's form.
    pub(super) field: String,
    pub(super) name: String,
    pub(super) text: String,
}

/// Returns the claim.
pub async fn post(Path(id): Path<String>, Posted { visit, form }: Posted) -> Answer {
    let (points, rows, wrong) = read(&form, visit.w);
    let due_on = input::date(form.text("due_on")).map(|due| due.to_string()).unwrap_or_default();
    if !wrong.is_empty() {
        return again(&visit, &id, &form, wrong).await;
    }
    let request = ReturnClaimRequest {
        request_id: form.owned("request_id"),
        claim_id: id.clone(),
        revision: form.revision(),
        message: form.owned("message"),
        points,
        due_on,
    };
    match visit.ask(request).await {
        Ok(_) => see(&format!("/claims/{id}?done=returned")),
        Err(fault) => refused(&visit, &id, &form, fault, &rows).await,
    }
}

async fn refused(visit: &Visit, id: &str, form: &Entered, fault: Fault, rows: &[usize]) -> Answer {
    if is_stale(&fault) {
        return moved_on(visit, id).await;
    }
    if refusal::is_correctable(&fault) {
        let field = |path: &str| match path.strip_prefix("points[").and_then(|rest| rest.split_once(']')) {
            Some((index, _)) => {
                let row = index.parse().ok().and_then(|index: usize| rows.get(index)).copied();
                format!("point{}_text", row.unwrap_or_default())
            }
            None => path.to_owned(),
        };
        return again(visit, id, form, refusal::beside(&fault, visit.language, "message", field)).await;
    }
    Err(fault.into())
}

async fn again(visit: &Visit, id: &str, form: &Entered, wrong: Wrong) -> Answer {
    let claim = load(visit, id).await?;
    let returning = Some(Typed::of(form));
    detail::page(
        visit,
        &claim,
        Said { wrong, returning, status: StatusCode::UNPROCESSABLE_ENTITY, ..Said::default() },
    )
    .await
}

/// The points, the row of each, and what is wrong.
fn read(form: &Entered, w: &Words) -> (Vec<ReturnPoint>, Vec<usize>, Wrong) {
    let mut wrong = Wrong::default();
    if !(1..=500).contains(&form.text("message").chars().count()) {
        wrong.note("message", w.claims.give_back_needed);
    }
    if form.has("due_on") && input::date(form.text("due_on")).is_none() {
        wrong.note("due_on", w.claims.due_wrong);
    }
    let (mut points, mut rows) = (vec![], vec![]);
    for row in 0..ROWS {
        let (place, text) = (format!("point{row}_place"), format!("point{row}_text"));
        if form.has(&place) != form.has(&text) || form.text(&text).chars().count() > 200 {
            wrong.note(text, w.claims.point_needed);
        } else if form.has(&place) {
            points.push(ReturnPoint { field: form.owned(&place), message: form.owned(&text) });
            rows.push(row);
        }
    }
    (points, rows, wrong)
}

impl TypedPoint {
    /// The field of its words.
    pub(super) fn field(&self) -> String {
        format!("point{}_text", self.number)
    }
}

impl Typed {
    fn of(form: &Entered) -> Self {
        let point = |row| TypedPoint {
            number: row,
            place: form.owned(&format!("point{row}_place")),
            text: form.owned(&format!("point{row}_text")),
        };
        Self {
            message: form.owned("message"),
            due_on: form.owned("due_on"),
            points: (0..ROWS).map(point).collect(),
        }
    }

    /// The form before anybody has typed.
    pub(super) fn blank() -> Self {
        Self::of(&Entered::default())
    }
}

impl Returned {
    /// The last time a claim was returned, while it is.
    pub(super) fn of(claim: &Claim, language: Language) -> Option<Self> {
        if !matches!(claim.state, Some(State::Returned(_))) {
            return None;
        }
        let last = claim.returns.last()?;
        let point = |point: &ReturnPoint| Place {
            field: if point.field == "documents" { "file".to_owned() } else { place_field(&point.field) },
            name: place_name(&point.field, language.words()),
            text: point.message.clone(),
        };
        Some(Self {
            at: show::minute(last.returned_at.as_ref()),
            message: last.message.clone(),
            due: show::long_day(&last.due_on, language),
            points: last.points.iter().map(point).collect(),
        })
    }
}

/// The places to choose from, by their paths.
pub(super) fn places(claim: &Claim, w: &Words) -> Vec<(String, String)> {
    let lines = claim.treatment.as_ref().map_or(0, |treatment| treatment.lines.len());
    let whole = ["treatment.diagnosis", "treatment.onset_on", "treatment.note", "treatment.lines"];
    let rest = ["treatment.discount_yen", "treatment.other_insurance", "documents"];
    let paths = whole.map(str::to_owned).into_iter();
    let paths = paths.chain((0..lines).map(|line| format!("treatment.lines[{line}]")));
    let paths = paths.chain(rest.map(str::to_owned));
    paths.map(|path| (path.clone(), place_name(&path, w))).collect()
}

fn place_name(path: &str, w: &Words) -> String {
    let c = &w.claims;
    if let Some(line) = line_of(path) {
        return fill(c.place_line, line + 1);
    }
    match path {
        "treatment.diagnosis" => c.diagnosis,
        "treatment.onset_on" => c.onset_on,
        "treatment.note" => c.note,
        "treatment.lines" => c.lines,
        "treatment.discount_yen" => c.discount,
        "treatment.other_insurance" => c.other_insurance,
        "documents" => c.documents,
        other => other,
    }
    .to_owned()
}

fn place_field(path: &str) -> String {
    line_of(path).map_or_else(|| line_field(path, |line| line), |line| format!("l{line}_on"))
}

fn line_of(path: &str) -> Option<usize> {
    path.strip_prefix("treatment.lines[")?.strip_suffix(']')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_has_a_place_and_words_or_neither() {
        let w = Language::Japanese.words();
        let sent = |pairs: &[(&str, &str)]| {
            Entered::new(pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())))
        };
        let typed = [("message", "ご確認ください"), ("point1_place", "documents"), ("point1_text", "領収書")];
        let (points, rows, wrong) = read(&sent(&typed), w);
        assert_eq!((points.len(), rows, wrong.count()), (1, vec![1], 0));
        let typed = [("point0_place", "documents"), ("point2_text", "領収書"), ("due_on", "きのう")];
        let (_, _, wrong) = read(&sent(&typed), w);
        let fields: Vec<&str> = wrong.all().iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["message", "due_on", "point0_text", "point2_text"]);
    }

    #[test]
    fn a_place_has_a_name_and_a_field_of_the_clinics_form() {
        let w = Language::Japanese.words();
        let of = |path: &str| (place_name(path, w), place_field(path));
        assert_eq!(of("treatment.lines[2]"), ("明細の3行目".to_owned(), "l2_on".to_owned()));
        assert_eq!(of("treatment.onset_on"), ("発症日".to_owned(), "onset_on".to_owned()));
        assert_eq!(of("treatment.other_insurance").1, "other");
    }
}
