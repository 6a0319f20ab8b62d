//! Wall two, written in migrations: grants and forced row-level security on PostgreSQL. On SQLite there is one role
//! and nothing to do. Every table says here whose it is; a table that says nothing cannot be read by requests at all.

use sea_orm::{ConnectionTrait, DbBackend};
use sea_orm_migration::prelude::{DbErr, SchemaManager};

/// The setting of the scope, as a uuid; NULL when unset, so that a comparison denies.
const ORGANISATION: &str = "nullif(current_setting('app.organisation', true), '')::uuid";

/// Rows belong to `organisation_id`.
///
/// # Errors
/// When the database refuses.
pub async fn owned(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    walled(manager, table, &format!("organisation_id = {ORGANISATION}")).await
}

/// Rows belong to `clinic_id` and `insurer_id` alike.
///
/// # Errors
/// When the database refuses.
pub async fn shared(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    walled(manager, table, &format!("clinic_id = {ORGANISATION} OR insurer_id = {ORGANISATION}")).await
}

/// Rows that a rule in SQL shows to requests.
///
/// # Errors
/// When the database refuses.
pub async fn walled(manager: &SchemaManager<'_>, table: &str, rule: &str) -> Result<(), DbErr> {
    let Some(roles) = roles(manager).await? else { return Ok(()) };
    force(manager, table, &roles).await?;
    let Roles { app, .. } = &roles;
    run(manager, &format!("CREATE POLICY tenant ON {table} TO {app} USING ({rule}) WITH CHECK ({rule})"))
        .await?;
    run(manager, &format!("GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {app}")).await
}

/// One more rule under which requests may read rows.
///
/// # Errors
/// When the database refuses.
pub async fn also_readable(
    manager: &SchemaManager<'_>,
    table: &str,
    name: &str,
    rule: &str,
) -> Result<(), DbErr> {
    let Some(Roles { app, .. }) = roles(manager).await? else { return Ok(()) };
    run(manager, &format!("CREATE POLICY {name} ON {table} FOR SELECT TO {app} USING ({rule})")).await
}

/// Rows that only the platform reads; requests may add to them.
///
/// # Errors
/// When the database refuses.
pub async fn append_only(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    let Some(roles) = roles(manager).await? else { return Ok(()) };
    force(manager, table, &roles).await?;
    let Roles { app, .. } = &roles;
    run(manager, &format!("CREATE POLICY adds ON {table} FOR INSERT TO {app} WITH CHECK (true)")).await?;
    run(manager, &format!("GRANT INSERT ON {table} TO {app}")).await
}

/// Rows that only the platform touches.
///
/// # Errors
/// When the database refuses.
pub async fn platform(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    let Some(roles) = roles(manager).await? else { return Ok(()) };
    force(manager, table, &roles).await
}

/// Rows that an organisation's requests may read but only the platform writes.
///
/// # Errors
/// When the database refuses.
pub async fn read_only(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    let Some(roles) = roles(manager).await? else { return Ok(()) };
    force(manager, table, &roles).await?;
    let Roles { app, .. } = &roles;
    let rule = format!("organisation_id = {ORGANISATION}");
    run(manager, &format!("CREATE POLICY reads ON {table} FOR SELECT TO {app} USING ({rule})")).await?;
    run(manager, &format!("GRANT SELECT ON {table} TO {app}")).await
}

/// A service's database roles, by the migrator's own name.
struct Roles {
    migrator: String,
    app: String,
    platform: String,
}

async fn roles(manager: &SchemaManager<'_>) -> Result<Option<Roles>, DbErr> {
    if manager.get_database_backend() != DbBackend::Postgres {
        return Ok(None);
    }
    let statement = sea_orm::Statement::from_string(DbBackend::Postgres, "SELECT current_user::text AS name");
    let row = manager.get_connection().query_one_raw(statement).await?;
    let migrator: String =
        row.ok_or_else(|| DbErr::Custom("no current_user".to_owned()))?.try_get("", "name")?;
    let refusal = || DbErr::Custom(format!("migrations run as a role named …_migrator, not {migrator}"));
    let prefix = migrator.strip_suffix("_migrator").ok_or_else(refusal)?.to_owned();
    Ok(Some(Roles { app: format!("{prefix}_app"), platform: format!("{prefix}_platform"), migrator }))
}

async fn force(manager: &SchemaManager<'_>, table: &str, roles: &Roles) -> Result<(), DbErr> {
    let Roles { migrator, platform, .. } = roles;
    run(manager, &format!("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")).await?;
    run(manager, &format!("ALTER TABLE {table} FORCE ROW LEVEL SECURITY")).await?;
    // Without a policy of its own a migration's backfill would silently touch no row.
    for role in [migrator, platform] {
        run(manager, &format!("CREATE POLICY {role} ON {table} TO {role} USING (true) WITH CHECK (true)"))
            .await?;
    }
    run(manager, &format!("GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {platform}")).await
}

async fn run(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    manager.get_connection().execute_unprepared(sql).await.map(|_| ())
}
