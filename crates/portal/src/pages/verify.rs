//! `/verify`: whether a paper is one of ours and still holds.

use actix_web::web;
use askama::Template;
use counter::{Counter, Error, Standing, Verified};
use kernel::AccessCode;
use review_workflow::Verdict;
use serde::Deserialize;

use crate::{link, rule::PUBLIC, visit::Visit, wording::Wording};
use ::web::{
    fields::Mistake,
    guard::{Guard, PostedUpload, WebError},
    limits::Rate,
    page::Page,
    route::{Admission, Changing, Object},
    shown,
    table::Table,
    wording::Phrase,
};

/// Letters of a number: more is none of ours.
const LONGEST: usize = 60;

pub(super) fn routes(table: &mut Table) {
    let code = Changing::form(Admission::Anybody, Object::Nothing, Rate::Code);
    table.get(link::VERIFY, PUBLIC, form).post(link::VERIFY, code, verify);
}

#[derive(Template)]
#[template(path = "resident/verify.html")]
struct VerifyPage {
    visit: Visit,
    w: Wording,
    number: String,
    code: String,
    mistakes: Vec<Mistake>,
    told: Option<Told>,
}

/// What is told of a paper.
struct Told {
    number: String,
    title: Phrase,
    holds: bool,
    kind: Phrase,
    day: String,
    department: String,
    /// What is told of the file, and whether it is good news.
    file: Option<(Phrase, bool)>,
}

#[derive(Default, Deserialize)]
struct Printed {
    #[serde(default)]
    number: String,
    #[serde(default)]
    code: String,
}

/// The form; the square on the paper leads here with both written in.
async fn form(visit: Visit, printed: web::Query<Printed>) -> Page<impl Template> {
    let Printed { number, code } = printed.into_inner();
    Page::ok(VerifyPage::new(visit, short(&number), short(&code)))
}

async fn verify(
    counter: web::Data<Counter>,
    guard: web::Data<Guard>,
    request: actix_web::HttpRequest,
    visit: Visit,
    posted: PostedUpload,
) -> Result<Page<impl Template>, WebError> {
    guard.may_try_code(&request)?;
    let typed = |name: &str| {
        let found = posted.fields.iter().find(|(field, _)| field == name);
        found.map(|(_, value)| short(value)).unwrap_or_default()
    };
    let (number, code) = (typed("number"), typed("code"));
    let file = posted.files.into_iter().next().map(|file| file.bytes);
    let language = visit.language;
    let mut page = VerifyPage::new(visit, number, code);
    let told = match page.code.parse::<AccessCode>() {
        Ok(code) => counter.verify(&page.number, &code, file, language).await,
        Err(_) => Err(Error::NotFound),
    };
    match told {
        Ok(verified) => {
            page.told = Some(Told::of(verified, page.w, language));
            Ok(Page::ok(page))
        }
        Err(Error::NotFound) => {
            guard.wrong_code(&request);
            let text = page.w.verify_none().plain();
            page.mistakes = vec![Mistake { text, address: "#number".to_owned() }];
            Ok(Page::to_mend(page))
        }
        Err(other) => Err(other.into()),
    }
}

fn short(text: &str) -> String {
    text.trim().chars().take(LONGEST).collect()
}

impl VerifyPage {
    fn new(visit: Visit, number: String, code: String) -> Self {
        let w = visit.words();
        Self { visit, w, number, code, mistakes: Vec::new(), told: None }
    }
}

impl Told {
    fn of(verified: Verified, w: Wording, language: kernel::Language) -> Self {
        let Verified { number, verdict, day, department, standing, is_same } = verified;
        Self {
            number,
            title: match standing {
                Standing::InForce => w.verify_holds(),
                Standing::UnderReview(_) => w.verify_under_review(),
                Standing::Replaced(_) | Standing::Void(_) => w.verify_revoked(),
            },
            holds: standing == Standing::InForce,
            kind: match verdict {
                Verdict::Approve => w.verify_approval(),
                Verdict::ApproveInPart => w.verify_in_part(),
                Verdict::Refuse => w.verify_refusal(),
                Verdict::Dismiss => w.verify_dismissal(),
            },
            day: shown::plain_day(day, language),
            department,
            file: is_same.map(|same| (if same { w.verify_same() } else { w.verify_other() }, same)),
        }
    }
}
