//! Every RPC, its allowed callers, and whether an actor must come with it. What is not here is refused.

use identity::{
    Caller::{Gateway, Notifications, Timeline},
    Rule,
};

/// The table.
pub const RULES: &[Rule] = &[
    Rule::for_actors("/nekonote.claims.v1.ClaimsService/StartDraft", &[Gateway]),
    Rule::for_actors("/nekonote.claims.v1.ClaimsService/DescribeTreatment", &[Gateway]),
    Rule::for_actors("/nekonote.claims.v1.ClaimsService/AddDocument", &[Gateway]),
    Rule::for_actors("/nekonote.claims.v1.ClaimsService/RemoveDocument", &[Gateway]),
    Rule::for_actors("/nekonote.claims.v1.ClaimsService/ReadDocument", &[Gateway]),
    Rule::for_actors("/nekonote.claims.v1.ClaimsService/EstimateClaim", &[Gateway]),
    Rule::for_actors("/nekonote.claims.v1.ClaimsService/SubmitClaim", &[Gateway]),
    Rule::for_actors("/nekonote.claims.v1.ClaimsService/ApproveClaim", &[Gateway]),
    Rule::for_actors("/nekonote.claims.v1.ClaimsService/DenyClaim", &[Gateway]),
    Rule::for_actors("/nekonote.claims.v1.ClaimsService/GetClaim", &[Gateway]),
    Rule::for_actors("/nekonote.claims.v1.ClaimsService/InspectClaim", &[Gateway]),
    Rule::for_actors("/nekonote.claims.v1.ClaimsService/ListClaims", &[Gateway]),
    Rule::for_actors("/nekonote.claims.v1.ClaimsService/WaitForLabels", &[Gateway]),
    Rule::for_actors("/nekonote.claims.v1.ClaimsService/ListDiagnoses", &[Gateway]),
    Rule::for_actors("/nekonote.claims.v1.ClaimsService/CountClaims", &[Gateway]),
    Rule::for_workloads("/nekonote.claims.v1.ClaimsService/GetMailContext", &[Notifications]),
    Rule::for_actors("/nekonote.claims.v1.PoliciesService/ContractClinic", &[Gateway]),
    Rule::for_actors("/nekonote.claims.v1.PoliciesService/RegisterPolicy", &[Gateway]),
    Rule::for_actors("/nekonote.claims.v1.PoliciesService/ListPolicies", &[Gateway]),
    Rule::for_actors("/nekonote.claims.v1.PoliciesService/LookUpPolicy", &[Gateway]),
    Rule::for_actors("/nekonote.claims.v1.PlansService/PublishPlan", &[Gateway]),
    Rule::for_actors("/nekonote.claims.v1.PlansService/ListPlans", &[Gateway]),
    Rule::for_actors("/nekonote.claims.v1.PlansService/GetPlan", &[Gateway]),
    Rule::for_actors("/nekonote.claims.v1.SubjectRequestsService/ReceiveSubjectRequest", &[Gateway]),
    Rule::for_actors("/nekonote.claims.v1.SubjectRequestsService/IdentifySubject", &[Gateway]),
    Rule::for_actors("/nekonote.claims.v1.SubjectRequestsService/CarryOutSubjectRequest", &[Gateway]),
    Rule::for_actors("/nekonote.claims.v1.SubjectRequestsService/RefuseSubjectRequest", &[Gateway]),
    Rule::for_actors("/nekonote.claims.v1.SubjectRequestsService/ResumeUse", &[Gateway]),
    Rule::for_actors("/nekonote.claims.v1.SubjectRequestsService/GetSubjectRequest", &[Gateway]),
    Rule::for_actors("/nekonote.claims.v1.SubjectRequestsService/ListSubjectRequests", &[Gateway]),
    Rule::for_actors("/nekonote.claims.v1.SubjectRequestsService/GetSubjectRequestFile", &[Gateway]),
    Rule::for_actors("/nekonote.archive.v1.ArchiveService/Export", &[Gateway]),
    Rule::for_actors("/nekonote.keys.v1.KeysService/ListKeys", &[Gateway]),
    Rule::for_workloads("/nekonote.feed.v1.FeedService/Follow", &[Timeline, Notifications]),
];
