//! `/office/dispatch/returned`: 戻った郵便, what came back and waits for an address.

use actix_web::{HttpRequest, HttpResponse, Responder as _, http::StatusCode, web};
use askama::Template;
use back_office::{BackOffice, DispatchBook, DispatchFault, DispatchLine, SendOut, Shelter, Staff};
use serde::Deserialize;

use super::{counted, posted, return_reason, words};
use crate::{case::Notice, frame::Frame, history::moment, link, typed::Typed};
use ::web::{
    guard::{Browser, Follower, Guarded, Poster, Signed, WebError, pairs},
    page::{Page, see_other},
};

/// What came back.
#[derive(Template)]
#[template(path = "returned.html")]
struct ReturnedPage {
    frame: Frame,
    notice: Option<Notice>,
    /// Whether the person writes down what comes back.
    posts: bool,
    count: String,
    lines: Vec<LineView>,
    typed: Typed,
}

/// One paper.
struct LineView {
    number: String,
    kind: &'static str,
    title: String,
    addressee: String,
    reason: &'static str,
    since: String,
    posted: String,
    holder: String,
    /// The case for who may open it, the paper for who posts it; nothing where it goes to a
    /// protected person and is not theirs to print.
    address: String,
}

/// What stands in the address.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Came {
    #[serde(default)]
    done: String,
}

/// The list.
pub(crate) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Follower>,
    browser: Browser,
    came: web::Query<Came>,
) -> Result<Page<impl Template>, WebError> {
    let notice = (came.done == "yes").then(|| Notice {
        title: "戻った郵便を記録しました",
        advice: "担当者が住所を確かめるまで、発送待ちには戻りません。".into(),
        is_problem: false,
    });
    page_of(&back_office, &staff, &browser, Typed::default(), notice).await.map(Page::ok)
}

/// Writes down that one came back.
pub(crate) async fn submit(
    back_office: web::Data<BackOffice>,
    staff: Signed<Poster>,
    browser: Browser,
    request: HttpRequest,
    form: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let typed = Typed::new(form.into_inner());
    let Err(told) = written(&back_office, &staff, &typed).await? else {
        return Ok(see_other(&format!("{}?done=yes", link::RETURNED)));
    };
    let notice = Some(Notice::problem(told));
    let page = page_of(&back_office, &staff, &browser, typed, notice).await?;
    Ok(Page::with_status(StatusCode::UNPROCESSABLE_ENTITY, page).respond_to(&request))
}

/// What can be put right on the page is told there; the rest has a page of its own.
async fn written(
    back_office: &BackOffice,
    staff: &Staff,
    typed: &Typed,
) -> Result<Result<(), &'static str>, WebError> {
    let Ok(reason) = typed.value("reason").parse() else {
        return Ok(Err("戻った理由を選んでください。"));
    };
    let number = read(typed.value("number"));
    match back_office.paper_came_back(staff, &number, reason).await {
        Ok(_number) => Ok(Ok(())),
        Err(DispatchFault::Unreadable) => Ok(Err(
            "文書番号を「戸籍住民第12号」のように入れるか、通知書の二次元コードを読み取ってください。",
        )),
        Err(DispatchFault::NotOnItsWay) => Ok(Err(
            "その文書番号で差し出し中の通知書はありません。番号と、もう記録していないかを確かめてください。",
        )),
        Err(DispatchFault::Intent(fault)) => Err(fault.into()),
    }
}

/// The number as it was typed, or as it stands in the address that the paper's square leads to.
fn read(typed: &str) -> String {
    let query = typed.trim().split_once('?').map(|(_, query)| query);
    let named = query.and_then(|query| pairs(query.as_bytes()).ok()).and_then(|all| {
        all.into_iter().find(|(name, _)| name == "number").map(|(_, number)| number)
    });
    named.unwrap_or_else(|| typed.to_owned())
}

async fn page_of(
    back_office: &BackOffice,
    staff: &Staff,
    browser: &Browser,
    typed: Typed,
    notice: Option<Notice>,
) -> Result<ReturnedPage, WebError> {
    let DispatchBook { count, lines, .. } = back_office.returned_papers(staff).await?;
    let mut frame = Frame::of(back_office, staff, browser).await?;
    frame.here = link::RETURNED;
    Ok(ReturnedPage {
        frame,
        notice,
        posts: staff.authority.allows_somewhere::<SendOut>(),
        count: counted(count),
        lines: lines.into_iter().map(LineView::of).collect(),
        typed,
    })
}

impl LineView {
    fn of(line: DispatchLine) -> Self {
        Self {
            number: line.number,
            kind: words::paper_kind(line.verdict),
            title: line.title,
            addressee: line.addressee,
            reason: line.returned.map_or("", return_reason),
            since: moment(line.since),
            posted: line.posting.as_ref().map(posted).unwrap_or_default(),
            holder: line.holder.unwrap_or_else(|| line.department.clone()),
            address: if line.sees_case {
                link::case(&line.case)
            } else if line.shelter != Shelter::Shut {
                link::paper_to_post(&line.case, line.notice)
            } else {
                String::new()
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_typed_or_read_from_the_square() {
        let square = "https://madoguchi.example/verify?number=%E6%88%B8%E7%AC%AC3%E5%8F%B7&code=A";
        for typed in ["戸第3号", square] {
            assert_eq!(read(typed), "戸第3号", "{typed}");
        }
    }
}
