//! システム管理 > データの書き出し: everything that the organisation owns, as one sealed file. Says how it is opened, and that nobody can
//! recover a passphrase. Refuses who may not fetch it before it asks for anything.

use ::archive::{FEWEST, Lock};
use askama::Template;
use axum::extract::State;
use fault::Kind;
use identity::Permission;

use super::{
    answer::{Answer, page_with},
    input::{Entered, Wrong},
    refusal,
    visit::{Posted, Shell, Visit, request_id},
};
use crate::{
    Gateway,
    archive::fetch,
    words::{Words, fill},
};

#[derive(Template)]
#[template(path = "archive.html")]
struct Page {
    shell: Shell,
    recipient: String,
    fewest: usize,
    request_id: String,
    wrong: Wrong,
    summary: String,
}

/// The form.
pub async fn get(visit: Visit) -> Answer {
    visit.needs(Permission::ArchiveExport)?;
    show(&visit, &Entered::default(), Wrong::default())
}

/// The file.
pub async fn post(State(gateway): State<Gateway>, Posted { visit, form }: Posted) -> Answer {
    visit.needs(Permission::ArchiveExport)?;
    let lock = match lock(&form, visit.w) {
        Ok(lock) => lock,
        Err(wrong) => return show(&visit, &form, wrong),
    };
    match fetch(&gateway.desk, visit.who.caller(), form.owned("request_id"), lock).await {
        Ok(file) => Ok(file),
        Err(fault) if fault.kind() == Kind::Conflict || refusal::is_correctable(&fault) => {
            let wrong = refusal::beside(&fault, visit.language, "passphrase", str::to_owned);
            show(&visit, &form, wrong)
        }
        Err(fault) => Err(fault.into()),
    }
}

/// A public key if there is one, else the passphrase, typed twice.
fn lock(form: &Entered, w: &Words) -> Result<Lock, Wrong> {
    let (mut wrong, w) = (Wrong::default(), &w.archive);
    if form.has("recipient") {
        return Lock::recipient(form.text("recipient")).map_err(|_| {
            wrong.note("recipient", w.recipient_wrong);
            wrong
        });
    }
    let Ok(lock) = Lock::passphrase(form.text("passphrase")) else {
        wrong.note("passphrase", fill(w.passphrase_short, FEWEST));
        return Err(wrong);
    };
    if form.text("passphrase") == form.text("again") {
        return Ok(lock);
    }
    wrong.note("again", w.again_wrong);
    Err(wrong)
}

/// What was typed as a passphrase is not shown again.
fn show(visit: &Visit, form: &Entered, wrong: Wrong) -> Answer {
    page_with(
        wrong.status(),
        &Page {
            shell: visit.shell(),
            recipient: form.owned("recipient"),
            fewest: FEWEST,
            request_id: request_id(),
            summary: fill(visit.w.errors.summary, wrong.count()),
            wrong,
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Language;

    fn typed(pairs: &[(&str, &str)]) -> Result<Lock, Wrong> {
        let form = Entered::new(pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
        lock(&form, Language::Japanese.words())
    }

    #[test]
    fn a_passphrase_is_long_and_typed_twice_the_same() {
        let long = "correct horse battery";
        assert!(typed(&[("passphrase", long), ("again", long)]).is_ok());
        assert!(typed(&[("passphrase", long), ("again", "another")]).unwrap_err().at("again").is_some());
        let short = typed(&[("passphrase", "short"), ("again", "short")]).unwrap_err();
        assert!(short.at("passphrase").is_some_and(|words| words.contains("15")));
    }

    #[test]
    fn a_public_key_needs_no_passphrase_and_must_be_one() {
        let key = ::archive::Identity::generate();
        assert!(typed(&[("recipient", &key.recipient())]).is_ok());
        assert!(typed(&[("recipient", "age1x")]).unwrap_err().at("recipient").is_some());
    }
}
