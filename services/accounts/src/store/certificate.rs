//! The table `certificates`. Refuses to write over a change that the caller has not seen.

use ::store::{Error, Page, Tx};
use chrono::{DateTime, Utc};
use ids::{CertificateId, OrganisationId};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, LockType},
};

use crate::{
    authority::Revoked,
    domain::{
        certificate::{Certificate, Signed},
        text::DeviceLabel,
    },
};

const TABLE: &str = "certificates";

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "certificates")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation_id: Uuid,
        pub revision: i64,
        pub label: String,
        pub serial: String,
        pub fingerprint: String,
        pub not_before: DateTimeUtc,
        pub not_after: DateTimeUtc,
        pub der: Vec<u8>,
        pub issued_at: DateTimeUtc,
        pub revoked_at: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

::store::owned!(row);

/// Adds a certificate.
pub(crate) async fn insert(tx: &Tx, certificate: &Certificate) -> Result<(), Error> {
    let row = row::ActiveModel {
        id: Set(certificate.id.uuid()),
        organisation_id: Set(certificate.organisation.uuid()),
        revision: Set(certificate.revision),
        label: Set(certificate.label.as_str().to_owned()),
        serial: Set(certificate.signed.serial.clone()),
        fingerprint: Set(certificate.signed.fingerprint.clone()),
        not_before: Set(certificate.signed.not_before),
        not_after: Set(certificate.signed.not_after),
        der: Set(certificate.signed.der.clone()),
        issued_at: Set(certificate.issued_at),
        revoked_at: Set(certificate.revoked_at),
    };
    row.insert(tx.connection()).await?;
    Ok(())
}

/// One certificate of the scope.
pub(crate) async fn get(tx: &Tx, id: CertificateId) -> Result<Option<Certificate>, Error> {
    let found = tx.find::<row::Entity>().filter(row::Column::Id.eq(id.uuid())).one(tx.connection()).await?;
    found.map(certificate).transpose()
}

/// The certificate with a fingerprint.
pub(crate) async fn by_fingerprint(tx: &Tx, fingerprint: &str) -> Result<Option<Certificate>, Error> {
    let same = row::Column::Fingerprint.eq(fingerprint);
    tx.find::<row::Entity>().filter(same).one(tx.connection()).await?.map(certificate).transpose()
}

/// The certificates before a place, newest first.
pub(crate) async fn list(tx: &Tx, page: &Page<CertificateId>) -> Result<Vec<Certificate>, Error> {
    let mut query = tx.find::<row::Entity>().order_by_desc(row::Column::Id).limit(page.fetch());
    if let Some(after) = page.after() {
        query = query.filter(row::Column::Id.lt(after.uuid()));
    }
    query.all(tx.connection()).await?.into_iter().map(certificate).collect()
}

/// Writes a revocation, unless somebody has changed the certificate since: then says no.
pub(crate) async fn revoke(tx: &Tx, certificate: &Certificate) -> Result<bool, Error> {
    let written = row::Entity::update_many()
        .col_expr(row::Column::RevokedAt, Expr::value(certificate.revoked_at))
        .col_expr(row::Column::Revision, Expr::value(certificate.revision))
        .filter(row::Column::Id.eq(certificate.id.uuid()))
        .filter(row::Column::OrganisationId.eq(certificate.organisation.uuid()))
        .filter(row::Column::Revision.eq(certificate.revision - 1))
        .exec(tx.connection())
        .await?;
    Ok(written.rows_affected == 1)
}

/// An organisation's certificates that still open the door, held until the transaction ends.
pub(crate) async fn active(
    tx: &Tx,
    organisation: OrganisationId,
    now: DateTime<Utc>,
) -> Result<Vec<Certificate>, Error> {
    let query = tx
        .find::<row::Entity>()
        .filter(row::Column::OrganisationId.eq(organisation.uuid()))
        .filter(row::Column::RevokedAt.is_null())
        .filter(row::Column::NotAfter.gt(now))
        .order_by_asc(row::Column::Id)
        .lock(LockType::Update);
    query.all(tx.connection()).await?.into_iter().map(certificate).collect()
}

/// Every revoked certificate that has not expired.
pub(crate) async fn revoked(tx: &Tx, now: DateTime<Utc>) -> Result<Vec<Revoked>, Error> {
    let rows: Vec<(String, DateTime<Utc>)> = tx
        .find::<row::Entity>()
        .select_only()
        .columns([row::Column::Serial, row::Column::RevokedAt])
        .filter(row::Column::RevokedAt.is_not_null())
        .filter(row::Column::NotAfter.gt(now))
        .order_by_asc(row::Column::Id)
        .into_tuple()
        .all(tx.connection())
        .await?;
    Ok(rows.into_iter().map(|(serial, at)| Revoked { serial, at }).collect())
}

fn certificate(row: row::Model) -> Result<Certificate, Error> {
    Ok(Certificate {
        id: row.id.into(),
        organisation: row.organisation_id.into(),
        revision: row.revision,
        label: DeviceLabel::parse(&row.label).map_err(|why| Error::row(TABLE, why))?,
        signed: Signed {
            serial: row.serial,
            fingerprint: row.fingerprint,
            not_before: row.not_before,
            not_after: row.not_after,
            der: row.der,
        },
        issued_at: row.issued_at,
        revoked_at: row.revoked_at,
    })
}
