//! Refusals of the domain as faults that cross the wire: kind, reason, and the field where there is one.

use ::fault::Fault;

use crate::{
    authority::SignError,
    domain::{
        Coded,
        access::NotAllowed,
        api_client::CreateApiClientRefusal,
        certificate::RevokeRefusal,
        erasure::{CancelErasureRefusal, ConfirmErasureRefusal, RequestErasureRefusal},
        organisation::RegisterRefusal,
        roles::RolesRefused,
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

impl From<RequestErasureRefusal> for Fault {
    fn from(refusal: RequestErasureRefusal) -> Self {
        let words = refusal.to_string();
        match refusal {
            RequestErasureRefusal::NotAPerson => Self::forbidden("ERASURE_NEEDS_A_PERSON").message(words),
            RequestErasureRefusal::OperatorsOwn => Self::refused("ERASURE_OF_OPERATOR").message(words),
            RequestErasureRefusal::UnderWay => Self::refused("ERASURE_UNDER_WAY").message(words),
            RequestErasureRefusal::AlreadyErased => Self::refused("ORGANISATION_ERASED").message(words),
            RequestErasureRefusal::InstructionInFuture => {
                Self::invalid("ERASURE_INVALID").violation("instruction_received_on", "IN_FUTURE", words)
            }
        }
    }
}

impl From<ConfirmErasureRefusal> for Fault {
    fn from(refusal: ConfirmErasureRefusal) -> Self {
        let words = refusal.to_string();
        match refusal {
            ConfirmErasureRefusal::NotAPerson => Self::forbidden("ERASURE_NEEDS_A_PERSON").message(words),
            ConfirmErasureRefusal::NotRequested => Self::refused("ERASURE_NOT_REQUESTED").message(words),
            ConfirmErasureRefusal::Stale => Self::conflict("REVISION_STALE").message(words),
            ConfirmErasureRefusal::SamePerson => Self::refused("ERASURE_SAME_PERSON").message(words),
            ConfirmErasureRefusal::ContractNotOver => {
                Self::refused("ERASURE_CONTRACT_NOT_OVER").message(words)
            }
            ConfirmErasureRefusal::NameWrong => {
                Self::refused("ERASURE_NAME_WRONG").violation("organisation_name", "MISMATCH", words)
            }
        }
    }
}

impl From<CancelErasureRefusal> for Fault {
    fn from(refusal: CancelErasureRefusal) -> Self {
        let words = refusal.to_string();
        match refusal {
            CancelErasureRefusal::NotAPerson => Self::forbidden("ERASURE_NEEDS_A_PERSON").message(words),
            CancelErasureRefusal::NotRequested => Self::refused("ERASURE_NOT_REQUESTED").message(words),
            CancelErasureRefusal::Stale => Self::conflict("REVISION_STALE").message(words),
        }
    }
}

impl From<SignError> for Fault {
    fn from(error: SignError) -> Self {
        Self::internal("CLIENT_CA").source(error)
    }
}
