//! Extractors: `SignedIn` for pages, `ApiCaller` for the API, `Device` for the certificate alone.

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::{HeaderMap, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use fault::{Fault, Kind};
use identity::{ClientCertificate, Permission};
use proto::accounts::v1::{AuthenticateResponse, Identity};

use super::{
    Credential, cookie,
    standing::{Standing, Who},
};
use crate::{
    Gateway, csrf, edge,
    peers::{Actors, Call, Peers},
    problem::Problem,
};

/// The device on the other end: its verified client certificate.
#[derive(Debug, Clone)]
pub struct Device(pub Arc<ClientCertificate>);

/// Somebody or something known, with the means to ask services on their behalf.
#[derive(Clone)]
pub struct Caller {
    /// Who it is.
    pub identity: Identity,
    actors: Actors,
    peers: Peers,
}

/// A person with a session; without one, pages send to the sign-in.
#[derive(Clone)]
pub struct SignedIn {
    /// Who it is.
    pub identity: Identity,
    caller: Caller,
    session: String,
}

/// A program with a token, or a person's script with a session.
#[derive(Clone)]
pub struct ApiCaller(pub Caller);

impl Caller {
    /// Calls one RPC on their behalf.
    ///
    /// # Errors
    /// What the service refuses, or `Unavailable` when it does not answer in time.
    pub async fn ask<C: Call>(&self, message: C) -> Result<C::Answer, Fault> {
        self.peers.ask(&self.actors, message).await
    }

    /// Whether they hold a permission; for showing or hiding, the services decide again.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.identity.permissions.iter().any(|held| held == permission.as_str())
    }

    /// The signed actors, for streams.
    #[must_use]
    pub const fn actors(&self) -> &Actors {
        &self.actors
    }

    /// The services, for streams.
    #[must_use]
    pub const fn peers(&self) -> &Peers {
        &self.peers
    }
}

impl SignedIn {
    /// Calls one RPC on their behalf.
    ///
    /// # Errors
    /// As [`Caller::ask`].
    pub async fn ask<C: Call>(&self, message: C) -> Result<C::Answer, Fault> {
        self.caller.ask(message).await
    }

    /// Whether they hold a permission; for showing or hiding, the services decide again.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.caller.may(permission)
    }

    /// The same as a caller, for streams and the API's own code.
    #[must_use]
    pub const fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The session's secret, for signing out.
    #[must_use]
    pub fn session(&self) -> &str {
        &self.session
    }

    /// The token for forms of this session.
    #[must_use]
    pub fn csrf_token(&self) -> String {
        csrf::token(&self.session)
    }

    /// Refuses a form of another session.
    ///
    /// # Errors
    /// `CSRF_TOKEN_WRONG`.
    pub fn check_csrf(&self, shown: &str) -> Result<(), Fault> {
        csrf::check(&self.session, shown)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Device {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let visitor = parts.extensions.get::<edge::Visitor>();
        let certificate = visitor.and_then(|visitor| visitor.certificate.clone());
        Ok(Self(certificate.ok_or_else(|| Fault::unauthenticated("CERTIFICATE_REQUIRED"))?))
    }
}

impl FromRequestParts<Gateway> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Response> {
        match signed_in(parts, gateway).await {
            Ok(signed_in) => Ok(signed_in),
            Err(fault) if fault.kind() == Kind::Unauthenticated => {
                Err(Redirect::to("/sign-in").into_response())
            }
            Err(fault) => Err(crate::pages::fault_page(&fault)),
        }
    }
}

/// Whether somebody is signed in, for pages that are there for both.
impl OptionalFromRequestParts<Gateway> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Option<Self>, Response> {
        match signed_in(parts, gateway).await {
            Ok(signed_in) => Ok(Some(signed_in)),
            Err(fault) if fault.kind() == Kind::Unauthenticated => Ok(None),
            Err(fault) => Err(crate::pages::fault_page(&fault)),
        }
    }
}

impl FromRequestParts<Gateway> for ApiCaller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Problem> {
        let credential = match (bearer(&parts.headers), cookie::session(&parts.headers)) {
            (Some(token), _) => Credential::Token(token.to_owned()),
            (None, Some(session)) => {
                check_script(parts, session)?;
                Credential::Session(session.to_owned())
            }
            (None, None) => return Err(Fault::unauthenticated("TOKEN_REQUIRED").into()),
        };
        Ok(Self(caller(parts, gateway, credential).await?))
    }
}

async fn signed_in(parts: &mut Parts, gateway: &Gateway) -> Result<SignedIn, Fault> {
    let session = cookie::session(&parts.headers).map(str::to_owned);
    let session = session.ok_or_else(|| Fault::unauthenticated("SESSION_REQUIRED"))?;
    let caller = caller(parts, gateway, Credential::Session(session.clone())).await?;
    Ok(SignedIn { identity: caller.identity.clone(), caller, session })
}

async fn caller(parts: &mut Parts, gateway: &Gateway, credential: Credential) -> Result<Caller, Fault> {
    let Device(device) = Device::from_request_parts(parts, gateway).await.map_err(Fault::from)?;
    let AuthenticateResponse { actors, identity } =
        gateway.authentication.authenticate(&credential, &device).await?;
    let identity = identity.ok_or_else(|| Fault::internal("IDENTITY_MISSING"))?;
    if let (Some(line), Some(organisation)) =
        (parts.extensions.get::<edge::LogLine>(), &identity.organisation)
    {
        line.organisation(&organisation.id);
    }
    if let Some(standing) = parts.extensions.get::<Standing>() {
        standing.is(Who { authentication: gateway.authentication.clone(), credential, device });
    }
    Ok(Caller { identity, actors: Actors::new(actors), peers: gateway.peers.clone() })
}

/// A script that changes something with a person's cookie shows the session's token.
fn check_script(parts: &Parts, session: &str) -> Result<(), Fault> {
    if parts.method.is_safe() {
        return Ok(());
    }
    let shown = parts.headers.get(csrf::HEADER).and_then(|value| value.to_str().ok());
    csrf::check(session, shown.unwrap_or_default())
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    let plausible = scheme.eq_ignore_ascii_case("bearer") && (1..=256).contains(&token.len());
    plausible.then_some(token)
}
