//! What an organisation, its people, programs and certificates are and may become. Pure: time, ids and randomness
//! are arguments. Refuses what the trade refuses; knows neither database nor wire.

pub mod access;
pub mod account;
pub mod api_client;
pub mod attempts;
pub mod certificate;
pub mod email;
pub mod erasure;
pub mod event;
pub mod organisation;
pub mod password;
pub mod roles;
pub mod secret;
pub mod session;
pub mod text;
pub mod token;

/// A refusal that names itself on the wire.
pub trait Coded: std::error::Error {
    /// UPPER_SNAKE code of what is wrong.
    fn code(&self) -> &'static str;
}
