//! Every RPC of this process, who may call it and whether an actor comes along. What is not here is refused.

use identity::{Caller, Rule};

/// The table.
pub const RULES: [Rule; 4] = [
    Rule::for_actors("/nekonote.notifications.v1.NotificationsService/ListDeliveries", &[Caller::Gateway]),
    Rule::for_actors("/nekonote.archive.v1.ArchiveService/Export", &[Caller::Gateway]),
    Rule::for_actors("/nekonote.keys.v1.KeysService/ListKeys", &[Caller::Gateway]),
    Rule::for_workloads("/nekonote.feed.v1.FeedService/Follow", &[Caller::Timeline]),
];
