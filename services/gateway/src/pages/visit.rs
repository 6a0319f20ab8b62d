//! A signed-in person on a page: who they are, what the frame around the page shows them, and the forms they send.
//! Refuses a form that does not carry the session's token.

use axum::{
    Form,
    extract::{FromRequest, FromRequestParts, Request, rejection::FormRejection},
    http::{StatusCode, request::Parts},
    response::Response,
};
use fault::Fault;
use identity::Permission;
use proto::accounts::v1::OrganisationKind;

use super::{
    fault_page,
    input::Entered,
    show::{self, Icon, icon},
    view,
};
use crate::{
    Gateway,
    actor::SignedIn,
    context::{self, Language},
    csrf,
    peers::Call,
    words::{Words, fill},
};

/// A signed-in person looking at a page.
pub struct Visit {
    /// Who it is.
    pub who: SignedIn,
    /// Their language.
    pub language: Language,
    /// Its words.
    pub w: &'static Words,
    path: String,
}

/// A form that a signed-in person sent.
pub struct Posted {
    /// Who sent it.
    pub visit: Visit,
    /// What it says.
    pub form: Entered,
}

/// The frame around a page.
pub struct Shell {
    /// The reader's language.
    pub language: Language,
    /// Its words.
    pub w: &'static Words,
    /// Their name.
    pub person: String,
    /// The beginning of it, for the mark.
    pub initial: String,
    /// Their roles.
    pub roles: String,
    /// Their organisation.
    pub organisation: String,
    /// Its code.
    pub organisation_code: String,
    /// Their device.
    pub device: String,
    /// Until when its certificate is good.
    pub device_until: String,
    /// The sign-in before this one.
    pub previous_sign_in: String,
    /// The token for forms.
    pub csrf: String,
    /// What they may use.
    pub menu: Vec<Group>,
    /// What was just done.
    pub notice: Option<String>,
}

/// What a part of a page needs instead of the whole frame.
pub struct Spoken {
    /// The reader's words.
    pub w: &'static Words,
}

/// A group of the menu.
pub struct Group {
    /// Its title; empty for none.
    pub title: &'static str,
    /// Its items.
    pub items: Vec<Item>,
}

/// An item of the menu.
pub struct Item {
    /// Where it leads.
    pub href: &'static str,
    /// Its sign.
    pub icon: Icon,
    /// Its name.
    pub name: &'static str,
    /// Whether it is the page being read.
    pub current: bool,
}

impl Visit {
    /// Calls one RPC on their behalf.
    pub async fn ask<C: Call>(&self, message: C) -> Result<C::Answer, Fault> {
        self.who.ask(message).await
    }

    /// Whether they hold a permission.
    pub fn may(&self, permission: Permission) -> bool {
        self.who.may(permission)
    }

    /// Refuses who does not hold a permission: a page that asks nothing of a service refuses all the same.
    pub fn needs(&self, permission: Permission) -> Result<(), Fault> {
        if self.may(permission) { Ok(()) } else { Err(Fault::forbidden("NOT_PERMITTED")) }
    }

    /// The kind of their organisation.
    pub fn kind(&self) -> OrganisationKind {
        self.who.identity.organisation.as_ref().map_or(OrganisationKind::Unspecified, |one| one.kind())
    }

    /// Whether they may write claims: a clinic's, with the permission.
    pub fn writes_claims(&self) -> bool {
        self.kind() == OrganisationKind::Clinic && self.may(Permission::ClaimSubmit)
    }

    /// Whether they handle what policyholders ask for: an insurer's, with the permission.
    pub fn handles_subject_requests(&self) -> bool {
        self.kind() == OrganisationKind::Insurer && self.may(Permission::SubjectHandle)
    }

    /// Whether they see plans: an insurer's, with the permission.
    pub fn reads_plans(&self) -> bool {
        self.kind() == OrganisationKind::Insurer && self.may(Permission::PolicyRead)
    }

    /// Whether they publish plans: an insurer's, with the permission.
    pub fn publishes_plans(&self) -> bool {
        self.kind() == OrganisationKind::Insurer && self.may(Permission::PolicyManage)
    }

    /// Enough for a part of a page.
    pub const fn spoken(&self) -> Spoken {
        Spoken { w: self.w }
    }

    /// The frame around a page.
    pub fn shell(&self) -> Shell {
        self.shell_saying(None)
    }

    /// The frame around a page that says what was just done.
    pub fn shell_saying(&self, notice: Option<String>) -> Shell {
        let (identity, w) = (&self.who.identity, self.w);
        let organisation = identity.organisation.clone().unwrap_or_default();
        let until = show::date_of(identity.certificate_not_after.as_ref());
        let previous = show::weekday_minute(identity.previous_sign_in_at.as_ref(), self.language);
        Shell {
            language: self.language,
            w,
            initial: identity.name.chars().take_while(|c| !c.is_whitespace()).take(2).collect(),
            person: identity.name.clone(),
            roles: view::roles(identity.roles(), w),
            organisation: organisation.name,
            organisation_code: organisation.code,
            device: identity.device.clone(),
            device_until: fill(w.common.valid_until, until),
            previous_sign_in: previous
                .map_or_else(|| w.common.first_sign_in.to_owned(), |time| format!("{time} JST")),
            csrf: self.who.csrf_token(),
            menu: self.menu(),
            notice,
        }
    }

    fn menu(&self) -> Vec<Group> {
        let c = &self.w.common;
        let item = |shown: bool, href: &'static str, sign: Icon, name: &'static str| {
            shown.then(|| Item { href, icon: sign, name, current: self.is_at(href) })
        };
        let group =
            |title, items: Vec<Option<Item>>| Group { title, items: items.into_iter().flatten().collect() };
        let reads = |permission| self.may(permission);
        let groups = [
            group("", vec![item(true, "/", icon("house"), c.home)]),
            group(
                c.group_claims,
                vec![
                    item(reads(Permission::ClaimRead), "/claims", icon("files"), c.claims),
                    item(self.writes_claims(), "/claims/new", icon("file-plus"), c.claim_new),
                ],
            ),
            group(
                c.group_records,
                vec![item(reads(Permission::TimelineRead), "/timeline", icon("history"), c.timeline)],
            ),
            group(
                c.group_master,
                vec![
                    item(self.reads_plans(), "/plans", icon("badge-japanese-yen"), self.w.plans.list),
                    item(
                        self.reads_plans(),
                        "/review-rules",
                        icon("search-check"),
                        self.w.review_rules.title,
                    ),
                    item(reads(Permission::LabelRead), "/labels", icon("tag"), c.labels),
                ],
            ),
            group(
                c.group_system,
                vec![
                    item(reads(Permission::AccountRead), "/accounts", icon("users"), c.accounts),
                    item(
                        self.handles_subject_requests(),
                        "/subject-requests",
                        icon("user-cog"),
                        self.w.subject_requests.list,
                    ),
                    item(
                        reads(Permission::ArchiveExport),
                        "/archive",
                        icon("download"),
                        self.w.archive.title,
                    ),
                ],
            ),
            group(
                c.group_operations,
                vec![
                    item(reads(Permission::KeyRead), "/keys", icon("key-round"), c.keys),
                    item(
                        reads(Permission::OrganisationErase),
                        "/erasures",
                        icon("trash-2"),
                        self.w.erasures.list,
                    ),
                ],
            ),
            group(
                c.group_support,
                vec![item(
                    reads(Permission::TimelineInspect),
                    "/inspection",
                    icon("search-check"),
                    c.inspection,
                )],
            ),
        ];
        groups.into_iter().filter(|group| !group.items.is_empty()).collect()
    }

    fn is_at(&self, href: &str) -> bool {
        self.path == href
            || (href == "/claims" && self.path.starts_with("/claims/") && self.path != "/claims/new")
            || (href == "/erasures" && self.path.starts_with("/erasures/"))
            || (href == "/plans" && self.path.starts_with("/plans/"))
            || (href == "/subject-requests" && self.path.starts_with("/subject-requests/"))
    }
}

impl FromRequestParts<Gateway> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Response> {
        let who = <SignedIn as FromRequestParts<Gateway>>::from_request_parts(parts, gateway).await?;
        let language = context::current().language;
        Ok(Self { who, language, w: language.words(), path: parts.uri.path().to_owned() })
    }
}

impl FromRequest<Gateway> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, gateway: &Gateway) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let visit = Visit::from_request_parts(&mut parts, gateway).await?;
        let form =
            Form::<Vec<(String, String)>>::from_request(Request::from_parts(parts, body), gateway).await;
        let Form(pairs) = form.map_err(|error| fault_page(&unreadable(error)))?;
        let form = Entered::new(pairs);
        visit.who.check_csrf(form.text(csrf::FIELD)).map_err(|fault| fault_page(&fault))?;
        Ok(Self { visit, form })
    }
}

/// Why a form did not arrive whole.
fn unreadable(error: FormRejection) -> Fault {
    let is_large = error.status() == StatusCode::PAYLOAD_TOO_LARGE;
    Fault::invalid(if is_large { "BODY_TOO_LARGE" } else { "FORM_UNREADABLE" }).source(error)
}

/// A key that makes a form's effect happen once however often it is sent.
pub fn request_id() -> String {
    uuid::Uuid::now_v7().to_string()
}
