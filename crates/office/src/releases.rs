//! `/office/releases`: messages to many that wait for a second person, and `/office/releases/{job}`:
//! what that person reads before the first of them leaves.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, Responder as _, http::StatusCode, web};
use askama::Template;
use back_office::{
    BackOffice, Error, RELEASE_REASON_LIMIT, ReleaseLine, ReleaseOutcome, ReleaseStanding,
    ReleaseView, Staff,
};
use kernel::BulkJobId;
use serde::Deserialize;

use super::{bulk, frame::Frame, history::moment, preview::language_name};
use crate::link;
use ::web::{
    guard::{Browser, Guarded, Keeper, Signed, WebError, known},
    page::{Page, see_other},
};

/// Whoever lets a job go on waits so long for it: few messages have left by then.
const MOMENT: Duration = Duration::from_secs(2);

/// What waits.
#[derive(Template)]
#[template(path = "releases.html")]
struct ReleasesPage {
    frame: Frame,
    done: &'static str,
    lines: Vec<LineView>,
}

/// One of them.
struct LineView {
    address: String,
    by: String,
    until: String,
}

/// What somebody reads before they answer.
#[derive(Template)]
#[template(path = "release.html")]
struct ReleasePage {
    frame: Frame,
    address: String,
    by: String,
    until: String,
    is_own: bool,
    /// The words as they were typed, where they hold braces.
    typed: String,
    /// What leaves, by the language of who reads it.
    texts: Vec<(&'static str, String)>,
    /// The numbers and titles of those who get it.
    can: Vec<(String, String)>,
    /// How many get none, by the sentence that says why.
    cannot: Vec<(String, usize)>,
    /// Why an answer was none.
    problem: Option<String>,
    reason: String,
}

/// How the asking stands, on the page of the job.
pub(super) struct StandingView {
    /// Whether it waits still.
    pub(super) waits: bool,
    /// That, in a sentence.
    pub(super) told: String,
    /// Why somebody did not agree.
    pub(super) reason: Option<String>,
}

/// What was done a moment ago.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    done: String,
}

/// What somebody says.
#[derive(Debug, Deserialize)]
pub(super) struct Answer {
    #[serde(rename = "do", default)]
    what: String,
    #[serde(default)]
    reason: String,
}

/// What waits.
pub(super) async fn list(
    back_office: web::Data<BackOffice>,
    staff: Signed<Keeper>,
    browser: Browser,
    wanted: web::Query<Done>,
) -> Result<Page<impl Template>, WebError> {
    let waiting = back_office.releases(&staff).await?;
    let mut frame = Frame::of(&back_office, &staff, &browser).await?;
    frame.here = link::RELEASES;
    let done = match wanted.done.as_str() {
        "released" => "送れるようにしました。順に送っています。",
        "declined" => "送らないことにしました。頼んだ人は、まとめての処理の記録で理由を読めます。",
        _ => "",
    };
    let lines = waiting.into_iter().map(LineView::from).collect();
    Ok(Page::ok(ReleasesPage { frame, done, lines }))
}

/// One of them.
pub(super) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Keeper>,
    browser: Browser,
    id: web::Path<String>,
) -> Result<Page<impl Template>, WebError> {
    Ok(Page::ok(page(&back_office, &staff, &browser, &known(&id)?).await?))
}

/// Lets them leave, or says why not; what is no answer stands there again.
pub(super) async fn answer(
    back_office: web::Data<BackOffice>,
    staff: Signed<Keeper>,
    browser: Browser,
    request: HttpRequest,
    id: web::Path<String>,
    form: Guarded<Answer>,
) -> Result<HttpResponse, WebError> {
    let (id, Answer { what, reason }) = (known(&id)?, form.into_inner());
    let (declined, done) = match what.as_str() {
        "release" => (None, "released"),
        "decline" => (Some(reason.as_str()), "declined"),
        _ => return Err(WebError::Unusable { what: "the form says neither".to_owned() }),
    };
    match back_office.answer_release(&staff, &id, declined).await {
        Ok(()) => {
            back_office.hurry_bulk(&id, MOMENT).await;
            Ok(see_other(&format!("{}?done={done}", link::RELEASES)))
        }
        Err(fault @ (Error::Refused(_) | Error::Text { .. })) => {
            let mut page = page(&back_office, &staff, &browser, &id).await?;
            page.problem = Some(if matches!(fault, Error::Text { .. }) {
                format!("送らない理由を{RELEASE_REASON_LIMIT}文字までで書いてください。")
            } else {
                bulk::told(fault)
            });
            page.reason = reason;
            Ok(Page::with_status(StatusCode::UNPROCESSABLE_ENTITY, page).respond_to(&request))
        }
        Err(fault) => Err(fault.into()),
    }
}

async fn page(
    back_office: &BackOffice,
    staff: &Staff,
    browser: &Browser,
    id: &BulkJobId,
) -> Result<ReleasePage, WebError> {
    let view = back_office.release(staff, id).await?;
    let mut frame = Frame::of(back_office, staff, browser).await?;
    frame.here = link::RELEASES;
    Ok(ReleasePage::of(frame, view))
}

impl ReleasePage {
    fn of(frame: Frame, view: ReleaseView) -> Self {
        let ReleaseView { line, is_own, typed, check } = view;
        let mut cannot: Vec<(String, usize)> = Vec::new();
        for (_, fault) in check.cannot {
            let why = bulk::told(fault);
            match cannot.iter_mut().find(|(known, _)| *known == why) {
                Some((_, number)) => *number += 1,
                None => cannot.push((why, 1)),
            }
        }
        let texts = check.texts.into_iter().map(|(language, text)| (language_name(language), text));
        let named = check.can.into_iter().filter_map(|case| case.known);
        Self {
            frame,
            address: link::release(&line.job),
            by: line.by,
            until: moment(line.until),
            is_own,
            typed: if typed.contains('{') { typed } else { String::new() },
            texts: texts.collect(),
            can: named.map(|(number, title)| (number.to_string(), title)).collect(),
            cannot,
            problem: None,
            reason: String::new(),
        }
    }
}

impl From<ReleaseLine> for LineView {
    fn from(line: ReleaseLine) -> Self {
        Self { address: link::release(&line.job), by: line.by, until: moment(line.until) }
    }
}

impl StandingView {
    pub(super) fn of(standing: ReleaseStanding) -> Self {
        let answered = standing.answered.map(|(by, at)| format!("{by}　{}", moment(at)));
        let answered = answered.unwrap_or_default();
        let until = moment(standing.until);
        let told = match standing.outcome {
            None => format!(
                "100件を超えるので、ほかの主任か係長以上の決裁者が確かめるまで、1通も送りません。{until}までに確認がなければ、送らずに終わります。"
            ),
            Some(ReleaseOutcome::Released) => format!("送る前に確かめた人：{answered}"),
            Some(ReleaseOutcome::Declined) => format!("送らないことにした人：{answered}"),
            Some(ReleaseOutcome::Lapsed) => {
                "期限までに、ほかの職員の確認がなかったので、送らずに終わりました。".to_owned()
            }
        };
        Self { waits: standing.outcome.is_none(), told, reason: standing.reason }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::audit;

    fn sample(is_own: bool, problem: Option<&str>) -> String {
        ReleasePage {
            frame: Frame::sample(None),
            address: "/office/releases/0193".into(),
            by: "<b>佐藤".into(),
            until: "11月30日".into(),
            is_own,
            typed: "{受付番号}の件です。".into(),
            texts: vec![("日本語", "<i>2611の件です。".into())],
            can: vec![("2611-7K3M-92QC".into(), "<b>水道".into())],
            cannot: vec![("取り下げた人には送りません。".into(), 2)],
            problem: problem.map(str::to_owned),
            reason: "</textarea>".into(),
        }
        .render()
        .unwrap()
    }

    #[test]
    fn a_second_person_reads_all_of_it_first() {
        let html = sample(false, Some("理由を書いてください。"));
        audit(&html);
        assert!(html.contains("1通を送れるようにする") && html.contains("2件"), "{html}");
        assert!(!html.contains("<b>") && !html.contains("<i>2611"), "{html}");
        assert!(html.contains("aria-invalid"), "{html}");
    }

    #[test]
    fn who_asked_reads_who_answers_instead() {
        let html = sample(true, None);
        audit(&html);
        assert!(
            !html.contains("送れるようにする</button>") && html.contains("自分で頼んだ"),
            "{html}"
        );
    }

    #[test]
    fn what_waits_is_listed_or_said_not_to() {
        let line = LineView {
            address: "/office/releases/0193".into(),
            by: "<b>佐藤".into(),
            until: "11月30日".into(),
        };
        let page = |lines| {
            ReleasesPage { frame: Frame::sample(None), done: "送りました。", lines }
                .render()
                .unwrap()
        };
        let (some, none) = (page(vec![line]), page(Vec::new()));
        audit(&some);
        audit(&none);
        assert!(!some.contains("<b>佐藤") && none.contains("ありません"), "{some}{none}");
    }
}
