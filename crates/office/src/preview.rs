//! What leaves the house is seen before it leaves: a correction as the resident will read it.

use askama::Template;
use back_office::CorrectionPreview;
use kernel::{Language, SubmissionId};

use super::{frame::Frame, typed::Typed};
use crate::link;
use ::web::{guard::TOKEN_FIELD, shown};

/// A correction before it is asked for.
#[derive(Template)]
#[template(path = "correction.html")]
pub(super) struct CorrectionPage {
    frame: Frame,
    /// Where it is asked for.
    commands: String,
    /// Where it is looked at.
    here: String,
    language: &'static str,
    due_on: String,
    remarks: Vec<(String, String)>,
    letter: Option<(String, String)>,
    /// Everything that was typed, to be sent once more.
    typed: Vec<(String, String)>,
}

impl CorrectionPage {
    pub(super) fn new(
        frame: Frame,
        case: &SubmissionId,
        preview: CorrectionPreview,
        typed: &Typed,
    ) -> Self {
        let CorrectionPreview { language, due_on, remarks, letter } = preview;
        let kept = typed.all().filter(|(name, _)| *name != TOKEN_FIELD);
        Self {
            frame,
            commands: link::case_part(case, "commands"),
            here: link::case_part(case, "correction"),
            language: language_name(language),
            due_on: shown::plain_day(due_on, Language::Japanese),
            remarks,
            letter,
            typed: kept.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        }
    }
}

const fn language_name(language: Language) -> &'static str {
    match language {
        Language::Japanese => "日本語",
        Language::EasyJapanese => "やさしい日本語",
        Language::English => "英語",
    }
}

#[cfg(test)]
mod tests {
    use testkit::audit;

    use super::*;

    fn page(letter: Option<(String, String)>) -> String {
        let typed = [("csrf", "old"), ("version", "3"), ("remark:/kana", "\"><script>")];
        let typed = Typed::new(typed.map(|(n, v)| (n.to_owned(), v.to_owned())).into());
        let preview = CorrectionPreview {
            language: Language::English,
            due_on: "2026-12-04".parse().unwrap(),
            remarks: vec![("Kana".into(), "<b>Please</b> check".into())],
            letter,
        };
        let case = "0193a5c8-7e1b-7c3d-9e4f-000000000001".parse().unwrap();
        CorrectionPage::new(Frame::sample(None), &case, preview, &typed).render().unwrap()
    }

    #[test]
    fn a_correction_is_seen_as_it_leaves() {
        let html = page(Some(("Please correct".into(), "Dear resident".into())));
        audit(&html);
        assert!(!html.contains("\"><script>") && !html.contains("<b>Please</b>"), "{html}");
        assert!(html.contains("英語") && html.contains("12月4日"), "{html}");
        assert!(!html.contains("value=\"old\""), "each page has a token of its own: {html}");
    }

    #[test]
    fn without_an_address_it_is_said_that_no_letter_leaves() {
        let html = page(None);
        audit(&html);
        assert!(html.contains("メールは送りません"), "{html}");
    }
}
