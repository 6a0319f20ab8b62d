//! Gives a program an access token for ten minutes. Refuses any certificate but the one the program is bound to.

use fault::Fault;
use ids::{ApiClientId, TokenId};

use super::{App, secret};
use crate::{
    domain::{
        secret::Secret,
        token::{GOOD_FOR, Token},
    },
    store,
};

/// An access token.
pub(crate) struct TokenIssued {
    pub(crate) secret: Secret,
    /// Seconds it is good for.
    pub(crate) expires_in: i32,
}

impl App {
    /// Issues a token.
    pub(crate) async fn issue_token(
        &self,
        client: ApiClientId,
        shown: &Secret,
        fingerprint: &str,
    ) -> Result<TokenIssued, Fault> {
        let now = self.now();
        let device = self.find_device(fingerprint, now).await?.ok_or_else(refused)?;
        let tx = self.store.begin(device.scope(), "issue_token").await?;
        if !store::organisation::stays_open(&tx, device.organisation.id).await? {
            return Err(refused());
        }
        let client = store::api_client::get(&tx, client).await?;
        let client =
            client.filter(|client| client.certificate == device.certificate.id).ok_or_else(refused)?;
        if client.secret != shown.hash() {
            return Err(refused());
        }
        let secret = secret()?;
        let token = Token::issue(TokenId::generate(), &client, secret.hash(), now);
        store::token::sweep(&tx, &token, now).await?;
        store::token::insert(&tx, &token).await?;
        tx.commit().await?;
        Ok(TokenIssued { secret, expires_in: i32::try_from(GOOD_FOR.num_seconds()).unwrap_or(i32::MAX) })
    }
}

fn refused() -> Fault {
    Fault::unauthenticated("CLIENT_REFUSED").message("client, secret or certificate is wrong")
}
