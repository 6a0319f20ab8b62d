//! Whether the person who asks is the policyholder. What they state is compared and forgotten; of a document only its sort is kept,
//! never a number.

use chrono::{DateTime, Utc};
use envelope::Field;
use ids::{AccountId, Personal};

use super::{Refusal, named};
use crate::domain::policy::Policyholder;

/// How names and numbers are compared; the name of the field does not matter to that.
const NAME: Field = Field::name("");
const PHONE: Field = Field::phone("");

/// Somebody has made sure who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    /// Who.
    pub by: AccountId,
    /// When.
    pub at: DateTime<Utc>,
    /// By what.
    pub proof: Proof,
}

/// By what a person shows who they are (個人情報の保護に関する法律 37条1項 and its 施行令: the way to confirm that it is the person).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// One document with a photograph.
    PhotoDocument,
    /// Two documents without one.
    TwoDocuments,
    /// A call back to the telephone number that is kept.
    CallBack,
}

named!(Proof { PhotoDocument = "photo_document", TwoDocuments = "two_documents", CallBack = "call_back" });

/// What a person says of themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// 氏名（カナ）.
    pub kana: Personal<String>,
    /// The telephone number or mail address that the insurer knows.
    pub contact: Personal<String>,
}

impl Stated {
    /// Compares it with what is kept, in any spelling. Where neither telephone nor mail address is kept a document does, and a call
    /// back is to a number that is kept.
    ///
    /// # Errors
    /// [`Refusal::Mismatch`], which says what is another.
    pub fn compare(&self, proof: Proof, kept: &Policyholder) -> Result<(), Refusal> {
        let (phone, email) = (kept.phone.expose(), kept.email.expose());
        let stated = self.contact.expose().trim();
        let is_contact = is_same(PHONE, stated, phone) || is_mail(stated, email);
        let by_document = phone.is_empty() && email.is_empty() && proof != Proof::CallBack;
        let nobody_to_call = proof == Proof::CallBack && phone.is_empty();
        let kana = !is_same(NAME, self.kana.expose(), kept.kana().expose());
        let contact = nobody_to_call || !(is_contact || by_document);
        if kana || contact { Err(Refusal::Mismatch { kana, contact }) } else { Ok(()) }
    }
}

fn is_same(form: Field, stated: &str, kept: &str) -> bool {
    let (stated, kept) = (form.normal(stated), form.normal(kept));
    !kept.is_empty() && stated == kept
}

fn is_mail(stated: &str, kept: &str) -> bool {
    !kept.is_empty() && stated.to_lowercase() == kept.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn personal(text: &str) -> Personal<String> {
        Personal::new(text.to_owned())
    }

    fn holder(email: &str, phone: &str) -> Policyholder {
        Policyholder {
            surname: personal("山田"),
            given_name: personal("花子"),
            surname_kana: personal("ヤマダ"),
            given_name_kana: personal("ハナコ"),
            email: personal(email),
            phone: personal(phone),
        }
    }

    fn compare(proof: Proof, kana: &str, contact: &str, kept: &Policyholder) -> Result<(), Refusal> {
        Stated { kana: personal(kana), contact: personal(contact) }.compare(proof, kept)
    }

    #[test]
    fn name_and_one_way_to_reach_them_must_both_be_right_in_any_spelling() {
        let kept = holder("Hanako@example.jp", "090-1234-5678");
        for (kana, contact) in [
            ("ヤマダ ハナコ", "090-1234-5678"),
            ("やまだはなこ", "０９０１２３４５６７８"),
            ("ﾔﾏﾀﾞ ﾊﾅｺ", " hanako@EXAMPLE.jp "),
        ] {
            assert_eq!(compare(Proof::PhotoDocument, kana, contact, &kept), Ok(()), "{kana} {contact}");
        }
        let of = |kana, contact| compare(Proof::PhotoDocument, kana, contact, &kept);
        let mismatch = |kana, contact| Err(Refusal::Mismatch { kana, contact });
        assert_eq!(of("ヤマダ タロウ", "090-1234-5678"), mismatch(true, false));
        assert_eq!(
            of("ヤマダ ハナコ", "5678"),
            mismatch(false, true),
            "the end of a number is not the number"
        );
        assert_eq!(of("ヤマダ", ""), mismatch(true, true));
    }

    #[test]
    fn where_nothing_is_kept_a_document_does_and_nobody_is_called_back() {
        let nothing = holder("", "");
        assert_eq!(compare(Proof::TwoDocuments, "ヤマダ ハナコ", "", &nothing), Ok(()));
        let nobody = Err(Refusal::Mismatch { kana: false, contact: true });
        assert_eq!(compare(Proof::CallBack, "ヤマダ ハナコ", "", &nothing), nobody);
        let mail = holder("hanako@example.jp", "");
        assert_eq!(compare(Proof::CallBack, "ヤマダ ハナコ", "hanako@example.jp", &mail), nobody);
    }
}
