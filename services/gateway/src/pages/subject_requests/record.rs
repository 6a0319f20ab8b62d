//! What is known of a request: whom and what it is about, what was done so far by whom, and what there is to hand over.

use chrono::{DateTime, Utc};
use proto::{
    Timestamp,
    claims::v1::{
        Correction, IdentityProof, RefusalGround, SubjectRequest, SubjectRequestDetails, SubjectRequestKind,
        SubjectRequestState,
    },
};

use super::choices;
use crate::{
    pages::{names::Names, show, visit::Visit},
    words::{Words, fill},
};

/// A step that was done.
pub struct Act {
    /// Which.
    pub what: &'static str,
    /// Who did it.
    pub by: String,
    /// When.
    pub at: String,
    /// When, for machines.
    pub machine: String,
    /// How, or why.
    pub how: &'static str,
}

/// What there is to hand over besides the attestation.
pub enum Copy {
    /// It was no disclosure.
    None,
    /// It can be fetched; until when.
    Kept(String),
    /// It could be fetched; until when.
    Gone(String),
}

/// A name or number that is opened: a dash when it cannot be, and words once the policy is deleted.
pub fn opened(
    details: Option<&SubjectRequestDetails>,
    text: fn(&SubjectRequestDetails) -> &str,
    w: &Words,
) -> String {
    match details.map(text) {
        None => show::NOTHING.to_owned(),
        Some("") => w.subject_requests.gone.to_owned(),
        Some(text) => text.to_owned(),
    }
}

/// What is to be right from now on, by name.
pub fn corrections(correction: &Correction, w: &Words) -> Vec<(&'static str, String)> {
    let w = &w.subject_requests;
    let Correction { surname, given_name, surname_kana, given_name_kana, email, phone, pet_name } =
        correction;
    let fields = [
        (w.surname, surname),
        (w.given_name, given_name),
        (w.surname_kana, surname_kana),
        (w.given_name_kana, given_name_kana),
        (w.email, email),
        (w.phone, phone),
        (w.pet_name, pet_name),
    ];
    let right = |text: &String| if text.is_empty() { w.removed.to_owned() } else { text.clone() };
    fields.into_iter().filter_map(|(name, text)| Some((name, right(text.as_ref()?)))).collect()
}

/// What was done so far, in its order.
pub fn acts(request: &SubjectRequest, people: &Names, w: &Words) -> Vec<Act> {
    let act = |what, by: &str, at: &Option<Timestamp>, how| {
        let at = at.as_ref();
        let told = || Act { what, by: people.of(by), at: show::minute(at), machine: show::machine(at), how };
        (!by.is_empty()).then(told)
    };
    let s = &w.subject_requests;
    let shown = |proof| choices::proof(IdentityProof::try_from(proof).unwrap_or_default(), w).name;
    let (settled, how) = match request.ground() {
        RefusalGround::Unspecified => (s.step_done, choices::kind(request.kind(), w).name),
        ground => (s.step_refused, choices::ground(ground, w).name),
    };
    let acts = [
        act(s.step_received, &request.received_by, &request.received_at, ""),
        act(s.step_identified, &request.identified_by, &request.identified_at, shown(request.proof)),
        act(settled, &request.settled_by, &request.settled_at, how),
        act(s.step_resumed, &request.resumed_by, &request.resumed_at, shown(request.resumed_proof)),
    ];
    acts.into_iter().flatten().collect()
}

/// Whether there is something to hand over, and the copy if there is one.
pub fn copy(request: &SubjectRequest, visit: &Visit, now: DateTime<Utc>) -> Option<Copy> {
    let settled = [SubjectRequestState::Done, SubjectRequestState::Refused, SubjectRequestState::Resumed];
    if !settled.contains(&request.state()) {
        return None;
    }
    let until = request.disclosure_until.as_ref();
    let Some(end) = until.copied().and_then(proto::moment) else { return Some(Copy::None) };
    let shown = show::weekday_minute(until, visit.language).unwrap_or_default();
    Some(if now < end { Copy::Kept(shown) } else { Copy::Gone(shown) })
}

/// What to say of what was just done.
pub fn notice(done: &str, request: &SubjectRequest, w: &Words) -> Option<String> {
    let w = &w.subject_requests;
    Some(match (done, request.kind()) {
        ("received", _) => fill(w.said_received, &request.number),
        ("identified", _) => w.said_identified.to_owned(),
        ("carried_out", SubjectRequestKind::Disclosure) => w.said_disclosed.to_owned(),
        ("carried_out", SubjectRequestKind::Correction) => w.said_corrected.to_owned(),
        ("carried_out", SubjectRequestKind::Stop) => w.said_stopped.to_owned(),
        ("carried_out", SubjectRequestKind::Deletion) => w.said_deleted.to_owned(),
        ("refused", _) => w.said_refused.to_owned(),
        ("resumed", _) => w.said_resumed.to_owned(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Language;

    #[test]
    fn a_deleted_policy_says_so_and_what_cannot_be_opened_is_a_dash() {
        let w = Language::Japanese.words();
        let details = SubjectRequestDetails { policy_number: "P-1".into(), ..Default::default() };
        assert_eq!(opened(Some(&details), |one| &one.policy_number, w), "P-1");
        assert_eq!(opened(Some(&details), |one| &one.policyholder_name, w), "消去されました");
        assert_eq!(opened(None, |one| &one.policy_number, w), show::NOTHING);
    }

    #[test]
    fn what_is_to_be_removed_says_so_and_what_stays_is_not_named() {
        let correction =
            Correction {
                surname: Some("佐藤".into()), phone: Some(String::new()), ..Correction::default()
            };
        let told = corrections(&correction, Language::Japanese.words());
        assert_eq!(told, [("姓", "佐藤".to_owned()), ("電話番号", "取り除く".to_owned())]);
    }

    #[test]
    fn only_what_was_done_is_told() {
        let request = SubjectRequest {
            received_by: "a".into(),
            settled_by: "b".into(),
            ground: RefusalGround::NotKept.into(),
            ..SubjectRequest::default()
        };
        let told = acts(&request, &Names::default(), Language::Japanese.words());
        assert_eq!(told.iter().map(|act| act.what).collect::<Vec<_>>(), ["受け付け", "応じられない旨の通知"]);
        assert!(told.last().is_some_and(|act| act.how.contains("33条3項")));
    }
}
