//! A delivery as it is kept, and how it becomes a delivery again. Refuses rows whose state lacks what it needs.

use ::store::Error;
use ids::OrganisationId;
use sea_orm::{ActiveValue::Set, entity::prelude::*};

use crate::domain::delivery::{Delivery, State};

const TABLE: &str = "deliveries";

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deliveries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organisation_id: Uuid,
    pub revision: i64,
    pub fan_out_id: Uuid,
    pub template: String,
    pub subject_id: String,
    pub recipient: String,
    pub state: String,
    pub attempts: i32,
    pub last_answer: String,
    pub queued_at: DateTimeUtc,
    pub due_at: Option<DateTimeUtc>,
    pub sent_at: Option<DateTimeUtc>,
    pub leased_until: Option<DateTimeUtc>,
    pub lease: Option<Uuid>,
    pub traceparent: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

mod wall {
    pub(super) use super::{Column, Entity};
}

::store::owned!(wall);

/// The delivery as a new row.
pub(super) fn written(fan_out: Uuid, delivery: &Delivery) -> ActiveModel {
    let (due_at, sent_at) = match delivery.state {
        State::Queued { due_at } => (Some(due_at), None),
        State::Sent { at } => (None, Some(at)),
        State::Dead => (None, None),
    };
    ActiveModel {
        id: Set(delivery.id.uuid()),
        organisation_id: Set(OrganisationId::uuid(delivery.organisation)),
        revision: Set(delivery.revision),
        fan_out_id: Set(fan_out),
        template: Set(delivery.template.as_str().to_owned()),
        subject_id: Set(delivery.subject.clone()),
        recipient: Set(delivery.recipient.to_string()),
        state: Set(delivery.state.as_str().to_owned()),
        attempts: Set(delivery.attempts),
        last_answer: Set(delivery.last_answer.clone()),
        queued_at: Set(delivery.queued_at),
        due_at: Set(due_at),
        sent_at: Set(sent_at),
        leased_until: Set(None),
        lease: Set(None),
        traceparent: Set(delivery.traceparent.clone()),
    }
}

/// The row as a delivery.
pub(super) fn read(row: Model) -> Result<Delivery, Error> {
    let state = match (row.state.as_str(), row.due_at, row.sent_at) {
        ("queued", Some(due_at), None) => State::Queued { due_at },
        ("sent", None, Some(at)) => State::Sent { at },
        ("dead", None, None) => State::Dead,
        _ => return Err(Error::row(TABLE, "state and times do not belong together")),
    };
    Ok(Delivery {
        id: row.id.into(),
        revision: row.revision,
        organisation: row.organisation_id.into(),
        template: row.template.parse().map_err(|why| Error::row(TABLE, why))?,
        subject: row.subject_id,
        recipient: row.recipient.parse().map_err(|why| Error::row(TABLE, why))?,
        state,
        attempts: row.attempts,
        last_answer: row.last_answer,
        queued_at: row.queued_at,
        traceparent: row.traceparent,
    })
}
