//! The table `sign_in_attempts`: how often somebody has guessed, by a keyed hash of the name and by device. Names that
//! belong to nobody are counted alike, and swept after a day.

use ::store::{Error, Tx};
use chrono::{DateTime, Utc};
use envelope::{Field, Index};
use ids::{CertificateId, OrganisationId};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, LockType, OnConflict},
};

use crate::domain::{
    attempts::{Attempts, FORGOTTEN_AFTER},
    email::Email,
};

/// Not the field that accounts are found by: a row here must not say which account it is about, or whether one.
const NAME: Field = Field::address("sign_in_attempts.name");

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sign_in_attempts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub organisation_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub name_hash: Vec<u8>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub certificate_id: Uuid,
        pub window_began_at: Option<DateTimeUtc>,
        pub in_window: i32,
        pub in_a_row: i32,
        pub signed_in_at: Option<DateTimeUtc>,
        pub last_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

::store::owned!(row);

/// Whose guesses on which device.
#[derive(Debug, Clone)]
pub(crate) struct Guesser {
    organisation: OrganisationId,
    certificate: CertificateId,
    name_hash: Vec<u8>,
}

impl Guesser {
    /// A name as it was typed, on a device of an organisation. What is no address is one name.
    ///
    /// Hashed under the key of the organisation's index. Without a key, whoever has the database could try all the
    /// addresses there are; and of the store's request key there would be a copy left when the organisation is erased.
    /// Whole, not a token of 32 bits: nothing is sealed here that a hit could be compared with, and of two names that
    /// meet, the failures on one would shut out the other. When the index changes its key, counting begins anew.
    pub(crate) fn new(
        organisation: OrganisationId,
        certificate: CertificateId,
        index: &Index,
        name: Option<&Email>,
    ) -> Self {
        let digest = index.digest(NAME, name.map_or("", Email::as_str)).unwrap_or_default();
        Self { organisation, certificate, name_hash: digest.to_vec() }
    }
}

/// The attempts on this device, and those in a row elsewhere. Holds the name's rows until the transaction ends, so that
/// many at once are counted one after the other.
pub(crate) async fn load(tx: &Tx, who: &Guesser, now: DateTime<Utc>) -> Result<(Attempts, i32), Error> {
    reserve(tx, who, now).await?;
    let rows = tx.find::<row::Entity>().filter(of(who)).lock(LockType::Update).all(tx.connection()).await?;
    let fresh = |row: &row::Model| row.last_at + FORGOTTEN_AFTER > now;
    let (here, elsewhere): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|row| row.certificate_id == who.certificate.uuid());
    let elsewhere = elsewhere.iter().filter(|row| fresh(row)).map(|row| row.in_a_row).sum();
    let here = here.into_iter().next().map(|row| Attempts {
        window_began_at: row.window_began_at,
        in_window: row.in_window,
        in_a_row: if fresh(&row) { row.in_a_row } else { 0 },
        signed_in_at: row.signed_in_at,
    });
    Ok((here.unwrap_or_default(), elsewhere))
}

/// Writes the attempts on this device.
pub(crate) async fn save(
    tx: &Tx,
    who: &Guesser,
    attempts: &Attempts,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    row::Entity::update_many()
        .col_expr(row::Column::WindowBeganAt, Expr::value(attempts.window_began_at))
        .col_expr(row::Column::InWindow, Expr::value(attempts.in_window))
        .col_expr(row::Column::InARow, Expr::value(attempts.in_a_row))
        .col_expr(row::Column::SignedInAt, Expr::value(attempts.signed_in_at))
        .col_expr(row::Column::LastAt, Expr::value(now))
        .filter(of(who))
        .filter(row::Column::CertificateId.eq(who.certificate.uuid()))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Forgets the failures on a name on every device.
pub(crate) async fn forgive(tx: &Tx, who: &Guesser) -> Result<(), Error> {
    row::Entity::update_many()
        .col_expr(row::Column::InWindow, Expr::value(0))
        .col_expr(row::Column::InARow, Expr::value(0))
        .filter(of(who))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Removes what a device has tried more than a day ago on names on which it never signed in.
pub(crate) async fn sweep(tx: &Tx, who: &Guesser, now: DateTime<Utc>) -> Result<(), Error> {
    row::Entity::delete_many()
        .filter(row::Column::OrganisationId.eq(who.organisation.uuid()))
        .filter(row::Column::CertificateId.eq(who.certificate.uuid()))
        .filter(row::Column::SignedInAt.is_null())
        .filter(row::Column::LastAt.lt(now - FORGOTTEN_AFTER))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Makes the row if there is none, so that there is something to hold.
async fn reserve(tx: &Tx, who: &Guesser, now: DateTime<Utc>) -> Result<(), Error> {
    let key = [row::Column::OrganisationId, row::Column::NameHash, row::Column::CertificateId];
    let fresh = row::ActiveModel {
        organisation_id: Set(who.organisation.uuid()),
        name_hash: Set(who.name_hash.clone()),
        certificate_id: Set(who.certificate.uuid()),
        window_began_at: Set(None),
        in_window: Set(0),
        in_a_row: Set(0),
        signed_in_at: Set(None),
        last_at: Set(now),
    };
    row::Entity::insert(fresh)
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

fn of(who: &Guesser) -> Condition {
    Condition::all()
        .add(row::Column::OrganisationId.eq(who.organisation.uuid()))
        .add(row::Column::NameHash.eq(who.name_hash.clone()))
}
