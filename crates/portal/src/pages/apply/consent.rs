//! How far asking other people for their consent is, as the pages of a draft show it.

use counter::{City, ConsentStep, Draft};
use kernel::Language;

use crate::{link, wording::Wording};
use ::web::{
    fields::{self, ConsentDoor, ToldStep},
    square::Square,
};

/// By the places of the questions.
pub(super) fn steps(city: &City, draft: &Draft, language: Language) -> Vec<(String, ToldStep)> {
    let shown = |(at, step): (String, ConsentStep)| {
        let step = match step {
            ConsentStep::Open => fields::ConsentStep::Open,
            ConsentStep::Asked { secret } => {
                let path = link::consent(&draft.id, at.trim_start_matches('/'), &secret);
                let address = format!("{}{path}", city.public_url);
                fields::ConsentStep::Asked(door(draft, address, language))
            }
            ConsentStep::Agreed => fields::ConsentStep::Agreed,
            ConsentStep::Lapsed => fields::ConsentStep::Lapsed,
            ConsentStep::Refused => fields::ConsentStep::Refused,
        };
        (at, ToldStep::Consent(step))
    };
    draft.consent_steps().into_iter().map(shown).collect()
}

/// Nothing is sent from here: a city that mails to whatever address somebody types is of use to
/// those who send what nobody asked for.
fn door(draft: &Draft, address: String, language: Language) -> ConsentDoor {
    let w = Wording::new(language);
    let subject = w.consent_letter_subject(draft.published.form.title(language)).plain();
    let text = w.consent_letter(address.as_str()).plain();
    let [subject, text] = [subject, text].map(|it| link::percent_encoded(&it));
    ConsentDoor {
        mail: format!("mailto:?subject={subject}&body={text}"),
        square: Square::of(&address),
        address,
    }
}
