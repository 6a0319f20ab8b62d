#![doc = include_str!("../README.md")]

mod data_key;
mod error;
pub mod index;
mod keyring;
pub mod kms;
mod place;
mod primitive;
mod purpose;
mod secret;
mod shelf;
mod stream;
mod value;

pub use data_key::{Commitment, KeyId, Realm};
pub use error::{Cold, Error};
pub use index::{Field, Index, Token};
pub use keyring::{KeyStatus, Keyring, Limits, Opening, Progress, Who, platform};
pub use kms::{Kms, KmsKeyName};
pub use place::{Column, Place};
pub use purpose::{BadPurpose, Purpose};
pub use secret::{BadSecret, LONGEST as LONGEST_SECRET, OpenedSecret, SealedFile, SecretName};
pub use shelf::{KeyState, Shelf, WrappedKey};
pub use stream::{BadKey, DocumentKey, Opener, Sealer, sealed_length};
pub use value::{Malformed, Sealed};
