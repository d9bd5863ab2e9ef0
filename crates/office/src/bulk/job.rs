//! `/office/bulk/{job}`: what becomes of each case, for the person whose job it is.

use actix_web::{HttpResponse, http::header::ContentType, web};
use askama::Template;
use back_office::{BackOffice, BulkResult, BulkView, Progress};

use super::{
    CaseLine, told,
    words::{self, Words},
};
use crate::{frame::Frame, history::moment, link, releases::StandingView};
use ::web::{
    guard::{Browser, Signed, WebError, Worker, known},
    page::Page,
};

/// One job.
#[derive(Template)]
#[template(path = "bulk.html")]
struct JobPage {
    frame: Frame,
    words: &'static Words,
    address: String,
    id: String,
    since: String,
    is_running: bool,
    /// How far it is, or what became of all.
    told: String,
    done: Vec<CaseLine>,
    left: Vec<(CaseLine, String)>,
    waiting: Vec<CaseLine>,
    back: String,
    /// What it waits or waited for, where a second person has to look at it.
    release: Option<StandingView>,
}

/// The jobs of one person.
#[derive(Template)]
#[template(path = "bulk_list.html")]
struct ListPage {
    frame: Frame,
    jobs: Vec<JobLine>,
}

struct JobLine {
    address: String,
    name: &'static str,
    since: String,
    /// 3件のうち2件
    done: String,
    /// Whether all is told.
    is_running: bool,
}

/// What becomes of each case.
pub(crate) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Worker>,
    browser: Browser,
    id: web::Path<String>,
) -> Result<Page<impl Template>, WebError> {
    let job = back_office.bulk(&staff, &known(&id)?).await?;
    let frame = Frame::of(&back_office, &staff, &browser).await?;
    JobPage::of(frame, job).map(Page::ok)
}

/// How far it is, for the page to say: nothing any more once all is told.
pub(crate) async fn progress(
    back_office: web::Data<BackOffice>,
    staff: Signed<Worker>,
    id: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let job = back_office.bulk_progress(&staff, &known(&id)?).await?;
    if job.told == job.cases {
        return Ok(HttpResponse::NoContent().finish());
    }
    Ok(HttpResponse::Ok()
        .insert_header(ContentType::plaintext())
        .body(so_far(&job.cases.to_string(), &job.told.to_string())))
}

fn so_far(cases: &str, told: &str) -> String {
    format!("{cases}件のうち{told}件が終わりました。")
}

/// What this person has had done.
pub(crate) async fn list(
    back_office: web::Data<BackOffice>,
    staff: Signed<Worker>,
    browser: Browser,
) -> Result<Page<impl Template>, WebError> {
    let jobs = back_office.recent_bulk(&staff).await?.iter().map(JobLine::of).collect();
    let frame = Frame::of(&back_office, &staff, &browser).await?;
    Ok(Page::ok(ListPage { frame, jobs }))
}

impl JobPage {
    fn of(frame: Frame, job: BulkView) -> Result<Self, WebError> {
        let words = words::of(&job.command).ok_or(WebError::NotFound)?;
        let mut page = Self {
            frame,
            words,
            address: link::bulk(&job.id),
            id: job.id.to_string(),
            since: moment(job.created_at),
            is_running: job.is_running,
            told: String::new(),
            done: Vec::new(),
            left: Vec::new(),
            waiting: Vec::new(),
            back: link::queue_again(&job.from),
            release: job.release.map(StandingView::of),
        };
        for line in job.lines {
            let case = CaseLine::of(line.case, &job.from);
            match (line.result, line.fault) {
                (None, _) => page.waiting.push(case),
                (Some(BulkResult::Done), _) => page.done.push(case),
                (Some(_), Some(fault)) => page.left.push((case, told(fault))),
                (Some(_), None) => page.left.push((case, String::new())),
            }
        }
        page.told = page.said();
        Ok(page)
    }

    /// Whether somebody else has to look at it first.
    fn waits(&self) -> bool {
        self.is_running && self.release.as_ref().is_some_and(|standing| standing.waits)
    }

    /// The one sentence that changes while the job goes on.
    fn said(&self) -> String {
        if self.waits() {
            return "ほかの職員の確認を待っています。".to_owned();
        }
        let (done, left) = (self.done.len(), self.left.len());
        if self.is_running {
            return so_far(
                &(done + left + self.waiting.len()).to_string(),
                &(done + left).to_string(),
            );
        }
        let done = format!("{done}件{}。", self.words.done);
        if left == 0 { done } else { format!("{done}{left}件はできませんでした。") }
    }
}

impl JobLine {
    fn of(job: &Progress) -> Self {
        Self {
            address: link::bulk(&job.id),
            name: words::of(&job.command).map_or("", |words| words.name),
            since: moment(job.created_at),
            done: format!("{}件のうち{}件", job.cases, job.done),
            is_running: job.told < job.cases,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::tests::line, *};
    use testkit::audit;

    fn page(is_running: bool) -> String {
        let mut page = JobPage {
            frame: Frame::sample(None),
            words: words::of("settle").unwrap(),
            address: "/office/bulk/0193".into(),
            id: "0193".into(),
            since: "11月24日".into(),
            is_running,
            told: String::new(),
            done: vec![line("2611-7K3M-92QC")],
            left: vec![(line("2611-7K3M-92QD"), "<i>変更されています。".into())],
            waiting: if is_running { vec![line("2611-7K3M-92QE")] } else { Vec::new() },
            back: "/office/?view=all".into(),
            release: Some(StandingView {
                waits: false,
                told: "送る前に確かめた人：鈴木".into(),
                reason: Some("<i>日付が違います".into()),
            }),
        };
        page.told = page.said();
        page.render().unwrap()
    }

    #[test]
    fn what_became_of_each_is_told() {
        let html = page(false);
        audit(&html);
        assert!(
            html.contains("1件を交付しました") && html.contains("1件はできませんでした"),
            "{html}"
        );
        assert!(html.contains("残りだけもう一度") && !html.contains("<i>"), "{html}");
        assert!(!html.contains("もう一度見る"), "{html}");
        let told =
            r#"<p role="status" id="bulk-progress">1件を交付しました。1件はできませんでした。</p>"#;
        assert!(html.contains(told), "{html}");
    }

    #[test]
    fn while_it_runs_the_page_says_how_far_it_is() {
        let html = page(true);
        audit(&html);
        assert!(
            html.contains("3件のうち2件が終わりました") && html.contains("もう一度見る"),
            "{html}"
        );
        assert!(!html.contains("残りだけもう一度"), "{html}");
    }

    #[test]
    fn ones_own_jobs_are_listed() {
        let job = JobLine {
            address: "/office/bulk/0193".into(),
            name: "確認して交付",
            since: "11月24日".into(),
            done: "3件のうち2件".into(),
            is_running: true,
        };
        audit(&ListPage { frame: Frame::sample(None), jobs: vec![job] }.render().unwrap());
        audit(&ListPage { frame: Frame::sample(None), jobs: Vec::new() }.render().unwrap());
    }
}
