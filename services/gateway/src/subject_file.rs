//! A file for a policyholder who has asked about their own data: the attestation of what became of the request, or the copy that was
//! disclosed. The same for pages and API.

use axum::response::Response;
use proto::claims::v1::{GetSubjectRequestFileRequest, SubjectRequestFile};

use crate::attested::Form;

/// Which file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SubjectFile {
    /// What became of the request.
    Attestation,
    /// The copy.
    Disclosure,
}

impl SubjectFile {
    /// Reads its name in addresses.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "attestation" => Some(Self::Attestation),
            "disclosure" => Some(Self::Disclosure),
            _ => None,
        }
    }

    /// Asks for it.
    pub(crate) fn of(self, form: Form, subject_request_id: String) -> GetSubjectRequestFileRequest {
        let file = match (self, form) {
            (Self::Attestation, Form::Json) => SubjectRequestFile::AttestationJson,
            (Self::Attestation, Form::Pdf) => SubjectRequestFile::AttestationPdf,
            (Self::Disclosure, Form::Json) => SubjectRequestFile::DisclosureJson,
            (Self::Disclosure, Form::Pdf) => SubjectRequestFile::DisclosurePdf,
        };
        GetSubjectRequestFileRequest { subject_request_id, file: file.into() }
    }

    /// The answer with what is in it.
    pub(crate) fn file(self, form: Form, id: &str, content: Vec<u8>) -> Response {
        match self {
            Self::Attestation => form.file("subject-request", id, content),
            Self::Disclosure => form.named_file("disclosure", id, content),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_we_do_not_have_is_none() {
        let known = ["attestation", "disclosure"].map(SubjectFile::parse);
        assert_eq!(known, [Some(SubjectFile::Attestation), Some(SubjectFile::Disclosure)]);
        assert!(["", "Attestation", "copy"].into_iter().all(|text| SubjectFile::parse(text).is_none()));
    }

    #[test]
    fn each_file_is_asked_for_in_its_form() {
        let asked = |file: SubjectFile, form| file.of(form, "x".into()).file();
        assert_eq!(asked(SubjectFile::Attestation, Form::Json), SubjectRequestFile::AttestationJson);
        assert_eq!(asked(SubjectFile::Disclosure, Form::Pdf), SubjectRequestFile::DisclosurePdf);
    }
}
