//! What narrows a list, each condition as a link that lets go of it alone.

use super::{super::choice::Choice, Choices, QueueQuery};

/// One condition.
pub(crate) struct Chip {
    pub(crate) name: String,
    /// The list without it.
    pub(crate) address: String,
}

impl QueueQuery {
    /// The conditions of the list, as its page calls them.
    pub(crate) fn chips(&self, choices: &Choices) -> Vec<Chip> {
        let [mut chips, rest] = [self.several_chips(choices), self.single_chips(choices)];
        chips.extend(rest);
        chips
    }

    /// Those of which several can be chosen.
    fn several_chips(&self, choices: &Choices) -> Vec<Chip> {
        type Field = fn(&mut QueueQuery) -> &mut Vec<String>;
        let fields: [(_, Field); 4] = [
            (&choices.procedures, |list| &mut list.procedure),
            (&choices.states, |list| &mut list.state),
            (&choices.wards, |list| &mut list.ward),
            (&choices.channels, |list| &mut list.channel),
        ];
        let chips = fields.into_iter().flat_map(|(all, field)| {
            all.chosen().map(move |choice: &Choice| {
                let mut without = self.begun_again();
                field(&mut without).retain(|value| *value != choice.value);
                Chip { name: choice.name.clone(), address: without.address() }
            })
        });
        chips.collect()
    }

    fn single_chips(&self, choices: &Choices) -> Vec<Chip> {
        type Field = fn(&mut QueueQuery) -> &mut Option<String>;
        let chosen = |all: &[Choice]| all.iter().find(|it| it.chosen).map(|it| it.name.clone());
        let named = |kind: &str, all: &[Choice]| Some(format!("{kind}：{}", chosen(all)?));
        let fields: [(_, Field); 9] = [
            (named("所管", &choices.departments), |list| &mut list.department),
            (named("手元", &choices.desks), |list| &mut list.desk),
            (named("担当", &choices.assignees), |list| &mut list.assignee),
            (chosen(&choices.dues), |list| &mut list.due),
            (chosen(&choices.findings), |list| &mut list.finding),
            (named("ラベル", &choices.labels), |list| &mut list.label),
            (choices.question.then(|| "質問あり".to_owned()), |list| &mut list.question),
            (choices.consulting.then(|| "合議中".to_owned()), |list| &mut list.consulting),
            (choices.unread.then(|| "新着だけ".to_owned()), |list| &mut list.unread),
        ];
        let days: [Field; 4] = [
            |list| &mut list.received_from,
            |list| &mut list.received_until,
            |list| &mut list.ended_from,
            |list| &mut list.ended_until,
        ];
        let days = choices.days.iter().zip(days).map(|((_, called, day), field)| {
            ((!day.is_empty()).then(|| format!("{called} {day}")), field)
        });
        let chips = fields.into_iter().chain(days).filter_map(|(name, field)| {
            let mut without = self.begun_again();
            *field(&mut without) = None;
            Some(Chip { name: name?, address: without.address() })
        });
        chips.collect()
    }

    /// The same list from its beginning, as nobody keeps it.
    pub(super) fn begun_again(&self) -> Self {
        Self { kept: None, cursor: None, ..self.clone() }
    }
}
