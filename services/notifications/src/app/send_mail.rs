//! Sends the mails that are due. A mail is leased before it is sent, so that two replicas do not send it twice, and keeps
//! its Message-ID over all tries, so that a server which took it and could not say so gets a mail it knows.

use ::store::{Error, Scope};
use fault::{Fault, Kind};
use ids::{ClaimId, Personal};

use crate::{
    app::{
        App, Mail, MailContext,
        lease::{Leased, all_while},
    },
    domain::{
        answer::{Answer, Silence},
        delivery::{Delivery, Outcome},
        letter::{self, Letter, ToMember, ToPolicyholder},
        recipient::Recipient,
        template::Audience,
    },
    facts, store,
    store::lease::Lease,
};

impl App {
    /// Takes the mails that are due and sends each. Says how many there were.
    pub(super) async fn send_due(&self) -> Result<usize, Error> {
        let tx = self.store.begin(Scope::Platform("send_mail"), "lease_deliveries").await?;
        let (lease, due) = store::delivery::lease(&tx, self.clock.now()).await?;
        tx.commit().await?;
        let count = due.len();
        let sending = due.into_iter().map(|delivery| {
            let span = tracing::info_span!("send_mail", delivery = %delivery.id, template = delivery.template.as_str());
            chassis::continue_trace(&span, &delivery.traceparent);
            tracing::Instrument::instrument(self.send(&lease, delivery), span)
        });
        all_while(sending, self.renew(Leased::Deliveries, &lease)).await?;
        Ok(count)
    }

    async fn send(&self, lease: &Lease, mut delivery: Delivery) -> Result<(), Error> {
        let answer = match self.address_and_letter(&delivery).await {
            Ok(Some((address, letter))) => {
                let mail = Mail { id: delivery.id, address, letter, at: delivery.queued_at };
                self.post.hand_over(&mail).await
            }
            Ok(None) => Answer::NoAddress,
            Err(fault) => not_known(&fault),
        };
        let now = self.clock.now();
        let Ok(outcome) = delivery.tried(&answer, now) else { return Ok(()) };
        let tx = self.store.begin(Scope::Platform("send_mail"), "send_mail").await?;
        if !store::delivery::save(&tx, lease, &delivery).await? {
            tracing::warn!("the lease ran out while the mail was sent");
            return Ok(());
        }
        match outcome {
            Outcome::Postponed => tracing::info!(answer = answer.words(), "mail postponed"),
            Outcome::Died => tracing::warn!(answer = answer.words(), "mail given up"),
            Outcome::Sent => tracing::info!("mail sent"),
        }
        if outcome != Outcome::Postponed {
            feed::tell(&tx, &facts::ended(&delivery, now)).await?;
        }
        tx.commit().await
    }

    /// The address at this moment, and the letter; none when there is no address any more.
    async fn address_and_letter(
        &self,
        delivery: &Delivery,
    ) -> Result<Option<(Personal<String>, Letter)>, Fault> {
        match (delivery.template.audience(), delivery.recipient) {
            (Audience::Members(_, permission), Recipient::Account(account)) => {
                let members = self.directory.members(delivery.organisation, permission.as_str()).await?;
                let address = members.addresses.into_iter().find(|(member, _)| *member == account);
                let link = format!("{}/claims/{}", self.links.portal_url, delivery.subject);
                Ok(address
                    .map(|(_, address)| (address, letter::to_member(delivery.template, &ToMember { link }))))
            }
            (Audience::Policyholder, Recipient::Policyholder) => self.policyholder(delivery).await,
            _ => Ok(None),
        }
    }

    async fn policyholder(&self, delivery: &Delivery) -> Result<Option<(Personal<String>, Letter)>, Fault> {
        let claim = delivery
            .subject
            .parse::<ClaimId>()
            .map_err(|why| Fault::internal("DELIVERY_SUBJECT").source(why))?;
        let MailContext { receipt_number, policyholder, insurer, .. } = self.directory.claim(claim).await?;
        let Some(address) = policyholder else { return Ok(None) };
        // Only the insurer's name and telephone are wanted: a permission asks for fewer addresses than none would.
        let insurer = self.directory.members(insurer, identity::Permission::ClaimDecide.as_str()).await?;
        let said = ToPolicyholder {
            receipt_number,
            insurer_name: insurer.name,
            insurer_phone: insurer.phone,
            help_url: self.links.help_url.clone(),
        };
        Ok(Some((address, letter::to_policyholder(delivery.template, &said))))
    }
}

/// A claim or organisation that is gone for good has no address; everything else may pass.
fn not_known(fault: &Fault) -> Answer {
    tracing::warn!(%fault, "address not known");
    if is_erased(fault) || fault.kind() == Kind::NotFound {
        Answer::NoAddress
    } else {
        Answer::NoReply(Silence::Directory)
    }
}

/// Whether what a mail is about was erased, or its use is stopped: nobody is written to about it any more.
pub(super) fn is_erased(fault: &Fault) -> bool {
    matches!(fault.reason(), "CLAIM_ERASED" | "CLAIM_STOPPED" | "ORGANISATION_ERASED" | "KEY_DESTROYED")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_erased_organisation_has_no_address_and_a_kms_that_is_down_is_waited_for() {
        assert_eq!(not_known(&Fault::refused("ORGANISATION_ERASED")), Answer::NoAddress);
        assert_eq!(not_known(&Fault::refused("CLAIM_ERASED")), Answer::NoAddress);
        assert_eq!(not_known(&Fault::refused("CLAIM_STOPPED")), Answer::NoAddress);
        assert_eq!(not_known(&Fault::not_found("CLAIM_NOT_FOUND")), Answer::NoAddress);
        for passing in [Fault::unavailable("KEY_UNAVAILABLE"), Fault::refused("KEY_DISABLED")] {
            assert_eq!(not_known(&passing), Answer::NoReply(Silence::Directory));
        }
    }
}
