//! One function a message about erasures.

use fault::Fault;
use ids::{ErasureId, OrganisationId};
use proto::accounts::v1 as pb;

use super::Fields;
use crate::{
    app::Request,
    domain::{
        erasure::{Form, Instruction, Reference},
        text::OrganisationName,
    },
};

pub(in crate::grpc) fn erasure(
    message: &pb::RequestErasureRequest,
) -> Result<(Request, OrganisationId, Instruction), Fault> {
    let mut fields = Fields::default();
    let request = fields.request(&message.request_id, message);
    let organisation = fields.id("organisation_id", &message.organisation_id);
    let contract_ended_on = fields.date("contract_ended_on", &message.contract_ended_on);
    let reference = fields.take("instruction_reference", Reference::parse(&message.instruction_reference));
    let received_on = fields.date("instruction_received_on", &message.instruction_received_on);
    let all = (|| {
        let instruction = Instruction {
            contract_ended_on: contract_ended_on?,
            reference: reference?,
            received_on: received_on?,
        };
        Some((request?, organisation?, instruction))
    })();
    fields.done(all, "ERASURE_INVALID")
}

pub(in crate::grpc) fn erasure_confirmation(
    message: &pb::ConfirmErasureRequest,
) -> Result<(Request, ErasureId, OrganisationName), Fault> {
    let mut fields = Fields::default();
    let request = fields.request(&message.request_id, message);
    let erasure = fields.id("erasure_id", &message.erasure_id);
    let typed = fields.take("organisation_name", OrganisationName::parse(&message.organisation_name));
    let all = (|| Some((request?, erasure?, typed?)))();
    fields.done(all, "ERASURE_INVALID")
}

pub(in crate::grpc) fn erasure_cancellation(
    message: &pb::CancelErasureRequest,
) -> Result<(Request, ErasureId), Fault> {
    let mut fields = Fields::default();
    let request = fields.request(&message.request_id, message);
    let erasure = fields.id("erasure_id", &message.erasure_id);
    let all = (|| Some((request?, erasure?)))();
    fields.done(all, "ERASURE_INVALID")
}

pub(in crate::grpc) fn erasure_id(text: &str) -> Result<ErasureId, Fault> {
    let mut fields = Fields::default();
    let id = fields.id("erasure_id", text);
    fields.done(id, "ERASURE_INVALID")
}

pub(in crate::grpc) fn erasure_attestation(
    message: &pb::GetErasureAttestationRequest,
) -> Result<(ErasureId, Form), Fault> {
    let mut fields = Fields::default();
    let id = fields.id("erasure_id", &message.erasure_id);
    let form = match message.form() {
        pb::AttestationForm::Json => Some(Form::Json),
        pb::AttestationForm::Pdf => Some(Form::Pdf),
        pb::AttestationForm::Unspecified => None,
    };
    if form.is_none() {
        fields.refuse("form", "REQUIRED", "JSON or PDF");
    }
    fields.done(id.zip(form), "ERASURE_INVALID")
}
