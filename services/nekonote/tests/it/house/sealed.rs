//! What is sealed is sealed anew when its key is replaced: a column or token that the job does not know would lose its key.

use std::collections::BTreeSet;

use store::SealedTable;

use super::source::{Source, sources};

/// The lists of the services that seal; a service that is not here has no sealed column.
const LISTS: [(&str, &[SealedTable]); 2] =
    [("accounts", accounts::SEALED_TABLES), ("claims", claims::SEALED_TABLES)];

#[test]
fn every_sealed_column_and_every_token_is_made_anew_when_its_key_is_replaced() {
    let (mut found, mut listed) = (BTreeSet::new(), BTreeSet::new());
    for source in sources().iter().filter(|source| source.is_of_a_service()) {
        found.extend(sealed(source));
    }
    for (service, tables) in LISTS {
        for table in tables {
            let mut list = |column: &str| listed.insert(place(service, table.name, column));
            for (column, _) in table.columns {
                assert_eq!(column.table(), table.name, "{column} is listed with another table");
                list(column.name());
            }
            table.tokens.iter().for_each(|token| {
                list(token.token);
            });
            listed.extend(table.beside.iter().map(|beside| place(service, beside.table, beside.token)));
        }
    }
    assert!(found.len() > 10, "the entities were not read: {found:?}");
    assert_eq!(found, listed, "left: in entities; right: in SEALED_TABLES");
}

/// The sealed columns and the tokens of a file's entities.
fn sealed(source: &Source) -> BTreeSet<String> {
    let (mut table, mut found) = (None, BTreeSet::new());
    for line in source.release().lines().map(str::trim) {
        if let Some((_, name)) = line.split_once("table_name = \"") {
            table = name.split('"').next();
        }
        if line.ends_with("enum Relation {}") {
            table = None;
        }
        let (Some(table), Some((name, kind))) = (table, line.split_once(": ")) else { continue };
        let name = name.rsplit(' ').next().unwrap_or_default();
        if kind.contains("SealedColumn") || ["i64,", "Option<i64>,"].contains(&kind) && name.contains("token")
        {
            found.insert(place(source.member(), table, name));
        }
    }
    found
}

fn place(service: &str, table: &str, column: &str) -> String {
    format!("{service}: {table}.{column}")
}
