//! Opens a session for a person with password and device. Whatever is wrong with name or password, the answer and its
//! cost are the same; too many guesses on a device have to wait, whether the name is anybody's or not. Keys are missed
//! for all names of an organisation or for none.

use chrono::{DateTime, Utc};
use envelope::{Opening, Purpose, Token, Who};
use fault::Fault;
use ids::{CertificateId, OrganisationId, SessionId};

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
    store::{self, account::Candidate, attempts::Guesser},
};

/// Nobody has been proven yet.
const OPENING: Opening = Opening { who: Who::Platform("sign_in"), why: "sign_in" };

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
        let device = device.ok_or_else(no_longer_valid)?;
        self.warm_names(device.organisation.id).await?;
        let email = Email::parse(email).ok();
        let (who, tokens) = self.name_asked_for(&device, email.as_ref()).await?;
        let candidates = self.begin_attempt(&device, &who, &tokens, now).await?;
        let (account, hash) = self.find_asked_for(&candidates, email.as_ref()).await?.unzip();
        let right = self.hasher.verify(Password::shown(password), hash).await?;
        match account {
            Some(account) if right && account.is_active() => {
                self.open_session(&device, &who, &account, now).await
            }
            account => Err(self.refuse_sign_in(&device, &who, account.as_ref(), now).await?),
        }
    }

    /// Every key that an address of the organisation may be sealed under, not only those of an account that is found:
    /// the wait for a key, or that it is not to be had, would tell that there is one. Nothing is sealed here, so no key
    /// is made; and what is warm now will not let the password be hashed twice.
    async fn warm_names(&self, organisation: OrganisationId) -> Result<(), Fault> {
        self.keys.warm(organisation, Purpose::Indexes).await?;
        Ok(self.keys.warm_live(organisation, Purpose::Records).await?)
    }

    /// Under which hash a name is counted, and by which tokens it is found.
    async fn name_asked_for(
        &self,
        device: &Device,
        email: Option<&Email>,
    ) -> Result<(Guesser, Vec<Token>), Fault> {
        let (organisation, certificate) = (device.organisation.id, device.certificate.id);
        let asked = || async {
            let index = self.keys.index(organisation)?;
            let who = Guesser::new(organisation, certificate, &index, email);
            Ok((who, store::account::tokens(&index, email)))
        };
        self.keys.with_keys(asked).await
    }

    /// The one whose address it is: tokens are short, so each candidate is opened and compared.
    async fn find_asked_for(
        &self,
        candidates: &[Candidate],
        email: Option<&Email>,
    ) -> Result<Option<(Account, PasswordHash)>, Fault> {
        let Some(email) = email else { return Ok(None) };
        let found = || async { store::account::with_address(&self.keys, candidates, email, &OPENING) };
        self.keys.with_keys(found).await
    }

    /// Counts the attempt before the password is looked at, and finds whose it might be.
    async fn begin_attempt(
        &self,
        device: &Device,
        who: &Guesser,
        tokens: &[Token],
        now: DateTime<Utc>,
    ) -> Result<Vec<Candidate>, Fault> {
        let tx = self.store.begin(device.scope(), "begin_sign_in").await?;
        if !store::organisation::stays_open(&tx, device.organisation.id).await? {
            return Err(no_longer_valid());
        }
        let (mut attempts, elsewhere) = store::attempts::load(&tx, who, now).await?;
        let verdict = attempts.begin(elsewhere, now);
        if let Verdict::Wait(delay) = verdict {
            let delay = delay.to_std().unwrap_or_default();
            return Err(Fault::refused("SIGN_IN_THROTTLED").message("too many attempts").retry_after(delay));
        }
        store::attempts::save(&tx, who, &attempts, now).await?;
        let found = match verdict {
            Verdict::Allowed => store::account::candidates(&tx, tokens).await?,
            Verdict::Hopeless | Verdict::Wait(_) => vec![],
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
        if !store::organisation::stays_open(&tx, device.organisation.id).await? {
            return Err(no_longer_valid());
        }
        let (mut attempts, _) = store::attempts::load(&tx, who, now).await?;
        let kept = store::account::get(&tx, account.id).await?;
        let account = kept.map(|kept| kept.account).filter(Account::is_active).ok_or_else(refused)?;
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

fn no_longer_valid() -> Fault {
    Fault::unauthenticated("CERTIFICATE_NO_LONGER_VALID")
}

fn refused() -> Fault {
    Fault::unauthenticated("SIGN_IN_REFUSED").message("mail address or password is wrong")
}
