//! The attestation of an erasure that is done, as a file.

use axum::extract::Path;
use fault::Fault;
use proto::accounts::v1::GetErasureAttestationRequest;

use super::allowed;
use crate::{
    attested::Form,
    pages::{answer::Answer, visit::Visit},
};

/// The file.
pub async fn get(visit: Visit, Path((erasure_id, form)): Path<(String, String)>) -> Answer {
    allowed(&visit)?;
    let form = Form::parse(&form).ok_or_else(|| Fault::not_found("PAGE_NOT_FOUND"))?;
    let request = GetErasureAttestationRequest { erasure_id: erasure_id.clone(), form: form.of_erasure() };
    let content = visit.ask(request).await?.content;
    Ok(form.file("erasure", &erasure_id, content))
}
