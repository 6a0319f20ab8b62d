//! Refusals of the domain as faults that cross the wire: kind, reason, and the field where there is one.

use ::fault::Fault;

use crate::{
    authority::SignError,
    domain::{
        Coded, access::NotAllowed, api_client::CreateApiClientRefusal, certificate::RevokeRefusal,
        organisation::RegisterRefusal, roles::RolesRefused,
    },
};

impl From<NotAllowed> for Fault {
    fn from(refusal: NotAllowed) -> Self {
        Self::forbidden("NOT_PERMITTED").message(refusal.to_string())
    }
}

impl From<RolesRefused> for Fault {
    fn from(RolesRefused { field, refusal }: RolesRefused) -> Self {
        Self::invalid("ROLES_INVALID").violation(field, refusal.code(), refusal.to_string())
    }
}

impl From<RegisterRefusal> for Fault {
    fn from(refusal: RegisterRefusal) -> Self {
        match refusal {
            RegisterRefusal::OperatorKind => {
                Self::invalid("ORGANISATION_INVALID").violation("kind", "UNKNOWN", refusal.to_string())
            }
        }
    }
}

impl From<CreateApiClientRefusal> for Fault {
    fn from(refusal: CreateApiClientRefusal) -> Self {
        match refusal {
            CreateApiClientRefusal::Roles(refusal) => refusal.at("roles").into(),
            CreateApiClientRefusal::CertificateInactive => Self::refused("CERTIFICATE_INACTIVE").violation(
                "certificate_id",
                "INACTIVE",
                refusal.to_string(),
            ),
        }
    }
}

impl From<RevokeRefusal> for Fault {
    fn from(refusal: RevokeRefusal) -> Self {
        match refusal {
            RevokeRefusal::AlreadyRevoked => {
                Self::refused("CERTIFICATE_ALREADY_REVOKED").message(refusal.to_string())
            }
            RevokeRefusal::Stale => Self::conflict("REVISION_STALE").message(refusal.to_string()),
        }
    }
}

impl From<SignError> for Fault {
    fn from(error: SignError) -> Self {
        Self::internal("CLIENT_CA").source(error)
    }
}
