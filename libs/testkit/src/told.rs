//! What a service has told, read from its feed as a follower reads it.

use proto::feed::v1::{Fact, FollowRequest, feed_service_client::FeedServiceClient};
use tonic::transport::Channel;

/// A service's first facts, at least so many; waits until there are.
///
/// # Panics
/// When the channel's workload may not follow, or the stream ends before.
pub async fn told(channel: Channel, count: usize) -> Vec<Fact> {
    let follow = FollowRequest { after_position: 0 };
    let mut stream = FeedServiceClient::new(channel).follow(follow).await.expect("a feed").into_inner();
    let mut facts = vec![];
    while facts.len() < count {
        facts.extend(stream.message().await.expect("a feed").expect("more facts").facts);
    }
    facts
}
