//! `/office/cases/{id}/outline`: what a wide screen shows beside the list of the row in focus. A part
//! of a page, fetched by the list's script. It is a look at the case like its page.

use std::borrow::Cow;

use actix_web::web;
use askama::Template;
use back_office::{BackOffice, CaseView};
use kernel::Language;

use super::{
    InList, case_id,
    changes::ChangesView,
    deciding::FindingLine,
    talk::LineView,
    view::{DecisionView, facts, standing_of},
};
use crate::{link, queue::standing_colour};
use ::web::{
    guard::{Reader, Signed, WebError},
    page::Page,
};

#[derive(Template)]
#[template(path = "outline.html")]
struct Outline {
    address: String,
    receipt_number: String,
    title: String,
    state: Cow<'static, str>,
    state_colour: &'static str,
    facts: Vec<(&'static str, String)>,
    /// What was proposed.
    proposal: Option<DecisionView>,
    /// What is still to be looked at.
    findings: Vec<String>,
    changes: ChangesView,
    /// What was said last.
    said: Option<LineView>,
}

/// The outline of a case.
pub(crate) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Reader>,
    id: web::Path<String>,
    list: web::Query<InList>,
) -> Result<Page<impl Template>, WebError> {
    let view = back_office.outline(&staff, &case_id(&id)?, Language::Japanese).await?;
    Ok(Page::ok(Outline::of(view, &list.from)))
}

impl Outline {
    fn of(view: CaseView, from: &str) -> Self {
        let open = view.findings.iter().map(FindingLine::of).filter(|line| line.seen.is_none());
        Self {
            address: link::case_from(&view.case.id, from),
            receipt_number: view.receipt_number.to_string(),
            title: view.published.form.title(Language::Japanese).to_owned(),
            state: standing_of(&view.case),
            state_colour: standing_colour(view.case.state, view.case.returned),
            facts: facts(&view),
            proposal: DecisionView::proposed(&view),
            findings: open.map(|line| line.text).collect(),
            changes: ChangesView::of(view.changes, &view.revisions),
            said: view.messages.last().map(|it| LineView::of(&view.case.id, it)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::audit;

    #[test]
    fn the_outline_fits_into_the_page_of_the_list() {
        let outline = Outline {
            address: "/office/cases/0193?from=view%3Dmine".into(),
            receipt_number: "2611-7K3M-92QC".into(),
            title: "児童手当 認定請求".into(),
            state: "審査中".into(),
            state_colour: "b",
            facts: vec![("申請者", "<b>青葉</b> 花子".into())],
            proposal: Some(DecisionView {
                by: "起案した人：佐藤 一郎".into(),
                verdict: "不承認".into(),
                reason: "<i>期限を過ぎている。".into(),
                terms: None,
            }),
            findings: vec!["口座の名義が違うようです。".into()],
            changes: ChangesView::of(Vec::new(), &[]),
            said: None,
        };
        let part = outline.render().unwrap();
        audit(&format!(
            "<!doctype html><html lang=\"ja\"><head><meta name=\"viewport\" \
             content=\"width=device-width, initial-scale=1\"><title>x</title></head>\
             <body><main id=\"main\"><h1>x</h1><aside aria-label=\"x\">{part}</aside></main></body></html>"
        ));
        assert!(part.contains("起案：不承認") && !part.contains("<i>"), "{part}");
        assert!(part.contains("名義が違う") && !part.contains("<b>青葉"), "{part}");
    }
}
