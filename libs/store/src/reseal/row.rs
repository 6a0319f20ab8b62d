//! A row with sealed columns: which keys it needs, what of it is under older keys, and the same sealed anew. Nothing is
//! opened that need not be: a value under its owner's current key stays as it is.

use std::collections::{BTreeMap, BTreeSet};

use envelope::{Column, Error, KeyId, Keyring, Place, Purpose, Sealed, Token};
use ids::{OrganisationId, Personal};
use sea_orm::QueryResult;
use uuid::Uuid;

use super::{
    OPENING,
    table::{RowToken, SealedTable},
    warmth::Wanted,
};

/// A row of a sealed table.
pub(super) struct Row {
    pub(super) id: Uuid,
    pub(super) owner: OrganisationId,
    /// In the order of the table's columns.
    values: Vec<Option<Sealed>>,
    /// In the order of the table's tokens.
    tokens: Vec<Option<i64>>,
    /// Those that lie beside it, by part.
    pub(super) beside: BTreeMap<i16, i64>,
}

/// What of a row is older than its owner's keys.
#[derive(Default)]
pub(super) struct Older {
    values: Vec<usize>,
    tokens: Vec<(RowToken, i64)>,
    /// All that should lie beside it, if others do.
    beside: Option<BTreeMap<i16, i64>>,
    /// The keys that it is under.
    pub(super) keys: BTreeSet<KeyId>,
}

impl Row {
    pub(super) fn parse(table: &SealedTable, row: &QueryResult) -> Result<Self, crate::Error> {
        let value = |name| Ok(row.try_get::<Option<Vec<u8>>>("", name)?.map(Sealed::stored));
        let values = table.columns.iter().map(|(column, _)| value(column.name()));
        let mut values = values.collect::<Result<Vec<Option<Sealed>>, crate::Error>>()?;
        // What was erased on purpose is empty in all its columns; a single empty one is damage.
        if values.iter().flatten().all(|value| value.as_bytes().is_empty()) {
            values.fill(None);
        }
        let tokens = table.tokens.iter().map(|token| Ok(row.try_get("", token.token)?));
        Ok(Self {
            id: row.try_get("", "id")?,
            owner: row.try_get::<Uuid>("", "sealing_owner")?.into(),
            values,
            tokens: tokens.collect::<Result<_, crate::Error>>()?,
            beside: BTreeMap::new(),
        })
    }

    /// The keys that are not warm and must be, before anything can be said of the row.
    pub(super) fn cold(&self, table: &SealedTable, keys: &Keyring) -> Vec<Wanted> {
        let (mut cold, mut opened) = (vec![], vec![]);
        for ((_, purpose), value) in table.columns.iter().zip(&self.values) {
            let Some(value) = value else { continue };
            match keys.current(self.owner, *purpose) {
                Ok(current) if value.key() == Some(current) => {}
                Ok(_) => opened.push(value),
                Err(_) => cold.push(Wanted::Current(self.owner, *purpose)),
            }
        }
        let indexed = self.indexed(table);
        if !indexed.is_empty() && keys.index(self.owner).is_err() {
            cold.push(Wanted::Current(self.owner, Purpose::Indexes));
        }
        opened.extend(indexed.into_iter().filter_map(|column| self.value_of(table, column)));
        let unready = opened.into_iter().filter(|value| keys.ready([*value]).is_err());
        cold.extend(unready.filter_map(Sealed::key).map(Wanted::Key));
        cold
    }

    /// What of it is older than its owner's keys.
    pub(super) fn older(&self, table: &SealedTable, keys: &Keyring) -> Result<Older, Error> {
        let mut older = Older::default();
        for (at, ((_, purpose), value)) in table.columns.iter().zip(&self.values).enumerate() {
            let Some(value) = value else { continue };
            if value.key() != Some(keys.current(self.owner, *purpose)?) {
                older.values.push(at);
                older.keys.extend(value.key());
            }
        }
        if !self.indexed(table).is_empty() {
            self.older_tokens(table, keys, &mut older)?;
        }
        Ok(older)
    }

    /// Its older values, sealed anew for the same places.
    pub(super) fn sealed_anew(
        &self,
        table: &SealedTable,
        keys: &Keyring,
        older: &Older,
    ) -> Result<Vec<(&'static str, Sealed)>, Error> {
        let mut anew = vec![];
        for at in &older.values {
            let (Some((column, purpose)), Some(Some(value))) = (table.columns.get(*at), self.values.get(*at))
            else {
                continue;
            };
            let place: Place = column.at(self.id);
            let plain = keys.open(self.owner, &place, value, &OPENING)?;
            anew.push((column.name(), keys.seal(self.owner, *purpose, &place, &plain)?));
        }
        Ok(anew)
    }

    /// The keys that its values name, and whether each value names one.
    pub(super) fn named(&self) -> (BTreeSet<KeyId>, bool) {
        let values = || self.values.iter().flatten();
        (values().filter_map(Sealed::key).collect(), values().all(|value| value.key().is_some()))
    }

    fn older_tokens(&self, table: &SealedTable, keys: &Keyring, older: &mut Older) -> Result<(), Error> {
        let index = keys.index(self.owner)?;
        for (token, stored) in self.tokens(table) {
            let text = self.text(table, token.of, keys)?;
            let corrupt = Error::Corrupt { place: token.of.at(self.id), why: "it has no token" };
            let made = index.token(token.field, text.expose()).ok_or(corrupt)?.number();
            if made != stored {
                older.tokens.push((*token, made));
                older.keys.extend(index.made_under(token.field, text.expose(), stored));
            }
        }
        let mut beside = BTreeMap::new();
        for (part, of, field) in table.beside.iter().flat_map(|beside| beside.parts) {
            let text = self.text(table, *of, keys)?;
            let made = index.token(*field, text.expose()).map(Token::number);
            if let Some(stored) = self.beside.get(part).filter(|stored| made != Some(**stored)) {
                older.keys.extend(index.made_under(*field, text.expose(), *stored));
            }
            beside.extend(made.map(|made| (*part, made)));
        }
        older.beside = Some(beside).filter(|beside| *beside != self.beside);
        Ok(())
    }

    /// The tokens that it has in itself.
    fn tokens<'a>(&'a self, table: &'a SealedTable) -> impl Iterator<Item = (&'a RowToken, i64)> {
        table.tokens.iter().zip(&self.tokens).filter_map(|(token, stored)| Some((token, (*stored)?)))
    }

    /// The columns whose values have tokens.
    fn indexed(&self, table: &SealedTable) -> Vec<Column> {
        self.tokens(table).map(|(token, _)| token.of).chain(table.searched()).collect()
    }

    fn text(&self, table: &SealedTable, column: Column, keys: &Keyring) -> Result<Personal<String>, Error> {
        let place = column.at(self.id);
        let value = self.value_of(table, column).ok_or(Error::Corrupt { place, why: "it is not there" })?;
        keys.open_text(self.owner, &place, value, &OPENING)
    }

    fn value_of(&self, table: &SealedTable, column: Column) -> Option<&Sealed> {
        let at = table.columns.iter().position(|(of, _)| *of == column)?;
        self.values.get(at)?.as_ref()
    }
}

impl Older {
    pub(super) const fn is_nothing(&self) -> bool {
        self.values.is_empty() && self.tokens.is_empty() && self.beside.is_none()
    }

    /// The tokens to be made anew, each with its number.
    pub(super) fn tokens(&self) -> &[(RowToken, i64)] {
        &self.tokens
    }

    /// The tokens that should lie beside it, if others do.
    pub(super) const fn beside(&self) -> Option<&BTreeMap<i16, i64>> {
        self.beside.as_ref()
    }
}
