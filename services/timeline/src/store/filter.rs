//! A filter and a place as conditions on rows; each has an index that begins with the organisation.

use ids::OrganisationId;
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait, Query},
};

use crate::{
    domain::{filter::Filter, place::Place},
    store::row::{entry::Column, thing},
};

/// The rows that a filter means.
pub(super) fn rows(organisation: OrganisationId, filter: &Filter) -> Condition {
    Condition::all()
        .add(Column::OrganisationId.eq(organisation.uuid()))
        .add_option(filter.kind.as_ref().map(|kind| Column::Kind.eq(kind.as_str())))
        .add_option(filter.operator.as_ref().map(|operator| Column::OperatorId.eq(operator.as_str())))
        .add_option(filter.thing.as_ref().map(|id| about(organisation, id)))
        .add_option(filter.from.map(|from| Column::OccurredAt.gte(from)))
        .add_option(filter.until.map(|until| Column::OccurredAt.lt(until)))
}

/// The rows older than a place.
pub(super) fn older_than(place: &Place) -> Condition {
    let same_time =
        Condition::all().add(Column::OccurredAt.eq(place.occurred_at)).add(Column::Id.lt(place.entry.uuid()));
    Condition::any().add(Column::OccurredAt.lt(place.occurred_at)).add(same_time)
}

fn about(organisation: OrganisationId, id: &str) -> sea_orm::sea_query::SimpleExpr {
    let entries = Query::select()
        .column(thing::Column::EntryId)
        .from(thing::Entity)
        .and_where(Expr::col(thing::Column::OrganisationId).eq(organisation.uuid()))
        .and_where(Expr::col(thing::Column::ThingId).eq(id))
        .to_owned();
    Column::Id.in_subquery(entries)
}
