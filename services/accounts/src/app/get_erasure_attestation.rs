//! Gives out the attestation of an erasure that is done, as it was signed then. Before there is none.

use ::store::Scope;
use fault::Fault;
use identity::Actor;
use ids::ErasureId;

use super::{App, allow, erasure_not_found};
use crate::{
    domain::{access::Verb, erasure::Form},
    store,
};

impl App {
    /// One file of an attestation.
    pub(crate) async fn get_erasure_attestation(
        &self,
        actor: &Actor,
        id: ErasureId,
        form: Form,
    ) -> Result<Vec<u8>, Fault> {
        allow(actor, Verb::ReadErasures)?;
        let tx = self.store.read(Scope::Platform("read_erasures"), "get_erasure_attestation").await?;
        store::erasure::get(&tx, id).await?.ok_or_else(erasure_not_found)?;
        let content = store::erasure::attestation(&tx, id, form).await?;
        content.ok_or_else(|| Fault::refused("ERASURE_NOT_DONE").message("the erasure is not done"))
    }
}
