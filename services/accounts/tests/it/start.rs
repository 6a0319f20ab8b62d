//! Starting and stopping.

use accounts::Config;

use crate::{both, world::World};

#[test]
fn the_sample_configuration_is_read() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/accounts.sample.toml");
    chassis::load::<Config>(path).unwrap();
}

both!(it_says_where_it_listens_and_drains);

async fn it_says_where_it_listens_and_drains(world: World) {
    assert_ne!(world.running.address().unwrap().port(), 0);
    world.running.stop().await.unwrap();
}
