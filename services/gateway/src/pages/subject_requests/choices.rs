//! What may be chosen about a data subject's request, by its name in forms and facts, and how people read it. A name we do not have
//! is none.

use proto::claims::v1::{IdentityProof, RefusalGround, SubjectRequestKind, SubjectRequestState};

use crate::words::Words;

/// What a form offers: name, words, and words to explain it.
pub struct Choice {
    /// Its name.
    pub code: &'static str,
    /// Its words.
    pub name: &'static str,
    /// What it means, if that needs saying.
    pub hint: &'static str,
}

/// Every kind.
pub const KINDS: [SubjectRequestKind; 4] = [
    SubjectRequestKind::Disclosure,
    SubjectRequestKind::Correction,
    SubjectRequestKind::Stop,
    SubjectRequestKind::Deletion,
];

/// Every way to check an identity.
pub const PROOFS: [IdentityProof; 3] =
    [IdentityProof::PhotoDocument, IdentityProof::TwoDocuments, IdentityProof::CallBack];

/// Every ground of a refusal; which of them a request may be refused on, claims says.
pub const GROUNDS: [RefusalGround; 7] = [
    RefusalGround::NotIdentified,
    RefusalGround::NotKept,
    RefusalGround::Harm,
    RefusalGround::Hindrance,
    RefusalGround::Law,
    RefusalGround::NoCause,
    RefusalGround::Substitute,
];

/// Every state.
const STATES: [SubjectRequestState; 5] = [
    SubjectRequestState::Received,
    SubjectRequestState::Identified,
    SubjectRequestState::Done,
    SubjectRequestState::Refused,
    SubjectRequestState::Resumed,
];

/// A kind.
pub const fn kind(kind: SubjectRequestKind, w: &Words) -> Choice {
    let w = &w.subject_requests;
    let (code, name, hint) = match kind {
        SubjectRequestKind::Disclosure => ("disclosure", w.disclosure, w.disclosure_hint),
        SubjectRequestKind::Correction => ("correction", w.correction, w.correction_hint),
        SubjectRequestKind::Stop => ("stop", w.stop, w.stop_hint),
        SubjectRequestKind::Deletion => ("deletion", w.deletion, w.deletion_hint),
        SubjectRequestKind::Unspecified => ("", "", ""),
    };
    Choice { code, name, hint }
}

/// A way to check an identity.
pub const fn proof(proof: IdentityProof, w: &Words) -> Choice {
    let w = &w.subject_requests;
    let (code, name) = match proof {
        IdentityProof::PhotoDocument => ("photo_document", w.photo_document),
        IdentityProof::TwoDocuments => ("two_documents", w.two_documents),
        IdentityProof::CallBack => ("call_back", w.call_back),
        IdentityProof::Unspecified => ("", ""),
    };
    Choice { code, name, hint: "" }
}

/// A ground of a refusal.
pub const fn ground(ground: RefusalGround, w: &Words) -> Choice {
    let w = &w.subject_requests;
    let (code, name) = match ground {
        RefusalGround::NotIdentified => ("not_identified", w.not_identified),
        RefusalGround::NotKept => ("not_kept", w.not_kept),
        RefusalGround::Harm => ("harm", w.harm),
        RefusalGround::Hindrance => ("hindrance", w.hindrance),
        RefusalGround::Law => ("law", w.law),
        RefusalGround::NoCause => ("no_cause", w.no_cause),
        RefusalGround::Substitute => ("substitute", w.substitute),
        RefusalGround::Unspecified => ("", ""),
    };
    Choice { code, name, hint: "" }
}

/// A state; what has none yet has just been received.
pub const fn state(state: SubjectRequestState, w: &Words) -> Choice {
    let w = &w.subject_requests;
    let (code, name) = match state {
        SubjectRequestState::Received | SubjectRequestState::Unspecified => ("received", w.received),
        SubjectRequestState::Identified => ("identified", w.identified),
        SubjectRequestState::Done => ("done", w.done),
        SubjectRequestState::Refused => ("refused", w.refused),
        SubjectRequestState::Resumed => ("resumed", w.resumed),
    };
    Choice { code, name, hint: "" }
}

/// The one of all that has this name.
pub fn named<T: Copy>(all: &[T], code: &str, choice: fn(T, &Words) -> Choice, w: &Words) -> Option<T> {
    all.iter().copied().find(|one| choice(*one, w).code == code)
}

/// The words for a value that a fact tells of a request, by its field.
pub fn told(field: &str, value: &str, w: &Words) -> Option<&'static str> {
    let mut known: Box<dyn Iterator<Item = Choice>> = match field {
        "kind" => Box::new(KINDS.into_iter().map(|one| kind(one, w))),
        "state" => Box::new(STATES.into_iter().map(|one| state(one, w))),
        "proof" => Box::new(PROOFS.into_iter().map(|one| proof(one, w))),
        "ground" => Box::new(GROUNDS.into_iter().map(|one| ground(one, w))),
        _ => return None,
    };
    known.find(|choice| choice.code == value).map(|choice| choice.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Language;

    #[test]
    fn every_choice_is_found_by_its_name_and_nothing_else_is() {
        let w = Language::Japanese.words();
        assert!(KINDS.iter().all(|one| named(&KINDS, kind(*one, w).code, kind, w) == Some(*one)));
        assert!(PROOFS.iter().all(|one| named(&PROOFS, proof(*one, w).code, proof, w) == Some(*one)));
        assert!(GROUNDS.iter().all(|one| named(&GROUNDS, ground(*one, w).code, ground, w) == Some(*one)));
        assert!(["", "Stop", "unspecified"].iter().all(|code| named(&KINDS, code, kind, w).is_none()));
    }

    #[test]
    fn a_value_that_a_fact_tells_has_words_in_its_own_field_only() {
        let w = Language::Japanese.words();
        assert_eq!(told("ground", "law", w), Some(w.subject_requests.law));
        assert_eq!(told("state", "refused", w), Some("応じられない旨を通知"));
        assert_eq!([told("state", "law", w), told("name", "law", w)], [None, None]);
    }
}
