//! What is to be right from now on: of a policy, and of what claims have copied from it. What it does not name stays as it is.

use ids::Personal;
use serde::{Deserialize, Serialize};

use crate::domain::{claim::Cover, policy::Policy};

/// The fields that are to be corrected, each with what is right.
pub type Correction = Corrected<Personal<String>>;

/// The same with another form of text: as it is sealed, or leaves, it is plain.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Corrected<T> {
    /// 姓.
    pub surname: Option<T>,
    /// 名.
    pub given_name: Option<T>,
    /// セイ.
    pub surname_kana: Option<T>,
    /// メイ.
    pub given_name_kana: Option<T>,
    /// Mail address; empty for none.
    pub email: Option<T>,
    /// Telephone; empty for none.
    pub phone: Option<T>,
    /// どうぶつの名前.
    pub pet_name: Option<T>,
}

impl<T> Corrected<T> {
    /// The same fields, each in another form.
    #[must_use]
    pub fn map<U>(self, form: impl Fn(T) -> U) -> Corrected<U> {
        let Self { surname, given_name, surname_kana, given_name_kana, email, phone, pet_name } = self;
        Corrected {
            surname: surname.map(&form),
            given_name: given_name.map(&form),
            surname_kana: surname_kana.map(&form),
            given_name_kana: given_name_kana.map(&form),
            email: email.map(&form),
            phone: phone.map(&form),
            pet_name: pet_name.map(&form),
        }
    }
}

impl Correction {
    /// What it names: `lower_snake_case`, and as people read it.
    #[must_use]
    pub fn fields(&self) -> Vec<(&'static str, &'static str)> {
        let Self { surname, given_name, surname_kana, given_name_kana, email, phone, pet_name } = self;
        let all = [
            (surname, ("surname", "姓")),
            (given_name, ("given_name", "名")),
            (surname_kana, ("surname_kana", "セイ")),
            (given_name_kana, ("given_name_kana", "メイ")),
            (email, ("email", "メールアドレス")),
            (phone, ("phone", "電話番号")),
            (pet_name, ("pet_name", "どうぶつの名前")),
        ];
        all.into_iter().filter(|(value, _)| value.is_some()).map(|(_, name)| name).collect()
    }

    /// Corrects a policy.
    pub fn correct(&self, policy: &mut Policy) {
        let Self { surname, given_name, surname_kana, given_name_kana, email, phone, pet_name } = self;
        let person = &mut policy.policyholder;
        for (right, kept) in [
            (surname, &mut person.surname),
            (given_name, &mut person.given_name),
            (surname_kana, &mut person.surname_kana),
            (given_name_kana, &mut person.given_name_kana),
            (email, &mut person.email),
            (phone, &mut person.phone),
            (pet_name, &mut policy.pet.name),
        ] {
            if let Some(right) = right {
                kept.clone_from(right);
            }
        }
        policy.revision += 1;
    }
}

impl Cover {
    /// Takes over whom a policy names: a claim has copied it, and is found by it.
    pub fn name_as(&mut self, policy: &Policy) {
        self.pet_name.clone_from(&policy.pet.name);
        self.policyholder_name = policy.policyholder.name();
        self.policyholder_kana = policy.policyholder.kana();
    }
}
