//! One option of a filter, or of a field in which something is chosen.

/// One option of a filter.
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) name: String,
    pub(crate) chosen: bool,
}

impl Choice {
    pub(crate) fn new(value: &str, name: &str, chosen: Option<&str>) -> Self {
        let chosen = chosen == Some(value);
        Self { value: value.to_owned(), name: name.to_owned(), chosen }
    }
}

/// A filter of which several options can be chosen.
pub(crate) struct Several(Vec<Choice>);

impl Several {
    /// What is offered, and what was chosen when it could be.
    pub(super) fn new(offered: impl IntoIterator<Item = Choice>, chosen: &[String]) -> Self {
        let is_chosen =
            |choice: Choice| Choice { chosen: chosen.contains(&choice.value), ..choice };
        let offered: Vec<Choice> = offered.into_iter().map(is_chosen).collect();
        let all = chosen.iter().fold(offered, |all, word| and_kept(all, Some(word)));
        Self(all)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn chosen(&self) -> impl Iterator<Item = &Choice> {
        self.0.iter().filter(|choice| choice.chosen)
    }

    /// What can be chosen as well.
    pub(crate) fn others(&self) -> impl Iterator<Item = &Choice> {
        self.0.iter().filter(|choice| !choice.chosen)
    }

    /// What stands first among them.
    pub(crate) fn first(&self, every: &'static str, one_more: &'static str) -> &'static str {
        if self.chosen().next().is_some() { one_more } else { every }
    }
}

/// The choices with the one that was made when it could be: a view that is kept goes on saying it,
/// and saving it again does not let it go.
pub(super) fn and_kept(mut choices: Vec<Choice>, chosen: Option<&str>) -> Vec<Choice> {
    let gone = chosen
        .filter(|word| !word.is_empty() && choices.iter().all(|choice| choice.value != *word));
    choices.extend(gone.map(|word| Choice::new(word, "（いまは選べないもの）", chosen)));
    choices
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_chosen_no_more_stays_chosen() {
        let offered = || vec![Choice::new("suido-kaishi", "使用開始", None)];
        let values = |chosen| {
            let choices = and_kept(offered(), chosen);
            choices.into_iter().map(|it| (it.value, it.chosen)).collect::<Vec<_>>()
        };
        let shown = ("suido-kaishi".to_owned(), false);
        assert_eq!(values(Some("abolished")), [shown, ("abolished".to_owned(), true)]);
        assert_eq!(values(Some("")).len(), 1);
        let several = Several::new(offered(), &["abolished".into(), "suido-kaishi".into()]);
        let chosen: Vec<&str> = several.chosen().map(|choice| choice.value.as_str()).collect();
        assert_eq!(chosen, ["suido-kaishi", "abolished"]);
        assert_eq!(several.others().count(), 0);
    }
}
