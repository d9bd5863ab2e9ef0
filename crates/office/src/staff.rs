//! `/office/staff`: who works here, and what waits for a second person.

pub(super) mod change;
pub(super) mod invite;
pub(super) mod person;
pub(super) mod transfers;
mod words;

use actix_web::web;
use askama::Template;
use back_office::{
    Administer, BackOffice, Nowhere, RequestPart, StaffLine, StaffList, StaffQuery, WaitingRequest,
};
use chrono::NaiveDate;
use kernel::{Language, StaffId};
use serde::Deserialize;

use super::{case::Notice, frame::Frame, grants::GrantLine, queue::Choice};
use crate::link;
use ::web::{
    guard::{Browser, Registrar, Signed, WebError},
    page::Page,
    shown,
};

/// The list.
#[derive(Template)]
#[template(path = "staff.html")]
struct StaffPage {
    frame: Frame,
    notice: Option<Notice>,
    words: String,
    departments: Vec<Choice>,
    filtered: bool,
    people: Vec<PersonLine>,
    waiting: Vec<RequestLine>,
    /// Where cases wait that nobody could be given: the place and how many.
    nowhere: Vec<(String, u64)>,
    /// To whom decisions go for review of which nobody has confirmed how, and whether a year is over.
    unconfirmed: Vec<(String, bool)>,
    next_page: Option<String>,
    may_invite: bool,
    may_transfer: bool,
}

/// Somebody, as a line of the list.
struct PersonLine {
    name: String,
    email: String,
    address: String,
    grants: Vec<GrantLine>,
    /// Empty for who never came in.
    signed_in: String,
    has_factor: bool,
    /// Since when they are shut out; empty while they are not.
    disabled: String,
}

/// What waits, with the buttons that it has.
pub(super) struct RequestLine {
    id: String,
    name: String,
    address: String,
    changes: String,
    /// What would be done.
    what: String,
    asked_by: String,
    asked_at: String,
    lapses_on: String,
    may_confirm: bool,
    may_withdraw: bool,
}

/// What stands in the address.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    q: String,
    #[serde(default)]
    department: String,
    after: Option<String>,
    /// What was done before.
    done: Option<String>,
}

/// The people whom somebody may see.
pub(super) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Registrar>,
    browser: Browser,
    wanted: web::Query<Wanted>,
) -> Result<Page<impl Template>, WebError> {
    let wanted = wanted.into_inner();
    let query = wanted.understood()?;
    let filtered = !query.words.is_empty() || query.department.is_some();
    let StaffList { rows, next, waiting, departments } =
        back_office.staff_list(&staff, query).await?;
    let nowhere = back_office.nowhere_told(&staff).await?;
    let unconfirmed = back_office.open_instructions().await?;
    let mut frame = Frame::of(&back_office, &staff, &browser).await?;
    frame.here = link::STAFF;
    let today = back_office.today();
    let departments = departments.into_iter().map(|(id, name)| {
        let chosen = id.as_str() == wanted.department;
        Choice { value: id.to_string(), name, chosen }
    });
    Ok(Page::ok(StaffPage {
        notice: wanted.done.as_deref().and_then(words::done),
        departments: departments.collect(),
        filtered,
        people: rows.into_iter().map(|line| PersonLine::of(&back_office, line, today)).collect(),
        waiting: waiting.into_iter().map(|it| RequestLine::of(&back_office, it, today)).collect(),
        nowhere: nowhere.iter().map(|it| nowhere_line(&back_office, it)).collect(),
        unconfirmed: unconfirmed.into_iter().map(|it| (it.reviewer, it.is_over)).collect(),
        next_page: next.map(|last| wanted.address_after(&last)),
        words: wanted.q,
        may_invite: staff.authority.allows_somewhere::<Administer>(),
        may_transfer: back_office.may_transfer(&staff),
        frame,
    }))
}

/// Where they wait, in words: the department, or the desk at which they lie, and the procedure.
fn nowhere_line(back_office: &BackOffice, nowhere: &Nowhere) -> (String, u64) {
    let catalogue = back_office.catalogue();
    let place = &nowhere.place;
    let desk = catalogue.department_name(place.at_desk().as_str(), Language::Japanese);
    let mut words = format!("{desk}　{}", catalogue.title_of(&place.procedure));
    if let Some(ward) = &place.ward {
        words.push('　');
        words.push_str(&catalogue.ward_name(ward, Language::Japanese));
    }
    (words, nowhere.cases)
}

impl Wanted {
    fn understood(&self) -> Result<StaffQuery, WebError> {
        let department = Some(self.department.as_str()).filter(|id| !id.is_empty());
        let department = department.map(str::parse).transpose();
        let after = self.after.as_deref().map(str::parse).transpose();
        Ok(StaffQuery {
            words: self.q.trim().to_owned(),
            department: department.map_err(|_no_id| WebError::NotFound)?,
            after: after.map_err(|_no_id| WebError::NotFound)?,
        })
    }

    /// The same list after somebody.
    fn address_after(&self, last: &StaffId) -> String {
        let fields = [("q", self.q.trim()), ("department", &self.department)];
        let said = fields.into_iter().filter(|(_, value)| !value.is_empty());
        let said = said.map(|(name, value)| format!("{name}={}&", link::percent_encoded(value)));
        format!("{}?{}after={last}", link::STAFF, said.collect::<String>())
    }
}

impl PersonLine {
    fn of(back_office: &BackOffice, line: StaffLine, today: NaiveDate) -> Self {
        let moment = |at| shown::moment(at, today, Language::Japanese);
        Self {
            address: link::person(&line.id),
            name: line.name,
            email: line.email,
            grants: line.grants.iter().map(|grant| GrantLine::of(back_office, grant)).collect(),
            signed_in: line.signed_in_at.map(moment).unwrap_or_default(),
            has_factor: line.has_factor,
            disabled: line.disabled_at.map(moment).unwrap_or_default(),
        }
    }
}

impl RequestLine {
    pub(super) fn of(back_office: &BackOffice, request: WaitingRequest, today: NaiveDate) -> Self {
        let (about, name) = request.about;
        let what = match &request.grant {
            Some(grant) => {
                format!("{}を追加する", GrantLine::of(back_office, grant).in_a_row())
            }
            None => "認証アプリの登録を取り消す".to_owned(),
        };
        Self {
            id: request.id.to_string(),
            name,
            address: link::person(&about),
            changes: link::person_changes(&about),
            what,
            asked_by: request.asked_by,
            asked_at: shown::moment(request.asked_at, today, Language::Japanese),
            lapses_on: shown::day(request.lapses_on, today, Language::Japanese),
            may_confirm: request.part == RequestPart::Second,
            may_withdraw: request.part == RequestPart::Asker,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::audit;

    pub(super) fn request() -> RequestLine {
        RequestLine {
            id: "0193a5c8-7e1b-7c3d-9e4f-0123456789ab".into(),
            name: "<b>高橋</b> 一".into(),
            address: "/office/staff/x".into(),
            changes: "/office/staff/x/changes".into(),
            what: "管理者（仙台市）を追加する".into(),
            asked_by: "山本 管".into(),
            asked_at: "11月24日 10:04".into(),
            lapses_on: "12月8日".into(),
            may_confirm: true,
            may_withdraw: false,
        }
    }

    #[test]
    fn the_list_is_whole_and_safe() {
        let grant = GrantLine {
            role: "決裁者（課長）".into(),
            department: "保険年金課".into(),
            only: String::new(),
        };
        let person = PersonLine {
            name: "<b>佐藤</b> 一郎".into(),
            email: "sato@city.example".into(),
            address: "/office/staff/x".into(),
            grants: vec![grant],
            signed_in: String::new(),
            has_factor: false,
            disabled: "11月24日".into(),
        };
        let page = StaffPage {
            nowhere: vec![("水道局 営業課　水道の使用開始".into(), 2)],
            unconfirmed: vec![("県<b>知事".into(), false), ("審査会".into(), true)],
            frame: Frame::sample(None),
            notice: words::done("disable"),
            words: "\"><script>".into(),
            departments: Vec::new(),
            filtered: true,
            people: vec![person],
            waiting: vec![request()],
            next_page: Some("/office/staff?after=x".into()),
            may_invite: true,
            may_transfer: true,
        };
        let html = page.render().unwrap();
        audit(&html);
        assert!(!html.contains("<b>") && !html.contains("\"><script>"), "{html}");
        assert!(html.contains("確認待ち") && html.contains("決裁者（課長）"), "{html}");
    }
}
