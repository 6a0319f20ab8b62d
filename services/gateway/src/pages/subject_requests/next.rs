//! What the reader may do about a request now. What the service would refuse is not offered: it says why instead.

use proto::claims::v1::{SubjectRequest, SubjectRequestDetails, SubjectRequestKind, SubjectRequestState};

use super::choices::{self, Choice};
use crate::{
    pages::visit::{Visit, request_id},
    words::{Words, fill},
};

/// The next step.
pub enum Step {
    /// The identity is to be checked.
    Identify {
        /// Makes it happen once.
        key: String,
        /// The ways to do it.
        proofs: Vec<Choice>,
    },
    /// It may be carried out.
    CarryOut(CarryingOut),
    /// It may not be carried out; why.
    Blocked(Vec<String>),
    /// What is stopped may be used again.
    Resume {
        /// Makes it happen once.
        key: String,
        /// The ways to check that it is the policyholder who wants it.
        proofs: Vec<Choice>,
    },
}

/// Carrying out a request.
pub struct CarryingOut {
    /// Makes it happen once.
    pub key: String,
    /// What will happen.
    pub does: &'static str,
    /// What stays, after a deletion, which cannot be undone.
    pub stays: Option<&'static str>,
    /// What should be thought of.
    pub warnings: Vec<String>,
    /// What the button says.
    pub button: &'static str,
}

/// The next step of a request.
pub fn step(request: &SubjectRequest, details: &SubjectRequestDetails, visit: &Visit) -> Option<Step> {
    let proofs = || choices::PROOFS.map(|proof| choices::proof(proof, visit.w)).into();
    let is_deleted = details.policy_number.is_empty();
    match (request.state(), request.kind()) {
        (SubjectRequestState::Received | SubjectRequestState::Identified, _) if is_deleted => {
            Some(Step::Blocked(vec![visit.w.subject_requests.blocked_gone.to_owned()]))
        }
        (SubjectRequestState::Received, _) => Some(Step::Identify { key: request_id(), proofs: proofs() }),
        (SubjectRequestState::Identified, kind) => {
            let is_own = request.identified_by == visit.who.identity.id;
            let obstacles = obstacles(kind, details, is_own, visit.w);
            Some(if obstacles.is_empty() {
                Step::CarryOut(carrying_out(kind, details, visit.w))
            } else {
                Step::Blocked(obstacles)
            })
        }
        // Of a policy that was deleted since nothing is used again.
        (SubjectRequestState::Done, SubjectRequestKind::Stop) if !is_deleted => {
            Some(Step::Resume { key: request_id(), proofs: proofs() })
        }
        _ => None,
    }
}

/// Why the reader may not carry it out.
fn obstacles(
    kind: SubjectRequestKind,
    details: &SubjectRequestDetails,
    is_own: bool,
    w: &Words,
) -> Vec<String> {
    let w = &w.subject_requests;
    if kind != SubjectRequestKind::Deletion {
        return vec![];
    }
    let undecided = details.undecided_claims;
    let blocked_undecided = if details.stopped { w.blocked_stopped } else { w.blocked_undecided };
    [
        details.in_force.then(|| w.blocked_in_force.to_owned()),
        (undecided > 0).then(|| fill(blocked_undecided, undecided)),
        is_own.then(|| w.blocked_same_person.to_owned()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn carrying_out(kind: SubjectRequestKind, details: &SubjectRequestDetails, w: &Words) -> CarryingOut {
    let w = &w.subject_requests;
    let (does, button) = match kind {
        SubjectRequestKind::Disclosure => (w.does_disclosure, w.do_disclosure),
        SubjectRequestKind::Correction => (w.does_correction, w.do_correction),
        SubjectRequestKind::Stop => (w.does_stop, w.do_stop),
        SubjectRequestKind::Deletion => (w.does_deletion, w.do_deletion),
        SubjectRequestKind::Unspecified => (w.carry_out, w.carry_out),
    };
    let (stops, undecided) = (kind == SubjectRequestKind::Stop, details.undecided_claims);
    let warnings = [
        (stops && details.in_force).then(|| w.warn_in_force.to_owned()),
        (stops && undecided > 0).then(|| fill(w.warn_undecided, undecided)),
    ];
    CarryingOut {
        key: request_id(),
        does,
        stays: (kind == SubjectRequestKind::Deletion).then_some(w.deletion_stays),
        warnings: warnings.into_iter().flatten().collect(),
        button,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Language;

    #[test]
    fn only_a_deletion_waits_for_the_end_the_decisions_and_another_person() {
        let w = Language::Japanese.words();
        let details = |in_force, undecided_claims| SubjectRequestDetails {
            in_force,
            undecided_claims,
            ..SubjectRequestDetails::default()
        };
        let running = details(true, 2);
        for kind in [SubjectRequestKind::Disclosure, SubjectRequestKind::Correction, SubjectRequestKind::Stop]
        {
            assert!(obstacles(kind, &running, true, w).is_empty(), "{kind:?}");
        }
        let deletion = |details, is_own| obstacles(SubjectRequestKind::Deletion, &details, is_own, w).len();
        assert_eq!(deletion(details(false, 0), false), 0);
        assert_eq!(deletion(details(false, 0), true), 1);
        assert_eq!(deletion(running, true), 3);
    }

    #[test]
    fn what_is_stopped_has_to_be_resumed_before_its_claims_are_decided() {
        let details = SubjectRequestDetails { undecided_claims: 1, stopped: true, ..Default::default() };
        let told = obstacles(SubjectRequestKind::Deletion, &details, false, Language::Japanese.words());
        assert!(matches!(told.as_slice(), [one] if one.contains("再開")), "{told:?}");
    }

    #[test]
    fn a_stop_warns_of_what_it_holds_up() {
        let details = SubjectRequestDetails { in_force: true, undecided_claims: 2, ..Default::default() };
        let w = Language::Japanese.words();
        let warnings = |kind| carrying_out(kind, &details, w).warnings;
        assert_eq!(warnings(SubjectRequestKind::Stop).len(), 2);
        assert!(warnings(SubjectRequestKind::Stop).concat().contains("2件"));
        assert!(warnings(SubjectRequestKind::Disclosure).is_empty());
    }
}
