//! `/office/staff/invite`: somebody new, with their first role.

use actix_web::{HttpRequest, HttpResponse, Responder as _, web};
use askama::Template;
use back_office::{BackOffice, Changed, Error, NewPerson, PeopleFault, Staff};

use super::{
    change::{Unfit, grant},
    person::{FieldProblem, GrantForm},
    words::refused,
};
use crate::{
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
    let mut problems = blanks(&typed);
    match grant(&typed) {
        Ok(grant) if problems.is_empty() => {
            match back_office.invite(&staff, newcomer(&typed, grant)).await {
                Ok((id, changed)) => {
                    let waits = if changed == Changed::Waits { "-waits" } else { "" };
                    return Ok(see_other(&format!("{}?done=invite{waits}", link::person(&id))));
                }
                Err(PeopleFault::Intent(Error::FactorNotFresh)) => {
                    return desk.asks(&staff, &browser, &typed, None).await;
                }
                Err(fault) => problems.push(in_its_field(fault)?),
            }
        }
        Ok(_) => {}
        Err(Unfit { field, why: Misread::Mend(sentence) }) => {
            if problems.iter().all(|problem| problem.field != field) {
                problems.push(FieldProblem { field, sentence });
            }
        }
        Err(Unfit { why: Misread::Form, .. }) => {
            return Err(WebError::Unusable { what: "no such invitation".to_owned() });
        }
    }
    let mut page = InvitePage::of(&back_office, &staff, &browser, &typed).await?;
    page.form.problems = problems;
    Ok(Page::to_mend(page).respond_to(&request))
}

/// What has to be there and is not: all of it at once.
fn blanks(typed: &Typed) -> Vec<FieldProblem> {
    let needed = [
        ("name", "名前を入れてください。"),
        ("email", "メールアドレスを入れてください。"),
        ("department", "部署を選んでください。"),
        ("role", "役割を選んでください。"),
    ];
    let blank = needed.into_iter().filter(|(field, _)| typed.value(field).trim().is_empty());
    blank.map(|(field, sentence)| FieldProblem { field, sentence: sentence.into() }).collect()
}

/// Why nobody was invited, beside the field that it is about.
fn in_its_field(fault: PeopleFault) -> Result<FieldProblem, WebError> {
    let field = if matches!(
        fault,
        PeopleFault::NotAnAddress | PeopleFault::AlreadyKnown | PeopleFault::Pretended
    ) {
        "email"
    } else if matches!(fault, PeopleFault::NameMissing) {
        "name"
    } else if matches!(fault, PeopleFault::UnknownDepartment { .. }) {
        "department"
    } else if matches!(fault, PeopleFault::AlsoElsewhere) {
        return Ok(FieldProblem { field: "role", sentence: TWO_FIRST.into() });
    } else if matches!(fault, PeopleFault::OverAlready) {
        "until"
    } else {
        ""
    };
    Ok(FieldProblem { field, sentence: refused(fault)?.advice })
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
            problems: blanks(&Typed::default()),
        };
        let page = InvitePage {
            frame: Frame::sample(None),
            name: "\"><script>".into(),
            email: "sato@city.example".into(),
            form,
        };
        let html = page.render().unwrap();
        audit(&html);
        assert!(html.contains("sato@city.example") && !html.contains("\"><script>"), "{html}");
    }
}
