//! 除斥: from whose matters one keeps away oneself.

use actix_web::{HttpRequest, HttpResponse, Responder as _, web};
use back_office::{BackOffice, OwnPerson, OwnPersonFault};
use chrono::NaiveDate;
use kernel::Language;

use super::{MePage, Problem};
use crate::{link, typed::Typed};
use ::web::{
    guard::{Browser, Guarded, Member, Signed, WebError},
    page::{Page, see_other},
    shown,
};

/// In the address after somebody was registered or taken away.
pub(super) const ADDED: &str = "own-person";
pub(super) const REMOVED: &str = "own-person-removed";

/// What the page has of it: nobody reads who was registered.
#[derive(Default)]
pub(super) struct OwnPeople {
    /// What each is called in forms, and since when.
    pub(super) lines: Vec<(String, String)>,
    /// What was typed and not taken.
    pub(super) name: String,
    pub(super) born: String,
}

/// Registers somebody, or takes them away.
pub(crate) async fn change(
    back_office: web::Data<BackOffice>,
    staff: Signed<Member>,
    browser: Browser,
    request: HttpRequest,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let typed = Typed::new(posted.into_inner());
    if let Some(id) = typed.found("remove") {
        back_office.remove_own_person(&staff, id).await?;
        return Ok(see_other(&format!("{}?done={REMOVED}", link::ME)));
    }
    let (name, born) = (typed.value("own-name"), typed.value("own-born"));
    let Err(fault) = back_office.register_own_person(&staff, name, born).await? else {
        return Ok(see_other(&format!("{}?done={ADDED}", link::ME)));
    };
    let mut page = MePage::of(&back_office, &staff, &browser).await?;
    page.problem = Some(problem(fault));
    (page.own.name, page.own.born) = (name.to_owned(), born.to_owned());
    Ok(Page::to_mend(page).respond_to(&request))
}

const fn problem(fault: OwnPersonFault) -> Problem {
    let (field, sentence) = match fault {
        OwnPersonFault::Name => ("own-name", "氏名を、姓と名の両方で入れてください。"),
        OwnPersonFault::BirthDate => {
            ("own-born", "生年月日を、「昭和63年2月29日」や「1988-02-29」のように入れてください。")
        }
        OwnPersonFault::Known => ("own-name", "この人は、もう登録されています。"),
        OwnPersonFault::TooMany => {
            ("own-name", "登録できるのは20人までです。要らない登録を消してください。")
        }
    };
    Problem { field, sentence }
}

impl OwnPeople {
    pub(super) fn of(known: Vec<OwnPerson>, today: NaiveDate) -> Self {
        let line = |it: OwnPerson| (it.id, shown::moment(it.since, today, Language::Japanese));
        Self { lines: known.into_iter().map(line).collect(), ..Self::default() }
    }
}
