//! The own timeline, newest first, filtered and by keyset.

use identity::{OrganisationKind, Role};
use proto::timeline::v1::{self as pb, EntryFilter};
use testkit::Engine;

use crate::world::{World, actor, adjuster, clerk, fact, fault};

testkit::on_both!(
    pages_follow_each_other_newest_first_without_gap_or_repeat,
    each_filter_leaves_what_it_says,
    a_strange_filter_or_page_is_refused,
);

async fn pages_follow_each_other_newest_first_without_gap_or_repeat(engine: Engine) {
    let world = World::start(engine).await;
    let clinic = clerk();
    // Two at the same time, so that the id has to decide.
    for second in [0, 1, 1, 2, 3] {
        world.sources.tell("claims", fact("claim.submitted", &clinic, second, &[&clinic]));
    }
    let all: Vec<_> = world.settled(&clinic, 5).await.into_iter().map(|entry| entry.id).collect();
    let (mut seen, mut times, mut cursor, mut gateway) =
        (vec![], vec![], String::new(), world.gateway().await);
    loop {
        let request = pb::ListEntriesRequest { filter: None, limit: 2, cursor: cursor.clone() };
        let page = gateway.list_entries(world.by(&clinic, request)).await.unwrap().into_inner();
        times.extend(page.entries.iter().map(|entry| entry.occurred_at.unwrap().seconds));
        seen.extend(page.entries.into_iter().map(|entry| entry.id));
        cursor = page.next_cursor;
        if cursor.is_empty() {
            break;
        }
    }
    assert_eq!(seen, all);
    assert!(times.is_sorted_by(|newer, older| newer >= older), "{times:?}");
    world.stop().await;
}

async fn each_filter_leaves_what_it_says(engine: Engine) {
    let world = World::start(engine).await;
    let (clinic, insurer) = (clerk(), adjuster());
    let submitted = fact("claim.submitted", &clinic, 0, &[&clinic]);
    let approved = fact("claim.approved", &insurer, 10, &[&clinic, &insurer]);
    let (subject, related) = (submitted.subject.clone().unwrap().id, approved.related[0].id.clone());
    let time = |fact: &proto::feed::v1::Fact| fact.occurred_at;
    let (first, second) = (time(&submitted), time(&approved));
    world.sources.tell("claims", submitted);
    world.sources.tell("claims", approved);
    world.settled(&clinic, 2).await;
    let filters = [
        (EntryFilter { kind: "claim.approved".into(), ..EntryFilter::default() }, vec!["claim.approved"]),
        (
            EntryFilter { operator_id: clinic.id.to_string(), ..EntryFilter::default() },
            vec!["claim.submitted"],
        ),
        (EntryFilter { operator_id: insurer.id.to_string(), ..EntryFilter::default() }, vec![]),
        (EntryFilter { subject_id: subject, ..EntryFilter::default() }, vec!["claim.submitted"]),
        (EntryFilter { subject_id: related, ..EntryFilter::default() }, vec!["claim.approved"]),
        (EntryFilter { from: second, ..EntryFilter::default() }, vec!["claim.approved"]),
        (EntryFilter { until: second, ..EntryFilter::default() }, vec!["claim.submitted"]),
        (
            EntryFilter {
                from: first,
                until: second,
                kind: "claim.approved".into(),
                ..EntryFilter::default()
            },
            vec![],
        ),
    ];
    for (filter, expected) in filters {
        let entries = world.list(&clinic, filter.clone()).await.unwrap();
        assert_eq!(
            entries.iter().map(|entry| entry.kind.as_str()).collect::<Vec<_>>(),
            expected,
            "{filter:?}"
        );
    }
    world.stop().await;
}

async fn a_strange_filter_or_page_is_refused(engine: Engine) {
    let world = World::start(engine).await;
    let viewer = actor(OrganisationKind::Clinic, Role::Viewer);
    let noon = Some(proto::Timestamp { seconds: 1_790_000_000, nanos: 0 });
    let nowhen = Some(proto::Timestamp { seconds: i64::MAX, nanos: -1 });
    for (filter, field) in [
        (EntryFilter { from: noon, until: noon, ..EntryFilter::default() }, "filter.until"),
        (EntryFilter { from: nowhen, ..EntryFilter::default() }, "filter.from"),
        (EntryFilter { kind: "k".repeat(101), ..EntryFilter::default() }, "filter.kind"),
    ] {
        assert_eq!(world.list(&viewer, filter).await.unwrap_err().violations()[0].field, field);
    }
    let request = pb::ListEntriesRequest { filter: None, limit: 101, cursor: String::new() };
    let refused =
        world.gateway().await.list_entries(world.by(&viewer, request)).await.map_err(fault).unwrap_err();
    assert_eq!(refused.reason(), "PAGE_INVALID");
    world.stop().await;
}
