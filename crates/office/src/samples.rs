//! `/office/approvals/sample`: what one person, or a rule, decided alone and was drawn for another to look at,
//! and the same on the page of its case.

use actix_web::web;
use askama::Template;
use back_office::{BackOffice, CaseView, SampleLine};
use kernel::Language;
use review_workflow::Command;

use super::{frame::Frame, history::moment, typed::Typed};
use crate::link;
use ::web::{
    guard::{Browser, Sampler, Signed, WebError},
    page::Page,
    shown,
};

/// What waits to be looked at.
#[derive(Template)]
#[template(path = "samples.html")]
struct SamplesPage {
    frame: Frame,
    lines: Vec<LineView>,
}

/// A decision that waits.
struct LineView {
    address: String,
    receipt_number: String,
    title: String,
    department: String,
    since: String,
    due_on: String,
    is_late: bool,
}

/// What was drawn of a case.
pub(super) struct SampleView {
    /// How far it is.
    pub(super) stands: &'static str,
    pub(super) objection: Option<String>,
    /// Who decided and until when it is looked at, or who looked at it.
    pub(super) told: String,
}

/// The page.
pub(super) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Sampler>,
    browser: Browser,
) -> Result<Page<impl Template>, WebError> {
    let waiting = back_office.samples(&staff).await?;
    let mut frame = Frame::of(&back_office, &staff, &browser).await?;
    frame.here = link::SAMPLE;
    let lines = waiting.into_iter().map(LineView::from).collect();
    Ok(Page::ok(SamplesPage { frame, lines }))
}

/// What somebody says of it: only the form of an objection has words, and then needs them.
pub(super) fn read(typed: &Typed) -> Command {
    Command::Sample { objection: typed.found("objection").map(str::to_owned) }
}

impl From<SampleLine> for LineView {
    fn from(SampleLine { waits, due_on, is_late }: SampleLine) -> Self {
        Self {
            address: format!("{}#sample", link::case(&waits.case)),
            receipt_number: waits.receipt_number.to_string(),
            title: waits.title,
            department: waits.department,
            since: moment(waits.since),
            due_on: shown::plain_day(due_on, Language::Japanese),
            is_late,
        }
    }
}

impl SampleView {
    pub(super) fn of(view: &CaseView) -> Option<Self> {
        let (sample, by) = (view.case.sample.as_deref()?, view.sampled.as_ref()?);
        let name = |name: &Option<String>| name.clone().unwrap_or_else(|| "―".to_owned());
        let decided = match sample.of {
            Some(_) => format!("決めた人：{} {}", name(&by.of), moment(sample.at)),
            None => format!("自動で決定：{}", moment(sample.at)),
        };
        let Some(answer) = &sample.answer else {
            let until = shown::plain_day(sample.due_on(), Language::Japanese);
            let told = format!("{decided}。別の決裁者が{until}までに確かめます。");
            return Some(Self { stands: "確認待ち", objection: None, told });
        };
        let looked = format!("確かめた人：{} {}", name(&by.by), moment(answer.at));
        let objection = answer.objection.clone();
        let stands = if objection.is_some() { "異議があります" } else { "確認済み" };
        Some(Self { stands, objection, told: format!("{decided}。{looked}") })
    }

    /// What somebody has to look at.
    pub(super) fn is_loud(&self) -> bool {
        self.stands != "確認済み"
    }
}

#[cfg(test)]
impl SampleView {
    /// With an objection.
    pub(super) fn objected(text: &str) -> Self {
        let told = "決めた人：佐藤 11月20日。確かめた人：<i>鈴木 11月24日".to_owned();
        Self { stands: "異議があります", objection: Some(text.to_owned()), told }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::audit;

    fn page(lines: Vec<LineView>) -> String {
        SamplesPage { frame: Frame::sample(None), lines }.render().unwrap()
    }

    fn line(is_late: bool) -> LineView {
        LineView {
            address: "/office/cases/x#sample".into(),
            receipt_number: "2611-7K3M-92QC".into(),
            title: "<b>住民票の写し".into(),
            department: "戸籍住民課".into(),
            since: "2026年11月20日 10:04".into(),
            due_on: "2026年11月30日".into(),
            is_late,
        }
    }

    #[test]
    fn what_waits_is_listed_whole_and_what_is_late_says_so() {
        let html = page(vec![line(false), line(true)]);
        audit(&html);
        assert!(
            !html.contains("<b>住民票") && html.matches("期限超過</span>").count() == 1,
            "{html}"
        );
    }

    #[test]
    fn nothing_waits_is_said() {
        let html = page(Vec::new());
        audit(&html);
        assert!(html.contains("抜取確認を待っているものはありません"), "{html}");
    }

    #[test]
    fn an_objection_is_what_has_words_or_should_have_them() {
        let typed = |pairs: &[(&str, &str)]| {
            Typed::new(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
        };
        let confirmed = Command::Sample { objection: None };
        assert_eq!(read(&typed(&[("type", "sample")])), confirmed);
        let objected = Command::Sample { objection: Some(" ".to_owned()) };
        assert_eq!(read(&typed(&[("objection", " ")])), objected);
    }
}
