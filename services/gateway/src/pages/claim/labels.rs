//! Labels on a claim: put on, taken off, seen by the reader's organisation only.
//! claims follows the labels' feed; a page that would show a label too early says that it is still on its way.

use axum::extract::Path;
use identity::Permission;
use proto::{
    claims::v1::WaitForLabelsRequest,
    labels::v1::{AttachLabelRequest, DetachLabelRequest, Target},
};

use crate::{
    pages::{
        answer::{Answer, see},
        claims::labels as vocabulary,
        view::LabelTag,
        visit::{Posted, Visit, request_id},
    },
    words::fill,
};

/// A label on the claim.
pub struct Worn {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its colour's name for the style sheet.
    pub colour: &'static str,
    /// What the button that takes it off says.
    pub take_off: String,
    /// The key of that form.
    pub request_id: String,
}

/// Puts a label on.
pub async fn attach(Path(id): Path<String>, Posted { visit, form }: Posted) -> Answer {
    let request = AttachLabelRequest {
        request_id: form.owned("request_id"),
        label_id: form.owned("label_id"),
        target: Some(target(&id)),
    };
    let answer = visit.ask(request).await?;
    settle(&visit, &id, answer.changed, answer.position).await
}

/// Takes a label off.
pub async fn detach(Path((id, label_id)): Path<(String, String)>, Posted { visit, form }: Posted) -> Answer {
    let request =
        DetachLabelRequest { request_id: form.owned("request_id"), label_id, target: Some(target(&id)) };
    let answer = visit.ask(request).await?;
    settle(&visit, &id, answer.changed, answer.position).await
}

/// The labels that a claim carries, and those that could be put on.
pub async fn of(visit: &Visit, carried: &[String]) -> (Vec<Worn>, Vec<LabelTag>) {
    let known = vocabulary(visit).await;
    let is_worn = |label: &LabelTag| carried.contains(&label.id);
    let (worn, free): (Vec<_>, Vec<_>) = known.into_values().partition(is_worn);
    let worn = worn.into_iter().map(|label| Worn {
        take_off: fill(visit.w.claims.take_label, &label.name),
        request_id: request_id(),
        id: label.id,
        name: label.name,
        colour: label.colour,
    });
    let free = if visit.may(Permission::LabelManage) { free } else { vec![] };
    (worn.collect(), free)
}

/// Waits a little for claims to know what labels has just been told.
async fn settle(visit: &Visit, id: &str, changed: bool, position: u64) -> Answer {
    let wait = WaitForLabelsRequest { position };
    let known = !changed || position > 0 && visit.ask(wait).await.is_ok_and(|answer| answer.reached);
    see(&format!("/claims/{id}?done={}", if known { "labels" } else { "labels_late" }))
}

fn target(id: &str) -> Target {
    Target { kind: "claim".to_owned(), id: id.to_owned() }
}
