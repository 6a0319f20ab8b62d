//! The tables `erasures` and `erasure_attestations`. They are the platform's alone; refuses to write over a change that the
//! caller has not seen.

use ::store::{Error, Page, Scope, Scoped, Tx, deny, everything};
use ids::{ErasureId, OrganisationId};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, LockType},
};

use crate::domain::erasure::{Act, End, Erasure, Form, Instruction, Reference, State};

const TABLE: &str = "erasures";

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "erasures")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation_id: Uuid,
        pub revision: i64,
        pub state: String,
        pub contract_ended_on: Date,
        pub instruction_reference: String,
        pub instruction_received_on: Date,
        pub requested_by: Uuid,
        pub requested_at: DateTimeUtc,
        pub settled_by: Option<Uuid>,
        pub settled_at: Option<DateTimeUtc>,
        pub keys_destroyed_at: Option<DateTimeUtc>,
        pub keys_gone_at: Option<DateTimeUtc>,
        pub backups_gone_on: Option<Date>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod attestation {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "erasure_attestations")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub erasure_id: Uuid,
        pub json: Vec<u8>,
        pub pdf: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Scoped for row::Entity {
    fn wall(scope: &Scope) -> Condition {
        platform_alone(scope)
    }
}

impl Scoped for attestation::Entity {
    fn wall(scope: &Scope) -> Condition {
        platform_alone(scope)
    }
}

fn platform_alone(scope: &Scope) -> Condition {
    if matches!(scope, Scope::Platform(_)) { everything() } else { deny() }
}

/// Adds an erasure.
pub(crate) async fn insert(tx: &Tx, erasure: &Erasure) -> Result<(), Error> {
    let (settled, end) = (erasure.state.settled(), erasure.state.end());
    let row = row::ActiveModel {
        id: Set(erasure.id.uuid()),
        organisation_id: Set(erasure.organisation.uuid()),
        revision: Set(erasure.revision),
        state: Set(state_text(erasure.state).to_owned()),
        contract_ended_on: Set(erasure.instruction.contract_ended_on),
        instruction_reference: Set(erasure.instruction.reference.as_str().to_owned()),
        instruction_received_on: Set(erasure.instruction.received_on),
        requested_by: Set(erasure.requested.by.uuid()),
        requested_at: Set(erasure.requested.at),
        settled_by: Set(settled.map(|act| act.by.uuid())),
        settled_at: Set(settled.map(|act| act.at)),
        keys_destroyed_at: Set(end.map(|end| end.keys_destroyed_at)),
        keys_gone_at: Set(end.and_then(|end| end.keys_gone_at)),
        backups_gone_on: Set(end.map(|end| end.backups_gone_on)),
    };
    row.insert(tx.connection()).await?;
    Ok(())
}

/// Writes where an erasure stands, unless somebody has changed it since: then says no.
pub(crate) async fn save(tx: &Tx, erasure: &Erasure) -> Result<bool, Error> {
    let (settled, end) = (erasure.state.settled(), erasure.state.end());
    let written = row::Entity::update_many()
        .col_expr(row::Column::Revision, Expr::value(erasure.revision))
        .col_expr(row::Column::State, Expr::value(state_text(erasure.state)))
        .col_expr(row::Column::SettledBy, Expr::value(settled.map(|act| act.by.uuid())))
        .col_expr(row::Column::SettledAt, Expr::value(settled.map(|act| act.at)))
        .col_expr(row::Column::KeysDestroyedAt, Expr::value(end.map(|end| end.keys_destroyed_at)))
        .col_expr(row::Column::KeysGoneAt, Expr::value(end.and_then(|end| end.keys_gone_at)))
        .col_expr(row::Column::BackupsGoneOn, Expr::value(end.map(|end| end.backups_gone_on)))
        .filter(row::Column::Id.eq(erasure.id.uuid()))
        .filter(row::Column::Revision.eq(erasure.revision - 1))
        .exec(tx.connection())
        .await?;
    Ok(written.rows_affected == 1)
}

/// One erasure.
pub(crate) async fn get(tx: &Tx, id: ErasureId) -> Result<Option<Erasure>, Error> {
    let query = tx.find::<row::Entity>().filter(row::Column::Id.eq(id.uuid()));
    query.one(tx.connection()).await?.map(erasure).transpose()
}

/// One erasure, held until the transaction ends.
pub(crate) async fn lock(tx: &Tx, id: ErasureId) -> Result<Option<Erasure>, Error> {
    let query = tx.find::<row::Entity>().filter(row::Column::Id.eq(id.uuid())).lock(LockType::Update);
    query.one(tx.connection()).await?.map(erasure).transpose()
}

/// The erasure of an organisation that was not withdrawn.
pub(crate) async fn of(tx: &Tx, organisation: OrganisationId) -> Result<Option<Erasure>, Error> {
    let query = tx
        .find::<row::Entity>()
        .filter(row::Column::OrganisationId.eq(organisation.uuid()))
        .filter(row::Column::State.ne("cancelled"));
    query.one(tx.connection()).await?.map(erasure).transpose()
}

/// The erasures that are to be carried out, oldest first.
pub(crate) async fn confirmed(tx: &Tx) -> Result<Vec<Erasure>, Error> {
    let confirmed = row::Column::State.eq("confirmed");
    let query = tx.find::<row::Entity>().filter(confirmed).order_by_asc(row::Column::Id);
    query.all(tx.connection()).await?.into_iter().map(erasure).collect()
}

/// The erasures before a place, newest first.
pub(crate) async fn list(tx: &Tx, page: &Page<ErasureId>) -> Result<Vec<Erasure>, Error> {
    let mut query = tx.find::<row::Entity>().order_by_desc(row::Column::Id).limit(page.fetch());
    if let Some(after) = page.after() {
        query = query.filter(row::Column::Id.lt(after.uuid()));
    }
    query.all(tx.connection()).await?.into_iter().map(erasure).collect()
}

/// Keeps both files of an attestation.
pub(crate) async fn keep_attestation(
    tx: &Tx,
    id: ErasureId,
    json: Vec<u8>,
    pdf: Vec<u8>,
) -> Result<(), Error> {
    let row = attestation::ActiveModel { erasure_id: Set(id.uuid()), json: Set(json), pdf: Set(pdf) };
    row.insert(tx.connection()).await?;
    Ok(())
}

/// One file of an attestation, if there is one.
pub(crate) async fn attestation(tx: &Tx, id: ErasureId, form: Form) -> Result<Option<Vec<u8>>, Error> {
    let column = match form {
        Form::Json => attestation::Column::Json,
        Form::Pdf => attestation::Column::Pdf,
    };
    let query = tx.find::<attestation::Entity>().filter(attestation::Column::ErasureId.eq(id.uuid()));
    Ok(query.select_only().column(column).into_tuple().one(tx.connection()).await?)
}

fn erasure(row: row::Model) -> Result<Erasure, Error> {
    Ok(Erasure {
        id: row.id.into(),
        revision: row.revision,
        organisation: row.organisation_id.into(),
        instruction: Instruction {
            contract_ended_on: row.contract_ended_on,
            reference: Reference::parse(&row.instruction_reference).map_err(|why| Error::row(TABLE, why))?,
            received_on: row.instruction_received_on,
        },
        requested: Act { by: row.requested_by.into(), at: row.requested_at },
        state: state(&row)?,
    })
}

fn state(row: &row::Model) -> Result<State, Error> {
    let settled = row.settled_by.zip(row.settled_at).map(|(by, at)| Act { by: by.into(), at });
    let settled = || settled.ok_or_else(|| Error::row(TABLE, "settled by nobody"));
    match row.state.as_str() {
        "requested" => Ok(State::Requested),
        "confirmed" => Ok(State::Confirmed(settled()?)),
        "cancelled" => Ok(State::Cancelled(settled()?)),
        "done" => {
            let end = row.keys_destroyed_at.zip(row.backups_gone_on);
            let (keys_destroyed_at, backups_gone_on) =
                end.ok_or_else(|| Error::row(TABLE, "done and no end"))?;
            let end = End { keys_destroyed_at, keys_gone_at: row.keys_gone_at, backups_gone_on };
            Ok(State::Done { confirmed: settled()?, end })
        }
        _ => Err(Error::row(TABLE, "unknown state")),
    }
}

const fn state_text(state: State) -> &'static str {
    match state {
        State::Requested => "requested",
        State::Confirmed(_) => "confirmed",
        State::Done { .. } => "done",
        State::Cancelled(_) => "cancelled",
    }
}
