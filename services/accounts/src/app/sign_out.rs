//! Ends a session. Whatever is shown, the answer is the same: there is no session any more.

use ::store::Scope;
use fault::Fault;

use super::App;
use crate::{domain::secret::Secret, facts, store};

impl App {
    /// Ends the session that a secret opens on this certificate, if there is one.
    pub(crate) async fn sign_out(&self, secret: &Secret, fingerprint: &str) -> Result<(), Fault> {
        let now = self.now();
        let tx = self.store.begin(Scope::Platform("sign_out"), "sign_out").await?;
        let Some(mut session) = store::session::by_secret(&tx, secret.hash()).await? else { return Ok(()) };
        let certificate = store::certificate::by_fingerprint(&tx, fingerprint).await?;
        let Some(certificate) = certificate.filter(|certificate| certificate.id == session.certificate)
        else {
            return Ok(());
        };
        let Some(kept) = store::account::get(&tx, session.account).await? else { return Ok(()) };
        let Some(event) = session.end(now) else { return Ok(()) };
        if store::session::ended(&tx, &session).await? {
            let by = facts::operator(&kept.account, &certificate.signed.serial);
            feed::tell(&tx, &facts::fact(&event, &by, now)).await?;
            tx.commit().await?;
        }
        Ok(())
    }
}
