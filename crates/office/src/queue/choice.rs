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
    }
}
