//! Where a sealed value lives, and the associated data that binds it there. Every field is length-prefixed, so no two
//! places have the same bytes; a value that was moved does not open.

use std::fmt;

use ids::OrganisationId;
use uuid::Uuid;

use crate::data_key::KeyId;

/// A sealed column; each service names its own as constants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Column {
    table: &'static str,
    name: &'static str,
}

/// Longest table and column together; names are chosen by us.
const LONGEST: usize = 96;
/// Version, five fields with their lengths, and the longest names.
const ROOM: usize = 1 + 5 * PREFIX + 3 * 16 + LONGEST;
const PREFIX: usize = 2;

impl Column {
    /// Names a column.
    ///
    /// # Panics
    /// At compile time of the constant, when table and column have more than 96 bytes.
    #[must_use]
    pub const fn new(table: &'static str, name: &'static str) -> Self {
        assert!(table.len() + name.len() <= LONGEST, "a table and column of at most 96 bytes");
        Self { table, name }
    }

    /// Its table.
    #[must_use]
    pub const fn table(self) -> &'static str {
        self.table
    }

    /// Its name in the table.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// The column's place in a row.
    #[must_use]
    pub const fn at(self, row: Uuid) -> Place {
        Place { column: self, row }
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.table, self.name)
    }
}

/// A column of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    column: Column,
    row: Uuid,
}

impl Place {
    /// The column.
    #[must_use]
    pub const fn column(&self) -> Column {
        self.column
    }

    /// The row's id.
    #[must_use]
    pub const fn row(&self) -> Uuid {
        self.row
    }

    /// The associated data of a value here: format version, organisation, table, column, row and key.
    pub(crate) fn bound(&self, version: u8, owner: OrganisationId, key: KeyId) -> Bound {
        let mut bound = Bound::new(version);
        bound.push(owner.uuid().as_bytes());
        bound.push(self.column.table.as_bytes());
        bound.push(self.column.name.as_bytes());
        bound.push(self.row.as_bytes());
        bound.push(key.uuid().as_bytes());
        bound
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, row {}", self.column, self.row)
    }
}

/// Associated data, built on the stack: it is made anew for every value.
pub(crate) struct Bound {
    bytes: [u8; ROOM],
    length: usize,
}

impl Bound {
    fn new(version: u8) -> Self {
        let mut bytes = [0; ROOM];
        bytes[0] = version;
        Self { bytes, length: 1 }
    }

    /// `Column::new` has seen to it that there is room.
    fn push(&mut self, field: &[u8]) {
        let prefix = u16::try_from(field.len()).unwrap_or(u16::MAX).to_be_bytes();
        for part in [&prefix[..], field] {
            if let Some(room) = self.bytes.get_mut(self.length..self.length + part.len()) {
                room.copy_from_slice(part);
            }
            self.length += part.len();
        }
    }

    pub(crate) fn as_slice(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or(&self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_places_are_bound_alike() {
        let (owner, key) = (OrganisationId::generate(), KeyId::generate());
        let row = Uuid::now_v7();
        let columns = [("ab", "c"), ("a", "bc"), ("abc", ""), ("", "abc"), ("ab\0", "c")];
        let bounds: BTreeSet<Vec<u8>> = columns
            .iter()
            .map(|(table, name)| Column { table, name }.at(row).bound(1, owner, key).as_slice().to_vec())
            .collect();
        assert_eq!(bounds.len(), columns.len());
    }

    #[test]
    fn the_longest_names_have_room() {
        const LONG: &str = "a23456789012345678901234567890123456789012345678";
        let bound = Column::new(LONG, LONG).at(Uuid::now_v7()).bound(
            1,
            OrganisationId::generate(),
            KeyId::generate(),
        );
        assert_eq!(bound.as_slice().len(), ROOM);
    }
}
