//! What is kept beside the answers of a draft: which tab changed which page last, and what
//! stands on the check page.

use std::{collections::BTreeMap, fmt, str::FromStr};

use casework::Verified;
use form_engine::Form;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Sending, consent::Consents, external::External, identity::Identified, prefill::Known,
    signing::Asked,
};

/// Where the note stands among the answers; no question of a form can be called so.
const NOTE: &str = ":note";

/// How far a draft was when a page of it was shown, and the tab that shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    saves: i64,
    tab: String,
}

impl Revision {
    pub(crate) fn new(saves: i64, tab: [u8; 8]) -> Self {
        Self { saves, tab: format!("{:016x}", u64::from_be_bytes(tab)) }
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.saves, self.tab)
    }
}

/// The text is no revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a revision of a draft")]
pub struct ParseRevisionError;

impl FromStr for Revision {
    type Err = ParseRevisionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (saves, tab) = text.split_once('.').ok_or(ParseRevisionError)?;
        let saves = saves.parse().map_err(|_no_number| ParseRevisionError)?;
        let is_tab = tab.len() == 16 && tab.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_tab.then(|| Self { saves, tab: tab.to_owned() }).ok_or(ParseRevisionError)
    }
}

/// The note of a draft.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Note {
    /// Page, the saving that changed it last, and the tab that did.
    #[serde(default)]
    changed: BTreeMap<String, (i64, String)>,
    /// What stands on the check page.
    #[serde(default)]
    pub(crate) sending: Option<Sending>,
    /// How far signing is.
    #[serde(default)]
    pub(crate) signing: Option<Asked>,
    /// Who fills it in, as far as a provider of identities says.
    #[serde(default, skip_serializing_if = "Identified::is_nothing")]
    pub(crate) identified: Identified,
    /// How far external steps are, and what was told there.
    #[serde(default, skip_serializing_if = "External::is_nothing")]
    pub(crate) external: External,
    /// What other people were asked to agree to, and what they said.
    #[serde(default, skip_serializing_if = "Consents::is_nothing")]
    pub(crate) consents: Consents,
    /// The receipt number of the submission from which answers were put in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) copied: Option<String>,
    /// What is known for questions of which only the answers tell whether it is asked there.
    #[serde(default, skip_serializing_if = "Known::is_nothing")]
    pub(crate) known: Known,
}

impl Note {
    /// The note of a new draft, for which this is known.
    pub(crate) fn knowing(known: Known) -> Self {
        Self { known, ..Self::default() }
    }

    /// Takes the note out of what is kept of a draft.
    pub(crate) fn take(kept: &mut Value) -> Self {
        let note = kept.as_object_mut().and_then(|members| members.remove(NOTE));
        note.and_then(|note| serde_json::from_value(note).ok()).unwrap_or_default()
    }

    /// Puts the note beside the answers.
    pub(crate) fn beside(&self, answers: &Value) -> Result<Value, serde_json::Error> {
        let mut kept = answers.clone();
        if let (Some(members), false) = (kept.as_object_mut(), *self == Self::default()) {
            members.insert(NOTE.to_owned(), serde_json::to_value(self)?);
        }
        Ok(kept)
    }

    /// What was typed, with what others say for sure in the place of whatever stands there.
    pub(crate) fn over(&self, form: &Form, typed: &Value) -> Value {
        let known = self.identified.verified.as_ref();
        let verified = Verified::over(known, form, typed);
        let mut told = self.external.told.clone();
        self.consents.tell((form, known), &verified, &mut told);
        told.over(form, &verified)
    }

    /// Whether another tab has changed `page` since `seen` was shown.
    pub(crate) fn is_stale(&self, page: &str, seen: &Revision) -> bool {
        self.changed.get(page).is_some_and(|(at, tab)| *at > seen.saves && *tab != seen.tab)
    }

    /// Notes that the saving `at` changes `page`; without a tab the one before is still meant.
    pub(crate) fn change(&mut self, page: &str, at: i64, by: Option<&Revision>) {
        let before = self.changed.get(page).map(|(_, tab)| tab.clone());
        let tab = by.map(|seen| seen.tab.clone()).or(before).unwrap_or_default();
        self.changed.insert(page.to_owned(), (at, tab));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_note_is_no_answer() {
        let mut note = Note::default();
        note.change("who", 3, Some(&Revision::new(2, [1; 8])));
        let mut kept = note.beside(&json!({ "name": "花子" })).unwrap();
        assert_eq!(Note::take(&mut kept), note);
        assert_eq!(kept, json!({ "name": "花子" }));
        assert_eq!(Note::take(&mut kept), Note::default(), "drafts of before have none");
    }

    #[test]
    fn another_tab_makes_a_page_stale_and_the_own_one_does_not() {
        let (mine, other) = (Revision::new(2, [1; 8]), Revision::new(2, [2; 8]));
        let mut note = Note::default();
        assert!(!note.is_stale("who", &mine));
        note.change("who", 3, Some(&mine));
        assert!(!note.is_stale("who", &mine) && note.is_stale("who", &other));
        assert!(!note.is_stale("where", &other), "another page is another matter");
        assert!(!note.is_stale("who", &Revision::new(3, [2; 8])), "shown after the change");
    }

    #[test]
    fn a_revision_reads_as_it_is_written() {
        let seen = Revision::new(12, [0xAB; 8]);
        assert_eq!(seen.to_string().parse(), Ok(seen));
        for wrong in ["", "1", "x.0000000000000000", "1.00", "1.zzzzzzzzzzzzzzzz"] {
            assert_eq!(wrong.parse::<Revision>(), Err(ParseRevisionError), "{wrong}");
        }
    }
}
