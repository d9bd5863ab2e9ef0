//! Putting the chosen papers together, to be printed and posted as one batch.

use actix_web::{HttpRequest, HttpResponse, Responder as _, http::StatusCode, web};
use back_office::{BackOffice, Gathered, Unfit};

use super::{Listing, Wanted, keys, page_of};
use crate::{case::Notice, link, typed::Typed};
use ::web::{
    guard::{Browser, Guarded, Poster, Signed, WebError},
    page::{Page, see_other},
};

/// Makes a batch of what was chosen, and leads there. What cannot be in one is told, and nothing is
/// made: whoever posts then knows what goes by itself.
pub(crate) async fn submit(
    back_office: web::Data<BackOffice>,
    staff: Signed<Poster>,
    browser: Browser,
    request: HttpRequest,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let typed = Typed::new(posted.into_inner());
    let (notice, faults) = match keys(&typed) {
        Err(missing) => (Notice::problem(missing), Vec::new()),
        Ok(papers) => match back_office.gather(&staff, &papers).await? {
            Gathered::Batch(number) => {
                return Ok(see_other(&format!("{}?said=made", link::batch(number))));
            }
            Gathered::Unfit(unfit) => {
                let told = unfit.into_iter().map(|(case, notice, why)| {
                    let number = typed.value(&format!("number:{case}.{notice}"));
                    (number.to_owned(), why_not(why).to_owned())
                });
                let title = "いっしょに印刷できないものがあります";
                let advice = "下の通知書の選択を外して、もう一度押してください。";
                let notice = Notice { title, advice: advice.into(), is_problem: true };
                (notice, told.collect())
            }
        },
    };
    let wanted = Wanted::of(&typed);
    let list = Listing { wanted: &wanted, typed, notice: Some(notice), faults };
    let page = page_of(&back_office, &staff, &browser, list).await?;
    Ok(Page::with_status(StatusCode::UNPROCESSABLE_ENTITY, page).respond_to(&request))
}

const fn why_not(why: Unfit) -> &'static str {
    match why {
        Unfit::NotWaiting => {
            "発送待ちではなくなりました。差し出したか、窓口で渡したか、決定を見直しています。"
        }
        Unfit::NoAddress => "申請に住所がありません。案件の担当に確かめてください。",
        Unfit::Protected => "支援措置の方の通知書です。支援措置の権限がある人が印刷します。",
        Unfit::Apart => "支援措置の方の通知書は、ほかの方の分と別の束にしてください。",
        Unfit::CameBack => {
            "一度戻っています。1通ずつ開いて印刷し、確かめた送り先を封筒に書いてください。"
        }
    }
}
