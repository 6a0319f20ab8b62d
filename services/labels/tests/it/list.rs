//! The vocabulary, oldest first, by keyset.

use proto::labels::v1 as pb;
use testkit::Engine;

use crate::world::{World, clerk, fault};

testkit::on_both!(pages_follow_each_other_without_gap_or_repeat, a_strange_page_is_refused);

async fn pages_follow_each_other_without_gap_or_repeat(engine: Engine) {
    let world = World::start(engine).await;
    let clerk = clerk();
    let names = ["一", "二", "三", "四", "五"];
    for name in names {
        world.create(&clerk, name).await.unwrap();
    }
    let (mut seen, mut cursor, mut gateway) = (vec![], String::new(), world.gateway().await);
    loop {
        let request = pb::ListLabelsRequest { limit: 2, cursor: cursor.clone() };
        let page = gateway.list_labels(world.by(&clerk, request)).await.unwrap().into_inner();
        assert!(page.labels.len() <= 2);
        seen.extend(page.labels.into_iter().map(|label| (label.name, label.colour, label.description)));
        cursor = page.next_cursor;
        if cursor.is_empty() {
            break;
        }
    }
    let green = i32::from(pb::Colour::Green);
    assert_eq!(seen, names.map(|name| (name.to_owned(), green, "使い道".to_owned())));
    world.stop().await;
}

async fn a_strange_page_is_refused(engine: Engine) {
    let world = World::start(engine).await;
    let mut gateway = world.gateway().await;
    for (limit, cursor) in [(101, ""), (0, "strange")] {
        let request = pb::ListLabelsRequest { limit, cursor: cursor.into() };
        let refused = gateway.list_labels(world.by(&clerk(), request)).await.map_err(fault).unwrap_err();
        assert_eq!(refused.reason(), "PAGE_INVALID");
    }
    world.stop().await;
}
