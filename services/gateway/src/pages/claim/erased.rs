//! A claim of which only the record stays, or is shown at present: what it was called, when, and the amounts. Nothing can be done with it.

use askama::Template;
use identity::Permission;
use proto::claims::v1::{Claim, claim::State};

use super::{Head, detail, head};
use crate::pages::{
    answer::{Answer, page_with},
    show,
    view::{Closed, StatusTag},
    visit::{Shell, Visit},
};

#[derive(Template)]
#[template(path = "claim/erased.html")]
struct Page {
    shell: Shell,
    head: Head,
    stale: bool,
    tag: StatusTag,
    why: &'static str,
    /// For support, which reads it in the operator's name.
    inspecting: bool,
    steps: Vec<detail::Stage>,
    total: String,
    benefit: Option<String>,
    erased_on: Option<String>,
    may_read_timeline: bool,
}

/// The page.
pub(super) async fn page(
    visit: &Visit,
    claim: &Claim,
    closed: Closed,
    said: super::Said,
    inspecting: bool,
) -> Answer {
    page_with(
        said.status,
        &Page {
            head: head(visit, claim).await,
            stale: said.stale,
            tag: closed.tag(visit.w),
            why: closed.words(visit.w),
            inspecting,
            steps: detail::stages(claim, visit.w),
            total: show::yen(claim.total_yen),
            benefit: match &claim.state {
                Some(State::Approved(state)) => {
                    state.assessment.as_ref().map(|paid| show::yen(paid.benefit_yen))
                }
                _ => None,
            },
            erased_on: claim.erased_at.as_ref().map(|at| show::minute(Some(at))),
            may_read_timeline: visit.may(Permission::TimelineRead),
            shell: visit.shell_saying(said.notice),
        },
    )
}
