//! `/office/views`: the views of the queue that one keeps oneself, and those that a department
//! shares. Made from a list as it is narrowed, changed, put away and brought back.

use actix_web::{HttpRequest, HttpResponse, Responder as _, http::StatusCode, web};
use askama::Template;
use back_office::{BackOffice, Column, Error, NewView, Staff, View, ViewFault};
use kernel::DepartmentId;
use serde::Deserialize;

use super::{
    frame::Frame,
    history::moment,
    queue::{Choice, Choices, QueueQuery, whose},
    typed::Typed,
};
use crate::link;
use ::web::{
    guard::{Browser, Guarded, Reader, Signed, WebError, known},
    page::{Page, see_other},
};

/// The lengths that a page can have.
const SIZES: [u32; 3] = [20, 50, 100];
const USUAL_SIZE: u32 = 50;

/// Every view.
#[derive(Template)]
#[template(path = "views.html")]
struct ViewsPage {
    frame: Frame,
    own: Vec<View>,
    shared: Vec<View>,
    away: Vec<AwayLine>,
    /// Why nothing came back.
    problem: Option<String>,
}

/// A view that was put away.
struct AwayLine {
    name: String,
    /// The department; empty for one's own.
    shared: String,
    since: String,
    back: String,
}

/// The form of one view.
#[derive(Template)]
#[template(path = "view.html")]
struct ViewPage {
    frame: Frame,
    heading: &'static str,
    action: String,
    /// Where the form was come to from.
    back: String,
    /// Where the view is put away, if it is one already.
    away: Option<String>,
    version: i64,
    name: String,
    views: Vec<Choice>,
    choices: Choices,
    columns: Vec<Choice>,
    sizes: Vec<Choice>,
    counted: bool,
    /// Whose it can be: departments that the person leads.
    owners: Vec<Choice>,
    /// There were words, which no view keeps.
    words_left_out: bool,
    problem: Option<String>,
}

/// What the form holds.
struct Filled {
    version: i64,
    name: String,
    query: QueueQuery,
    columns: Vec<Column>,
    size: u32,
    counted: bool,
    shared: Option<DepartmentId>,
}

/// What a new view looks like.
#[derive(Debug, Deserialize)]
pub(super) struct Like {
    /// The kept view of which the list was one.
    like: Option<String>,
}

/// Every view of this person.
pub(super) async fn list(
    back_office: web::Data<BackOffice>,
    staff: Signed<Reader>,
    browser: Browser,
) -> Result<Page<impl Template>, WebError> {
    Ok(Page::ok(ViewsPage::of(&back_office, &staff, &browser).await?))
}

/// The form that keeps the list in the address.
pub(super) async fn begin(
    back_office: web::Data<BackOffice>,
    staff: Signed<Reader>,
    browser: Browser,
    query: web::Query<QueueQuery>,
    like: web::Query<Like>,
) -> Result<Page<impl Template>, WebError> {
    let query = query.into_inner();
    let words_left_out = query.searches();
    let mut filled = Filled::new(query);
    if let Some(id) = &like.like {
        let View { columns, page_size: size, counted, .. } =
            back_office.kept_view(&staff, &known(id)?).await?;
        filled = Filled { columns, size, counted, ..filled };
    }
    let page = ViewPage::of(&back_office, &staff, &browser, filled, None).await?;
    Ok(Page::ok(ViewPage { words_left_out, ..page }))
}

/// Keeps one more.
pub(super) async fn add(
    back_office: web::Data<BackOffice>,
    staff: Signed<Reader>,
    browser: Browser,
    request: HttpRequest,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let filled = Filled::read(&Typed::new(posted.into_inner()));
    match back_office.add_view(&staff, filled.view()).await {
        Ok(id) => Ok(see_other(&link::view(&id))),
        Err(fault) => {
            let problem = Some(told(fault)?);
            let page = ViewPage::of(&back_office, &staff, &browser, filled, None).await?;
            Ok(Page::to_mend(ViewPage { problem, ..page }).respond_to(&request))
        }
    }
}

/// The form of a view.
pub(super) async fn edit(
    back_office: web::Data<BackOffice>,
    staff: Signed<Reader>,
    browser: Browser,
    id: web::Path<String>,
) -> Result<Page<impl Template>, WebError> {
    let view = changeable(&back_office, &staff, &id).await?;
    let filled = Filled::of(&view);
    ViewPage::of(&back_office, &staff, &browser, filled, Some(&view)).await.map(Page::ok)
}

/// Changes it.
pub(super) async fn change(
    back_office: web::Data<BackOffice>,
    staff: Signed<Reader>,
    browser: Browser,
    request: HttpRequest,
    id: web::Path<String>,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let view = changeable(&back_office, &staff, &id).await?;
    let filled = Filled::read(&Typed::new(posted.into_inner()));
    match back_office.change_view(&staff, &view.id, filled.version, filled.view()).await {
        Ok(()) => Ok(see_other(&link::view(&view.id))),
        Err(ViewFault::Intent(Error::Conflict { .. })) => {
            // Saved once more, what stands there goes over what the other one saved.
            let view = changeable(&back_office, &staff, &id).await?;
            let filled = Filled { version: view.version, ..filled };
            let page = ViewPage::of(&back_office, &staff, &browser, filled, Some(&view)).await?;
            let problem = Some("ほかの人が、このビューを先に直しました。もう一度保存すると、下の内容に置きかわります。".to_owned());
            let page = ViewPage { problem, ..page };
            Ok(Page::with_status(StatusCode::CONFLICT, page).respond_to(&request))
        }
        Err(fault) => {
            let problem = Some(told(fault)?);
            let page = ViewPage::of(&back_office, &staff, &browser, filled, Some(&view)).await?;
            Ok(Page::to_mend(ViewPage { problem, ..page }).respond_to(&request))
        }
    }
}

/// Puts it away.
pub(super) async fn put_away(
    back_office: web::Data<BackOffice>,
    staff: Signed<Reader>,
    id: web::Path<String>,
    _posted: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    match back_office.put_view_away(&staff, &known(&id)?, true).await {
        Ok(()) => Ok(see_other(link::VIEWS)),
        Err(fault) => Err(fault_of(fault)),
    }
}

/// Brings it back.
pub(super) async fn bring_back(
    back_office: web::Data<BackOffice>,
    staff: Signed<Reader>,
    browser: Browser,
    request: HttpRequest,
    id: web::Path<String>,
    _posted: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let id = known(&id)?;
    match back_office.put_view_away(&staff, &id, false).await {
        Ok(()) => Ok(see_other(&link::view(&id))),
        Err(fault) => {
            let problem = Some(told(fault)?);
            let page = ViewsPage::of(&back_office, &staff, &browser).await?;
            Ok(Page::to_mend(ViewsPage { problem, ..page }).respond_to(&request))
        }
    }
}

async fn changeable(back_office: &BackOffice, staff: &Staff, id: &str) -> Result<View, WebError> {
    let view = back_office.kept_view(staff, &known(id)?).await?;
    if view.may_change { Ok(view) } else { Err(WebError::Forbidden) }
}

/// What is to be mended, if the person can.
fn told(fault: ViewFault) -> Result<String, WebError> {
    match fault {
        ViewFault::Name { limit } => {
            Ok(format!("ビューの名前を、1文字から{limit}文字で入れてください。"))
        }
        ViewFault::Full { limit } => Ok(format!(
            "ビューは{limit}個までです。使わないビューをしまってから、もう一度保存してください。"
        )),
        ViewFault::Intent(fault) => Err(fault.into()),
    }
}

fn fault_of(fault: ViewFault) -> WebError {
    match fault {
        ViewFault::Intent(fault) => fault.into(),
        // Nothing that is put away has a name to mend or needs room.
        other @ (ViewFault::Name { .. } | ViewFault::Full { .. }) => Error::internal(other).into(),
    }
}

impl Filled {
    /// As a list is that nobody keeps yet.
    fn new(query: QueueQuery) -> Self {
        Self {
            version: 1,
            name: String::new(),
            query,
            columns: Column::USUAL.into(),
            size: USUAL_SIZE,
            counted: true,
            shared: None,
        }
    }

    fn of(view: &View) -> Self {
        Self {
            version: view.version,
            name: view.name.clone(),
            query: QueueQuery::of_view(view, None),
            columns: view.columns.clone(),
            size: view.page_size,
            counted: view.counted,
            shared: view.shared.as_ref().map(|(id, _)| id.clone()),
        }
    }

    fn read(typed: &Typed) -> Self {
        let chosen: Vec<&str> =
            typed.all().filter(|(name, _)| *name == "column").map(|(_, word)| word).collect();
        let size = typed.value("size").parse().ok().filter(|size| SIZES.contains(size));
        Self {
            version: typed.value("version").parse().unwrap_or_default(),
            name: typed.value("name").to_owned(),
            query: QueueQuery::of_fields(typed),
            columns: Column::ALL.into_iter().filter(|one| chosen.contains(&one.word())).collect(),
            size: size.unwrap_or(USUAL_SIZE),
            counted: typed.value("counted") == "yes",
            shared: typed.value("shared").parse().ok(),
        }
    }

    fn view(&self) -> NewView {
        NewView {
            name: self.name.clone(),
            shared: self.shared.clone(),
            filter: self.query.filter(),
            columns: self.columns.clone(),
            page_size: self.size,
            counted: self.counted,
        }
    }
}

impl ViewPage {
    async fn of(
        back_office: &BackOffice,
        staff: &Staff,
        browser: &Browser,
        filled: Filled,
        view: Option<&View>,
    ) -> Result<Self, WebError> {
        let led = back_office.led_departments(staff).await?;
        let colleagues = whose(back_office, staff).await?;
        let desks = back_office.desks(staff).await?;
        let labels = back_office.known_labels(staff).await?;
        let shared = filled.shared.as_ref().map(DepartmentId::as_str);
        let columns = Column::ALL.into_iter().map(|column| Choice {
            value: column.word().to_owned(),
            name: column_name(column).to_owned(),
            chosen: filled.columns.contains(&column),
        });
        let size = filled.size.to_string();
        let sizes = SIZES.map(|rows| rows.to_string());
        Ok(Self {
            frame: Frame::of(back_office, staff, browser).await?,
            heading: if view.is_some() { "ビューを直す" } else { "ビューに残す" },
            action: match view {
                Some(view) => link::view_part(&view.id, "edit"),
                None => link::VIEWS.to_owned(),
            },
            back: view.map_or_else(|| filled.query.address(), |view| link::view(&view.id)),
            away: view.map(|view| link::view_part(&view.id, "away")),
            version: filled.version,
            views: filled.query.views(),
            choices: filled.query.choices(back_office, &colleagues, &desks, &labels),
            columns: columns.collect(),
            sizes: sizes.iter().map(|rows| Choice::new(rows, rows, Some(&size))).collect(),
            counted: filled.counted,
            owners: led.iter().map(|(id, name)| Choice::new(id.as_str(), name, shared)).collect(),
            name: filled.name,
            words_left_out: false,
            problem: None,
        })
    }
}

impl ViewsPage {
    async fn of(
        back_office: &BackOffice,
        staff: &Staff,
        browser: &Browser,
    ) -> Result<Self, WebError> {
        let mut frame = Frame::of(back_office, staff, browser).await?;
        frame.here = link::VIEWS;
        let (away, kept): (Vec<View>, Vec<View>) = back_office
            .every_view(staff)
            .await?
            .into_iter()
            .partition(|view| view.put_away_at.is_some());
        let (shared, own) = kept.into_iter().partition(|view| view.shared.is_some());
        let away = away.into_iter().map(|view| AwayLine {
            back: link::view_part(&view.id, "back"),
            shared: view.shared.map(|(_, name)| name).unwrap_or_default(),
            since: view.put_away_at.map(moment).unwrap_or_default(),
            name: view.name,
        });
        Ok(Self { frame, own, shared, away: away.collect(), problem: None })
    }
}

/// A column as lists call it.
const fn column_name(column: Column) -> &'static str {
    match column {
        Column::Applicant => "申請者",
        Column::Ward => "区",
        Column::State => "状態",
        Column::Findings => "確認",
        Column::Remaining => "残り",
        Column::Assignee => "担当",
        Column::Department => "所管",
        Column::Moved => "最後の動き",
        Column::Corrections => "補正の回数",
        Column::Answers => "手続の項目（1つの手続の一覧だけ）",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::audit;

    #[test]
    fn the_form_of_a_view_keeps_what_was_typed() {
        let query = QueueQuery::default();
        let column = |column: Column| Choice::new(column.word(), column_name(column), Some("ward"));
        let page = ViewPage {
            frame: Frame::sample(None),
            heading: "ビューに残す",
            action: link::VIEWS.to_owned(),
            back: "/office/?view=all".to_owned(),
            away: Some("/office/views/0193/away".to_owned()),
            version: 3,
            name: "\"><script>".to_owned(),
            views: query.views(),
            choices: query.sample(),
            columns: Column::ALL.into_iter().map(column).collect(),
            sizes: vec![Choice::new("20", "20", Some("20"))],
            counted: true,
            owners: vec![Choice::new("hoken-nenkin", "保険年金課", Some("hoken-nenkin"))],
            words_left_out: true,
            problem: told(ViewFault::Full { limit: 30 }).ok(),
        };
        let html = page.render().unwrap();
        audit(&html);
        assert!(!html.contains("\"><script>") && html.contains("ビューは30個までです"), "{html}");
        assert!(html.contains("検索の言葉は残しません"), "{html}");
    }

    #[test]
    fn who_keeps_nothing_is_told_how() {
        let page = ViewsPage {
            frame: Frame::sample(None),
            own: Vec::new(),
            shared: Vec::new(),
            away: Vec::new(),
            problem: None,
        };
        let html = page.render().unwrap();
        audit(&html);
        assert!(html.contains("この条件をビューに残す"), "{html}");
    }
}
