//! What a service says of a table with sealed columns, and the SQL that follows. Only names that are written in our own
//! code come into a statement.

use envelope::{Column, Field, Purpose};

/// A table whose rows are sealed anew. Its key is `id`, a UUID.
#[derive(Debug, Clone, Copy)]
pub struct SealedTable {
    /// Its name.
    pub name: &'static str,
    /// Whose keys seal a row, in SQL over its columns.
    pub owner: &'static str,
    /// Every sealed column, and what its key is for.
    pub columns: &'static [(Column, Purpose)],
    /// Tokens in the rows themselves.
    pub tokens: &'static [RowToken],
    /// Tokens of its rows in a table of their own.
    pub beside: Option<TokensBeside>,
}

/// A token in a row by which it is found. One that is not there is not missed: a draft, say, has none. With an ordinal it is
/// unique among its owner's rows; then whoever adds a row takes [`crate::Tx::alone`] of the table and owner before looking for
/// others.
#[derive(Debug, Clone, Copy)]
pub struct RowToken {
    /// The sealed column whose value it is of.
    pub of: Column,
    /// How it is made.
    pub field: Field,
    /// Its column.
    pub token: &'static str,
    /// The ordinal's column, where it is unique.
    pub ordinal: Option<&'static str>,
}

/// Tokens by which rows are found, in a table of their own: one for each part of a row that has one. They are not unique, so
/// those of a row are replaced all at once, also when one is missing or too many.
#[derive(Debug, Clone, Copy)]
pub struct TokensBeside {
    /// Their table.
    pub table: &'static str,
    /// Its column with the row's id.
    pub row: &'static str,
    /// Its column with the row's owner.
    pub owner: &'static str,
    /// Its column that says what of the row a token is of.
    pub part: &'static str,
    /// Its column with the token.
    pub token: &'static str,
    /// What is said there, the sealed column, and how the token is made.
    pub parts: &'static [(i16, Column, Field)],
}

impl TokensBeside {
    /// Those of so many rows.
    pub(super) fn of_rows(&self, rows: usize) -> String {
        let Self { table, row, part, token, .. } = self;
        format!("SELECT {row}, {part}, {token} FROM {table} WHERE {row} IN ({})", numbered(rows))
    }

    /// Takes away those of a row.
    pub(super) fn delete(&self) -> String {
        format!("DELETE FROM {} WHERE {} = $1", self.table, self.row)
    }

    /// Adds so many: the first values are row and owner, then part and token of each.
    pub(super) fn insert(&self, tokens: usize) -> String {
        let Self { table, row, owner, part, token, .. } = self;
        let rows = (0..tokens).map(|at| format!("($1, $2, ${}, ${})", 2 * at + 3, 2 * at + 4));
        let rows = rows.collect::<Vec<_>>().join(", ");
        format!("INSERT INTO {table} ({row}, {owner}, {part}, {token}) VALUES {rows}")
    }
}

impl SealedTable {
    /// A page after an id, in the order of ids.
    pub(super) fn page(&self) -> String {
        format!("{} WHERE id > $1 ORDER BY id LIMIT $2", self.select())
    }

    /// So many rows by their ids, which nobody else changes until the transaction ends.
    pub(super) fn locked(&self, rows: usize, postgres: bool) -> String {
        let lock = if postgres { " FOR UPDATE" } else { "" };
        format!("{} WHERE id IN ({}) ORDER BY id{lock}", self.select(), numbered(rows))
    }

    /// Sets so many columns of a row; its id is the first value.
    pub(super) fn update(&self, columns: &[&str]) -> String {
        let set = columns.iter().enumerate().map(|(at, column)| format!("{column} = ${}", at + 2));
        format!("UPDATE {} SET {} WHERE id = $1", self.name, set.collect::<Vec<_>>().join(", "))
    }

    /// The highest ordinal of an owner's rows with a token.
    pub(super) fn highest(&self, token: &str, ordinal: &str) -> String {
        let Self { name, owner, .. } = self;
        format!(
            "SELECT {ordinal} FROM {name} WHERE {owner} = $1 AND {token} = $2 ORDER BY {ordinal} DESC LIMIT 1"
        )
    }

    /// Whether keys of a purpose seal anything of its rows, or make their tokens.
    pub(super) fn uses(&self, purpose: Purpose) -> bool {
        let sealed = self.columns.iter().any(|(_, of)| *of == purpose);
        sealed || purpose == Purpose::Indexes && self.is_indexed()
    }

    /// Whether its rows have tokens.
    pub(super) const fn is_indexed(&self) -> bool {
        !self.tokens.is_empty() || self.beside.is_some()
    }

    /// The columns whose values have tokens beside their rows.
    pub(super) fn searched(&self) -> impl Iterator<Item = Column> {
        self.beside.iter().flat_map(|beside| beside.parts).map(|(_, of, _)| *of)
    }

    fn select(&self) -> String {
        let mut columns: Vec<&str> = self.columns.iter().map(|(column, _)| column.name()).collect();
        columns.extend(self.tokens.iter().map(|token| token.token));
        format!("SELECT id, {} AS sealing_owner, {} FROM {}", self.owner, columns.join(", "), self.name)
    }
}

/// So many placeholders.
fn numbered(count: usize) -> String {
    (1..=count).map(|at| format!("${at}")).collect::<Vec<_>>().join(", ")
}
