//! Saying that the papers of a batch were posted: each is a case's own.

use actix_web::{HttpRequest, HttpResponse, web};
use back_office::{BackOffice, BatchLine, BatchStanding, BatchView};
use review_workflow::Posting;

use super::{Around, named, to_mend};
use crate::{
    case::Notice,
    dispatch::{Chosen, how_posted, post_out, recorded, words},
    link,
    typed::Typed,
};
use ::web::{
    guard::{Browser, Guarded, Poster, Signed, WebError, known},
    page::see_other,
};

/// Says it of each chosen one. What is left out meanwhile is told, and keeps no other back.
pub(crate) async fn submit(
    back_office: web::Data<BackOffice>,
    staff: Signed<Poster>,
    browser: Browser,
    request: HttpRequest,
    path: web::Path<String>,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let (number, typed) = (known(&path)?, Typed::new(posted.into_inner()));
    let batch = back_office.batch(&staff, number).await?;
    let (notice, told) = match chosen(&typed, batch, back_office.today()) {
        Err(missing) => (Notice::problem(missing), Vec::new()),
        Ok((papers, mut told)) => {
            let all = papers.len();
            let faults = post_out(&back_office, &staff, papers).await?;
            let done = all - faults.len();
            told.extend(faults);
            if told.is_empty() {
                return Ok(see_other(&format!("{}?posted={done}", link::batch(number))));
            }
            (recorded(done), told)
        }
    };
    let around = Around { notice: Some(notice), told, typed, print: None };
    to_mend(&back_office, &staff, &browser, &request, (number, around)).await
}

/// What is to be said, and of which papers it cannot be any more.
type Sorted = (Vec<Chosen>, Vec<(String, String)>);

fn chosen(
    typed: &Typed,
    batch: BatchView,
    today: chrono::NaiveDate,
) -> Result<Sorted, &'static str> {
    let (on, kind) = how_posted(typed, today)?;
    let is_chosen = |line: &BatchLine| {
        let place = line.place.to_string();
        typed.all().any(|it| it == ("paper", place.as_str()))
    };
    let lines: Vec<BatchLine> = batch.lines.into_iter().filter(is_chosen).collect();
    if lines.is_empty() {
        return Err("差し出した通知書を選んでください。");
    }
    let (mut papers, mut told) = (Vec::new(), Vec::new());
    for BatchLine { place, standing, paper, .. } in lines {
        let name = paper.as_ref().map(|it| it.addressee.as_str()).unwrap_or_default();
        let name = named(place, name);
        match (paper, words::left_out(standing)) {
            (Some(paper), None) if standing == BatchStanding::Waiting => {
                let tracking = typed.value(&format!("tracking:{place}")).trim().to_owned();
                let tracking = Some(tracking).filter(|it| !it.is_empty());
                let posting = Posting { on, kind, tracking };
                papers.push(Chosen {
                    case: paper.case,
                    notice: paper.notice,
                    number: name,
                    posting,
                });
            }
            (_, why) => told.push((name, why.unwrap_or_default())),
        }
    }
    Ok((papers, told))
}
