//! Entries of a timeline as a page tells them, by day, with names asked for while the page is made.
//! Of another organisation's operator only organisation and roles are known, and only those are told.

use std::collections::BTreeMap;

use identity::Permission;
use proto::{
    accounts::v1::Role,
    feed::v1::{Change, Operator, OperatorKind, Resource},
    timeline::v1::Entry,
};

use super::kinds::telling;
use crate::{
    context::Language,
    pages::{
        claims,
        names::{self, Names},
        show::{self, Icon},
        subject_requests::choices,
        view,
        view::LabelTag,
        visit::Visit,
    },
    words::Words,
};

/// A day and what happened on it.
pub struct Day {
    /// Its name.
    pub name: String,
    /// What happened, latest first.
    pub entries: Vec<Told>,
}

/// An entry.
pub struct Told {
    /// Its time for machines.
    pub machine: String,
    /// Its time to the second.
    pub time: String,
    /// The style of its sign.
    pub tone: &'static str,
    /// Its sign.
    pub icon: Icon,
    /// Who did it.
    pub operator: String,
    /// What stands between operator and thing.
    pub after_operator: String,
    /// Where the thing is; empty when it has no page.
    pub href: String,
    /// What people know the thing by.
    pub reference: String,
    /// What stands behind the thing.
    pub verb: String,
    /// The group it belongs to.
    pub kind: String,
    /// The certificate it was done with.
    pub certificate: String,
    /// Its number.
    pub sequence: i64,
    /// What changed.
    pub changes: Vec<Changed>,
}

/// One field that changed.
pub struct Changed {
    /// Its name.
    pub field: String,
    /// Before.
    pub before: String,
    /// After.
    pub after: String,
    /// Whether the values are withheld.
    pub withheld: bool,
}

struct Known {
    people: Names,
    organisations: Names,
    labels: BTreeMap<String, LabelTag>,
}

/// Tells entries, latest first as they came.
pub async fn by_day(visit: &Visit, entries: Vec<Entry>) -> Vec<Day> {
    let known = known(visit, &entries).await;
    let mut days: Vec<Day> = vec![];
    for entry in entries {
        let time = entry.occurred_at.and_then(proto::moment).map(calendar::jst);
        let name = time.map_or_else(String::new, |time| show::long_date(time.date_naive(), visit.language));
        let told = tell(visit, entry, &known);
        match days.last_mut().filter(|day| day.name == name) {
            Some(day) => day.entries.push(told),
            None => days.push(Day { name, entries: vec![told] }),
        }
    }
    days
}

async fn known(visit: &Visit, entries: &[Entry]) -> Known {
    let (people, organisations) = ids(entries);
    let (people, organisations, labels) = tokio::join!(
        names::people(visit, people.iter().map(String::as_str)),
        names::organisations(visit, organisations.iter().map(String::as_str)),
        claims::labels(visit)
    );
    Known { people, organisations, labels }
}

/// People and organisations that entries name.
fn ids(entries: &[Entry]) -> (Vec<String>, Vec<String>) {
    let (mut people, mut organisations) = (vec![], vec![]);
    for entry in entries {
        if let Some(operator) = &entry.operator {
            people.push(operator.id.clone());
            organisations.push(operator.organisation_id.clone());
        }
        for thing in entry.subject.iter().chain(&entry.related) {
            match thing.kind.as_str() {
                "account" => people.push(thing.id.clone()),
                "organisation" | "contract" => organisations.push(clinic(&thing.id).to_owned()),
                _ => {}
            }
        }
    }
    (people, organisations)
}

fn tell(visit: &Visit, entry: Entry, known: &Known) -> Told {
    let w = visit.w;
    let operator = entry.operator.clone().unwrap_or_default();
    let (href, reference) = thing(&entry, known, visit);
    let told = telling(&entry.kind, !reference.is_empty(), visit.language);
    let time = entry.occurred_at.and_then(proto::moment).map(calendar::jst);
    Told {
        machine: show::machine(entry.occurred_at.as_ref()),
        time: time.map_or_else(String::new, |time| time.format("%H:%M:%S").to_string()),
        tone: told.tone,
        icon: told.icon,
        operator: operator_name(&operator, known, w),
        after_operator: told.between,
        href,
        reference,
        verb: told.verb,
        kind: told.group,
        certificate: operator.certificate_serial.chars().take(12).collect(),
        sequence: entry.sequence,
        changes: entry
            .changes
            .into_iter()
            .filter(differs)
            .map(|change| changed(change, visit.language))
            .collect(),
    }
}

fn role_names<'a>(codes: impl Iterator<Item = &'a str>, w: &Words) -> String {
    view::roles(codes.filter_map(|code| Role::from_str_name(&format!("ROLE_{}", code.to_uppercase()))), w)
}

fn operator_name(operator: &Operator, known: &Known, w: &Words) -> String {
    let roles = role_names(operator.roles.iter().map(String::as_str), w);
    let name = match operator.kind() {
        OperatorKind::System | OperatorKind::Unspecified => return w.timeline.system.to_owned(),
        OperatorKind::ApiClient => w.timeline.api_client.to_owned(),
        OperatorKind::Account => match known.people.get(&operator.id) {
            Some(name) => name.to_owned(),
            None => known.organisations.of(&operator.organisation_id),
        },
    };
    if roles.is_empty() { name } else { format!("{name}（{roles}）") }
}

/// Where the thing is and what people know it by; the claim first, whichever side of the fact it stands on.
fn thing(entry: &Entry, known: &Known, visit: &Visit) -> (String, String) {
    let w = visit.w;
    let named = |thing: &Resource| match thing.kind.as_str() {
        _ if !thing.reference.is_empty() => thing.reference.clone(),
        "claim" => w.claims.draft.to_owned(),
        "label" => {
            known.labels.get(&thing.id).map_or_else(String::new, |label| format!("「{}」", label.name))
        }
        "account" => known.people.get(&thing.id).unwrap_or_default().to_owned(),
        "organisation" | "contract" => {
            known.organisations.get(clinic(&thing.id)).unwrap_or_default().to_owned()
        }
        _ => String::new(),
    };
    let signs = entry.kind.starts_with("account.sign");
    let Some(subject) = entry.subject.as_ref().filter(|_| !signs) else {
        return (String::new(), String::new());
    };
    let claim = entry.subject.iter().chain(&entry.related).find(|thing| thing.kind == "claim");
    // Support reads no claim before it has said why.
    let room = if visit.may(Permission::ClaimInspect) { "/inspection/claims" } else { "/claims" };
    let erasure = entry.related.iter().find(|thing| thing.kind == "erasure");
    let erasure = erasure.filter(|_| visit.may(Permission::OrganisationErase));
    let mut things = entry.subject.iter().chain(&entry.related);
    let request = things.find(|thing| thing.kind == "subject_request" && visit.handles_subject_requests());
    let href = match (claim, erasure, request) {
        (Some(claim), ..) => format!("{room}/{}", claim.id),
        (None, Some(erasure), _) => format!("/erasures/{}", erasure.id),
        (None, None, Some(request)) => format!("/subject-requests/{}", request.id),
        (None, None, None) => String::new(),
    };
    let name = named(subject);
    // A mail has no name of its own: the claim that it is about has.
    let about = claim.map(|claim| claim.reference.clone()).filter(|_| name.is_empty());
    let name = about.unwrap_or(name);
    // A link is never without a name, whoever told the fact.
    match (name.is_empty(), href.is_empty(), claim) {
        (true, false, Some(_)) => (href, w.claims.detail.to_owned()),
        (true, false, None) => (href, w.common.open.to_owned()),
        _ => (href, name),
    }
}

/// A contract is known by `<insurer>/<clinic>`.
fn clinic(id: &str) -> &str {
    id.rsplit_once('/').map_or(id, |(_, clinic)| clinic)
}

/// A value that stayed says nothing: a save names the total whether it moved or not.
fn differs(change: &Change) -> bool {
    change.withheld || change.before != change.after
}

fn changed(change: Change, language: Language) -> Changed {
    let value = |text: String| value(&change.field, text, language);
    let asked = &language.words().subject_requests;
    let field = match change.field.as_str() {
        "state" => language.pick("ステータス", "Status"),
        "total_yen" => language.pick("請求額", "Total"),
        "benefit_yen" => language.pick("保険金", "Benefit"),
        "treatment" => language.pick("診療内容", "Treatment"),
        "documents" => language.pick("書類", "Documents"),
        "explanation" => language.pick("ご説明", "Explanation"),
        "reason" => language.pick("理由", "Reason"),
        "roles" => language.pick("権限", "Roles"),
        "name" => language.pick("名前", "Name"),
        "email" => language.pick("メールアドレス", "Mail address"),
        "colour" => language.pick("色", "Colour"),
        "kind" => language.pick("種類", "Kind"),
        "template" => language.pick("メールの種類", "Mail"),
        "version" => language.pick("版", "Version"),
        "valid_from" => language.pick("適用開始日", "Valid from"),
        "surname" => asked.surname,
        "given_name" => asked.given_name,
        "surname_kana" => asked.surname_kana,
        "given_name_kana" => asked.given_name_kana,
        "phone" => asked.phone,
        "pet_name" => asked.pet_name,
        "proof" => asked.proof,
        "ground" => asked.ground,
        other => other,
    };
    Changed {
        before: value(change.before.clone()),
        after: value(change.after.clone()),
        withheld: change.withheld,
        field: field.to_owned(),
    }
}

fn value(field: &str, text: String, language: Language) -> String {
    let w = language.words();
    if field == "roles" {
        return role_names(text.split(','), w);
    }
    if field == "colour" {
        return view::colour_named(&text, w).map_or(text, str::to_owned);
    }
    if let Some(words) = choices::told(field, &text, w) {
        return words.to_owned();
    }
    if field.ends_with("_yen") {
        return text.parse().map_or(text, show::yen);
    }
    match text.as_str() {
        "draft" => w.claims.draft,
        "submitted" => w.claims.submitted,
        "approved" => w.claims.approved,
        "partially_approved" => w.claims.partially_approved,
        "absorbed" => w.claims.absorbed,
        "denied" => w.claims.denied,
        "returned" => w.claims.returned,
        "withdrawn" => w.claims.withdrawn,
        "claim_resubmitted_to_insurer" => {
            language.pick("再提出のお知らせ（保険会社）", "Claim submitted again (insurer)")
        }
        "claim_returned_to_clinic" => {
            language.pick("差し戻しのお知らせ（動物病院）", "Claim returned (clinic)")
        }
        "active" => w.people.active,
        "revoked" => language.pick("失効", "Revoked"),
        "queued" => language.pick("送信待ち", "Queued"),
        "sent" => language.pick("送信済み", "Sent"),
        "dead" => language.pick("送信できませんでした", "Not sent"),
        "claim_submitted_to_insurer" => {
            language.pick("受付のお知らせ（保険会社）", "Claim received (insurer)")
        }
        "claim_submitted_to_policyholder" => {
            language.pick("受付のお知らせ（飼い主さま）", "Claim received (owner)")
        }
        "claim_absorbed_to_clinic" => {
            language.pick("免責内のお知らせ（動物病院）", "Within the deductible (clinic)")
        }
        "claim_absorbed_to_policyholder" => {
            language.pick("免責内のお知らせ（飼い主さま）", "Within the deductible (owner)")
        }
        "claim_approved_to_clinic" => language.pick("承認のお知らせ（動物病院）", "Claim approved (clinic)"),
        "claim_approved_to_policyholder" => {
            language.pick("承認のお知らせ（飼い主さま）", "Claim approved (owner)")
        }
        "claim_denied_to_clinic" => {
            language.pick("お支払い対象外のお知らせ（動物病院）", "Not covered (clinic)")
        }
        "claim_denied_to_policyholder" => {
            language.pick("お支払い対象外のお知らせ（飼い主さま）", "Not covered (owner)")
        }
        _ => return text,
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_in_the_readers_words() {
        let change = Change {
            field: "benefit_yen".into(),
            before: String::new(),
            after: "11396".into(),
            withheld: false,
        };
        let told = changed(change, Language::Japanese);
        assert_eq!((told.field.as_str(), told.after.as_str()), ("保険金", "¥11,396"));
        let change = Change {
            field: "state".into(),
            before: "draft".into(),
            after: "submitted".into(),
            withheld: false,
        };
        let told = changed(change, Language::Japanese);
        assert_eq!((told.before.as_str(), told.after.as_str()), ("下書き", "受付済み"));
    }
}
