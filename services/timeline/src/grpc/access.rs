//! Every RPC of this process, who may call it and whether an actor comes along. What is not here is refused.

use identity::{Caller, Rule};

/// The table.
pub const RULES: [Rule; 6] = [
    Rule::for_actors("/nekonote.timeline.v1.TimelineService/ListEntries", &[Caller::Gateway]),
    Rule::for_actors("/nekonote.timeline.v1.TimelineService/InspectEntries", &[Caller::Gateway]),
    Rule::for_workloads("/nekonote.timeline.v1.ProblemsService/RecordProblems", &[Caller::Gateway]),
    Rule::for_actors("/nekonote.timeline.v1.ProblemsService/FindProblem", &[Caller::Gateway]),
    Rule::for_actors("/nekonote.archive.v1.ArchiveService/Export", &[Caller::Gateway]),
    // It follows itself: an inspection is a fact as any other.
    Rule::for_workloads("/nekonote.feed.v1.FeedService/Follow", &[Caller::Timeline]),
];
