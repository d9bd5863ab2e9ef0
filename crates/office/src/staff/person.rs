//! `/office/staff/{person}`: what somebody is granted, how they come in, and what was done.

use std::borrow::Cow;

use actix_web::web;
use askama::Template;
use back_office::{BackOffice, HeldGrant, LetterState, PersonEvent, PersonView, Staff, TokenView};
use chrono::NaiveDate;
use kernel::{Grant, Instant, Language, Rank, Right, Role, StaffId};
use serde::Deserialize;

use super::{
    RequestLine,
    words::{done, event_words},
};
use crate::{
    case::Notice,
    frame::{Frame, role_name},
    grants::{GrantLine, right_name},
    link,
    me::sessions::SessionLine,
    queue::Choice,
    typed::Typed,
};
use ::web::{
    guard::{Browser, Registrar, Signed, WebError, known, rank_name},
    page::Page,
    shown,
};

/// One person.
#[derive(Template)]
#[template(path = "person.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct PersonPage {
    frame: Frame,
    notice: Option<Notice>,
    name: String,
    email: String,
    changes: String,
    /// Empty for who never came in.
    signed_in: String,
    has_factor: bool,
    /// Since when they are shut out; empty while they are not.
    disabled: String,
    sessions: Vec<SessionLine>,
    /// What became of a link that was mailed and not followed; empty without one.
    invited: String,
    has_password: bool,
    open_cases: u64,
    grants: Vec<HeldLine>,
    tokens: Vec<TokenLine>,
    waiting: Vec<RequestLine>,
    events: Vec<EventLine>,
    older: Option<String>,
    /// The form that gives a grant, for who may.
    form: Option<GrantForm>,
    may_change: bool,
    is_oneself: bool,
}

/// A grant that is held.
struct HeldLine {
    grant: GrantLine,
    /// By whom and when.
    given: String,
    /// As it is written, where one may take it away.
    ends: Option<String>,
}

struct TokenLine {
    name: String,
    scopes: String,
    ends: String,
}

struct EventLine {
    at: String,
    what: &'static str,
    about: String,
    by: String,
    /// 管理者　仙台市; empty where no grant was needed.
    by_grant: String,
}

/// What is chosen to give.
pub(super) struct GrantForm {
    pub(super) departments: Vec<Choice>,
    pub(super) roles: Vec<Choice>,
    pub(super) ranks: Vec<Choice>,
    pub(super) wards: Vec<Choice>,
    pub(super) procedures: Vec<Choice>,
    pub(super) rights: Vec<Choice>,
    pub(super) until: String,
    /// Whether something was typed that could not be done.
    pub(super) open: bool,
    /// What is to be mended, in the order of the page.
    pub(super) problems: Vec<FieldProblem>,
}

/// What is wrong with a field; with none where it is about all of it.
pub(super) struct FieldProblem {
    pub(super) field: &'static str,
    pub(super) sentence: Cow<'static, str>,
}

/// What stands in the address.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Came {
    /// What was done before.
    done: Option<String>,
    /// Where older events begin.
    before: Option<String>,
}

/// The page.
pub(crate) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Registrar>,
    browser: Browser,
    id: web::Path<String>,
    came: web::Query<Came>,
) -> Result<Page<impl Template>, WebError> {
    let id = known::<StaffId>(&id)?;
    let view = back_office.person(&staff, &id, came.before.as_deref()).await?;
    let notice = came.done.as_deref().and_then(done);
    let page = PersonPage::of(&back_office, &staff, &browser, view, &Typed::default()).await?;
    Ok(Page::ok(PersonPage { notice, ..page }))
}

impl PersonPage {
    /// The page, with what was typed to give somebody a grant.
    pub(super) async fn of(
        back_office: &BackOffice,
        staff: &Staff,
        browser: &Browser,
        view: PersonView,
        typed: &Typed,
    ) -> Result<Self, WebError> {
        let today = back_office.today();
        let moment = |at| shown::moment(at, today, Language::Japanese);
        let mut frame = Frame::of(back_office, staff, browser).await?;
        frame.here = link::STAFF;
        let PersonView { line, is_oneself, may_change, .. } = view;
        let may_give = !is_oneself && line.disabled_at.is_none() && !view.may_give_in.is_empty();
        let (address, changes) = (link::person(&line.id), link::person_changes(&line.id));
        let held = |it| HeldLine::of(back_office, it, today);
        Ok(Self {
            form: may_give.then(|| GrantForm::of(back_office, &view.may_give_in, typed, "give")),
            grants: view.grants.into_iter().map(held).collect(),
            tokens: view.tokens.into_iter().map(TokenLine::of).collect(),
            waiting: view
                .waiting
                .into_iter()
                .map(|it| RequestLine::of(back_office, it, today))
                .collect(),
            events: view
                .events
                .into_iter()
                .map(|event| EventLine::of(back_office, event, today))
                .collect(),
            older: view.older.map(|cursor| format!("{address}?before={cursor}#history")),
            sessions: view.sessions.into_iter().map(|it| SessionLine::of(it, today)).collect(),
            invited: view.invited.map(|link| invited_words(link, today)).unwrap_or_default(),
            has_password: view.has_password,
            open_cases: view.open_cases,
            name: line.name,
            email: line.email,
            changes,
            signed_in: line.signed_in_at.map(moment).unwrap_or_default(),
            has_factor: line.has_factor,
            disabled: line.disabled_at.map(moment).unwrap_or_default(),
            may_change: may_change && !is_oneself,
            is_oneself,
            notice: None,
            frame,
        })
    }

    pub(super) fn saying(self, notice: Notice) -> Self {
        Self { notice: Some(notice), ..self }
    }
}

impl HeldLine {
    fn of(back_office: &BackOffice, held: HeldGrant, today: NaiveDate) -> Self {
        let given = match held.given {
            Some((at, by)) => {
                let by = by.unwrap_or_else(|| OPERATOR.to_owned());
                format!("{} {by}", shown::moment(at, today, Language::Japanese))
            }
            None => "記録を始める前".to_owned(),
        };
        Self {
            grant: GrantLine::of(back_office, &held.grant),
            given,
            ends: held.may_end.then(|| held.grant.to_string()),
        }
    }
}

impl TokenLine {
    fn of(token: TokenView) -> Self {
        let ends = shown::plain_day(token.expires_at.day(), Language::Japanese);
        Self { name: token.id, scopes: token.scopes.join("、"), ends }
    }
}

impl EventLine {
    fn of(back_office: &BackOffice, event: PersonEvent, today: NaiveDate) -> Self {
        let grant = |grant: &Grant| GrantLine::of(back_office, grant).in_a_row();
        let about = event.grant.as_ref().map(grant).or(event.token);
        let by = event.by.unwrap_or_else(|| OPERATOR.to_owned());
        let by_grant = event.by_grant.map(|(role, department)| {
            let catalogue = back_office.catalogue();
            let department = catalogue.department_name(department.as_str(), Language::Japanese);
            format!("{}　{department}", role_name(role))
        });
        Self {
            at: shown::moment(event.at, today, Language::Japanese),
            what: event_words(event.kind, event.grant.is_some()),
            about: about.unwrap_or_default(),
            by: match event.second {
                Some(second) => format!("{by}（確認：{second}）"),
                None => by,
            },
            by_grant: by_grant.unwrap_or_default(),
        }
    }
}

/// What became of a link: how far its mail is, and until when it is good.
fn invited_words((letter, until): (LetterState, Instant), today: NaiveDate) -> String {
    let until = shown::moment(until, today, Language::Japanese);
    match letter {
        LetterState::Waiting => format!("これから送ります（{until}まで有効）"),
        LetterState::Sent => format!("送りました（{until}まで有効）"),
        LetterState::Dead => {
            "送れませんでした。メールアドレスを確かめて、もう一度送ってください".to_owned()
        }
    }
}

impl GrantForm {
    /// What is wrong with a field; empty when nothing is.
    pub(super) fn wrong(&self, field: &str) -> &str {
        let found = self.problems.iter().find(|problem| problem.field == field);
        found.map_or("", |problem| &*problem.sentence)
    }

    /// The fields, with what was typed into the form of `kind`.
    pub(super) fn of(
        back_office: &BackOffice,
        departments: &[(kernel::DepartmentId, String)],
        typed: &Typed,
        kind: &str,
    ) -> Self {
        let catalogue = back_office.catalogue();
        let is = |name: &str, value: &str| typed.of(kind, name) == value;
        let ticked = |name: &str, value: &str| {
            typed.all().any(|(field, ticked)| field == name && ticked == value)
        };
        let administered = |id: &kernel::DepartmentId| departments.iter().any(|(it, _)| it == id);
        let procedures = catalogue.procedures();
        let mut procedures: Vec<Choice> = procedures
            .iter()
            .filter(|published| administered(&catalogue.department_of(published)))
            .map(|published| Choice {
                value: published.form.id().to_owned(),
                name: published.form.title(Language::Japanese).to_owned(),
                chosen: ticked("procedure", published.form.id()),
            })
            .collect();
        procedures.sort_by(|one, other| one.name.cmp(&other.name));
        let choice = |value: &str, name: &str, chosen| Choice {
            value: value.to_owned(),
            name: name.to_owned(),
            chosen,
        };
        let ranks = Rank::ALL.into_iter().filter(|rank| *rank != Rank::Staff);
        let ward = |ward: back_office::Ward| Choice {
            chosen: ticked("ward", ward.id.as_str()),
            name: catalogue.ward_name(&ward.id, Language::Japanese),
            value: ward.id.to_string(),
        };
        Self {
            departments: departments
                .iter()
                .map(|(id, name)| Choice {
                    value: id.to_string(),
                    name: name.clone(),
                    chosen: is("department", id.as_str()),
                })
                .collect(),
            roles: Role::ALL
                .map(|role| choice(role.word(), role_name(role), is("role", role.word())))
                .into(),
            ranks: ranks
                .map(|rank| choice(rank.word(), rank_name(rank), is("rank", rank.word())))
                .collect(),
            wards: catalogue.wards().into_iter().map(ward).collect(),
            procedures,
            rights: Right::ALL
                .map(|it| choice(it.word(), right_name(it), ticked("right", it.word())))
                .into(),
            until: typed.of(kind, "until").to_owned(),
            open: typed.value("type") == kind,
            problems: Vec::new(),
        }
    }
}

/// Whoever did it at the machine and not at the screen.
const OPERATOR: &str = "運用担当（コマンド）";

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::audit;

    fn page(form: Option<GrantForm>) -> PersonPage {
        let grant = || GrantLine {
            role: "決裁者（課長）".into(),
            department: "保険年金課".into(),
            only: "青葉区".into(),
        };
        let ends = Some("approver:section@hoken-nenkin".to_owned());
        PersonPage {
            frame: Frame::sample(None),
            notice: done("reset-waits"),
            name: "<b>佐藤</b> 一郎".into(),
            email: "sato@city.example".into(),
            changes: "/office/staff/x/changes".into(),
            signed_in: "11月24日 10:04".into(),
            has_factor: true,
            disabled: String::new(),
            sessions: vec![SessionLine {
                name: "abcdef012345".into(),
                browser: "Chrome（Windows）".into(),
                began: "11月24日 9:00".into(),
                last_used: "11月24日 10:04".into(),
                is_this: false,
            }],
            invited: "送りました（11月27日 10:04まで有効）".into(),
            has_password: false,
            open_cases: 3,
            grants: vec![
                HeldLine { grant: grant(), given: "11月24日 山本 管".into(), ends },
                HeldLine { grant: grant(), given: "記録を始める前".into(), ends: None },
            ],
            tokens: vec![TokenLine {
                name: "0123456789ab".into(),
                scopes: "cases".into(),
                ends: "2027年1月1日".into(),
            }],
            waiting: vec![crate::staff::tests::request()],
            events: vec![EventLine {
                at: "11月24日 10:04".into(),
                what: "役割を追加",
                about: "決裁者（課長）保険年金課".into(),
                by: "山本 管（確認：中村 理）".into(),
                by_grant: "管理者　仙台市".into(),
            }],
            older: Some("/office/staff/x?before=y".into()),
            form,
            may_change: true,
            is_oneself: false,
        }
    }

    #[test]
    fn the_page_is_whole_and_safe() {
        let choice = |value: &str, chosen| Choice {
            value: value.to_owned(),
            name: value.to_owned(),
            chosen,
        };
        let form = GrantForm {
            departments: vec![choice("city", false)],
            roles: vec![choice("clerk", true)],
            ranks: vec![choice("chief", false)],
            wards: vec![choice("aoba", true)],
            procedures: vec![choice("suido-kaishi", false)],
            rights: vec![choice("see:bank", true)],
            until: "\"><script>".into(),
            open: true,
            problems: vec![FieldProblem {
                field: "role", sentence: "選んでください。".into()
            }],
        };
        let html = page(Some(form)).render().unwrap();
        audit(&html);
        assert!(!html.contains("<b>") && !html.contains("\"><script>"), "{html}");
        let html = PersonPage { may_change: false, is_oneself: true, ..page(None) };
        let html = html.render().unwrap();
        audit(&html);
        assert!(!html.contains("利用を止める"), "{html}");
    }
}
