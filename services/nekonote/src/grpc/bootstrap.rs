//! The operator's organisation with its first administrator and device. accounts makes it once and refuses ever after.

use fault::Fault;
use identity::{Workload, WorkloadFiles};
use proto::accounts::v1::{
    BootstrapRequest, NewAccount, NewDevice, Role, accounts_service_client::AccountsServiceClient,
};
use uuid::Uuid;

/// What the platform begins with.
pub(crate) struct First {
    /// Makes a repeat safe.
    pub(crate) request_id: Uuid,
    /// Name of the operator's organisation.
    pub(crate) organisation: String,
    /// Its first administrator.
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) password: String,
    /// Name of their device.
    pub(crate) device: String,
    /// Its signing request, PEM.
    pub(crate) csr_pem: String,
}

/// What was made.
pub(crate) struct Founded {
    pub(crate) organisation_id: String,
    pub(crate) certificate_id: String,
    pub(crate) chain_pem: String,
}

/// Asks accounts at `HOST:PORT`, as the workload whose files these are. A refusal is a [`Fault`].
pub(crate) async fn bootstrap(
    workload: &WorkloadFiles,
    accounts: &str,
    first: First,
) -> anyhow::Result<Founded> {
    let workload = Workload::open(workload).await?;
    let channel = identity::channel(&workload, accounts, "accounts")?;
    let administrator = NewAccount {
        name: first.name,
        email: first.email,
        password: first.password,
        roles: vec![Role::Administrator.into(), Role::Operations.into()],
    };
    let request = BootstrapRequest {
        request_id: first.request_id.to_string(),
        organisation_name: first.organisation,
        administrator: Some(administrator),
        device: Some(NewDevice { label: first.device, csr_pem: first.csr_pem }),
    };
    let answer = AccountsServiceClient::new(channel).bootstrap(request).await.map_err(Fault::from)?;
    let made = answer.into_inner();
    Ok(Founded {
        organisation_id: made.organisation_id,
        certificate_id: made.certificate_id,
        chain_pem: made.certificate_chain_pem,
    })
}
