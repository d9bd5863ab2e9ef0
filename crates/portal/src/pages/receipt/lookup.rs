//! `/status`: looking up a submission by number and code.

use actix_web::{Either, HttpRequest, HttpResponse, web};
use askama::Template;
use counter::{Counter, Error};
use kernel::{AccessCode, ReceiptNumber};
use serde::Deserialize;

use super::holder::grant_cookie;
use crate::{link, visit::Visit, wording::Wording};
use ::web::{
    fields::Mistake,
    guard::{Guard, Guarded, WebError},
    page::{Page, see_other},
};

#[derive(Template)]
#[template(path = "resident/lookup.html")]
pub(super) struct LookupPage {
    visit: Visit,
    w: Wording,
    number: String,
    number_wrong: bool,
    code_wrong: bool,
    mistakes: Vec<Mistake>,
}

#[derive(Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    number: String,
    #[serde(default)]
    code: String,
}

pub(super) async fn form(visit: Visit, typed: web::Query<Typed>) -> Page<LookupPage> {
    let w = visit.words();
    let number = typed.into_inner().number;
    let (number_wrong, code_wrong) = (false, false);
    Page::ok(LookupPage { visit, w, number, number_wrong, code_wrong, mistakes: Vec::new() })
}

pub(super) async fn look_up(
    counter: web::Data<Counter>,
    guard: web::Data<Guard>,
    request: HttpRequest,
    visit: Visit,
    typed: Guarded<Typed>,
) -> Result<Either<HttpResponse, Page<LookupPage>>, WebError> {
    guard.may_try_code(&request)?;
    let number = typed.number.parse::<ReceiptNumber>();
    let code = typed.code.parse::<AccessCode>();
    let (Ok(number), Ok(code)) = (&number, &code) else {
        let page = LookupPage::misread(visit, &typed, number.is_err(), code.is_err());
        return Ok(Either::Right(Page::to_mend(page)));
    };
    match counter.grant(&visit.visitor(), number, code).await {
        Ok(grant) => {
            let mut answer = see_other(&link::receipt(number));
            // A cookie of ours always fits a header.
            drop(answer.add_cookie(&grant_cookie(number, grant, &visit)));
            Ok(Either::Left(answer))
        }
        Err(Error::NotFound) => {
            guard.wrong_code(&request);
            Ok(Either::Right(Page::to_mend(LookupPage::unknown(visit, &typed))))
        }
        Err(other) => Err(other.into()),
    }
}

impl LookupPage {
    fn misread(visit: Visit, typed: &Typed, number_wrong: bool, code_wrong: bool) -> Self {
        let w = visit.words();
        let mistake = |text: String, field: &str| Mistake { text, address: field.to_owned() };
        let mut mistakes = Vec::new();
        mistakes.extend(number_wrong.then(|| mistake(w.lookup_number_wrong().plain(), "#number")));
        mistakes.extend(code_wrong.then(|| mistake(w.lookup_code_wrong().plain(), "#code")));
        Self { visit, w, number: typed.number.clone(), number_wrong, code_wrong, mistakes }
    }

    /// Which of the two is wrong is told to nobody.
    fn unknown(visit: Visit, typed: &Typed) -> Self {
        let w = visit.words();
        let mistakes =
            vec![Mistake { text: w.lookup_none().plain(), address: "#number".to_owned() }];
        let number = typed.number.clone();
        Self { visit, w, number, number_wrong: false, code_wrong: false, mistakes }
    }
}
