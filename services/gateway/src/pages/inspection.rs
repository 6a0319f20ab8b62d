//! サポート: another organisation's timeline, read only, for a stated reason. The reading and its reason are recorded on
//! that organisation's timeline. It is a POST, so that no reason stands in an address or a log.

use askama::Template;
use proto::{
    accounts::v1::ListOrganisationsRequest,
    timeline::v1::{EntryFilter, InspectEntriesRequest, InspectEntriesResponse},
};

use super::{
    answer::{Answer, page_with},
    input::{Entered, Wrong},
    refusal,
    timeline::entries::{Day, by_day},
    visit::{Posted, Shell, Visit},
};
use crate::words::fill;

#[derive(Template)]
#[template(path = "inspection.html")]
struct Page {
    shell: Shell,
    organisations: Vec<(String, String)>,
    organisation_id: String,
    reason: String,
    reading: Option<String>,
    days: Vec<Day>,
    next_cursor: String,
    wrong: Wrong,
    summary: String,
}

/// The form.
pub async fn get(visit: Visit) -> Answer {
    show(&visit, &Entered::default(), None, Wrong::default()).await
}

/// Records the reason and shows the entries.
pub async fn post(Posted { visit, form }: Posted) -> Answer {
    let mut wrong = Wrong::default();
    if !form.has("organisation_id") {
        wrong.note("organisation_id", visit.w.timeline.organisation_needed);
    }
    if !(5..=200).contains(&form.text("reason").chars().count()) {
        wrong.note("reason", visit.w.timeline.reason_needed);
    }
    if !wrong.is_empty() {
        return show(&visit, &form, None, wrong).await;
    }
    let request = InspectEntriesRequest {
        organisation_id: form.owned("organisation_id"),
        reason: form.owned("reason"),
        filter: Some(EntryFilter::default()),
        limit: 50,
        cursor: form.owned("cursor"),
    };
    match visit.ask(request).await {
        Ok(found) => show(&visit, &form, Some(found), wrong).await,
        Err(fault) if refusal::is_correctable(&fault) => {
            let wrong = refusal::beside(&fault, visit.language, "reason", str::to_owned);
            show(&visit, &form, None, wrong).await
        }
        Err(fault) => Err(fault.into()),
    }
}

async fn show(visit: &Visit, form: &Entered, found: Option<InspectEntriesResponse>, wrong: Wrong) -> Answer {
    let request = ListOrganisationsRequest { limit: 100, ..ListOrganisationsRequest::default() };
    let organisations = visit.ask(request).await?.organisations;
    let organisations: Vec<_> = organisations.into_iter().map(|one| (one.id, one.name)).collect();
    let chosen = organisations.iter().find(|(id, _)| id == form.text("organisation_id"));
    let chosen = chosen.map_or_else(|| form.owned("organisation_id"), |(_, name)| name.clone());
    let reading = found.as_ref().map(|_| fill(visit.w.timeline.inspecting, chosen));
    let InspectEntriesResponse { entries, next_cursor } = found.unwrap_or_default();
    page_with(
        wrong.status(),
        &Page {
            shell: visit.shell(),
            organisations,
            organisation_id: form.owned("organisation_id"),
            reason: form.owned("reason"),
            reading,
            days: by_day(visit, entries).await,
            next_cursor,
            summary: fill(visit.w.errors.summary, wrong.count()),
            wrong,
        },
    )
}
