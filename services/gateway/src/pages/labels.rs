//! マスタ管理 > ラベル: the organisation's own words for its claims; making one.

use askama::Template;
use axum::{extract::Query, http::StatusCode};
use identity::Permission;
use proto::labels::v1::{Colour, CreateLabelRequest, Label, ListLabelsRequest};
use serde::Deserialize;

use super::{
    answer::{Answer, page_with, see},
    input::{Entered, Wrong},
    paging::{Paging, Place},
    refusal,
    view::{COLOURS, colour_code, colour_name},
    visit::{Posted, Shell, Visit, request_id},
};
use crate::words::{Words, fill};

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wish {
    cursor: String,
    trail: String,
    done: String,
}

#[derive(Template)]
#[template(path = "labels.html")]
struct Page {
    shell: Shell,
    labels: Vec<Row>,
    paging: Paging,
    may_manage: bool,
    request_id: String,
    colours: Vec<(&'static str, &'static str)>,
    name: String,
    colour: String,
    description: String,
    wrong: Wrong,
    summary: String,
}

struct Row {
    name: String,
    colour: &'static str,
    colour_name: &'static str,
    description: String,
}

/// The list and the form.
pub async fn get(visit: Visit, Query(wish): Query<Wish>) -> Answer {
    let place = Place { cursor: wish.cursor, trail: wish.trail };
    list(&visit, &place, StatusCode::OK, &Entered::default(), Wrong::default(), &wish.done).await
}

/// Makes a label.
pub async fn post(Posted { visit, form }: Posted) -> Answer {
    let colour = COLOURS.into_iter().find(|colour| colour_code(*colour) == form.text("colour"));
    let wrong = check(&form, colour, visit.w);
    if !wrong.is_empty() {
        return list(&visit, &Place::default(), StatusCode::UNPROCESSABLE_ENTITY, &form, wrong, "").await;
    }
    let request = CreateLabelRequest {
        request_id: form.owned("request_id"),
        name: form.owned("name"),
        colour: colour.unwrap_or_default().into(),
        description: form.owned("description"),
    };
    match visit.ask(request).await {
        Ok(_) => see("/labels?done=created"),
        Err(fault) if refusal::is_correctable(&fault) => {
            let wrong = refusal::beside(&fault, visit.language, "name", str::to_owned);
            list(&visit, &Place::default(), StatusCode::UNPROCESSABLE_ENTITY, &form, wrong, "").await
        }
        Err(fault) => Err(fault.into()),
    }
}

fn check(form: &Entered, colour: Option<Colour>, w: &Words) -> Wrong {
    let mut wrong = Wrong::default();
    if !(1..=30).contains(&form.text("name").chars().count()) {
        wrong.note("name", w.people.name_wrong);
    }
    if colour.is_none() {
        wrong.note("colour", w.people.colour_wrong);
    }
    if form.text("description").chars().count() > 200 {
        wrong.note("description", w.people.description_wrong);
    }
    wrong
}

async fn list(
    visit: &Visit,
    place: &Place,
    status: StatusCode,
    form: &Entered,
    wrong: Wrong,
    done: &str,
) -> Answer {
    let found = visit.ask(ListLabelsRequest { limit: 50, cursor: place.cursor.clone() }).await?;
    let w = visit.w;
    let chosen = if form.has("colour") { form.text("colour") } else { "blue" };
    page_with(
        status,
        &Page {
            shell: visit.shell_saying((done == "created").then(|| w.people.created.to_owned())),
            labels: found.labels.into_iter().map(|label| row(label, w)).collect(),
            paging: Paging::around("/labels", &[], place, &found.next_cursor),
            may_manage: visit.may(Permission::LabelManage),
            request_id: request_id(),
            colours: COLOURS.iter().map(|colour| (colour_code(*colour), colour_name(*colour, w))).collect(),
            name: form.owned("name"),
            colour: chosen.to_owned(),
            description: form.owned("description"),
            summary: fill(w.errors.summary, wrong.count()),
            wrong,
        },
    )
}

fn row(label: Label, w: &Words) -> Row {
    let colour = label.colour();
    Row {
        colour: colour_code(colour),
        colour_name: colour_name(colour, w),
        name: label.name,
        description: label.description,
    }
}
