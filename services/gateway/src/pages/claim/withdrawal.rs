//! 取下げ: the clinic does not claim any more.

use axum::extract::Path;
use proto::claims::v1::WithdrawClaimRequest;

use super::{is_stale, moved_on};
use crate::pages::{
    answer::{Answer, see},
    visit::Posted,
};

/// Withdraws the claim.
pub async fn post(Path(id): Path<String>, Posted { visit, form }: Posted) -> Answer {
    let request = WithdrawClaimRequest {
        request_id: form.owned("request_id"),
        claim_id: id.clone(),
        revision: form.revision(),
    };
    match visit.ask(request).await {
        Ok(_) => see(&format!("/claims/{id}?done=withdrawn")),
        Err(fault) if is_stale(&fault) => moved_on(&visit, &id).await,
        Err(fault) => Err(fault.into()),
    }
}
