//! Opens a session for a person with password and device. Whatever is wrong with name or password, the answer and its
//! cost are the same; too many guesses on a device have to wait, whether the name is anybody's or not.

use chrono::{DateTime, Utc};
use fault::Fault;
use ids::{CertificateId, SessionId};

use super::{App, device::Device, secret};
use crate::{
    domain::{
        account::Account,
        attempts::Verdict,
        email::Email,
        password::{Password, PasswordHash},
        secret::Secret,
        session::Session,
    },
    facts,
    store::{self, attempts::Guesser},
};

/// An open session.
pub(crate) struct SignedIn {
    pub(crate) secret: Secret,
    pub(crate) session: Session,
}

impl App {
    /// Opens a session.
    pub(crate) async fn sign_in(
        &self,
        email: &str,
        password: &str,
        fingerprint: &str,
    ) -> Result<SignedIn, Fault> {
        let now = self.now();
        let device = self.find_device(fingerprint, now).await?;
        let device = device.ok_or_else(|| Fault::unauthenticated("CERTIFICATE_NO_LONGER_VALID"))?;
        let email = Email::parse(email).ok();
        let name = email.as_ref().map_or("", Email::as_str);
        let who = Guesser::new(device.organisation.id, device.certificate.id, name);
        let found = self.begin_attempt(&device, &who, email.as_ref(), now).await?;
        let (account, hash) = found.unzip();
        let right = self.hasher.verify(Password::shown(password), hash).await?;
        match account {
            Some(account) if right && account.is_active() => {
                self.open_session(&device, &who, &account, now).await
            }
            account => Err(self.refuse_sign_in(&device, &who, account.as_ref(), now).await?),
        }
    }

    /// Counts the attempt before the password is looked at, and finds whose it would be.
    async fn begin_attempt(
        &self,
        device: &Device,
        who: &Guesser,
        email: Option<&Email>,
        now: DateTime<Utc>,
    ) -> Result<Option<(Account, PasswordHash)>, Fault> {
        let tx = self.store.begin(device.scope(), "begin_sign_in").await?;
        let (mut attempts, elsewhere) = store::attempts::load(&tx, who, now).await?;
        let verdict = attempts.begin(elsewhere, now);
        if let Verdict::Wait(delay) = verdict {
            let delay = delay.to_std().unwrap_or_default();
            return Err(Fault::refused("SIGN_IN_THROTTLED").message("too many attempts").retry_after(delay));
        }
        store::attempts::save(&tx, who, &attempts, now).await?;
        let found = match email.filter(|_| verdict == Verdict::Allowed) {
            Some(email) => store::account::by_email(&tx, email).await?,
            None => None,
        };
        tx.commit().await?;
        Ok(found)
    }

    /// The password was right. What was true before it was hashed is looked at again.
    async fn open_session(
        &self,
        device: &Device,
        who: &Guesser,
        account: &Account,
        now: DateTime<Utc>,
    ) -> Result<SignedIn, Fault> {
        let tx = self.store.begin(device.scope(), "sign_in").await?;
        let (mut attempts, _) = store::attempts::load(&tx, who, now).await?;
        let account =
            store::account::get(&tx, account.id).await?.filter(Account::is_active).ok_or_else(refused)?;
        let certificate = store::certificate::get(&tx, device.certificate.id).await?;
        let certificate = certificate.filter(|certificate| certificate.is_active(now)).ok_or_else(refused)?;
        attempts.succeed(now);
        store::attempts::forgive(&tx, who).await?;
        store::attempts::save(&tx, who, &attempts, now).await?;
        let secret = secret()?;
        let (session, event) =
            Session::open(SessionId::generate(), &account, certificate.id, secret.hash(), now);
        store::session::sweep(&tx, &session, now).await?;
        store::session::insert(&tx, &session).await?;
        store::account::signed_in(&tx, &account, now).await?;
        let by = facts::operator(&account, &certificate.signed.serial);
        feed::tell(&tx, &facts::fact(&event, &by, now)).await?;
        tx.commit().await?;
        Ok(SignedIn { secret, session })
    }

    /// Says no. Writes in either case, so that the time does not tell whether there is such an account.
    async fn refuse_sign_in(
        &self,
        device: &Device,
        who: &Guesser,
        account: Option<&Account>,
        now: DateTime<Utc>,
    ) -> Result<Fault, Fault> {
        let tx = self.store.begin(device.scope(), "refuse_sign_in").await?;
        store::attempts::sweep(&tx, who, now).await?;
        if let Some(account) = account {
            tell_refusal(&tx, account, device.certificate.id, now).await?;
        }
        tx.commit().await?;
        Ok(refused())
    }
}

async fn tell_refusal(
    tx: &::store::Tx,
    account: &Account,
    certificate: CertificateId,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    let event = account.sign_in_refused(certificate);
    // Nobody has been proven: the platform itself tells it.
    Ok(feed::tell(tx, &facts::fact(&event, &feed::Operator::system(), now)).await?)
}

fn refused() -> Fault {
    Fault::unauthenticated("SIGN_IN_REFUSED").message("mail address or password is wrong")
}
