//! Every RPC of this process, who may call it and whether an actor comes along. What is not here is refused.

use identity::{Caller, Rule};

/// The table.
pub const RULES: [Rule; 2] = [
    Rule::for_actors("/nekonote.notifications.v1.NotificationsService/ListDeliveries", &[Caller::Gateway]),
    Rule::for_workloads("/nekonote.feed.v1.FeedService/Follow", &[Caller::Timeline]),
];
