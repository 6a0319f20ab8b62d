//! Terms that the engine computes and that no claim can bring yet: a claim says neither how often a pet came on a day nor which condition of
//! an earlier claim goes on. An acceptance test may have them; a plan that is published with them would pay the wrong yen.

use fault::Violation;

use super::{DeductibleUnit, LimitScope, Plan, Visits};

impl Plan {
    /// What of it is not applied to claims yet, each by its field.
    #[must_use]
    pub fn not_applied(&self) -> Vec<Violation> {
        let is_of_condition = self.deductible.is_some_and(|it| it.unit == DeductibleUnit::Condition);
        let terms = [
            ("counting.visits", self.counting.visits == Visits::Each),
            (
                "counting.second_surgery_of_another_condition",
                self.counting.second_surgery_of_another_condition,
            ),
            ("deductible_unit", is_of_condition),
            ("limit_scope", self.limit_scope == LimitScope::Condition),
        ];
        let not_applied = |field: &str| {
            Violation::new(format!("definition.{field}"), "NOT_APPLIED", "not applied to claims yet")
        };
        terms.into_iter().filter(|(_, is_there)| *is_there).map(|(field, _)| not_applied(field)).collect()
    }
}
