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
    /// Whose case it is: number, procedure, applicant.
    about: String,
    back: String,
    language: &'static str,
    /// The value of HTML's `lang` attribute for it.
    tag: &'static str,
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
        let CorrectionPreview { language, due_on, remarks, letter, .. } = preview;
        // The day that is looked at is the day that is sent, also after midnight.
        let kept = typed.all().filter(|(name, _)| ![TOKEN_FIELD, "due_on", "mend"].contains(name));
        let kept = kept.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let about = [
            preview.receipt_number.to_string(),
            preview.title,
            preview.applicant.unwrap_or_default(),
        ];
        Self {
            frame,
            commands: link::case_part(case, "commands"),
            here: link::case_part(case, "correction"),
            about: about.join("　").trim_end().to_owned(),
            back: link::case_from(case, typed.value("from")),
            language: language_name(language),
            tag: language.html_lang(),
            due_on: shown::plain_day(due_on, Language::Japanese),
            remarks,
            letter,
            typed: kept.chain([("due_on".to_owned(), due_on.to_string())]).collect(),
        }
    }
}

pub(super) const fn language_name(language: Language) -> &'static str {
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

    fn now() -> kernel::Instant {
        kernel::Instant::parse_rfc3339("2026-11-23T10:04:00+09:00").unwrap()
    }

    fn page(letter: Option<(String, String)>) -> String {
        let typed = [("csrf", "old"), ("version", "3"), ("remark:/kana", "\"><script>")];
        let typed = Typed::new(typed.map(|(n, v)| (n.to_owned(), v.to_owned())).into());
        let preview = CorrectionPreview {
            receipt_number: kernel::ReceiptNumber::draw(&kernel::SystemIds, now()),
            title: "住民票の写し".into(),
            applicant: Some("<i>山田</i> 花子".into()),
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
        assert!(html.contains("<dl class=\"answers\" lang=\"en\">"), "{html}");
        assert!(html.contains("住民票の写し") && !html.contains("<i>山田"), "{html}");
        assert!(html.contains("name=\"due_on\" value=\"2026-12-04\""), "{html}");
        assert!(!html.contains("value=\"old\""), "each page has a token of its own: {html}");
    }

    #[test]
    fn without_an_address_it_is_said_that_no_letter_leaves() {
        let html = page(None);
        audit(&html);
        assert!(html.contains("メールは送りません"), "{html}");
    }
}
