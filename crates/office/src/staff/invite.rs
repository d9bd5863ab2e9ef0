//! `/office/staff/invite`: somebody new, with their first role.

use actix_web::{HttpRequest, HttpResponse, Responder as _, web};
use askama::Template;
use back_office::{BackOffice, Changed, Error, NewPerson, PeopleFault, Staff};

use super::{change::grant, person::GrantForm, words::refused};
use crate::{
    case::Notice,
    frame::Frame,
    fresh::{Asked, Desk},
    link,
    typed::{Misread, Typed},
};
use ::web::{
    guard::{Administrator, Browser, Guarded, Signed, WebError},
    page::{Page, see_other},
};

#[derive(Template)]
#[template(path = "invite.html")]
struct InvitePage {
    frame: Frame,
    notice: Option<Notice>,
    name: String,
    email: String,
    form: GrantForm,
}

/// The form.
pub(crate) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Administrator>,
    browser: Browser,
) -> Result<Page<impl Template>, WebError> {
    Ok(Page::ok(InvitePage::of(&back_office, &staff, &browser, &Typed::default()).await?))
}

/// Invites; what was typed stands there again when it cannot be.
pub(crate) async fn submit(
    back_office: web::Data<BackOffice>,
    staff: Signed<Administrator>,
    browser: Browser,
    request: HttpRequest,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let typed = Typed::new(posted.into_inner());
    let desk = Desk::at(&back_office, &request)?;
    let (staff, browser) = match desk.proves(staff, browser, &typed).await? {
        Asked::GoesOn(staff, browser) => (staff, browser),
        Asked::Again(page) => return Ok(page),
    };
    let notice = match grant(&typed) {
        Ok(grant) => match back_office.invite(&staff, newcomer(&typed, grant)).await {
            Ok((id, changed)) => {
                let waits = if changed == Changed::Waits { "-waits" } else { "" };
                return Ok(see_other(&format!("{}?done=invite{waits}", link::person(&id))));
            }
            Err(PeopleFault::Intent(Error::FactorNotFresh)) => {
                return desk.asks(&staff, &browser, &typed, None).await;
            }
            Err(PeopleFault::AlsoElsewhere) => Notice::problem(TWO_FIRST),
            Err(fault) => refused(fault)?,
        },
        Err(Misread::Mend(sentence)) => Notice::problem(sentence),
        Err(Misread::Form) => {
            return Err(WebError::Unusable { what: "no such invitation".to_owned() });
        }
    };
    let page = InvitePage::of(&back_office, &staff, &browser, &typed).await?;
    Ok(Page::to_mend(InvitePage { notice: Some(notice), ..page }).respond_to(&request))
}

fn newcomer(typed: &Typed, grant: kernel::Grant) -> NewPerson {
    let (email, name) = (typed.value("email"), typed.value("name"));
    NewPerson { email: email.trim().to_owned(), name: name.trim().to_owned(), grant }
}

impl InvitePage {
    async fn of(
        back_office: &BackOffice,
        staff: &Staff,
        browser: &Browser,
        typed: &Typed,
    ) -> Result<Self, WebError> {
        let mut frame = Frame::of(back_office, staff, browser).await?;
        frame.here = link::STAFF;
        let departments = back_office.may_give_in(staff).await?;
        Ok(Self {
            form: GrantForm::of(back_office, &departments, typed, "invite"),
            name: typed.value("name").to_owned(),
            email: typed.value("email").to_owned(),
            notice: None,
            frame,
        })
    }
}

const TWO_FIRST: &str = "この役割は2人で追加します。まず担当者などの役割で招待し、そのあと、この役割を追加してください。または、市全体の管理者に頼んでください。";

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::audit;

    #[test]
    fn the_form_is_whole_and_keeps_what_was_typed() {
        let form = GrantForm {
            departments: Vec::new(),
            roles: Vec::new(),
            ranks: Vec::new(),
            wards: Vec::new(),
            procedures: Vec::new(),
            rights: Vec::new(),
            until: String::new(),
            open: true,
        };
        let page = InvitePage {
            frame: Frame::sample(None),
            notice: Some(Notice::problem("名前を入れてください。")),
            name: "\"><script>".into(),
            email: "sato@city.example".into(),
            form,
        };
        let html = page.render().unwrap();
        audit(&html);
        assert!(html.contains("sato@city.example") && !html.contains("\"><script>"), "{html}");
    }
}
