//! Lists organisations by name. The operator sees all of all of them, others the names of clinics and insurers
//! that are open.

use ::store::{Page, Slice};
use fault::Fault;
use identity::{Actor, OrganisationKind};

use super::{App, own};
use crate::{
    domain::{access::sees_every_organisation, organisation::Organisation},
    store,
};

/// What is listed when no kind is asked for.
const USUAL: [OrganisationKind; 2] = [OrganisationKind::Clinic, OrganisationKind::Insurer];

impl App {
    /// A page of organisations.
    pub(crate) async fn list_organisations(
        &self,
        actor: &Actor,
        kind: Option<OrganisationKind>,
        page: &Page<String>,
    ) -> Result<Slice<Organisation>, Fault> {
        let sees_every = sees_every_organisation(actor);
        let mut kinds = kind.map_or_else(|| USUAL.to_vec(), |kind| vec![kind]);
        if !sees_every {
            kinds.retain(|kind| USUAL.contains(kind));
        }
        let tx = self.store.read(own(actor), "list_organisations").await?;
        let rows = store::organisation::list(&tx, &kinds, sees_every, page).await?;
        let slice = page.cut(rows, |organisation| organisation.name.as_str().to_owned());
        Ok(slice.map(|organisation| organisation.seen_by(actor)))
    }
}
