//! A data key as a message. Refuses to say more than the status does: there is no key in it.

use envelope::{
    KeyState, KeyStatus, Purpose,
    kms::{KmsState, Standing},
};
use proto::keys::v1 as pb;

pub(super) fn key(key: &KeyStatus, standing: Option<&Standing>) -> pb::DataKey {
    pb::DataKey {
        id: key.id.to_string(),
        organisation_id: key.owner.to_string(),
        purpose: purpose(key.purpose).into(),
        state: state(key.state).into(),
        created_at: Some(proto::timestamp(key.created_at)),
        uses: key.uses,
        kms_version: key.version().to_owned(),
        kms_state: standing.map_or(pb::KmsState::Unspecified, |standing| kms_state(standing.state)).into(),
    }
}

const fn purpose(purpose: Purpose) -> pb::Purpose {
    match purpose {
        Purpose::Records => pb::Purpose::Records,
        Purpose::Documents => pb::Purpose::Documents,
        Purpose::Indexes => pb::Purpose::Indexes,
        Purpose::Secrets => pb::Purpose::Secrets,
    }
}

const fn state(state: KeyState) -> pb::KeyState {
    match state {
        KeyState::Current => pb::KeyState::Current,
        KeyState::Retired => pb::KeyState::Retired,
        KeyState::Discarded => pb::KeyState::Discarded,
    }
}

const fn kms_state(state: KmsState) -> pb::KmsState {
    match state {
        KmsState::Enabled => pb::KmsState::Enabled,
        KmsState::Disabled => pb::KmsState::Disabled,
        KmsState::DestroyScheduled => pb::KmsState::DestroyScheduled,
        KmsState::Destroyed => pb::KmsState::Destroyed,
        KmsState::Missing => pb::KmsState::Missing,
    }
}
