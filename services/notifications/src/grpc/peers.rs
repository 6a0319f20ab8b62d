//! Whom notifications asks: claims whom a claim concerns, accounts whom an organisation lets be written to.
//! Answers are used at once; an answer that makes no sense is a fault, never an empty list.

use std::time::Duration;

use async_trait::async_trait;
use chassis::Traced;
use fault::Fault;
use ids::{BadId, ClaimId, OrganisationId, Personal};
use proto::{
    accounts::v1::{ListMailAddressesRequest, accounts_service_client::AccountsServiceClient},
    claims::v1::{GetMailContextRequest, claims_service_client::ClaimsServiceClient},
};
use tonic::{Request, transport::Channel};

use crate::app::{Directory, MailContext, Members};

/// How long an answer may take. Two of them and one mail fit into the drain of a process.
const PATIENCE: Duration = Duration::from_secs(2);

/// accounts and claims, connected when first asked.
pub(crate) struct PeerDirectory {
    accounts: AccountsServiceClient<Traced>,
    claims: ClaimsServiceClient<Traced>,
}

impl PeerDirectory {
    /// The peers behind two channels.
    pub(crate) fn new(accounts: Channel, claims: Channel) -> Self {
        let accounts = AccountsServiceClient::new(chassis::traced(accounts));
        Self { accounts, claims: ClaimsServiceClient::new(chassis::traced(claims)) }
    }
}

#[async_trait]
impl Directory for PeerDirectory {
    async fn claim(&self, claim: ClaimId) -> Result<MailContext, Fault> {
        let request = timed(GetMailContextRequest { claim_id: claim.to_string() });
        let answer = self.claims.clone().get_mail_context(request).await?.into_inner();
        Ok(MailContext {
            receipt_number: answer.receipt_number,
            policyholder: Some(answer.policyholder_email)
                .filter(|email| !email.is_empty())
                .map(Personal::new),
            insurer: answer.insurer_id.parse().map_err(unreadable)?,
            clinic: answer.clinic_id.parse().map_err(unreadable)?,
        })
    }

    async fn members(&self, organisation: OrganisationId, permission: &str) -> Result<Members, Fault> {
        let request = ListMailAddressesRequest {
            organisation_id: organisation.to_string(),
            permission: permission.to_owned(),
        };
        let answer = self.accounts.clone().list_mail_addresses(timed(request)).await?.into_inner();
        let address = |address: proto::accounts::v1::MailAddress| {
            Ok((address.account_id.parse().map_err(unreadable)?, Personal::new(address.email)))
        };
        Ok(Members {
            name: answer.organisation_name,
            phone: answer.organisation_phone,
            addresses: answer.addresses.into_iter().map(address).collect::<Result<_, Fault>>()?,
        })
    }
}

fn timed<T>(message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.set_timeout(PATIENCE);
    request
}

fn unreadable(why: BadId) -> Fault {
    Fault::internal("ANSWER_UNREADABLE").source(why)
}
