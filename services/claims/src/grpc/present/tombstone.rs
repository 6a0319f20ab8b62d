//! A claim or what stays of it → message. What was erased is empty, and says since when.

use ids::LabelId;
use money::Yen;
use proto::{claims::v1 as pb, timestamp};

use super::{claim, date, status, summary};
use crate::{
    domain::{
        claim::{Claim, Status},
        tombstone::{Closed, Kept, Tombstone},
    },
    store::claims::Listed,
};

/// A claim, or what stays of it.
pub(in crate::grpc) fn kept(kept: Kept<Claim>, labels: &[LabelId]) -> pb::Claim {
    match kept {
        Kept::Whole(whole) => claim(whole, labels),
        Kept::Closed(stone) => pb::Claim {
            id: stone.id.to_string(),
            revision: stone.revision,
            clinic_id: stone.clinic.to_string(),
            insurer_id: stone.insurer.to_string(),
            total_yen: stone.total.get(),
            started_at: Some(timestamp(stone.started_at)),
            changed_at: Some(timestamp(stone.changed_at)),
            label_ids: texts(labels),
            erased_at: erased_at(stone.why),
            unavailable: stone.why == Closed::Unavailable,
            stopped: stone.why == Closed::Stopped,
            state: Some(state(stone)),
            ..pb::Claim::default()
        },
    }
}

/// A row of a list.
pub(in crate::grpc) fn listed(listed: Listed) -> pb::ClaimSummary {
    match listed {
        Listed::Whole(whole) => summary(*whole),
        Listed::Closed(stone, labels) => pb::ClaimSummary {
            id: stone.id.to_string(),
            revision: stone.revision,
            status: status(stone.status).into(),
            receipt_number: stone.receipt_number,
            clinic_id: stone.clinic.to_string(),
            insurer_id: stone.insurer.to_string(),
            service_on: date(stone.service_on),
            total_yen: stone.total.get(),
            benefit_yen: stone.benefit.map(Yen::get),
            label_ids: texts(&labels),
            changed_at: Some(timestamp(stone.changed_at)),
            erased_at: erased_at(stone.why),
            unavailable: stone.why == Closed::Unavailable,
            stopped: stone.why == Closed::Stopped,
            ..pb::ClaimSummary::default()
        },
    }
}

/// The benefit stays, and not how it was computed.
fn state(stone: Tombstone) -> pb::claim::State {
    let (receipt_number, submitted_at) = (stone.receipt_number, Some(timestamp(stone.submitted_at)));
    let decided_at = stone.decided_at.map(timestamp);
    match stone.status {
        Status::Draft | Status::Submitted => {
            pb::claim::State::Submitted(pb::claim::Submitted { receipt_number, submitted_at })
        }
        Status::Returned => pb::claim::State::Returned(pb::claim::Returned { receipt_number, submitted_at }),
        Status::Withdrawn => pb::claim::State::Withdrawn(pb::claim::Withdrawn {
            receipt_number,
            submitted_at,
            withdrawn_at: decided_at,
        }),
        Status::Approved | Status::PartiallyApproved | Status::Absorbed => {
            pb::claim::State::Approved(pb::claim::Approved {
                receipt_number,
                submitted_at,
                decided_at,
                assessment: stone.benefit.map(|benefit| pb::Assessment {
                    total_yen: stone.total.get(),
                    benefit_yen: benefit.get(),
                    outcome: status(stone.status).into(),
                    ..pb::Assessment::default()
                }),
                automatic: false,
            })
        }
        Status::Denied => pb::claim::State::Denied(pb::claim::Denied {
            receipt_number,
            submitted_at,
            decided_at,
            ..pb::claim::Denied::default()
        }),
    }
}

fn erased_at(why: Closed) -> Option<proto::Timestamp> {
    match why {
        Closed::Erased(at) => Some(timestamp(at)),
        Closed::Unavailable | Closed::Stopped => None,
    }
}

fn texts(labels: &[LabelId]) -> Vec<String> {
    labels.iter().map(ToString::to_string).collect()
}
