//! 封入を数える: the codes on the envelopes against the batch.

use actix_web::{HttpRequest, HttpResponse, web};
use back_office::{BackOffice, BatchCount, Counting};

use super::{Around, named, to_mend};
use crate::{case::Notice, link, typed::Typed};
use ::web::{
    guard::{Browser, Guarded, Poster, Signed, WebError, known},
    page::see_other,
};

/// Counts. What was read stays, so that one envelope more is one code more.
pub(crate) async fn submit(
    back_office: web::Data<BackOffice>,
    staff: Signed<Poster>,
    browser: Browser,
    request: HttpRequest,
    path: web::Path<String>,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let (number, typed) = (known(&path)?, Typed::new(posted.into_inner()));
    let (notice, told) = match back_office.count_batch(&staff, number, typed.value("codes")).await?
    {
        Counting::Whole => {
            return Ok(see_other(&format!("{}?said=counted", link::batch(number))));
        }
        Counting::Nothing => {
            let advice = "封筒の二次元コードを読み取るか、下の数字（12-3など）を入れてください。";
            (Notice::problem(advice), Vec::new())
        }
        Counting::Differs(count) => {
            let title = "封入したものが合いません";
            let advice = "下を確かめて直し、もう一度数えてください。".into();
            (Notice { title, advice, is_problem: true }, told(count))
        }
    };
    let around = Around { notice: Some(notice), told, typed, print: None };
    to_mend(&back_office, &staff, &browser, &request, (number, around)).await
}

fn told(count: BatchCount) -> Vec<(String, String)> {
    let BatchCount { missing, double, left_out, foreign } = count;
    let each = |all: Vec<(i64, String)>, what: &'static str| {
        all.into_iter().map(move |(place, name)| (named(place, &name), what.to_owned()))
    };
    let foreign = foreign.into_iter().map(|code| {
        (code, "この束のコードではありません。ほかの束の封筒が混ざっていませんか。".to_owned())
    });
    each(missing, "足りません。封筒を探してください。")
        .chain(each(double, "2回以上読み取りました。同じ人への封筒が2つないか確かめてください。"))
        .chain(each(left_out, "差し出せなくなりました。封筒を抜いてください。"))
        .chain(foreign)
        .collect()
}
