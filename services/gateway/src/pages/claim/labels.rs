//! Labels on a claim: put on, taken off, seen by the reader's organisation only.
//! claims follows the labels' feed; a page that would show a label too early says that it is still on its way.

use std::time::Duration;

use axum::extract::Path;
use identity::Permission;
use proto::{
    claims::v1::GetClaimRequest,
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

/// Longest wait for claims to have heard of a label.
const PATIENCE: Duration = Duration::from_millis(500);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(50);

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
    let label_id = form.owned("label_id");
    let request = AttachLabelRequest {
        request_id: form.owned("request_id"),
        label_id: label_id.clone(),
        target: Some(target(&id)),
    };
    visit.ask(request).await?;
    settle(&visit, &id, &label_id, true).await
}

/// Takes a label off.
pub async fn detach(Path((id, label_id)): Path<(String, String)>, Posted { visit, form }: Posted) -> Answer {
    let request = DetachLabelRequest {
        request_id: form.owned("request_id"),
        label_id: label_id.clone(),
        target: Some(target(&id)),
    };
    visit.ask(request).await?;
    settle(&visit, &id, &label_id, false).await
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

/// Whether claims knows that a claim carries a label; unknown when it does not answer.
async fn carries(visit: &Visit, id: &str, label: &str) -> Option<bool> {
    let claim = visit.ask(GetClaimRequest { claim_id: id.to_owned() }).await.ok()?.claim?;
    Some(claim.label_ids.iter().any(|carried| carried == label))
}

/// Waits a little for claims to know what labels has just been told.
async fn settle(visit: &Visit, id: &str, label: &str, expected: bool) -> Answer {
    let settled = async {
        while carries(visit, id, label).await.is_some_and(|carries| carries != expected) {
            tokio::time::sleep(PAUSE).await;
        }
    };
    let done = if tokio::time::timeout(PATIENCE, settled).await.is_ok() { "labels" } else { "labels_late" };
    see(&format!("/claims/{id}?done={done}"))
}

fn target(id: &str) -> Target {
    Target { kind: "claim".to_owned(), id: id.to_owned() }
}
