//! Names for ids, asked from accounts while a page is made. When accounts does not answer, the page shows without them.

use std::collections::{BTreeMap, BTreeSet};

use proto::accounts::v1::{BatchGetAccountsRequest, BatchGetOrganisationsRequest};

use super::{show::NOTHING, visit::Visit};

/// Names by id.
#[derive(Default)]
pub struct Names(BTreeMap<String, String>);

impl Names {
    /// The name of an id, or a dash.
    pub fn of(&self, id: &str) -> String {
        self.get(id).unwrap_or(NOTHING).to_owned()
    }

    /// The name of an id.
    pub fn get(&self, id: &str) -> Option<&str> {
        self.0.get(id).map(String::as_str)
    }
}

/// Names of organisations.
pub async fn organisations<'a>(visit: &Visit, ids: impl IntoIterator<Item = &'a str>) -> Names {
    let ids = distinct(ids);
    if ids.is_empty() {
        return Names::default();
    }
    let answer = visit.ask(BatchGetOrganisationsRequest { ids }).await.unwrap_or_default();
    Names(answer.organisations.into_iter().map(|one| (one.id, one.name)).collect())
}

/// Names of people of the reader's organisation.
pub async fn people<'a>(visit: &Visit, ids: impl IntoIterator<Item = &'a str>) -> Names {
    let ids = distinct(ids);
    if ids.is_empty() {
        return Names::default();
    }
    let answer = visit.ask(BatchGetAccountsRequest { ids }).await.unwrap_or_default();
    Names(answer.accounts.into_iter().map(|one| (one.id, one.name)).collect())
}

fn distinct<'a>(ids: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let ids: BTreeSet<&str> = ids.into_iter().filter(|id| !id.is_empty()).collect();
    ids.into_iter().map(str::to_owned).collect()
}
