//! `/office/cases/{id}/readers` and `/office/audit`: who looked at what, for those who oversee it.

pub(super) mod file;
mod words;

use std::str::FromStr;

use actix_web::web;
use askama::Template;
use back_office::{BackOffice, LOOKS, LookKind, LookPage, LookQuery, LookRow, Staff};
use chrono::NaiveDate;
use kernel::{Language, ReceiptNumber, StaffId};
use serde::Deserialize;

use super::{
    anomalies::{Attempt, OddView},
    case::case_id,
    dispatch::looked_at,
    frame::{Frame, role_name},
    queue::Choice,
};
use crate::link;
use ::web::{
    guard::{Browser, Overseer, Signed, WebError},
    page::Page,
    shown,
};
use words::Called;

/// Who looked at one case.
#[derive(Template)]
#[template(path = "readers.html")]
struct ReadersPage {
    frame: Frame,
    receipt_number: String,
    back: String,
    looks: Vec<LookView>,
    next_page: Option<String>,
}

/// The register.
#[derive(Template)]
#[template(path = "looks.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct LooksPage {
    frame: Frame,
    /// What stands out and nobody has answered for.
    odd: Vec<OddView>,
    /// Where this page of them begins, as a form that answers one sends it.
    odd_here: String,
    /// Where the next page of them begins.
    odd_next: Option<String>,
    /// What was typed as an answer and cannot be one.
    has_problem: bool,
    /// Whether an answer was kept a moment ago.
    is_answered: bool,
    number: String,
    people: Vec<Choice>,
    kinds: Vec<Choice>,
    from: String,
    until: String,
    /// What was typed and cannot be: left out, and said.
    misread: Vec<&'static str>,
    filtered: bool,
    /// Whether only cases of some departments are told.
    limited: bool,
    looks: Vec<LookView>,
    next_page: Option<String>,
    /// The same looks as a file.
    file: String,
}

/// A look, as a line of a table.
struct LookView {
    at: String,
    who: String,
    role: String,
    what: &'static str,
    part: String,
    /// The case: its number, title and address.
    case: Option<(String, String, String)>,
}

/// Where a page of the list begins.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Cursor {
    cursor: Option<String>,
}

/// The filters of the register, as they stand in the address.
#[derive(Debug, Default, Deserialize)]
pub(super) struct LooksQuery {
    #[serde(default)]
    number: String,
    #[serde(default)]
    by: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
    cursor: Option<String>,
    /// Where a page of what stands out begins.
    odd: Option<String>,
    done: Option<String>,
}

/// Who looked at a case.
pub(super) async fn of_case(
    back_office: web::Data<BackOffice>,
    staff: Signed<Overseer>,
    browser: Browser,
    id: web::Path<String>,
    query: web::Query<Cursor>,
) -> Result<Page<impl Template>, WebError> {
    let id = case_id(&id)?;
    let (number, page) = back_office.readers(&staff, &id, query.cursor.as_deref()).await?;
    let here = link::case_part(&id, "readers");
    let LookPage { rows, next, .. } = page;
    let today = back_office.today();
    Ok(Page::ok(ReadersPage {
        frame: Frame::of(&back_office, &staff, &browser).await?,
        receipt_number: number.to_string(),
        back: link::case(&id),
        looks: rows.into_iter().map(|look| LookView::of(look, today, &|_, _| None)).collect(),
        next_page: next.map(|cursor| format!("{here}?cursor={cursor}")),
    }))
}

/// The register of all looks.
pub(super) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Overseer>,
    browser: Browser,
    query: web::Query<LooksQuery>,
) -> Result<Page<impl Template>, WebError> {
    let query = query.into_inner();
    Ok(Page::ok(register(&back_office, &staff, &browser, query, None).await?))
}

/// The page of the register, with what was typed as an answer and cannot be one.
pub(super) async fn register(
    back_office: &BackOffice,
    staff: &Staff,
    browser: &Browser,
    query: LooksQuery,
    attempt: Option<&Attempt>,
) -> Result<LooksPage, WebError> {
    let (wanted, misread) = query.understood();
    let cursor = query.cursor.as_deref();
    let LookPage { rows, next, limited } = back_office.looks(staff, &wanted, cursor, LOOKS).await?;
    let today = back_office.today();
    let mut frame = Frame::of(back_office, staff, browser).await?;
    frame.here = link::LOOKS;
    let odd = back_office.anomalies(staff, query.odd.as_deref()).await?;
    let people = back_office.looked_at_by(staff).await?;
    let called = |name: &str, id: &str| words::called(back_office, &people, (name, id));
    let looks = rows.into_iter().map(|look| LookView::of(look, today, &called)).collect();
    let people = people.into_iter().map(|(id, name)| {
        let chosen = wanted.by.as_ref() == Some(&id);
        Choice { value: id.into(), name, chosen }
    });
    let kinds = LookKind::ALL.iter().map(|kind| Choice {
        value: kind.word().to_owned(),
        name: kind_name(*kind).to_owned(),
        chosen: wanted.kind == Some(*kind),
    });
    Ok(LooksPage {
        odd_here: query.odd.clone().unwrap_or_default(),
        odd_next: odd.next.map(|cursor| format!("{}?odd={cursor}#odd", link::LOOKS)),
        odd: odd.lines.into_iter().map(|line| OddView::of(line, attempt)).collect(),
        has_problem: attempt.is_some(),
        is_answered: query.done.is_some(),
        file: query.address_of(link::LOOKS_FILE, None),
        people: people.collect(),
        kinds: kinds.collect(),
        filtered: wanted != LookQuery::default(),
        limited,
        misread,
        looks,
        next_page: next.map(|cursor| query.address_of(link::LOOKS, Some(&cursor))),
        number: query.number,
        from: query.from,
        until: query.until,
        frame,
    })
}

impl LooksQuery {
    /// What is asked for, and the names of what cannot be understood.
    fn understood(&self) -> (LookQuery, Vec<&'static str>) {
        let mut misread = Vec::new();
        let query = LookQuery {
            case: read::<ReceiptNumber>(&self.number, "受付番号", &mut misread),
            by: read(&self.by, "職員", &mut misread),
            kind: read(&self.kind, "見たもの", &mut misread),
            from: read(&self.from, "いつから", &mut misread),
            until: read(&self.until, "いつまで", &mut misread),
        };
        (query, misread)
    }

    /// Everything, beside the page of what stands out that begins there.
    pub(super) fn with_odd(odd: Option<String>) -> Self {
        Self { odd, ..Self::default() }
    }

    /// The looks of one person on one day.
    pub(super) fn of_day(by: &StaffId, day: NaiveDate) -> Self {
        let (by, day) = (by.to_string(), day.to_string());
        Self { by, from: day.clone(), until: day, ..Self::default() }
    }

    /// The same at `page`, from `cursor` on.
    pub(super) fn address_of(&self, page: &str, cursor: Option<&str>) -> String {
        let fields = [
            ("number", &self.number),
            ("by", &self.by),
            ("kind", &self.kind),
            ("from", &self.from),
            ("until", &self.until),
        ];
        let said = fields.into_iter().map(|(name, value)| (name, value.as_str()));
        let said = said.chain(cursor.map(|cursor| ("cursor", cursor)));
        let said = said.filter(|(_, value)| !value.is_empty());
        let said: Vec<String> =
            said.map(|(name, value)| format!("{name}={}", link::percent_encoded(value))).collect();
        if said.is_empty() { page.to_owned() } else { format!("{page}?{}", said.join("&")) }
    }
}

/// What was typed, if it can be; nothing typed is nothing asked.
fn read<T: FromStr>(text: &str, name: &'static str, misread: &mut Vec<&'static str>) -> Option<T> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let found = text.parse().ok();
    if found.is_none() {
        misread.push(name);
    }
    found
}

impl LookView {
    fn of(look: LookRow, today: NaiveDate, called: Called<'_>) -> Self {
        let role = look.role.map(role_name).unwrap_or_default();
        let department = look.department.unwrap_or_default();
        let part = match (look.label, look.found, look.kind) {
            (Some(label), ..) => label,
            (None, Some(found), _) => {
                let through = words::looked_through(&look.part, called);
                format!("{found}件　{through}").trim_end().to_owned()
            }
            (None, None, LookKind::Notice) => looked_at(&look.part),
            (None, None, LookKind::Value) => look.part,
            (None, None, _) => String::new(),
        };
        Self {
            at: shown::moment(look.at, today, Language::Japanese),
            who: look.name,
            role: [department.as_str(), role].join("　").trim().to_owned(),
            what: kind_name(look.kind),
            part,
            case: look.case.map(|(id, number, title)| (number.to_string(), title, link::case(&id))),
        }
    }
}

const fn kind_name(kind: LookKind) -> &'static str {
    match kind {
        LookKind::Case => "案件",
        LookKind::History => "履歴",
        LookKind::Value => "伏せた項目",
        LookKind::File => "添付",
        LookKind::Application => "申請書（PDF）",
        LookKind::Notice => "通知書",
        LookKind::List => "一覧",
        LookKind::Search => "検索",
        LookKind::Code => "照会コードの再発行",
        LookKind::Readers => "見た人",
        LookKind::Looks => "見た記録",
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Instant, Role, StaffId, SubmissionId, SystemIds};

    use super::*;
    use testkit::audit;

    fn look(kind: LookKind) -> LookRow {
        let at = Instant::parse_rfc3339("2026-11-23T10:04:00+09:00").unwrap();
        LookRow {
            at,
            by: StaffId::new(&SystemIds, at),
            name: "<b>佐藤</b> 一郎".into(),
            role: Some(Role::Clerk),
            department: Some("保険年金課".into()),
            kind,
            case: Some((
                SubmissionId::new(&SystemIds, at),
                ReceiptNumber::draw(&SystemIds, at),
                "住民票の写し".into(),
            )),
            part: "/myNumber".into(),
            label: Some("マイナンバー".into()),
            found: None,
        }
    }

    fn day() -> NaiveDate {
        Instant::parse_rfc3339("2026-11-24T09:00:00+09:00").unwrap().day()
    }

    fn page(looks: Vec<LookView>) -> String {
        let query = LooksQuery {
            number: "\"><script>".into(),
            kind: "value".into(),
            ..LooksQuery::default()
        };
        let (wanted, misread) = query.understood();
        assert_eq!((wanted.kind, &*misread), (Some(LookKind::Value), ["受付番号"].as_slice()));
        let next = query.address_of(link::LOOKS, Some("5~0"));
        assert!(next.ends_with("kind=value&cursor=5~0"), "{next}");
        assert_eq!(LooksQuery::default().address_of(link::LOOKS_FILE, None), link::LOOKS_FILE);
        let page = LooksPage {
            frame: Frame::sample(None),
            number: query.number.clone(),
            people: Vec::new(),
            kinds: Vec::new(),
            from: String::new(),
            until: String::new(),
            misread,
            filtered: true,
            limited: true,
            looks,
            next_page: Some(next),
            odd: OddView::samples(),
            odd_here: "1-2".into(),
            odd_next: Some("/office/audit?odd=1-2#odd".into()),
            has_problem: true,
            is_answered: true,
            file: query.address_of(link::LOOKS_FILE, None),
        };
        page.render().unwrap()
    }

    #[test]
    fn the_register_is_whole_and_safe() {
        let every = LookKind::ALL
            .iter()
            .map(|kind| LookView::of(look(*kind), day(), &|_, _| None))
            .collect();
        let html = page(every);
        audit(&html);
        assert!(!html.contains("<b>佐藤") && !html.contains("\"><script>"), "{html}");
        assert!(html.contains("マイナンバー") && html.contains("受付番号は読めません"), "{html}");
        let none = page(Vec::new());
        audit(&none);
        assert!(none.contains("該当する記録はありません"), "{none}");
    }

    #[test]
    fn who_looked_at_a_case_is_told_by_name_and_role() {
        let page = ReadersPage {
            frame: Frame::sample(None),
            receipt_number: "2611-7K3F-9QRT".into(),
            back: "/office/cases/x".into(),
            looks: vec![LookView::of(look(LookKind::File), day(), &|_, _| None)],
            next_page: None,
        };
        let html = page.render().unwrap();
        audit(&html);
        assert!(html.contains("保険年金課　担当者"), "{html}");
    }
}
