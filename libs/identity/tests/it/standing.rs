//! On an open connection: each request asks again whether its peer is still good.

use chrono::TimeDelta;
use identity::WorkloadName;

use crate::house::{House, check, refusal};

#[tokio::test]
async fn a_peer_revoked_after_the_handshake_is_refused_on_the_open_connection() {
    let house = House::open().await;
    let (gateway, leaf) = house.guest(WorkloadName::Gateway).await;
    let (timeline, _) = house.guest(WorkloadName::Timeline).await;
    let (revoked, other) = (house.channel(&gateway), house.channel(&timeline));
    check(&revoked, None).await.unwrap();
    check(&other, None).await.unwrap();
    house.pki.workload.write_crl(&house.files.crls[0], 2, &[&leaf]);
    house.server.reload().await.unwrap();
    // A new connection would fail in its handshake, without a reason of ours.
    assert_eq!(refusal(&revoked, None).await, "WORKLOAD_REVOKED");
    check(&other, None).await.unwrap();
}

#[tokio::test]
async fn a_list_that_goes_stale_refuses_everybody_on_open_connections() {
    let house = House::open().await;
    let (gateway, _) = house.guest(WorkloadName::Gateway).await;
    let channel = house.channel(&gateway);
    check(&channel, None).await.unwrap();
    house.clock.advance(TimeDelta::hours(25));
    assert_eq!(refusal(&channel, None).await, "WORKLOAD_REVOCATION_UNKNOWN");
}

#[tokio::test]
async fn a_certificate_that_runs_out_is_refused_on_the_open_connection() {
    let house = House::open().await;
    let (gateway, _) = house.guest(WorkloadName::Gateway).await;
    let channel = house.channel(&gateway);
    check(&channel, None).await.unwrap();
    house.clock.advance(TimeDelta::days(31));
    assert_eq!(refusal(&channel, None).await, "WORKLOAD_EXPIRED");
}
