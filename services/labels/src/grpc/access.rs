//! Every RPC of this process, who may call it and whether an actor comes along. What is not here is refused.

use identity::{Caller, Rule};

/// The table.
pub const RULES: [Rule; 6] = [
    Rule::for_actors("/nekonote.labels.v1.LabelsService/CreateLabel", &[Caller::Gateway]),
    Rule::for_actors("/nekonote.labels.v1.LabelsService/ListLabels", &[Caller::Gateway]),
    Rule::for_actors("/nekonote.labels.v1.LabelsService/AttachLabel", &[Caller::Gateway]),
    Rule::for_actors("/nekonote.labels.v1.LabelsService/DetachLabel", &[Caller::Gateway]),
    Rule::for_actors("/nekonote.archive.v1.ArchiveService/Export", &[Caller::Gateway]),
    Rule::for_workloads("/nekonote.feed.v1.FeedService/Follow", &[Caller::Claims, Caller::Timeline]),
];
