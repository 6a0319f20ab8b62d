//! Starting and stopping.

use crate::{both, world::World};

both!(it_says_where_it_listens_and_drains);

async fn it_says_where_it_listens_and_drains(world: World) {
    assert_ne!(world.running.address().unwrap().port(), 0);
    world.running.stop().await.unwrap();
}
