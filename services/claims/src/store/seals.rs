//! Seals and opens the personal columns of rows: under whose keys, in whose name and why. Refuses what was moved to
//! another row, column or owner. What it opens is all there or not at all.

use std::collections::BTreeMap;

use envelope::{Column, DocumentKey, Error, Index, Keyring, Opening, Purpose, Sealed};
use ids::{OrganisationId, Personal};
use store::SealedColumn;
use uuid::Uuid;

use crate::domain::tombstone::Closed;

/// Organisations whose keys open nothing now, and why: what is theirs is shown without what they seal.
#[derive(Debug, Clone, Default)]
pub struct Over(BTreeMap<OrganisationId, Closed>);

impl Over {
    /// One more; says whether it is new.
    pub fn add(&mut self, owner: OrganisationId, why: Closed) -> bool {
        self.0.insert(owner, why).is_none()
    }
}

/// The keys, and who opens under them and why.
#[derive(Debug, Clone, Copy)]
pub struct Seals<'a> {
    keys: &'a Keyring,
    opening: Opening,
    over: Option<&'a Over>,
    opens_stopped: bool,
}

/// The personal columns of one row, which all have one owner.
#[derive(Clone, Copy)]
pub(super) struct RowSeals<'a> {
    seals: Seals<'a>,
    owner: OrganisationId,
    id: Uuid,
}

impl<'a> Seals<'a> {
    /// Seals and opens under these keys.
    pub const fn new(keys: &'a Keyring, opening: Opening) -> Self {
        Self { keys, opening, over: None, opens_stopped: false }
    }

    /// The same, without trying to open what is of those whose keys open nothing.
    pub const fn without(self, over: &'a Over) -> Self {
        Self { over: Some(over), ..self }
    }

    /// The same, and opens what its policyholder has stopped: to hand it to them, or to its owner with everything else.
    pub const fn even_stopped(self) -> Self {
        Self { opens_stopped: true, ..self }
    }

    pub(super) const fn opens_stopped(self) -> bool {
        self.opens_stopped
    }

    /// Why nothing of this organisation's is opened, if that is so.
    pub(super) fn closed(self, owner: OrganisationId) -> Option<Closed> {
        self.over?.0.get(&owner).copied()
    }

    /// The columns of a row that this organisation's keys seal.
    pub(super) const fn row(self, owner: OrganisationId, id: Uuid) -> RowSeals<'a> {
        RowSeals { seals: self, owner, id }
    }

    /// The owner's blind index.
    pub(super) fn index(self, owner: OrganisationId) -> Result<Index, Error> {
        self.keys.index(owner)
    }

    /// Whether all of these can be opened now; asked before the first is, so that all cold keys are warmed at once.
    pub(super) fn ready<'s>(self, columns: impl IntoIterator<Item = &'s SealedColumn>) -> Result<(), Error> {
        // Copies, since a column lends no sealed value.
        let sealed: Vec<Sealed> = columns.into_iter().cloned().map(SealedColumn::sealed).collect();
        self.keys.ready(&sealed)
    }
}

impl RowSeals<'_> {
    pub(super) fn seal(&self, column: Column, plain: impl AsRef<[u8]>) -> Result<SealedColumn, Error> {
        let place = column.at(self.id);
        Ok(self.seals.keys.seal(self.owner, Purpose::Records, &place, plain.as_ref())?.into())
    }

    pub(super) fn open(&self, column: Column, sealed: SealedColumn) -> Result<Personal<String>, Error> {
        let Seals { keys, opening, .. } = &self.seals;
        keys.open_text(self.owner, &column.at(self.id), &sealed.sealed(), opening)
    }

    pub(super) fn open_bytes(&self, column: Column, sealed: SealedColumn) -> Result<Vec<u8>, Error> {
        let Seals { keys, opening, .. } = &self.seals;
        Ok(keys.open(self.owner, &column.at(self.id), &sealed.sealed(), opening)?.to_vec())
    }

    pub(super) fn seal_key(&self, column: Column, key: &DocumentKey) -> Result<SealedColumn, Error> {
        Ok(self.seals.keys.seal_document_key(self.owner, &column.at(self.id), key)?.into())
    }

    pub(super) fn open_key(&self, column: Column, sealed: SealedColumn) -> Result<DocumentKey, Error> {
        let Seals { keys, opening, .. } = &self.seals;
        keys.open_document_key(self.owner, &column.at(self.id), &sealed.sealed(), opening)
    }
}
