//! Changing what is written about somebody: one form for each thing, one address for all.

use actix_web::{HttpRequest, HttpResponse, Responder as _, web};
use back_office::{BackOffice, Changed, Error, PeopleFault, PersonChange};
use kernel::{Among, Grant, Rank, Role, StaffId};

use super::{person::PersonPage, words::refused};
use crate::{
    case::Notice,
    fresh::{Asked, Desk},
    link,
    typed::{Misread, Typed, sure},
};
use ::web::{
    guard::{Administrator, Browser, Guarded, Signed, WebError, known},
    page::{Page, see_other},
};

/// Does it; what was typed stands there again when it cannot be.
pub(crate) async fn submit(
    back_office: web::Data<BackOffice>,
    staff: Signed<Administrator>,
    browser: Browser,
    request: HttpRequest,
    id: web::Path<String>,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let id = known::<StaffId>(&id)?;
    let typed = Typed::new(posted.into_inner());
    // Who may not be seen is not there, whatever was typed.
    back_office.person(&staff, &id, None).await?;
    let desk = Desk::at(&back_office, &request)?;
    let (staff, browser) = match desk.proves(staff, browser, &typed).await? {
        Asked::GoesOn(staff, browser) => (staff, browser),
        Asked::Again(page) => return Ok(page),
    };
    let notice = match read(&typed) {
        Ok(change) => match back_office.change_person(&staff, &id, change).await {
            Ok(changed) => {
                let waits = if changed == Changed::Waits { "-waits" } else { "" };
                let done = format!("?done={}{waits}", typed.value("type"));
                // Who has lost their last grant here is seen no more.
                return match back_office.person(&staff, &id, None).await {
                    Ok(_) => Ok(see_other(&format!("{}{done}", link::person(&id)))),
                    Err(Error::NotFound) => Ok(see_other(&format!("{}{done}", link::STAFF))),
                    Err(fault) => Err(fault.into()),
                };
            }
            Err(PeopleFault::Intent(Error::FactorNotFresh)) => {
                return desk.asks(&staff, &browser, &typed, None).await;
            }
            Err(fault) => refused(fault)?,
        },
        Err(Misread::Mend(sentence)) => Notice::problem(sentence),
        Err(Misread::Form) => {
            return Err(WebError::Unusable { what: "no such change".to_owned() });
        }
    };
    let view = back_office.person(&staff, &id, None).await?;
    let page = PersonPage::of(&back_office, &staff, &browser, view, &typed).await?;
    Ok(Page::to_mend(page.saying(notice)).respond_to(&request))
}

fn read(typed: &Typed) -> Result<PersonChange, Misread> {
    let id = || typed.value("request").parse().map_err(|_no_id| Misread::Form);
    match typed.value("type") {
        "give" => Ok(PersonChange::Give(grant(typed).map_err(|unfit| unfit.why)?)),
        "end" => Ok(PersonChange::End(typed.value("grant").to_owned())),
        "disable" => sure(typed).map(|()| PersonChange::Disable),
        "enable" => Ok(PersonChange::Enable),
        "revoke" => Ok(PersonChange::RevokeToken(typed.value("token").to_owned())),
        "invite" => Ok(PersonChange::Invite),
        "end-session" => Ok(PersonChange::EndSession(typed.value("session").to_owned())),
        "end-sessions" => Ok(PersonChange::EndSessions),
        "reset" => sure(typed).map(|()| PersonChange::ResetFactor),
        "confirm" => Ok(PersonChange::Confirm(id()?)),
        "decline" => Ok(PersonChange::Decline(id()?)),
        _ => Err(Misread::Form),
    }
}

/// Why no grant can be read, and in which field that is.
pub(super) struct Unfit {
    pub(super) field: &'static str,
    pub(super) why: Misread,
}

impl Unfit {
    fn mend(field: &'static str, sentence: &'static str) -> Self {
        Self { field, why: Misread::mend(sentence) }
    }

    /// It is no form of ours.
    const fn form() -> Self {
        Self { field: "", why: Misread::Form }
    }
}

pub(super) fn grant(typed: &Typed) -> Result<Grant, Unfit> {
    let department = typed.value("department").parse();
    let department =
        department.map_err(|_no_id| Unfit::mend("department", "部署を選んでください。"))?;
    let role = typed.value("role").parse();
    let role: Role = role.map_err(|_no_role| Unfit::mend("role", "役割を選んでください。"))?;
    let rank = match (role, typed.value("rank")) {
        (Role::Approver, "") => {
            return Err(Unfit::mend("rank", "決裁者の職位を選んでください。"));
        }
        (Role::Approver, rank) => rank.parse().map_err(|_no_rank| Unfit::form())?,
        (_, "") => Rank::Staff,
        (_, _) => {
            return Err(Unfit::mend(
                "rank",
                "職位は、決裁者だけが持ちます。職位を「なし」にするか、役割を決裁者にしてください。",
            ));
        }
    };
    if (rank == Rank::Staff) == (role == Role::Approver) {
        return Err(Unfit::form());
    }
    let until = match typed.value("until").trim() {
        "" => None,
        day => Some(day.parse().map_err(|_no_day| {
            Unfit::mend("until", "最後の日は、2027-03-31のように書いてください。")
        })?),
    };
    let wards = named(typed, "ward").into_iter().map(str::parse).collect::<Result<_, _>>();
    let rights = named(typed, "right").into_iter().map(str::parse).collect::<Result<_, _>>();
    Ok(Grant {
        rank,
        until,
        procedures: among(named(typed, "procedure").into_iter().map(str::to_owned).collect()),
        wards: among(wards.map_err(|_no_id| Unfit::form())?),
        rights: rights.map_err(|_no_right| Unfit::form())?,
        ..Grant::new(role, department)
    })
}

/// What is ticked of a field.
fn named<'a>(typed: &'a Typed, name: &str) -> Vec<&'a str> {
    let all = typed.all().filter(|(field, value)| *field == name && !value.is_empty());
    all.map(|(_, value)| value).collect()
}

/// Nothing ticked is everything.
fn among<T: Ord>(ticked: Vec<T>) -> Among<T> {
    if ticked.is_empty() { Among::All } else { Among::These(ticked.into_iter().collect()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(fields: &[(&str, &str)]) -> Typed {
        Typed::new(fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
    }

    #[track_caller]
    fn check(fields: &[(&str, &str)], written: &str) {
        let mut all = vec![("type", "give"), ("department", "hoken-nenkin")];
        all.extend(fields);
        let found = match read(&typed(&all)) {
            Ok(PersonChange::Give(grant)) => grant.to_string(),
            Ok(_) => "another change".to_owned(),
            Err(Misread::Mend(sentence)) => sentence.into_owned(),
            Err(Misread::Form) => "no form".to_owned(),
        };
        assert!(found.contains(written), "{found}");
    }

    #[test]
    fn a_grant_is_read_as_it_is_typed() {
        check(&[("role", "clerk")], "clerk@hoken-nenkin");
        let narrow = [("role", "clerk"), ("ward", "izumi"), ("ward", "aoba"), ("ward", "")];
        check(&narrow, "clerk@hoken-nenkin[wards=aoba,izumi]");
        let high = [("role", "approver"), ("rank", "section"), ("until", "2027-03-31")];
        check(&high, "approver:section@hoken-nenkin[until=2027-03-31]");
        let seeing = [("role", "clerk"), ("right", "see:health"), ("right", "see:bank")];
        check(&seeing, "clerk@hoken-nenkin[rights=see:bank,see:health]");
        check(&[("role", "clerk"), ("right", "see:all")], "no form");
        check(&[("role", "approver")], "職位を選んで");
        check(&[("role", "approver"), ("rank", "staff")], "no form");
        check(&[("role", "clerk"), ("rank", "mayor")], "決裁者だけ");
        check(&[("role", "king")], "役割を選んで");
        check(&[("role", "clerk"), ("until", "いつか")], "2027-03-31");
    }

    #[test]
    fn what_shuts_out_is_confirmed_first() {
        for kind in ["disable", "reset"] {
            assert!(matches!(read(&typed(&[("type", kind)])), Err(Misread::Mend(_))), "{kind}");
            assert!(read(&typed(&[("type", kind), ("sure", "yes")])).is_ok(), "{kind}");
        }
        assert_eq!(read(&typed(&[("type", "confirm"), ("request", "x")])), Err(Misread::Form));
    }
}
