//! What a label is, what can carry one and who may do what with it.
//! Pure: ids are arguments; names no database and no wire.

pub mod access;
pub mod colour;
pub mod label;
pub mod target;
