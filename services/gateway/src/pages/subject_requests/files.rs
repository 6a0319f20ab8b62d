//! What a policyholder is handed: the attestation and the copy, as files. Fetching the copy is a fact, told by claims.

use axum::extract::Path;
use fault::Fault;

use super::allowed;
use crate::{
    attested::Form,
    pages::{answer::Answer, visit::Visit},
    subject_file::SubjectFile,
};

/// The file.
pub async fn get(visit: Visit, Path((id, file, form)): Path<(String, String, String)>) -> Answer {
    allowed(&visit)?;
    let wanted = SubjectFile::parse(&file).zip(Form::parse(&form));
    let (file, form) = wanted.ok_or_else(|| Fault::not_found("PAGE_NOT_FOUND"))?;
    let content = visit.ask(file.of(form, id.clone())).await?.content;
    Ok(file.file(form, &id, content))
}
