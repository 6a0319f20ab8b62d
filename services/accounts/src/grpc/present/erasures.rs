//! Erasures to messages.

use proto::{accounts::v1 as pb, timestamp};

use crate::{app::ShownErasure, domain::erasure::State};

pub(in crate::grpc) fn erasure(shown: ShownErasure) -> pb::Erasure {
    let ShownErasure { erasure, organisation_name } = shown;
    let (settled, end) = (erasure.state.settled(), erasure.state.end());
    pb::Erasure {
        id: erasure.id.to_string(),
        revision: erasure.revision,
        organisation_id: erasure.organisation.to_string(),
        organisation_name: organisation_name.as_str().to_owned(),
        state: state(erasure.state).into(),
        contract_ended_on: erasure.instruction.contract_ended_on.to_string(),
        instruction_reference: erasure.instruction.reference.as_str().to_owned(),
        instruction_received_on: erasure.instruction.received_on.to_string(),
        requested_by: erasure.requested.by.to_string(),
        requested_at: Some(timestamp(erasure.requested.at)),
        settled_by: settled.map(|act| act.by.to_string()).unwrap_or_default(),
        settled_at: settled.map(|act| timestamp(act.at)),
        keys_destroyed_at: end.map(|end| timestamp(end.keys_destroyed_at)),
        keys_gone_at: end.and_then(|end| end.keys_gone_at).map(timestamp),
        backups_gone_on: end.map(|end| end.backups_gone_on.to_string()).unwrap_or_default(),
    }
}

const fn state(state: State) -> pb::ErasureState {
    match state {
        State::Requested => pb::ErasureState::Requested,
        State::Confirmed(_) => pb::ErasureState::Confirmed,
        State::Done { .. } => pb::ErasureState::Done,
        State::Cancelled(_) => pb::ErasureState::Cancelled,
    }
}
