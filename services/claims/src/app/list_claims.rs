//! Lists the claims of the actor's organisation, newest first; all of them, or those that a search finds.

use fault::Fault;
use identity::OrganisationKind;
use ids::ClaimId;
use store::{Page, Slice};

use super::{App, By};
use crate::{
    domain::{access::Act, search::Search},
    store::claims::{self, Filter, Listed},
};

impl App {
    /// A page of claims.
    ///
    /// # Errors
    /// `Forbidden` without the permission; `Invalid` when a clinic asks for a diagnosis, which insurers alone have an index of.
    pub async fn list_claims(
        &self,
        by: &By,
        filter: Filter,
        search: Option<&Search>,
        page: &Page<ClaimId>,
    ) -> Result<Slice<Listed>, Fault> {
        if filter.diagnosis.is_some() && by.actor.organisation_kind != OrganisationKind::Insurer {
            let why = "only insurers list claims by diagnosis";
            return Err(Fault::invalid("REQUEST_INVALID").violation("diagnosis_code", "INSURERS_ONLY", why));
        }
        if let Some(search) = search {
            return self.search_claims(by, filter, search, page).await;
        }
        let list = |over| async move {
            let tx = self.read(by, Act::ReadClaims, "list_claims").await?;
            claims::list(&tx, self.seals(by, "list_claims").without(&over), filter, page).await
        };
        self.around_closed(by, list).await
    }
}
