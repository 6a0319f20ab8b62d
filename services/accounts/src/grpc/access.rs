//! Every RPC of accounts and who may call it. What is not here is refused.

use identity::{
    Caller::{self, Claims, Gateway, Labels, Nekonote, Notifications, Timeline},
    Rule,
};

/// The edge, on behalf of a person or program.
const EDGE: &[Caller] = &[Gateway];
/// Those who follow: everybody's facts, or that an organisation was erased.
const FOLLOWERS: &[Caller] = &[Timeline, Notifications, Claims, Labels];

/// The table.
pub const RULES: &[Rule] = &[
    Rule::for_workloads("/nekonote.accounts.v1.AccountsService/Bootstrap", &[Nekonote]),
    Rule::for_actors("/nekonote.accounts.v1.AccountsService/RegisterOrganisation", EDGE),
    Rule::for_actors("/nekonote.accounts.v1.AccountsService/BatchGetOrganisations", EDGE),
    Rule::for_actors("/nekonote.accounts.v1.AccountsService/ListOrganisations", EDGE),
    Rule::for_actors("/nekonote.accounts.v1.AccountsService/CreateAccount", EDGE),
    Rule::for_actors("/nekonote.accounts.v1.AccountsService/ListAccounts", EDGE),
    Rule::for_actors("/nekonote.accounts.v1.AccountsService/BatchGetAccounts", EDGE),
    Rule::for_actors("/nekonote.accounts.v1.AccountsService/CreateApiClient", EDGE),
    Rule::for_workloads("/nekonote.accounts.v1.AccountsService/ListMailAddresses", &[Notifications]),
    Rule::for_workloads("/nekonote.accounts.v1.AccountsService/NameOrganisation", &[Claims]),
    Rule::for_workloads("/nekonote.accounts.v1.SignInService/SignIn", EDGE),
    Rule::for_workloads("/nekonote.accounts.v1.SignInService/SignOut", EDGE),
    Rule::for_workloads("/nekonote.accounts.v1.SignInService/IssueToken", EDGE),
    Rule::for_workloads("/nekonote.accounts.v1.SignInService/Authenticate", EDGE),
    Rule::for_actors("/nekonote.accounts.v1.CertificatesService/IssueCertificate", EDGE),
    Rule::for_actors("/nekonote.accounts.v1.CertificatesService/GetCertificate", EDGE),
    Rule::for_actors("/nekonote.accounts.v1.CertificatesService/ListCertificates", EDGE),
    Rule::for_actors("/nekonote.accounts.v1.CertificatesService/RevokeCertificate", EDGE),
    Rule::for_workloads("/nekonote.accounts.v1.CertificatesService/GetTrust", EDGE),
    Rule::for_actors("/nekonote.accounts.v1.ErasuresService/RequestErasure", EDGE),
    Rule::for_actors("/nekonote.accounts.v1.ErasuresService/ConfirmErasure", EDGE),
    Rule::for_actors("/nekonote.accounts.v1.ErasuresService/CancelErasure", EDGE),
    Rule::for_actors("/nekonote.accounts.v1.ErasuresService/GetErasure", EDGE),
    Rule::for_actors("/nekonote.accounts.v1.ErasuresService/ListErasures", EDGE),
    Rule::for_actors("/nekonote.accounts.v1.ErasuresService/GetErasureAttestation", EDGE),
    Rule::for_actors("/nekonote.accounts.v1.ArchivesService/StartExport", EDGE),
    Rule::for_actors("/nekonote.archive.v1.ArchiveService/Export", EDGE),
    Rule::for_actors("/nekonote.keys.v1.KeysService/ListKeys", EDGE),
    Rule::for_workloads("/nekonote.feed.v1.FeedService/Follow", FOLLOWERS),
];
