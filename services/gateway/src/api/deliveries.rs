//! Mails sent about the organisation's things: how far they have got, never to whom.

use axum::extract::OriginalUri;
use proto::notifications::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    answer::Refusals,
    input::ApiQuery,
    names::{spelled, text, time},
    page::{Page, Paged, page_parts},
};
use crate::{actor::ApiCaller, problem::Problem};

/// A mail to one person, without its address.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Delivery {
    id: String,
    revision: i64,
    organisation_id: String,
    template: String,
    subject_id: String,
    #[schema(example = "sent")]
    state: String,
    attempts: i32,
    last_answer: Option<String>,
    queued_at: Option<String>,
    sent_at: Option<String>,
}

/// Which mails.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct DeliveriesQuery {
    /// Only about this thing.
    subject: Option<String>,
    /// At most this many, 1–100; 50 unless said.
    limit: Option<i32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Lists deliveries, newest first.
#[utoipa::path(get, path = "/deliveries", tag = "deliveries", params(DeliveriesQuery),
    responses((status = 200, body = Page<Delivery>), Refusals))]
pub(super) async fn list(
    ApiCaller(caller): ApiCaller,
    OriginalUri(uri): OriginalUri,
    ApiQuery(query): ApiQuery<DeliveriesQuery>,
) -> Result<Paged<Delivery>, Problem> {
    let (limit, cursor) = page_parts(query.limit, query.cursor)?;
    let subject_id = query.subject.unwrap_or_default();
    let answer = caller.ask(pb::ListDeliveriesRequest { subject_id, limit, cursor }).await?;
    Ok(Page::new(answer.deliveries, answer.next_cursor).linked(&uri))
}

impl From<pb::Delivery> for Delivery {
    fn from(delivery: pb::Delivery) -> Self {
        Self {
            id: delivery.id,
            revision: delivery.revision,
            organisation_id: delivery.organisation_id,
            template: delivery.template,
            subject_id: delivery.subject_id,
            state: spelled!(delivery.state, pb::DeliveryState, "DELIVERY_STATE_"),
            attempts: delivery.attempts,
            last_answer: text(delivery.last_answer),
            queued_at: time(delivery.queued_at),
            sent_at: time(delivery.sent_at),
        }
    }
}
