//! The tables `entries` and `entry_things`, and how a row becomes an entry.

use ::store::Error;
use serde::de::DeserializeOwned;

use crate::domain::entry::{Entry, Happening, Operator, OperatorKind, Resource};

const TABLE: &str = "entries";

/// An entry as it is kept.
pub(super) mod entry {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "entries")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation_id: Uuid,
        pub sequence: i64,
        pub fact_id: Uuid,
        pub kind: String,
        pub occurred_at: DateTimeUtc,
        pub operator_kind: String,
        pub operator_id: Option<String>,
        pub operator_organisation_id: Option<Uuid>,
        pub operator_roles: String,
        pub operator_certificate_serial: Option<String>,
        pub subject_kind: String,
        pub subject_id: String,
        pub subject_reference: String,
        pub related: String,
        pub changes: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What an entry is about, subject and related alike, for the filter.
pub(super) mod thing {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "entry_things")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub organisation_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub thing_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub entry_id: Uuid,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

::store::owned!(entry, thing);

/// The row as an entry.
pub(super) fn read(row: entry::Model) -> Result<Entry, Error> {
    let happening = Happening {
        fact: row.fact_id.into(),
        kind: row.kind,
        occurred_at: row.occurred_at,
        operator: Operator {
            kind: OperatorKind::parse(&row.operator_kind)
                .ok_or_else(|| Error::row(TABLE, "operator_kind"))?,
            id: row.operator_id,
            organisation: row.operator_organisation_id.map(Into::into),
            roles: json(&row.operator_roles)?,
            certificate_serial: row.operator_certificate_serial,
        },
        subject: Resource { kind: row.subject_kind, id: row.subject_id, reference: row.subject_reference },
        related: json(&row.related)?,
        changes: json(&row.changes)?,
    };
    Ok(Entry {
        id: row.id.into(),
        sequence: row.sequence,
        organisation: row.organisation_id.into(),
        happening,
    })
}

fn json<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|why| Error::row(TABLE, why))
}
