//! A claim as its clinic and its insurer see it: where it stands, what was treated, the documents, how the benefit was
//! computed, labels, and for the insurer the decision.

use askama::Template;
use identity::Permission;
use proto::{
    accounts::v1::OrganisationKind,
    claims::v1::{Claim, ClaimStatus, Line, OtherInsurance, OtherPolicy, claim::State},
};

use super::{
    Computation, DocumentRow, Head, Said,
    check::Check,
    computation,
    differences::Changes,
    documents, estimate, head, labels,
    returning::{Returned, Typed, places},
};
use crate::{
    claim_status,
    context::Language,
    pages::{
        answer::{Answer, page_with},
        input::Wrong,
        reasons::Reasons,
        show, view,
        view::LabelTag,
        visit::{Shell, Visit, request_id},
    },
    words::{Words, fill},
};

#[derive(Template)]
#[template(path = "claim/detail.html")]
struct Page {
    shell: Shell,
    head: Head,
    stale: bool,
    steps: Vec<Stage>,
    treatment: Treatment,
    documents: Vec<DocumentRow>,
    assessment: Option<Computation>,
    denial: Option<Denial>,
    returned: Option<Returned>,
    mends: bool,
    changes: Option<Changes>,
    check: Option<Check>,
    automatic: bool,
    waiting: bool,
    labels: Vec<labels::Worn>,
    may_label: bool,
    label_choices: Vec<LabelTag>,
    may_submit: bool,
    may_decide: bool,
    estimate: Option<Computation>,
    absorbed: bool,
    unpaid: bool,
    may_read_timeline: bool,
    reasons: Vec<(&'static str, Vec<(String, String)>)>,
    reason_code: String,
    explanation: String,
    returning: Typed,
    returns: bool,
    places: Vec<(String, String)>,
    may_withdraw: bool,
    withdraw_key: String,
    keys: Keys,
    wrong: Wrong,
    summary: String,
}

/// A step of a claim's way.
pub(super) struct Stage {
    pub(super) name: &'static str,
    pub(super) at: String,
    pub(super) done: bool,
    pub(super) current: bool,
}

/// What was treated, as it is shown.
pub(super) struct Treatment {
    pub(super) diagnosis: String,
    pub(super) diagnosis_code: String,
    pub(super) cause: &'static str,
    pub(super) onset: String,
    pub(super) note: String,
    pub(super) lines: Vec<Row>,
    pub(super) discount: String,
    pub(super) total: String,
    pub(super) others: String,
}

/// A line of it.
pub(super) struct Row {
    pub(super) on: String,
    pub(super) care: &'static str,
    pub(super) item: String,
    pub(super) quantity: String,
    pub(super) price: String,
    pub(super) amount: String,
    pub(super) insured: String,
}

struct Denial {
    reason: String,
    explanation: String,
}

struct Keys {
    approve: String,
    give_back: String,
    deny: String,
    label: String,
}

/// The page.
pub(super) async fn page(visit: &Visit, claim: &Claim, said: Said) -> Answer {
    let submitted = matches!(claim.state, Some(State::Submitted(_)));
    let of_insurer = visit.kind() == OrganisationKind::Insurer;
    let may_decide = submitted && of_insurer && visit.may(Permission::ClaimDecide);
    let ((labels, label_choices), head, estimate, reasons) = tokio::join!(
        labels::of(visit, &claim.label_ids),
        head(visit, claim),
        estimate_for(may_decide, visit, claim),
        Reasons::of(visit)
    );
    let outcome = estimate.as_ref().map_or(ClaimStatus::Unspecified, |estimate| estimate.outcome);
    let expected = estimate.as_ref().map_or_else(String::new, |estimate| estimate.reason_code.clone());
    page_with(
        said.status,
        &Page {
            shell: visit.shell_saying(said.notice),
            head,
            stale: said.stale,
            steps: stages(claim, visit.w),
            treatment: treatment(claim, &reasons, visit.language),
            documents: documents(claim, visit.w),
            assessment: match &claim.state {
                Some(State::Approved(state)) => {
                    state.assessment.as_ref().map(|assessment| computation(assessment, visit.language))
                }
                _ => None,
            },
            denial: denial(claim, &reasons),
            returned: Returned::of(claim, visit.language),
            mends: false,
            changes: Changes::of(claim, &reasons, visit.w).filter(|_| of_insurer),
            check: Check::of(claim, visit.w),
            automatic: matches!(&claim.state, Some(State::Approved(state)) if state.automatic),
            waiting: submitted && !of_insurer,
            labels,
            may_label: visit.may(Permission::LabelManage),
            label_choices,
            may_submit: visit.writes_claims(),
            may_decide,
            absorbed: outcome == ClaimStatus::Absorbed,
            unpaid: outcome == ClaimStatus::Denied,
            estimate,
            may_read_timeline: visit.may(Permission::TimelineRead),
            reasons: if may_decide { reasons.of_denials() } else { vec![] },
            reason_code: if said.reason_code.is_empty() { expected } else { said.reason_code },
            explanation: said.explanation,
            returns: said.returning.is_some(),
            returning: said.returning.unwrap_or_else(Typed::blank),
            places: places(claim, visit.w),
            may_withdraw: submitted && visit.writes_claims(),
            withdraw_key: request_id(),
            keys: Keys {
                approve: request_id(),
                give_back: request_id(),
                deny: request_id(),
                label: request_id(),
            },
            summary: fill(visit.w.errors.summary, said.wrong.count()),
            wrong: said.wrong,
        },
    )
}

/// What an approval would pay, for whoever decides.
async fn estimate_for(may_decide: bool, visit: &Visit, claim: &Claim) -> Option<Computation> {
    if may_decide { estimate(visit, claim).await } else { None }
}

pub(super) fn stages(claim: &Claim, w: &Words) -> Vec<Stage> {
    let c = &w.claims;
    let (submitted_at, decided_at, result) = match &claim.state {
        Some(State::Submitted(state)) => (state.submitted_at.as_ref(), None, c.step_decided),
        Some(State::Approved(state)) => {
            let name = view::status(claim_status::of(claim.state.as_ref()), w).name;
            (state.submitted_at.as_ref(), state.decided_at.as_ref(), name)
        }
        Some(State::Denied(state)) => (state.submitted_at.as_ref(), state.decided_at.as_ref(), c.denied),
        Some(State::Returned(state)) => (state.submitted_at.as_ref(), None, c.step_decided),
        Some(State::Withdrawn(state)) => {
            (state.submitted_at.as_ref(), state.withdrawn_at.as_ref(), c.withdrawn)
        }
        Some(State::Draft(_)) | None => (None, None, c.step_decided),
    };
    let returned = matches!(claim.state, Some(State::Returned(_)));
    let second = if returned { c.returned } else { c.step_submitted };
    let at = |time: Option<&proto::Timestamp>| time.map_or_else(String::new, |time| show::minute(Some(time)));
    let (submitted, decided) = (submitted_at.is_some(), decided_at.is_some());
    vec![
        Stage { name: c.step_draft, at: at(claim.started_at.as_ref()), done: submitted, current: !submitted },
        Stage { name: second, at: at(submitted_at), done: decided, current: submitted && !decided },
        Stage { name: result, at: at(decided_at), done: decided, current: decided },
    ]
}

pub(super) fn treatment(claim: &Claim, reasons: &Reasons, language: Language) -> Treatment {
    let said = claim.treatment.clone().unwrap_or_default();
    let or_dash = |text: String| if text.is_empty() { show::NOTHING.to_owned() } else { text };
    let amounts = claim.line_yen.iter().copied().map(Some).chain(std::iter::repeat(None));
    Treatment {
        cause: view::cause(said.cause(), language.words()),
        diagnosis: or_dash(said.diagnosis),
        diagnosis_code: said.diagnosis_code,
        onset: or_dash(show::long_day(&said.onset_on, language)),
        note: said.note,
        lines: said.lines.iter().zip(amounts).map(|(line, yen)| row(line, yen, reasons, language)).collect(),
        discount: if said.discount_yen == 0 { String::new() } else { show::yen(-said.discount_yen) },
        total: show::yen(claim.total_yen),
        others: or_dash(others(said.other_insurance.as_ref(), language.words())),
    }
}

/// 他の保険契約の申告 in words; nothing while the owner was not asked.
pub(super) fn others(declared: Option<&OtherInsurance>, w: &Words) -> String {
    let Some(declared) = declared else { return String::new() };
    if declared.policies.is_empty() {
        return w.claims.other_none.to_owned();
    }
    let policy = |policy: &OtherPolicy| {
        let paid = policy.paid_yen.map_or_else(|| w.claims.other_unpaid.to_owned(), show::yen);
        format!("{}（{paid}）", policy.insurer)
    };
    declared.policies.iter().map(policy).collect::<Vec<_>>().join(w.draft.and)
}

fn row(line: &Line, yen: Option<i64>, reasons: &Reasons, language: Language) -> Row {
    let w = language.words();
    Row {
        on: show::day(&line.service_on),
        care: view::care(line.care_type(), w),
        item: line.item.clone(),
        quantity: show::quantity(line.quantity_milli),
        price: show::yen(line.unit_price_yen),
        amount: yen.map_or_else(|| show::NOTHING.to_owned(), show::yen),
        insured: reasons.standing(line),
    }
}

fn denial(claim: &Claim, reasons: &Reasons) -> Option<Denial> {
    let Some(State::Denied(state)) = &claim.state else { return None };
    Some(Denial {
        reason: reasons.name(&state.reason_code).to_owned(),
        explanation: state.explanation.clone(),
    })
}
