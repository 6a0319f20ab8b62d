//! Domain value → message, every field named.

use ids::Personal;
use proto::{claims::v1 as pb, timestamp};

use crate::{
    app::SubjectRequestShown,
    domain::subject_request::{Corrected, Correction, Ground, Kind, Proof, Stage, State, SubjectRequest},
};

/// A request, with what is opened of it.
pub(super) fn shown(shown: SubjectRequestShown) -> pb::GetSubjectRequestResponse {
    let SubjectRequestShown { request, policy, correction: wanted, disclosed_until, grounds } = shown;
    let mut details = pb::SubjectRequestDetails {
        correction: wanted.map(correction),
        possible_grounds: grounds.into_iter().map(|one| ground(one).into()).collect(),
        ..pb::SubjectRequestDetails::default()
    };
    if let Some(policy) = policy {
        details.policy_number = policy.number.as_str().to_owned();
        details.policyholder_name = policy.policyholder.into_exposed();
        details.undecided_claims = i32::try_from(policy.standing.undecided).unwrap_or(i32::MAX);
        details.in_force = policy.standing.in_force;
        details.stopped = policy.standing.stopped;
    }
    let request = pb::SubjectRequest { disclosure_until: disclosed_until.map(timestamp), ..listed(request) };
    pb::GetSubjectRequestResponse { subject_request: Some(request), details: Some(details) }
}

/// A request in a list.
pub(super) fn listed(request: SubjectRequest) -> pb::SubjectRequest {
    let due_at = request.due_at();
    let SubjectRequest { id, revision, insurer: _, number, policy, kind: wish, asked_at, received, state } =
        request;
    let (check, settled) = (state.check(), state.settled());
    let ground =
        if let State::Refused(.., why) = state { ground(why) } else { pb::RefusalGround::Unspecified };
    let resumed = if let State::Resumed { resumed, .. } = state { Some(resumed) } else { None };
    pb::SubjectRequest {
        id: id.to_string(),
        revision,
        number,
        kind: kind(wish).into(),
        state: stage(state.stage()).into(),
        policy_id: policy.to_string(),
        asked_at: Some(timestamp(asked_at)),
        due_at: Some(timestamp(due_at)),
        received_by: received.by.to_string(),
        received_at: Some(timestamp(received.at)),
        proof: check.map_or(pb::IdentityProof::Unspecified, |check| proof(check.proof)).into(),
        identified_by: check.map(|check| check.by.to_string()).unwrap_or_default(),
        identified_at: check.map(|check| timestamp(check.at)),
        settled_by: settled.map(|act| act.by.to_string()).unwrap_or_default(),
        settled_at: settled.map(|act| timestamp(act.at)),
        ground: ground.into(),
        disclosure_until: None,
        resumed_by: resumed.map(|check| check.by.to_string()).unwrap_or_default(),
        resumed_at: resumed.map(|check| timestamp(check.at)),
        resumed_proof: resumed.map_or(pb::IdentityProof::Unspecified, |check| proof(check.proof)).into(),
    }
}

fn correction(correction: Correction) -> pb::Correction {
    let plain = correction.map(Personal::into_exposed);
    let Corrected { surname, given_name, surname_kana, given_name_kana, email, phone, pet_name } = plain;
    pb::Correction { surname, given_name, surname_kana, given_name_kana, email, phone, pet_name }
}

const fn kind(kind: Kind) -> pb::SubjectRequestKind {
    match kind {
        Kind::Disclosure => pb::SubjectRequestKind::Disclosure,
        Kind::Correction => pb::SubjectRequestKind::Correction,
        Kind::Stop => pb::SubjectRequestKind::Stop,
        Kind::Deletion => pb::SubjectRequestKind::Deletion,
    }
}

const fn stage(stage: Stage) -> pb::SubjectRequestState {
    match stage {
        Stage::Received => pb::SubjectRequestState::Received,
        Stage::Identified => pb::SubjectRequestState::Identified,
        Stage::Done => pb::SubjectRequestState::Done,
        Stage::Refused => pb::SubjectRequestState::Refused,
        Stage::Resumed => pb::SubjectRequestState::Resumed,
    }
}

const fn proof(proof: Proof) -> pb::IdentityProof {
    match proof {
        Proof::PhotoDocument => pb::IdentityProof::PhotoDocument,
        Proof::TwoDocuments => pb::IdentityProof::TwoDocuments,
        Proof::CallBack => pb::IdentityProof::CallBack,
    }
}

const fn ground(ground: Ground) -> pb::RefusalGround {
    match ground {
        Ground::NotIdentified => pb::RefusalGround::NotIdentified,
        Ground::NotKept => pb::RefusalGround::NotKept,
        Ground::Harm => pb::RefusalGround::Harm,
        Ground::Hindrance => pb::RefusalGround::Hindrance,
        Ground::Law => pb::RefusalGround::Law,
        Ground::NoCause => pb::RefusalGround::NoCause,
        Ground::Substitute => pb::RefusalGround::Substitute,
    }
}
