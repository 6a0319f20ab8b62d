//! The person or program on whose behalf a request is made, as signed by accounts.
//! Refuses to be made from anything but a signature: services get it from the access layer only.

mod keys;
mod proven;
mod signing;
mod verifying;

use std::{fmt, str::FromStr};

use fault::Fault;
use ids::OrganisationId;
use serde::{Deserialize, Serialize};
use tonic::metadata::MetadataValue;
use uuid::Uuid;

pub use signing::ActorSigner;
pub use verifying::{ActorRefusal, ActorVerifier, SignedActor};

use crate::{Permission, Permissions, Role};

/// The metadata key a signed actor travels under.
pub const ACTOR_KEY: &str = "nekonote-actor";

/// A key for signing or verifying actors cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BadActorKey {
    /// The file cannot be read.
    #[error("cannot read the actor key {path}")]
    Unreadable {
        /// Which file.
        path: std::path::PathBuf,
        /// Why.
        source: rustls_pki_types::pem::Error,
    },
    /// It is not an Ed25519 key.
    #[error("not an Ed25519 key")]
    NotEd25519,
}

/// What sort of caller it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    /// A person.
    Account,
    /// A program.
    ApiClient,
}

impl ActorKind {
    /// Its name, `lower_snake_case`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::ApiClient => "api_client",
        }
    }
}

/// The text is no kind of organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a kind of organisation")]
pub struct UnknownKind;

/// The kind of an organisation; it caps what its members may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganisationKind {
    /// 動物病院.
    Clinic,
    /// 保険会社.
    Insurer,
    /// 運営会社.
    Operator,
}

impl OrganisationKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Clinic, Self::Insurer, Self::Operator];

    /// Its name, `lower_snake_case`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Clinic => "clinic",
            Self::Insurer => "insurer",
            Self::Operator => "operator",
        }
    }
}

impl FromStr for OrganisationKind {
    type Err = UnknownKind;

    fn from_str(text: &str) -> Result<Self, UnknownKind> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(UnknownKind)
    }
}

impl fmt::Display for OrganisationKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Who asks: a person or a program, in an organisation, on a device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// Person or program.
    pub kind: ActorKind,
    /// Account or API client.
    pub id: Uuid,
    /// Their organisation.
    pub organisation: OrganisationId,
    /// Its kind.
    pub organisation_kind: OrganisationKind,
    /// Their roles, for the record; rights are the permissions.
    pub roles: Vec<Role>,
    /// What they may do.
    pub permissions: Permissions,
    /// Serial number of the client certificate they came with, hexadecimal.
    pub certificate_serial: String,
}

impl Actor {
    /// Whether they hold a permission.
    #[must_use]
    pub const fn may(&self, permission: Permission) -> bool {
        self.permissions.contains(permission)
    }

    /// Whether it is a person, and no program.
    #[must_use]
    pub const fn is_person(&self) -> bool {
        matches!(self.kind, ActorKind::Account)
    }
}

/// On whose behalf a request is made; the access layer has verified it.
///
/// # Errors
/// When the RPC's rule asks for no actor, or the request did not come through the access layer.
pub fn actor<T>(request: &tonic::Request<T>) -> Result<Actor, Fault> {
    let actor = request.extensions().get::<Actor>().cloned();
    actor.ok_or_else(|| Fault::unauthenticated("ACTOR_MISSING").message("no actor on this request"))
}

/// Puts a signed actor on an outgoing request.
///
/// # Errors
/// When the text cannot be a header, which no signed actor is.
pub fn with_actor<T>(mut request: tonic::Request<T>, actor: &str) -> Result<tonic::Request<T>, Fault> {
    let value =
        MetadataValue::try_from(actor).map_err(|error| Fault::internal("ACTOR_UNREADABLE").source(error))?;
    request.metadata_mut().insert(ACTOR_KEY, value);
    Ok(request)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_without_the_layer_has_no_actor() {
        assert_eq!(actor(&tonic::Request::new(())).unwrap_err().reason(), "ACTOR_MISSING");
    }

    #[test]
    fn an_actor_from_the_wire_alone_is_not_believed() {
        let request = with_actor(tonic::Request::new(()), "e30.c2ln").unwrap();
        assert_eq!(actor(&request).unwrap_err().reason(), "ACTOR_MISSING");
    }

    #[test]
    fn a_text_with_line_breaks_is_no_actor() {
        assert_eq!(with_actor(tonic::Request::new(()), "a\r\nb").unwrap_err().reason(), "ACTOR_UNREADABLE");
    }
}
