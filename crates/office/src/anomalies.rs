//! 確かめてほしい見方: what stands out in the register of looks, above it at `/office/audit`, and at
//! `/office/audit/answers` what was said of it.

use actix_web::{HttpRequest, HttpResponse, Responder as _, http::StatusCode, web};
use askama::Template;
use back_office::{AnomalyKind, AnomalyLine, AnomalyPage, BackOffice, Error};
use kernel::{AnomalyId, Language};
use serde::Deserialize;

use super::{
    frame::Frame,
    history::moment,
    readers::{LooksQuery, register},
};
use crate::link;
use ::web::{
    guard::{Browser, Guarded, Overseer, Signed, WebError, known},
    page::{Page, see_other},
    shown,
};

/// One of them.
pub(super) struct OddView {
    pub(super) id: String,
    pub(super) day: String,
    /// Who, and where they work.
    pub(super) who: String,
    /// What stands out, with how many.
    pub(super) what: String,
    /// Those looks.
    pub(super) address: String,
    pub(super) can_answer: bool,
    /// Whether somebody else heads the person.
    pub(super) is_headed: bool,
    /// What was typed as an answer and cannot be one.
    pub(super) typed: Option<String>,
    /// What was said, and by whom when.
    pub(super) answer: Option<(String, String)>,
}

/// What was said of them.
#[derive(Template)]
#[template(path = "answers.html")]
struct AnswersPage {
    frame: Frame,
    lines: Vec<OddView>,
    next_page: Option<String>,
}

/// Where a page begins.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Cursor {
    cursor: Option<String>,
}

/// What somebody says of one.
#[derive(Debug, Deserialize)]
pub(super) struct AnswerForm {
    anomaly: String,
    words: String,
    /// On which page it stood.
    #[serde(default)]
    odd: String,
}

/// An answer that is none.
pub(super) struct Attempt {
    anomaly: AnomalyId,
    words: String,
}

/// What was said, the newest first.
pub(super) async fn answered(
    back_office: web::Data<BackOffice>,
    staff: Signed<Overseer>,
    browser: Browser,
    wanted: web::Query<Cursor>,
) -> Result<Page<impl Template>, WebError> {
    let told = back_office.answered_anomalies(&staff, wanted.cursor.as_deref()).await?;
    let AnomalyPage { lines, next } = told;
    let mut frame = Frame::of(&back_office, &staff, &browser).await?;
    frame.here = link::LOOKS;
    Ok(Page::ok(AnswersPage {
        frame,
        lines: lines.into_iter().map(|line| OddView::of(line, None)).collect(),
        next_page: next.map(|cursor| format!("{}?cursor={cursor}", link::ANSWERS)),
    }))
}

/// Keeps what somebody says; what cannot be an answer stands there again.
pub(super) async fn answer(
    back_office: web::Data<BackOffice>,
    staff: Signed<Overseer>,
    browser: Browser,
    request: HttpRequest,
    form: Guarded<AnswerForm>,
) -> Result<HttpResponse, WebError> {
    let AnswerForm { anomaly, words, odd } = form.into_inner();
    let anomaly: AnomalyId = known(&anomaly)?;
    match back_office.answer_anomaly(&staff, &anomaly, &words).await {
        Ok(()) => Ok(see_other(&format!("{}?done=answer", link::LOOKS))),
        Err(Error::Text { .. }) => {
            let attempt = Attempt { anomaly, words };
            let odd = Some(odd).filter(|cursor| !cursor.is_empty());
            let query = LooksQuery::with_odd(odd);
            let page = register(&back_office, &staff, &browser, query, Some(&attempt)).await?;
            Ok(Page::with_status(StatusCode::UNPROCESSABLE_ENTITY, page).respond_to(&request))
        }
        Err(fault) => Err(fault.into()),
    }
}

impl OddView {
    pub(super) fn of(line: AnomalyLine, attempt: Option<&Attempt>) -> Self {
        let (id, name) = line.staff;
        let typed = attempt.filter(|attempt| attempt.anomaly == line.id);
        let departments = line.departments.join("、");
        Self {
            who: if departments.is_empty() { name } else { format!("{name}（{departments}）") },
            address: LooksQuery::of_day(&id, line.day).address_of(link::LOOKS, None),
            day: shown::plain_day(line.day, Language::Japanese),
            what: stands_out(line.kind, line.number),
            can_answer: line.can_answer,
            is_headed: line.is_headed,
            typed: typed.map(|attempt| attempt.words.clone()),
            answer: line.answer.map(|(words, by, at)| (words, format!("{by}　{}", moment(at)))),
            id: line.id.to_string(),
        }
    }
}

fn stands_out(kind: AnomalyKind, number: u64) -> String {
    match kind {
        AnomalyKind::ManyCases => format!("10分のあいだに{number}件の案件を開きました"),
        AnomalyKind::LookedOnly => format!("開いただけで何もしなかった案件が{number}件あります"),
        AnomalyKind::OneName => format!("同じ氏を{number}回検索しました"),
        AnomalyKind::AfterHours => format!("時間外か閉庁日に{number}回見ました"),
        AnomalyKind::ManyRows => format!("一度に{number}行を取り出しました"),
        AnomalyKind::Protected => format!("支援措置の案件を{number}回見ました"),
    }
}

#[cfg(test)]
impl OddView {
    /// One to be answered, one that was answered badly, one for others.
    pub(super) fn samples() -> Vec<Self> {
        let sample = |id: &str, can_answer, typed: Option<&str>| Self {
            id: id.to_owned(),
            day: "2026年11月24日".to_owned(),
            who: "<i>佐藤 一郎（戸籍住民課）".to_owned(),
            what: stands_out(AnomalyKind::ManyCases, 75),
            address: link::LOOKS.to_owned(),
            can_answer,
            is_headed: false,
            typed: typed.map(str::to_owned),
            answer: None,
        };
        vec![sample("1", true, None), sample("2", true, Some("<i>")), sample("3", false, None)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::audit;

    #[test]
    fn what_was_said_is_shown_whole_and_safe() {
        let answer = Some(("<b>繁忙期の応援".to_owned(), "鈴木　11月25日".to_owned()));
        let lines: Vec<OddView> = OddView::samples()
            .into_iter()
            .map(|it| OddView { answer: answer.clone(), can_answer: false, ..it })
            .collect();
        let page = |lines| {
            let (frame, next_page) = (Frame::sample(None), Some("/x?cursor=1".to_owned()));
            AnswersPage { frame, lines, next_page }.render().unwrap()
        };
        let html = page(lines);
        audit(&html);
        assert!(!html.contains("<b>繁忙期") && html.contains("75件の案件"), "{html}");
        let none = page(Vec::new());
        audit(&none);
        assert!(none.contains("まだありません"), "{none}");
    }
}
