//! Several cases at once: those that were chosen in the list. Each is decided by itself, and what
//! becomes of each is told.

use actix_web::{HttpResponse, Responder as _, web};
use askama::Template;
use back_office::{BackOffice, CaseView, Error};
use kernel::{Language, SubmissionId};
use review_workflow::{Command, CommandKind, LineRefusal, Refusal};

use super::{frame::Frame, typed::Typed};
use crate::link;
use ::web::{
    guard::{Browser, Clerk, Guarded, Signed, WebError, sentence},
    page::Page,
};

/// More than a clerk looks through at once.
const MOST_AT_ONCE: usize = 50;

/// What became of the chosen cases.
#[derive(Template)]
#[template(path = "chosen.html")]
struct ChosenPage {
    frame: Frame,
    /// の担当になりました, を交付しました
    what: &'static str,
    done: Vec<ChosenCase>,
    left: Vec<(ChosenCase, String)>,
    back: String,
}

/// What would become of them.
#[derive(Template)]
#[template(path = "settle_chosen.html")]
struct SettlePage {
    frame: Frame,
    can: Vec<ChosenCase>,
    cannot: Vec<(ChosenCase, String)>,
    from: String,
    back: String,
}

/// One of them.
struct ChosenCase {
    /// Its id and the version that was seen, as a tick sends them.
    tick: String,
    address: String,
    number: String,
    title: String,
}

/// Does with every chosen case what was pressed, where it can be done.
pub(super) async fn submit(
    back_office: web::Data<BackOffice>,
    staff: Signed<Clerk>,
    browser: Browser,
    request: actix_web::HttpRequest,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let typed = Typed::new(posted.into_inner());
    let from = typed.value("from").to_owned();
    let mut ticked = Vec::new();
    for (id, version) in typed.all().filter_map(chosen_case).take(MOST_AT_ONCE) {
        let view = back_office.glance(&staff, &id).await?;
        ticked.push((ChosenCase::of(&view, version, &from), id, version, view));
    }
    let frame = Frame::of(&back_office, &staff, &browser).await?;
    let back = link::queue_again(&from);
    let settles = typed.value("do") == "settle";
    if settles && typed.value("sure") != "yes" {
        let (mut can, mut cannot) = (Vec::new(), Vec::new());
        for (case, _, version, view) in ticked {
            match hindrance(&view, version) {
                None => can.push(case),
                Some(why) => cannot.push((case, told(why))),
            }
        }
        return Ok(Page::ok(SettlePage { frame, can, cannot, from, back }).respond_to(&request));
    }
    let (command, what) = if settles {
        (Command::Settle, "を交付しました")
    } else {
        (Command::Claim, "の担当になりました")
    };
    let (mut done, mut left) = (Vec::new(), Vec::new());
    for (case, id, version, _) in ticked {
        match back_office.command(&staff, &id, version, command.clone().into()).await {
            Ok(()) => done.push(case),
            Err(fault) => left.push((case, told(fault))),
        }
    }
    Ok(Page::ok(ChosenPage { frame, what, done, left, back }).respond_to(&request))
}

/// Why a case cannot be settled as it was seen.
fn hindrance(view: &CaseView, version: i64) -> Option<Error> {
    if view.case.version != version {
        return Some(Error::Conflict { by: None, at: None });
    }
    if view.available.contains(&CommandKind::Settle) {
        return None;
    }
    let command = CommandKind::Settle;
    let usual = || {
        if view.case.state.is_final() {
            Refusal::WrongState { command, state: view.case.state }
        } else {
            LineRefusal::NotAlone.into()
        }
    };
    Some(view.not_alone.clone().unwrap_or_else(usual).into())
}

fn told(fault: Error) -> String {
    sentence(&fault.into(), Language::Japanese).advice.into_owned()
}

impl ChosenCase {
    fn of(view: &CaseView, version: i64, from: &str) -> Self {
        let id: &SubmissionId = &view.case.id;
        Self {
            tick: format!("{id}:{version}"),
            address: link::case_from(id, from),
            number: view.receipt_number.to_string(),
            title: view.published.form.title(Language::Japanese).to_owned(),
        }
    }
}

/// A ticked box holds the case and the version that was seen: `0193…:4`.
fn chosen_case((name, value): (&str, &str)) -> Option<(SubmissionId, i64)> {
    let (id, version) = value.split_once(':').filter(|_| name == "case")?;
    Some((id.parse().ok()?, version.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::audit;

    fn case(number: &str) -> ChosenCase {
        ChosenCase {
            tick: "0193a5c8-7e1b-7c3d-9e4f-0123456789ab:3".into(),
            address: "/office/cases/0193?from=view%3Dall".into(),
            number: number.into(),
            title: "<b>住民票".into(),
        }
    }

    #[test]
    fn what_would_happen_is_shown_first_and_then_what_did() {
        let page = SettlePage {
            frame: Frame::sample(None),
            can: vec![case("2611-7K3M-92QC")],
            cannot: vec![(case("2611-7K3M-92QD"), "1人では決められません。".into())],
            from: "view=all&q=\"><script>".into(),
            back: "/office/?view=all".into(),
        };
        let html = page.render().unwrap();
        audit(&html);
        assert!(html.contains("1件をまとめて交付する") && !html.contains("<b>住民票"), "{html}");
        let page = ChosenPage {
            frame: Frame::sample(None),
            what: "を交付しました",
            done: vec![case("2611-7K3M-92QC")],
            left: vec![(case("2611-7K3M-92QD"), "変更されています。".into())],
            back: "/office/?view=all".into(),
        };
        let html = page.render().unwrap();
        audit(&html);
        assert!(
            html.contains("1件を交付しました") && html.contains("1件はできませんでした"),
            "{html}"
        );
    }

    #[test]
    fn a_tick_names_a_case_and_a_version() {
        let id = "0193a5c8-7e1b-7c3d-9e4f-0123456789ab";
        let read = chosen_case(("case", &format!("{id}:4"))).unwrap();
        assert_eq!((read.0.as_str(), read.1), (id, 4));
        for (name, value) in [("case", id), ("case", "x:4"), ("other", "0193:4")] {
            assert!(chosen_case((name, value)).is_none(), "{name} {value}");
        }
    }
}
