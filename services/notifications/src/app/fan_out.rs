//! Turns a mail that is asked for into one delivery per recipient. Looks recipients up between two transactions, never
//! inside one; addresses are dropped here and asked for again when each mail is sent.

use ::store::{Error, Scope};
use fault::Fault;
use ids::DeliveryId;

use crate::{
    app::{
        App,
        lease::{Leased, all_while},
        send_mail::is_erased,
    },
    domain::{
        delivery::{Delivery, State},
        fan_out::{FanOut, Sides},
        patience,
        template::Audience,
    },
    facts, store,
    store::lease::Lease,
};

impl App {
    /// Takes the fan-outs that are due and turns each into deliveries. Says how many there were.
    pub(super) async fn fan_out_due(&self) -> Result<usize, Error> {
        let now = self.clock.now();
        let tx = self.store.begin(Scope::Platform("fan_out"), "lease_fan_outs").await?;
        let (lease, due) = store::fan_out::lease(&tx, now).await?;
        tx.commit().await?;
        let fanning = due.iter().map(|fan_out| {
            let (template, claim) = (fan_out.template.as_str(), fan_out.claim);
            let span = tracing::info_span!("fan_out", template, %claim);
            chassis::continue_trace(&span, &fan_out.traceparent);
            tracing::Instrument::instrument(self.fan_out(&lease, fan_out), span)
        });
        all_while(fanning, self.renew(Leased::FanOuts, &lease)).await?;
        Ok(due.len())
    }

    async fn fan_out(&self, lease: &Lease, fan_out: &FanOut) -> Result<(), Error> {
        match self.recipients(fan_out).await {
            Ok(deliveries) => self.queue(lease, fan_out, deliveries).await,
            Err(fault) if is_erased(&fault) => self.call_off(lease, fan_out, &fault).await,
            Err(fault) => self.put_off(lease, fan_out, &fault).await,
        }
    }

    /// Asks claims whom it concerns and accounts who may act on it.
    async fn recipients(&self, fan_out: &FanOut) -> Result<Vec<Delivery>, Fault> {
        let context = self.directory.claim(fan_out.claim).await?;
        let sides = Sides {
            clinic: context.clinic,
            insurer: context.insurer,
            policyholder_has_address: context.policyholder.is_some(),
        };
        let mut members = vec![];
        if let Audience::Members(_, permission) = fan_out.template.audience() {
            let found = self.directory.members(fan_out.organisation(&sides), permission.as_str()).await?;
            members = found.addresses.into_iter().map(|(account, _)| account).collect();
        }
        Ok(fan_out.deliveries(&sides, &members, self.clock.now(), DeliveryId::generate))
    }

    async fn queue(&self, lease: &Lease, fan_out: &FanOut, deliveries: Vec<Delivery>) -> Result<(), Error> {
        let tx = self.store.begin(Scope::Platform("fan_out"), "fan_out").await?;
        if !store::fan_out::finish(&tx, lease, fan_out.id, self.clock.now()).await? {
            return Ok(()); // the lease ran out and another replica has it
        }
        for delivery in &deliveries {
            store::delivery::insert(&tx, fan_out.id, delivery).await?;
        }
        for dead in deliveries.iter().filter(|delivery| delivery.state == State::Dead) {
            tracing::warn!(delivery = %dead.id, organisation = %dead.organisation, "nobody to write to");
            feed::tell(&tx, &facts::ended(dead, self.clock.now())).await?;
        }
        tx.commit().await
    }

    /// What the mail is about was erased: nobody is to be written to, and nobody can be found.
    async fn call_off(&self, lease: &Lease, fan_out: &FanOut, fault: &Fault) -> Result<(), Error> {
        tracing::warn!(fan_out = %fan_out.id, %fault, "a mail is called off");
        let tx = self.store.begin(Scope::Platform("fan_out"), "call_off_fan_out").await?;
        store::fan_out::call_off(&tx, lease, fan_out.id, fault.reason(), self.clock.now()).await?;
        tx.commit().await
    }

    /// A fan-out is never given up while its claim is there, but it is loud.
    async fn put_off(&self, lease: &Lease, fan_out: &FanOut, fault: &Fault) -> Result<(), Error> {
        let attempts = fan_out.attempts.saturating_add(1);
        tracing::warn!(fan_out = %fan_out.id, attempts, %fault, "recipients cannot be looked up; trying again");
        let due_at = self.clock.now() + patience::ask_again(fan_out.id);
        let tx = self.store.begin(Scope::Platform("fan_out"), "put_off_fan_out").await?;
        store::fan_out::put_off(&tx, lease, fan_out.id, attempts, due_at).await?;
        tx.commit().await
    }
}
