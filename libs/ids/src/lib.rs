#![doc = include_str!("../README.md")]

mod personal;

pub use personal::Personal;

/// The text is not an id: not a UUID in its usual form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct BadId;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(uuid::Uuid);

        impl $name {
            /// A new id, later than those made before in this process.
            #[must_use]
            pub fn generate() -> Self {
                Self(uuid::Uuid::now_v7())
            }

            /// The UUID itself, for storage.
            #[must_use]
            pub const fn uuid(self) -> uuid::Uuid {
                self.0
            }
        }

        impl From<uuid::Uuid> for $name {
            fn from(uuid: uuid::Uuid) -> Self {
                Self(uuid)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = BadId;

            fn from_str(text: &str) -> Result<Self, BadId> {
                uuid::Uuid::try_parse(text).map(Self).map_err(|_| BadId)
            }
        }
    )+};
}

ids! {
    /// An organisation: a clinic, an insurer or the operator.
    OrganisationId;
    /// A person's account.
    AccountId;
    /// A program's account.
    ApiClientId;
    /// A client certificate.
    CertificateId;
    /// A signed-in person's session.
    SessionId;
    /// A program's access token.
    TokenId;
    /// A policy.
    PolicyId;
    /// A version of a plan.
    PlanId;
    /// A claim.
    ClaimId;
    /// A document on a claim.
    DocumentId;
    /// A label.
    LabelId;
    /// A fact in a feed.
    FactId;
    /// An entry on a timeline.
    EntryId;
    /// A mail on its way.
    DeliveryId;
    /// The erasure of an organisation.
    ErasureId;
    /// What a data subject has asked for.
    SubjectRequestId;
}
