//! What a field offers to choose from, on the day of the check and next to the other answers.

use form_engine::{Choice, Field, beside as beside_of};
use serde_json::Value;

use super::{
    FormPage,
    choose::{picks, typed_list},
    control::{Control, Pick, PickGroup, SelectControl},
    pointer::{element_id, posted_name},
};

/// A list with more choices than this can be searched.
const SEARCHED: usize = 12;

impl FormPage<'_> {
    /// Why there is nothing to choose just now.
    pub(super) fn nothing_offered(&self, field: &Field, at: &str) -> Option<String> {
        if field.reckoned.is_none() && !field.closes {
            return None;
        }
        let none = self.offered(field, at, None).is_empty();
        let w = self.words();
        none.then(|| if field.closes { w.all_closed() } else { w.choose_after() }.plain())
    }

    /// What can be chosen on the day of the check, next to the other answers.
    pub(super) fn offered(&self, field: &Field, at: &str, value: Option<&Value>) -> Vec<Pick> {
        let offered = field.offered(at, &self.checked.data, self.checked.today);
        picks(&element_id(at), offered, &typed_list(value), self.language)
    }

    /// A list that an answer on an earlier page narrows holds only what fits, and is seen whole
    /// where that is little. One on this page can still change, so that everything is there,
    /// under headings.
    pub(super) fn one_of_many(&self, field: &Field, at: &str, value: Option<&Value>) -> Control {
        let page = |pointer: &str| self.form.page_of(pointer).map(|page| page.id.as_str());
        let beside =
            field.narrowed_by.as_ref().filter(|from| page(from.as_str()) == page(&field.pointer));
        let groups = match beside {
            None => {
                let picks = self.offered(field, at, value);
                if field.is_few(picks.len()) {
                    return Control::Radio(picks);
                }
                vec![PickGroup { heading: String::new(), value: String::new(), picks }]
            }
            Some(from) => self.pick_groups(field, at, from, &typed_list(value)),
        };
        Control::Select(SelectControl {
            long: groups.iter().map(|group| group.picks.len()).sum::<usize>() > SEARCHED,
            groups,
            narrowed_by: beside.map(|from| posted_name(&beside_of(from, at))).unwrap_or_default(),
            autocomplete: field.autocomplete.clone().unwrap_or_default(),
        })
    }

    /// The choices under the titles of the narrowing question's own choices.
    fn pick_groups(
        &self,
        field: &Field,
        at: &str,
        from: &str,
        chosen: &[String],
    ) -> Vec<PickGroup> {
        let above = self.form.field(from).map_or(&[][..], |field| field.choices.as_slice());
        let group = |choice: &Choice| {
            let open = field.open_on(self.checked.today);
            let inside = open.filter(|inside| inside.group.as_ref() == Some(&choice.value));
            PickGroup {
                heading: choice.title.get(self.language).to_owned(),
                value: choice.value.clone(),
                picks: picks(&element_id(at), inside, chosen, self.language),
            }
        };
        above.iter().map(group).filter(|group| !group.picks.is_empty()).collect()
    }
}
