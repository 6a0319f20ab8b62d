//! The entries: a fact once on an organisation's timeline, a number once too.

use sea_orm_migration::prelude::*;

pub(super) struct Entries;

impl MigrationName for Entries {
    fn name(&self) -> &'static str {
        "m0002_entries"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Entries {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(table()).await?;
        for (name, columns, unique) in INDEXES {
            let mut index = Index::create();
            index.name(name).table("entries").col("organisation_id");
            for column in columns {
                index.col(*column);
            }
            if unique {
                index.unique();
            }
            manager.create_index(index).await?;
        }
        ::store::schema::read_only(manager, "entries").await
    }
}

const INDEXES: [(&str, &[&str], bool); 5] = [
    ("entries_fact_once", &["fact_id"], true),
    ("entries_sequence_once", &["sequence"], true),
    ("entries_in_order", &["occurred_at", "id"], false),
    ("entries_by_kind", &["kind", "occurred_at", "id"], false),
    ("entries_by_operator", &["operator_id", "occurred_at", "id"], false),
];

fn table() -> TableCreateStatement {
    let mut table = Table::create();
    table
        .table("entries")
        .col(ColumnDef::new("id").uuid().not_null().primary_key())
        .col(ColumnDef::new("organisation_id").uuid().not_null())
        .col(ColumnDef::new("sequence").big_integer().not_null())
        .col(ColumnDef::new("fact_id").uuid().not_null())
        .col(ColumnDef::new("kind").string().not_null())
        .col(ColumnDef::new("occurred_at").timestamp_with_time_zone().not_null())
        .col(ColumnDef::new("operator_kind").string().not_null())
        .col(ColumnDef::new("operator_id").string())
        .col(ColumnDef::new("operator_organisation_id").uuid())
        .col(ColumnDef::new("operator_roles").text().not_null())
        .col(ColumnDef::new("operator_certificate_serial").string())
        .col(ColumnDef::new("subject_kind").string().not_null())
        .col(ColumnDef::new("subject_id").string().not_null())
        .col(ColumnDef::new("subject_reference").string().not_null())
        .col(ColumnDef::new("related").text().not_null())
        .col(ColumnDef::new("changes").text().not_null());
    table
}
