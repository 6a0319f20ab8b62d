//! 傷病コード as choices, by category. A page does without them when claims does not answer.

use proto::claims::v1::ListDiagnosesRequest;

use super::visit::Visit;
use crate::context::Language;

/// The choices.
#[derive(Default)]
pub struct Diagnoses(pub Vec<Category>);

/// A category of them.
pub struct Category {
    /// Its name.
    pub name: String,
    /// Code and name of each.
    pub rows: Vec<(String, String)>,
}

impl Diagnoses {
    /// All of them, in the visitor's language; `chosen` stays a choice even when the list cannot be had.
    pub async fn of(visit: &Visit, chosen: &str) -> Self {
        let listed = visit.ask(ListDiagnosesRequest {}).await.unwrap_or_default().diagnoses;
        let mut categories: Vec<Category> = vec![];
        for one in listed {
            let english = visit.language == Language::English;
            let (category, name) =
                if english { (one.english_category, one.english_name) } else { (one.category, one.name) };
            match categories.last_mut().filter(|last| last.name == category) {
                Some(last) => last.rows.push((one.code, name)),
                None => categories.push(Category { name: category, rows: vec![(one.code, name)] }),
            }
        }
        let mut choices = Self(categories);
        if !chosen.is_empty() && choices.name(chosen).is_none() {
            let row = (chosen.to_owned(), chosen.to_owned());
            choices.0.push(Category { name: chosen.to_owned(), rows: vec![row] });
        }
        choices
    }

    /// The name of one of them.
    pub fn name(&self, code: &str) -> Option<&str> {
        let mut rows = self.0.iter().flat_map(|category| &category.rows);
        rows.find(|(of, _)| of == code).map(|(_, name)| name.as_str())
    }
}
