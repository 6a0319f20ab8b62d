//! Brings back what an organisation once took with it (ADR 23), sealed anew under its keys here: an insurer's policies, contracts,
//! submitted claims with their documents, and requests of data subjects; a clinic's drafts. What a clinic has submitted is sealed under its
//! insurer's keys and comes back, like their contract, with that insurer's archive. What is there already stays as it is, so an import
//! that was ended is run again. Tells nobody: what happened was told when it did.

mod claims;
mod documents;
mod policies;
mod subjects;

use std::{collections::HashMap, sync::Arc};

use ::store::{Scope, Store, Tx};
use archive::{Became, Brought, Incoming, IncomingFile, Parts};
use calendar::Clock;
use envelope::{Keyring, Opening, Purpose, Who};
use fault::Fault;
use ids::{ClaimId, OrganisationId};

use crate::{blobs::Blobs, store::Seals};

/// The name of its transactions, and why values are sealed.
const NAME: &str = "import_organisation";

/// Whose archive it is, and which revision each of their claims has in it: a draft that has gone on since is left as it is, and so
/// are its documents.
struct Archived {
    of: OrganisationId,
    revisions: HashMap<ClaimId, i64>,
}

/// Where everything is brought back to.
pub struct Importer {
    /// The database.
    pub(crate) store: Store,
    /// The keys that personal data is sealed under.
    pub(crate) keys: Keyring,
    /// The documents.
    pub(crate) blobs: Blobs,
    /// What time it is.
    pub(crate) clock: Arc<dyn Clock>,
}

impl Importer {
    /// Brings back what is an organisation's; says how much of what. The files are asked for twice: documents lie before what is said
    /// of them, so they are read once their claims are there.
    ///
    /// # Errors
    /// `Invalid` when the archive says something that claims never wrote, `Refused` when the organisation's keys are destroyed or
    /// stopped; what was brought back before stays.
    pub async fn import_organisation(
        &self,
        of: OrganisationId,
        files: impl Fn() -> Parts,
    ) -> Result<Brought, Fault> {
        let all = [Purpose::Records, Purpose::Documents, Purpose::Indexes];
        self.keys.warm_all(all.map(|purpose| (of, purpose))).await?;
        let (mut incoming, mut brought) = (Incoming::new("claims", files()), Brought::default());
        let mut archived = Archived { of, revisions: HashMap::new() };
        while let Some(file) = incoming.next().await? {
            brought.add(self.import_records(&mut archived, file).await?);
        }
        brought.add(self.import_documents(&archived, Incoming::new("claims", files())).await?);
        Ok(brought)
    }

    async fn import_records(
        &self,
        archived: &mut Archived,
        file: IncomingFile<'_>,
    ) -> Result<Brought, Fault> {
        let of = archived.of;
        match file.records_of().as_deref() {
            Some("plans") => self.import_plans(of, file).await,
            Some("review_rules") => self.import_review_rules(of, file).await,
            Some("policies") => self.import_policies(of, file).await,
            Some("policy_marks") => self.import_marks(of, file).await,
            Some("contracts") => self.import_contracts(of, file).await,
            Some("subject_requests") => self.import_subject_requests(of, file).await,
            Some("claims") => self.import_claims(archived, file).await,
            Some(_) => Ok(Brought::default()),
            None => self.import_subject_file(of, file).await,
        }
    }

    /// Keeps what a file of records says, in one transaction.
    async fn keep_all<T>(
        &self,
        name: &str,
        all: &[T],
        keep: impl AsyncFn(&Tx, &T) -> Result<Became, Fault>,
    ) -> Result<Brought, Fault> {
        let once = || async {
            let (tx, mut brought) = (self.begin().await?, Brought::default());
            for one in all {
                brought.note(name, keep(&tx, one).await?);
            }
            tx.commit().await?;
            Ok(brought)
        };
        self.keys.with_keys(once).await
    }

    async fn begin(&self) -> Result<Tx, Fault> {
        Ok(self.store.begin(Scope::Platform("import_organisation"), NAME).await?)
    }

    fn seals(&self) -> Seals<'_> {
        Seals::new(&self.keys, Opening { who: Who::Platform(NAME), why: NAME }).even_stopped()
    }
}
