//! One trace over client and server.

use chassis::{Limits, Telemetry};
use tracing::Instrument as _;

use crate::{
    house::House,
    slow::{WAIT, unary},
};

#[tokio::test]
async fn a_traceparent_crosses_client_and_server() {
    chassis::init("test", &Telemetry::default()).expect("telemetry");
    chassis::init("again", &Telemetry::default()).expect("again is no change");
    let house = House::open(Limits::default()).await;
    house.slow.let_go.add_permits(2);
    let browser = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let span = tracing::info_span!("page");
    chassis::continue_trace(&span, browser);
    let call =
        async { (chassis::current_traceparent(), unary(house.channel(), WAIT).await.expect("an answer")) };
    let (ours, theirs) = call.instrument(span).await;
    assert_eq!((&ours[..36], &theirs[..36]), (&browser[..36], &browser[..36]));
    assert_ne!(ours, browser);
    assert_ne!(ours, theirs);

    let alone = unary(house.channel(), WAIT).await.expect("an answer");
    assert_ne!(alone[..36], browser[..36]);
    assert_eq!(alone.len(), browser.len(), "a call without a trace begins one: {alone}");
}
