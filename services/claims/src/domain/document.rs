//! A document on a claim: JPEG, PNG or PDF, recognised by content and never by name, at most 20 MB, ten a claim.

use ids::{DocumentId, Personal};

/// Bytes a document has at most.
pub const MOST_BYTES: u64 = 20 * 1024 * 1024;
/// Documents a claim has at most.
pub const MOST_DOCUMENTS: usize = 10;

/// A document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its id.
    pub id: DocumentId,
    /// Its kind.
    pub kind: DocumentKind,
    /// Name of the file, which may name a person.
    pub file_name: Personal<String>,
    /// What it is.
    pub media: MediaType,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
}

/// 書類の種類.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentKind {
    /// 診療明細書.
    Statement,
    /// 領収書.
    Receipt,
    /// 検査画像.
    Image,
    /// その他.
    Other,
}

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaType {
    /// `image/jpeg`.
    Jpeg,
    /// `image/png`.
    Png,
    /// `application/pdf`.
    Pdf,
}

impl Document {
    /// SHA-256 of its bytes, hexadecimal.
    #[must_use]
    pub fn sha256_hex(&self) -> String {
        self.sha256.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl DocumentKind {
    const ALL: [Self; 4] = [Self::Statement, Self::Receipt, Self::Image, Self::Other];

    /// As it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Statement => "statement",
            Self::Receipt => "receipt",
            Self::Image => "image",
            Self::Other => "other",
        }
    }

    /// From storage.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

impl MediaType {
    /// Recognises a document by its first bytes.
    #[must_use]
    pub fn recognise(head: &[u8]) -> Option<Self> {
        match head {
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some(Self::Png),
            [b'%', b'P', b'D', b'F', b'-', ..] => Some(Self::Pdf),
            _ => None,
        }
    }

    /// Its name on the web.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Pdf => "application/pdf",
        }
    }

    /// From storage.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Jpeg, Self::Png, Self::Pdf].into_iter().find(|media| media.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_recognised_by_content() {
        assert_eq!(MediaType::recognise(b"%PDF-1.7"), Some(MediaType::Pdf));
        assert_eq!(MediaType::recognise(b"\x89PNG\r\n\x1a\n...."), Some(MediaType::Png));
        assert_eq!(MediaType::recognise(b"<svg onload=alert(1)>"), None);
        assert_eq!(MediaType::recognise(b""), None);
    }
}
