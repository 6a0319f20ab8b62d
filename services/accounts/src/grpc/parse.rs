//! Messages to domain values, every field named. All that is wrong is said at once.

mod fields;
mod requests;

pub(super) use self::{
    fields::Fields,
    requests::{
        api_client, authenticate, bootstrap, certificate_id, created_account, credential_secret,
        device_request, ids, kind, mail_addresses, organisation, revocation, token_request,
    },
};
