//! A request of a data subject, with what it wants to be corrected.

use chrono::{DateTime, Utc};
use ids::{AccountId, OrganisationId, Personal, PolicyId, SubjectRequestId};
use serde::{Deserialize, Serialize};

use crate::domain::subject_request::{
    Check, Corrected, Correction, Deed, Ground, Kind, Proof, Stage, State, SubjectRequest,
};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::app) struct SubjectRequestRecord {
    id: SubjectRequestId,
    revision: i64,
    insurer_id: OrganisationId,
    number: String,
    policy_id: PolicyId,
    kind: String,
    state: String,
    asked_at: DateTime<Utc>,
    received: DeedRecord,
    identified: Option<CheckRecord>,
    settled: Option<DeedRecord>,
    ground: Option<String>,
    resumed: Option<CheckRecord>,
    correction: Option<Corrected<String>>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DeedRecord {
    account_id: AccountId,
    at: DateTime<Utc>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckRecord {
    account_id: AccountId,
    at: DateTime<Utc>,
    proof: String,
}

impl SubjectRequestRecord {
    pub(in crate::app) fn of(request: &SubjectRequest, correction: Option<&Correction>) -> Self {
        let SubjectRequest { id, revision, insurer, number, policy, kind, asked_at, received, state } =
            request;
        let ground = if let State::Refused(.., ground) = state { Some(*ground) } else { None };
        let resumed = if let State::Resumed { resumed, .. } = state { Some(*resumed) } else { None };
        Self {
            id: *id,
            revision: *revision,
            insurer_id: *insurer,
            number: number.clone(),
            policy_id: *policy,
            kind: kind.as_str().to_owned(),
            state: state.stage().as_str().to_owned(),
            asked_at: *asked_at,
            received: (*received).into(),
            identified: state.check().map(Into::into),
            settled: state.settled().map(Into::into),
            ground: ground.map(|ground| ground.as_str().to_owned()),
            resumed: resumed.map(Into::into),
            correction: correction.cloned().map(|it| it.map(Personal::into_exposed)),
        }
    }

    /// The request and what it wants to be corrected; nothing when there could be no such.
    pub(in crate::app) fn request(self) -> Option<(SubjectRequest, Option<Correction>)> {
        let state = self.state()?;
        let request = SubjectRequest {
            id: self.id,
            revision: self.revision,
            insurer: self.insurer_id,
            number: self.number,
            policy: self.policy_id,
            kind: Kind::parse(&self.kind)?,
            asked_at: self.asked_at,
            received: self.received.into(),
            state,
        };
        Some((request, self.correction.map(|it| it.map(Personal::new))))
    }

    fn state(&self) -> Option<State> {
        let check = self.identified.as_ref().map(CheckRecord::check);
        let settled = self.settled.map(Deed::from);
        Some(match Stage::parse(&self.state)? {
            Stage::Received => State::Received,
            Stage::Identified => State::Identified(check??),
            Stage::Done => State::Done(check??, settled?),
            Stage::Refused => {
                let check = if let Some(check) = check { Some(check?) } else { None };
                State::Refused(check, settled?, Ground::parse(self.ground.as_deref()?)?)
            }
            Stage::Resumed => State::Resumed {
                check: check??,
                done: settled?,
                resumed: self.resumed.as_ref().and_then(CheckRecord::check)?,
            },
        })
    }
}

impl CheckRecord {
    fn check(&self) -> Option<Check> {
        Some(Check { by: self.account_id, at: self.at, proof: Proof::parse(&self.proof)? })
    }
}

impl From<Deed> for DeedRecord {
    fn from(Deed { by, at }: Deed) -> Self {
        Self { account_id: by, at }
    }
}

impl From<DeedRecord> for Deed {
    fn from(DeedRecord { account_id, at }: DeedRecord) -> Self {
        Self { by: account_id, at }
    }
}

impl From<Check> for CheckRecord {
    fn from(Check { by, at, proof }: Check) -> Self {
        Self { account_id: by, at, proof: proof.as_str().to_owned() }
    }
}
