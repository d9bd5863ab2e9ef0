//! What leaves the house is seen before it leaves: a correction or a message as the resident will
//! read it.

use actix_web::{HttpRequest, HttpResponse, Responder as _};
use askama::Template;
use back_office::{CorrectionPreview, MessagePreview};
use kernel::{Language, ReceiptNumber, SubmissionId};

use super::{frame::Frame, typed::Typed};
use crate::link;
use ::web::{fields::size, guard::TOKEN_FIELD, page::Page, shown};

/// What would leave.
pub(super) enum Leaving {
    Correction(CorrectionPreview),
    Message(MessagePreview),
}

impl Leaving {
    /// Its page, from which it is sent or mended.
    pub(super) fn page(
        self,
        frame: Frame,
        case: &SubmissionId,
        typed: &Typed,
        request: &HttpRequest,
    ) -> HttpResponse {
        match self {
            Self::Correction(preview) => {
                Page::ok(CorrectionPage::new(frame, case, preview, typed)).respond_to(request)
            }
            Self::Message(preview) => {
                Page::ok(MessagePage::new(frame, case, preview, typed)).respond_to(request)
            }
        }
    }
}

/// A message before it is sent.
#[derive(Template)]
#[template(path = "message.html")]
struct MessagePage {
    frame: Frame,
    /// Where it is sent.
    commands: String,
    /// Where it is looked at.
    here: String,
    /// Whose case it is: number, procedure, applicant.
    about: String,
    back: String,
    language: &'static str,
    /// The value of HTML's `lang` attribute for it.
    tag: &'static str,
    text: String,
    /// What goes with it: names and sizes.
    files: Vec<(String, String)>,
    letter: Option<(String, String)>,
    /// Everything that was typed, to be sent once more.
    typed: Vec<(String, String)>,
}

impl MessagePage {
    fn new(frame: Frame, case: &SubmissionId, preview: MessagePreview, typed: &Typed) -> Self {
        let MessagePreview { receipt_number, title, applicant, language, text, files, letter } =
            preview;
        Self {
            frame,
            commands: link::case_part(case, "commands"),
            here: link::case_part(case, "message"),
            about: about(&receipt_number, &title, applicant),
            back: link::case_from(case, typed.value("from")),
            language: language_name(language),
            tag: language.html_lang(),
            text,
            files: files.into_iter().map(|file| (file.name, size(file.bytes))).collect(),
            letter,
            typed: kept(typed, &["mend"]),
        }
    }
}

/// Whose case it is.
fn about(number: &ReceiptNumber, title: &str, applicant: Option<String>) -> String {
    let about = [number.to_string(), title.to_owned(), applicant.unwrap_or_default()];
    about.join("　").trim_end().to_owned()
}

/// What was typed, to be sent once more, but for these fields. Each page has a token of its own.
fn kept(typed: &Typed, but: &[&str]) -> Vec<(String, String)> {
    let kept = typed.all().filter(|(name, _)| *name != TOKEN_FIELD && !but.contains(name));
    kept.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// A correction before it is asked for.
#[derive(Template)]
#[template(path = "correction.html")]
struct CorrectionPage {
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
    fn new(frame: Frame, case: &SubmissionId, preview: CorrectionPreview, typed: &Typed) -> Self {
        let CorrectionPreview { receipt_number, title, applicant, language, due_on, .. } = preview;
        // The day that is looked at is the day that is sent, also after midnight.
        let day = ("due_on".to_owned(), due_on.to_string());
        Self {
            frame,
            commands: link::case_part(case, "commands"),
            here: link::case_part(case, "correction"),
            about: about(&receipt_number, &title, applicant),
            back: link::case_from(case, typed.value("from")),
            language: language_name(language),
            tag: language.html_lang(),
            due_on: shown::plain_day(due_on, Language::Japanese),
            remarks: preview.remarks,
            letter: preview.letter,
            typed: kept(typed, &["due_on", "mend"]).into_iter().chain([day]).collect(),
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
    use back_office::UploadedFile;
    use testkit::audit;

    use super::*;

    fn now() -> kernel::Instant {
        kernel::Instant::parse_rfc3339("2026-11-23T10:04:00+09:00").unwrap()
    }

    fn message(letter: Option<(String, String)>) -> String {
        let typed = [("csrf", "old"), ("version", "3"), ("type", "message"), ("text", "<b>Hi</b>")];
        let typed = Typed::new(typed.map(|(n, v)| (n.to_owned(), v.to_owned())).into());
        let preview = MessagePreview {
            receipt_number: ReceiptNumber::draw(&kernel::SystemIds, now()),
            title: "住民票の写し".into(),
            applicant: None,
            language: Language::English,
            text: "<b>Hi</b>".into(),
            files: vec![UploadedFile {
                id: "0193a5c8-7e1b-7c3d-9e4f-00000000a701".parse().unwrap(),
                name: "<b>Hi</b>.pdf".into(),
                media_type: "application/pdf".into(),
                bytes: 2048,
            }],
            letter,
        };
        let case = "0193a5c8-7e1b-7c3d-9e4f-000000000001".parse().unwrap();
        MessagePage::new(Frame::sample(None), &case, preview, &typed).render().unwrap()
    }

    #[test]
    fn a_message_is_seen_as_it_leaves() {
        let html = message(Some(("A message".into(), "Dear resident".into())));
        audit(&html);
        assert!(!html.contains("<b>Hi</b>") && !html.contains("value=\"old\""), "{html}");
        assert!(html.contains("英語") && html.contains("Dear resident"), "{html}");
        assert!(message(None).contains("メールは送りません"));
    }

    fn page(letter: Option<(String, String)>) -> String {
        let typed = [("csrf", "old"), ("version", "3"), ("remark:/kana", "\"><script>")];
        let typed = Typed::new(typed.map(|(n, v)| (n.to_owned(), v.to_owned())).into());
        let preview = CorrectionPreview {
            receipt_number: ReceiptNumber::draw(&kernel::SystemIds, now()),
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
