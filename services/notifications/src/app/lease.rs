//! Working under a lease: everything of a batch at once, the lease renewed meanwhile.
//! A failure of one never cuts another that is on its way.

use ::store::{Error, Scope};
use futures::future::join_all;

use crate::{
    app::App,
    store,
    store::lease::{Lease, RENEWAL},
};

/// What is worked on under a lease.
#[derive(Debug, Clone, Copy)]
pub(super) enum Leased {
    /// Look-ups of recipients.
    FanOuts,
    /// Mails.
    Deliveries,
}

impl App {
    /// Renews a lease again and again; ends only by being dropped. A renewal that fails is tried at its next time.
    pub(super) async fn renew(&self, what: Leased, lease: &Lease) {
        loop {
            tokio::time::sleep(RENEWAL).await;
            if let Err(error) = self.renew_once(what, lease).await {
                tracing::warn!(%error, "a lease could not be renewed");
            }
        }
    }

    async fn renew_once(&self, what: Leased, lease: &Lease) -> Result<(), Error> {
        let now = self.clock.now();
        let tx = self.store.begin(Scope::Platform("send_mail"), "renew_lease").await?;
        match what {
            Leased::FanOuts => store::fan_out::renew(&tx, lease, now).await?,
            Leased::Deliveries => store::delivery::renew(&tx, lease, now).await?,
        }
        tx.commit().await
    }
}

/// Does all of it while the lease is renewed; the first failure is the answer once everything has ended.
pub(super) async fn all_while<W>(
    work: impl IntoIterator<Item = W>,
    renewing: impl Future<Output = ()>,
) -> Result<(), Error>
where
    W: Future<Output = Result<(), Error>>,
{
    tokio::select! {
        done = join_all(work) => done.into_iter().collect(),
        () = renewing => Ok(()),
    }
}
