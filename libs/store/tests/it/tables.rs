//! A service's tables, as small as they get: one owned, one shared, the store's and the feed's.

use sea_orm_migration::prelude::*;
use store::{MigratorTrait, schema};

/// Owned by one organisation.
pub mod note {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "notes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation_id: Uuid,
        pub text: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Owned, with a column that nobody reads at rest.
pub mod sealed_note {
    use sea_orm::entity::prelude::*;
    use store::SealedColumn;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sealed_notes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation_id: Uuid,
        pub text: SealedColumn,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Owned, sealed for two purposes, and found by its code.
pub mod sealed_code {
    use sea_orm::entity::prelude::*;
    use store::SealedColumn;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sealed_codes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation_id: Uuid,
        pub revision: i64,
        pub code: SealedColumn,
        pub code_token: i64,
        pub code_ordinal: i32,
        pub paper: Option<SealedColumn>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Shared by a clinic and an insurer.
pub mod case {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "cases")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub clinic_id: Uuid,
        pub insurer_id: Option<Uuid>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

store::owned!(note, sealed_note, sealed_code);
store::shared!(case);

/// This release.
pub struct Migrator;

/// The next one: it fills a new column in for every row there is.
pub struct NextMigrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let mut all = store::migrations();
        all.push(store::data_keys());
        all.push(store::reseals());
        all.extend(feed::migrations());
        all.push(Box::new(Tables));
        all
    }
}

impl MigratorTrait for NextMigrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let mut all = Migrator::migrations();
        all.push(Box::new(Backfill));
        all
    }
}

struct Tables;
struct Backfill;

impl MigrationName for Tables {
    fn name(&self) -> &'static str {
        "m0001_tables"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Tables {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut notes = Table::create();
        notes
            .table("notes")
            .col(ColumnDef::new("id").uuid().not_null().primary_key())
            .col(ColumnDef::new("organisation_id").uuid().not_null())
            .col(ColumnDef::new("text").text().not_null());
        manager.create_table(notes).await?;
        schema::owned(manager, "notes").await?;
        let mut sealed = Table::create();
        sealed
            .table("sealed_notes")
            .col(ColumnDef::new("id").uuid().not_null().primary_key())
            .col(ColumnDef::new("organisation_id").uuid().not_null())
            .col(ColumnDef::new("text").binary().not_null());
        manager.create_table(sealed).await?;
        schema::owned(manager, "sealed_notes").await?;
        let mut codes = Table::create();
        codes
            .table("sealed_codes")
            .col(ColumnDef::new("id").uuid().not_null().primary_key())
            .col(ColumnDef::new("organisation_id").uuid().not_null())
            .col(ColumnDef::new("revision").big_integer().not_null())
            .col(ColumnDef::new("code").binary().not_null())
            .col(ColumnDef::new("code_token").big_integer().not_null())
            .col(ColumnDef::new("code_ordinal").integer().not_null())
            .col(ColumnDef::new("paper").binary());
        manager.create_table(codes).await?;
        let mut once = Index::create();
        once.name("sealed_codes_once").table("sealed_codes");
        once.col("organisation_id").col("code_token").col("code_ordinal").unique();
        manager.create_index(once).await?;
        schema::owned(manager, "sealed_codes").await?;
        let mut tokens = Table::create();
        tokens
            .table("code_tokens")
            .col(ColumnDef::new("code_id").uuid().not_null())
            .col(ColumnDef::new("organisation_id").uuid().not_null())
            .col(ColumnDef::new("part").small_integer().not_null())
            .col(ColumnDef::new("token").big_integer().not_null())
            .primary_key(Index::create().col("code_id").col("part"));
        manager.create_table(tokens).await?;
        schema::owned(manager, "code_tokens").await?;
        let mut cases = Table::create();
        cases
            .table("cases")
            .col(ColumnDef::new("id").uuid().not_null().primary_key())
            .col(ColumnDef::new("clinic_id").uuid().not_null())
            .col(ColumnDef::new("insurer_id").uuid());
        manager.create_table(cases).await?;
        schema::shared(manager, "cases").await
    }
}

impl MigrationName for Backfill {
    fn name(&self) -> &'static str {
        "m0002_backfill"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Backfill {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        connection.execute_unprepared("ALTER TABLE notes ADD COLUMN shout text").await?;
        connection.execute_unprepared("UPDATE notes SET shout = upper(text)").await.map(|_| ())
    }
}
