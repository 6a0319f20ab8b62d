//! Somebody who calls a service, as the gateway has recognised them.

use identity::{Actor, ActorKind, OrganisationKind, Role};
use ids::OrganisationId;
use uuid::Uuid;

/// A person in one role, of an organisation of their own.
#[must_use]
pub fn actor(kind: OrganisationKind, role: Role) -> Actor {
    Actor {
        kind: ActorKind::Account,
        id: Uuid::now_v7(),
        organisation: OrganisationId::generate(),
        organisation_kind: kind,
        roles: vec![role],
        permissions: role.permissions(kind),
        certificate_serial: "0a0b".into(),
    }
}
