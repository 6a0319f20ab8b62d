//! An attestation, or what it names, on its way out: a PDF for people, or a JSON for programs, which is signed (JWS) if it attests.
//! Always a file to keep, never a page.

use axum::{body::Body, response::Response};
use proto::accounts::v1::AttestationForm;

use crate::attachment;

/// The form of an attestation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Signed, for programs.
    Json,
    /// For people.
    Pdf,
}

impl Form {
    /// Reads its name in addresses.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "json" => Some(Self::Json),
            "pdf" => Some(Self::Pdf),
            _ => None,
        }
    }

    /// As accounts spells it.
    pub(crate) const fn of_erasure(self) -> i32 {
        match self {
            Self::Json => AttestationForm::Json as i32,
            Self::Pdf => AttestationForm::Pdf as i32,
        }
    }

    /// The file of what was attested about a thing.
    pub(crate) fn file(self, kind: &str, id: &str, content: Vec<u8>) -> Response {
        match self {
            Self::Json => leaving("application/jose+json", (kind, id, "json"), content),
            Self::Pdf => leaving("application/pdf", (kind, id, "pdf"), content),
        }
    }

    /// The file of what an attestation names: its JSON is plain.
    pub(crate) fn named_file(self, kind: &str, id: &str, content: Vec<u8>) -> Response {
        match self {
            Self::Json => leaving("application/json", (kind, id, "json"), content),
            Self::Pdf => self.file(kind, id, content),
        }
    }
}

fn leaving(media_type: &'static str, (kind, id, end): (&str, &str, &str), content: Vec<u8>) -> Response {
    // Whoever answered took the id for one; a name that is none leaves the file without.
    let id = uuid::Uuid::try_parse(id).map(|id| format!("-{id}")).unwrap_or_default();
    attachment::unkept(&format!("{kind}{id}.{end}"), media_type, Body::from(content))
}

#[cfg(test)]
mod tests {
    use axum::http::header;

    use super::*;

    #[test]
    fn an_attestation_is_a_file_with_a_name_of_ours() {
        let named = |id: &str| {
            let file = Form::Pdf.file("erasure", id, vec![]);
            file.headers()[header::CONTENT_DISPOSITION].to_str().unwrap().to_owned()
        };
        let id = "0199d3a0-0000-7000-8000-000000000001";
        assert_eq!(named(id), format!("attachment; filename=\"erasure-{id}.pdf\""));
        assert_eq!(named("x\"; y\r\n"), "attachment; filename=\"erasure.pdf\"");
    }

    #[test]
    fn a_form_we_do_not_have_is_none() {
        assert_eq!([Form::parse("json"), Form::parse("pdf")], [Some(Form::Json), Some(Form::Pdf)]);
        assert!(["", "PDF", "xml"].into_iter().all(|text| Form::parse(text).is_none()));
    }
}
