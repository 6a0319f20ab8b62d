//! Confirming an erasure, with the organisation's name typed once more, and withdrawing one. Each is one RPC; when somebody
//! else was faster, the erasure is shown as it stands now and nothing is done.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use fault::{Fault, Kind};
use proto::accounts::v1::{CancelErasureRequest, ConfirmErasureRequest};

use super::{
    PATH, allowed,
    one::{self, Said},
};
use crate::{
    Gateway,
    pages::{
        answer::{Answer, see},
        input::Wrong,
        refusal,
        visit::{Posted, Visit},
    },
};

/// The field of the name.
const NAME: &str = "organisation_name";

/// Confirms it.
pub async fn confirm(
    State(gateway): State<Gateway>,
    Path(id): Path<String>,
    Posted { visit, form }: Posted,
) -> Answer {
    allowed(&visit)?;
    let refused = async |wrong| {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        let said = Said { wrong, typed: form.owned(NAME), status, ..Said::default() };
        one::page(&visit, gateway.clock.now(), &id, said).await
    };
    if !form.has(NAME) {
        let mut wrong = Wrong::default();
        wrong.note(NAME, visit.w.erasures.confirm_needed);
        return refused(wrong).await;
    }
    let request = ConfirmErasureRequest {
        request_id: form.owned("request_id"),
        erasure_id: id.clone(),
        revision: form.revision(),
        organisation_name: form.owned(NAME),
    };
    match visit.ask(request).await {
        Ok(_) => see(&format!("{PATH}/{id}?done=confirmed")),
        Err(fault) if is_stale(&fault) => moved_on(&visit, &gateway, &id).await,
        Err(fault) if refusal::is_correctable(&fault) => refused(beside(&fault, &visit)).await,
        Err(fault) => Err(fault.into()),
    }
}

/// Withdraws it.
pub async fn cancel(
    State(gateway): State<Gateway>,
    Path(id): Path<String>,
    Posted { visit, form }: Posted,
) -> Answer {
    allowed(&visit)?;
    let (request_id, revision) = (form.owned("request_id"), form.revision());
    match visit.ask(CancelErasureRequest { request_id, erasure_id: id.clone(), revision }).await {
        Ok(_) => see(&format!("{PATH}/{id}?done=cancelled")),
        Err(fault) if is_stale(&fault) => moved_on(&visit, &gateway, &id).await,
        Err(fault) => Err(fault.into()),
    }
}

/// Another revision, or another state.
fn is_stale(fault: &Fault) -> bool {
    fault.reason() == "ERASURE_NOT_REQUESTED"
        || (fault.kind() == Kind::Conflict && fault.reason().contains("STALE"))
}

async fn moved_on(visit: &Visit, gateway: &Gateway, id: &str) -> Answer {
    let said = Said { stale: true, status: StatusCode::CONFLICT, ..Said::default() };
    one::page(visit, gateway.clock.now(), id, said).await
}

fn beside(fault: &Fault, visit: &Visit) -> Wrong {
    if fault.reason() == "ERASURE_NAME_WRONG" {
        let mut wrong = Wrong::default();
        wrong.note(NAME, visit.w.erasures.name_wrong);
        return wrong;
    }
    refusal::beside(fault, visit.language, NAME, |_| NAME.to_owned())
}
