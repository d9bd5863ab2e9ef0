//! Printing a batch, or labels for it.

use actix_web::{HttpRequest, HttpResponse, web};
use back_office::{BackOffice, PrintFault, PrintWish};

use super::{Around, to_mend};
use crate::{case::Notice, link, typed::Typed};
use ::web::{
    download,
    guard::{Browser, Guarded, Poster, Signed, WebError, known},
    page::see_other,
};

/// Asks for a print, and leads to where it is fetched.
pub(crate) async fn submit(
    back_office: web::Data<BackOffice>,
    staff: Signed<Poster>,
    browser: Browser,
    request: HttpRequest,
    path: web::Path<String>,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let (number, typed) = (known(&path)?, Typed::new(posted.into_inner()));
    let missing = match wish(&typed) {
        Err(missing) => missing,
        Ok(wish) => match back_office.print_batch(&staff, number, wish).await {
            Ok(print) => {
                let batch = link::batch(number);
                return Ok(see_other(&format!("{batch}?said=printed&print={print}")));
            }
            Err(PrintFault::NothingLeft) => {
                "この束には、差し出す通知書がもうありません。わけは一覧の「いま」にあります。"
            }
            Err(PrintFault::Protected) => {
                "残りは支援措置の方の通知書です。支援措置の権限がある人が印刷します。"
            }
            Err(PrintFault::ReasonMissing) => {
                "前に印刷しています。もう一度印刷する理由を選んでください。"
            }
            Err(PrintFault::LabelPlace) => "ラベルの面数と、最初の位置を確かめてください。",
            Err(PrintFault::Intent(fault)) => return Err(fault.into()),
        },
    };
    let around = Around { notice: Some(Notice::problem(missing)), typed, ..Around::default() };
    to_mend(&back_office, &staff, &browser, &request, (number, around)).await
}

/// A print, for who asked for it.
pub(crate) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Poster>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    let (batch, print) = path.into_inner();
    let number = known(&batch)?;
    let print = known(print.strip_suffix(".pdf").ok_or(WebError::NotFound)?)?;
    Ok(match back_office.printed(&staff, number, print).await? {
        Some(pdf) => download::paper(pdf),
        None => see_other(&format!("{}?said=late", link::batch(number))),
    })
}

fn wish(typed: &Typed) -> Result<PrintWish, &'static str> {
    let reason = typed.value("reason").parse().ok();
    if typed.value("do") != "labels" {
        let both_sides = typed.value("sides") == "both";
        return Ok(PrintWish { labels: None, both_sides, reason });
    }
    let figure = |name: &str| typed.value(name).trim().parse::<i64>().ok();
    let labels = figure("labels").zip(figure("first"));
    let labels = labels.ok_or("ラベルの面数を選び、最初の位置を数字で入れてください。")?;
    Ok(PrintWish { labels: Some(labels), both_sides: false, reason })
}
