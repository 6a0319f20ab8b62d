//! Messages to domain values, every field named. All that is wrong is said at once.

mod erasures;
mod fields;
mod requests;

pub(super) use self::{
    erasures::{erasure, erasure_attestation, erasure_cancellation, erasure_confirmation, erasure_id},
    fields::Fields,
    requests::{
        api_client, authenticate, bootstrap, certificate_id, created_account, credential_secret,
        device_request, ids, kind, mail_addresses, named_organisation, organisation, revocation,
        token_request,
    },
};
