//! Which fact asks for which mail, what a mail says, and what becomes of it.
//! Pure: time and ids are arguments; names no database, no wire and no mail server.

pub mod access;
pub mod answer;
pub mod delivery;
pub mod fan_out;
pub mod letter;
pub mod patience;
pub mod recipient;
pub mod template;
