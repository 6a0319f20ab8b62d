//! Makes a service's PostgreSQL database and its three roles from an administrator's URL: migrator (owner), app
//! (requests, under row-level security) and platform (feed, followers, timers). Safe to repeat. Never run by a migration.

use std::path::Path;

use aws_lc_rs::hmac;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, Statement};

use crate::{DatabaseConfig, Error, MigratorTrait, Store};

/// Makes the database `<prefix>_<service>` with its roles and says how to reach it.
///
/// # Errors
/// When the administrator's URL is not PostgreSQL's or the server refuses.
pub async fn provision(
    admin_url: &str,
    prefix: &str,
    service: &str,
    request_key: &Path,
) -> Result<DatabaseConfig, Error> {
    let database = format!("{prefix}_{service}");
    let admin = administrator(admin_url).await?;
    roles(&admin, admin_url, &database).await?;
    create(&admin, &database, &database, None).await?;
    admin.close().await?;
    let inside = administrator(&with_database(admin_url, &database)?).await?;
    for right in [
        "REVOKE ALL ON SCHEMA public FROM PUBLIC".to_owned(),
        format!("GRANT USAGE, CREATE ON SCHEMA public TO {database}_migrator"),
        format!("GRANT USAGE ON SCHEMA public TO {database}_app, {database}_platform"),
    ] {
        inside.execute_unprepared(&right).await?;
    }
    inside.close().await?;
    config(admin_url, &database, &database, request_key)
}

/// Makes a migrated database that copies are made of, once: whoever comes later does not connect to it, which would keep
/// others from copying. For tests.
///
/// # Errors
/// As [`provision`], or when a migration fails.
pub async fn template<M: MigratorTrait>(
    admin_url: &str,
    prefix: &str,
    service: &str,
    request_key: &Path,
) -> Result<DatabaseConfig, Error> {
    let database = format!("{prefix}_{service}");
    let admin = administrator(admin_url).await?;
    let is_made = format!("SELECT 1 AS one FROM pg_database WHERE datname = '{database}' AND datistemplate");
    let is_made = Statement::from_string(DbBackend::Postgres, is_made);
    if admin.query_one_raw(is_made).await?.is_none() {
        let config = provision(admin_url, prefix, service, request_key).await?;
        Store::open::<M>(&config).await?.close().await?;
        admin.execute_unprepared(&format!("ALTER DATABASE {database} IS_TEMPLATE true")).await?;
    }
    admin.close().await?;
    config(admin_url, &database, &database, request_key)
}

/// Makes another database for the same roles as a copy of a template; for tests.
///
/// # Errors
/// When the server refuses.
pub async fn copy(
    admin_url: &str,
    original: &str,
    copy: &str,
    request_key: &Path,
) -> Result<DatabaseConfig, Error> {
    let admin = administrator(admin_url).await?;
    create(&admin, original, copy, Some(original)).await?;
    admin.close().await?;
    config(admin_url, original, copy, request_key)
}

/// Drops copies of which `is_forgotten` holds, a few at a time; for tests. Somebody else may be dropping the same.
///
/// # Errors
/// When the server cannot be asked.
pub async fn drop_copies(admin_url: &str, is_forgotten: impl Fn(&str) -> bool) -> Result<(), Error> {
    const FEW: usize = 4;
    let admin = administrator(admin_url).await?;
    let all = Statement::from_string(DbBackend::Postgres, "SELECT datname FROM pg_database");
    let names = admin.query_all_raw(all).await?;
    let names = names.iter().filter_map(|row| row.try_get_by::<String, _>("datname").ok());
    for name in names.filter(|name| is_forgotten(name)).take(FEW) {
        if let Err(error) = admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await {
            tracing::debug!(%error, name, "not dropped");
        }
    }
    admin.close().await?;
    Ok(())
}

async fn administrator(url: &str) -> Result<DatabaseConnection, Error> {
    if !url.starts_with("postgres") {
        return Err(Error::Configuration("--database takes a postgres:// URL".to_owned()));
    }
    let mut options = ConnectOptions::new(url.to_owned());
    options.max_connections(1).sqlx_logging(false);
    Ok(Database::connect(options).await?)
}

async fn roles(admin: &DatabaseConnection, admin_url: &str, database: &str) -> Result<(), DbErr> {
    for part in ["migrator", "app", "platform"] {
        let role = format!("{database}_{part}");
        let exists = format!("SELECT 1 AS one FROM pg_roles WHERE rolname = '{role}'");
        let known = admin.query_one_raw(Statement::from_string(DbBackend::Postgres, exists)).await?.is_some();
        let verb = if known { "ALTER" } else { "CREATE" };
        let password = password(admin_url, &role);
        let rights = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS";
        admin.execute_unprepared(&format!("{verb} ROLE {role} {rights} PASSWORD '{password}'")).await?;
    }
    Ok(())
}

async fn create(
    admin: &DatabaseConnection,
    roles: &str,
    database: &str,
    from: Option<&str>,
) -> Result<(), DbErr> {
    let exists = format!("SELECT 1 AS one FROM pg_database WHERE datname = '{database}'");
    if admin.query_one_raw(Statement::from_string(DbBackend::Postgres, exists)).await?.is_none() {
        let template = from.map_or_else(
            || "ENCODING 'UTF8' TEMPLATE template0".to_owned(),
            |from| format!("TEMPLATE {from}"),
        );
        admin
            .execute_unprepared(&format!("CREATE DATABASE {database} OWNER {roles}_migrator {template}"))
            .await?;
        admin.execute_unprepared(&format!("REVOKE ALL ON DATABASE {database} FROM PUBLIC")).await?;
        let allowed = format!("{roles}_migrator, {roles}_app, {roles}_platform");
        admin.execute_unprepared(&format!("GRANT CONNECT ON DATABASE {database} TO {allowed}")).await?;
    }
    Ok(())
}

fn config(admin_url: &str, roles: &str, database: &str, request_key: &Path) -> Result<DatabaseConfig, Error> {
    let url = |part: &str| {
        let role = format!("{roles}_{part}");
        with_database(&with_user(admin_url, &role, &password(admin_url, &role))?, database)
    };
    Ok(DatabaseConfig {
        url: url("app")?,
        platform_url: Some(url("platform")?),
        migrator_url: Some(url("migrator")?),
        request_key: request_key.to_owned(),
    })
}

/// A role's password follows from the administrator's URL, so nothing has to be kept: who has the one could set the other.
fn password(admin_url: &str, role: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, admin_url.as_bytes());
    URL_SAFE_NO_PAD.encode(hmac::sign(&key, role.as_bytes()))
}

/// `scheme://[user[:password]@]host[:port]/database?options`, cut into what is before the user, host part, and options.
fn cut(url: &str) -> Result<(&str, &str, &str), Error> {
    let refusal = || Error::Configuration("not a postgres://host/database URL".to_owned());
    let (scheme, rest) = url.split_once("://").ok_or_else(refusal)?;
    let (before, options) = rest.split_once('?').unwrap_or((rest, ""));
    let place = before.rsplit_once('@').map_or(before, |(_, place)| place);
    Ok((scheme, place.split('/').next().unwrap_or(place), options))
}

fn with_user(url: &str, user: &str, password: &str) -> Result<String, Error> {
    let (scheme, place, options) = cut(url)?;
    Ok(format!("{scheme}://{user}:{password}@{place}/?{options}"))
}

fn with_database(url: &str, database: &str) -> Result<String, Error> {
    let (scheme, place, options) = cut(url)?;
    let user = url
        .split_once("://")
        .and_then(|(_, rest)| rest.split('?').next())
        .and_then(|rest| rest.rsplit_once('@'));
    let user = user.map(|(user, _)| format!("{user}@")).unwrap_or_default();
    Ok(format!("{scheme}://{user}{place}/{database}?{options}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_gets_its_user_and_database() {
        let admin = "postgres://demo@localhost/postgres?host=/tmp/pg";
        assert_eq!(with_database(admin, "x").unwrap(), "postgres://demo@localhost/x?host=/tmp/pg");
        let app = with_user(admin, "x_app", "secret").unwrap();
        assert_eq!(with_database(&app, "x").unwrap(), "postgres://x_app:secret@localhost/x?host=/tmp/pg");
    }
}
