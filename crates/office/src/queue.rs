//! `/office/`: which cases wait, sorted by deadline, filtered as the clerk wants.

mod filter;
mod row;

use actix_web::{HttpResponse, web};
use askama::Template;
use back_office::{BackOffice, QueueView};

use self::{filter::QueueQuery, row::RowView};
use super::frame::{Frame, count_in_words, view_name};
use ::web::{
    guard::{Browser, Guarded, Reader, Signed, WebError},
    page::{Page, see_other},
};

pub(super) use filter::{Choice, TakeFilter, take_fields};
pub(super) use row::state_colour;

/// As many as fit on two screens; more is another page.
const PAGE: u32 = 50;

#[derive(Template)]
#[template(path = "queue.html")]
struct QueuePage {
    frame: Frame,
    title: &'static str,
    /// The view in addresses.
    view: &'static str,
    /// How many cases the list holds, as it is filtered.
    total: String,
    /// The list in addresses, to come back to.
    from: String,
    words: String,
    /// What was looked for is not kept any more, or was somebody else's.
    forgotten: bool,
    procedures: Vec<Choice>,
    states: Vec<Choice>,
    departments: Vec<Choice>,
    wards: Vec<Choice>,
    assignees: Vec<Choice>,
    findings: Vec<Choice>,
    orders: Vec<Choice>,
    filtered: bool,
    rows: Vec<RowView>,
    next_page: Option<String>,
    /// Whether the person takes cases.
    takes: bool,
}

/// The queue as far as this person may see it.
pub(super) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Reader>,
    browser: Browser,
    query: web::Query<QueueQuery>,
) -> Result<Page<impl Template>, WebError> {
    let query = query.into_inner().settled(&staff);
    let words = match query.search() {
        Some(search) => back_office.words_of(&staff, search).await?,
        None => None,
    };
    let forgotten = query.search().is_some() && words.is_none();
    let query = query.looking_for(words);
    let view = query.view();
    let frame = Frame::of(&back_office, &staff, &browser, Some(view)).await?;
    let page = back_office.queue(&staff, query.filter(), query.cursor(), PAGE).await?;
    let total = if query.is_filtered() {
        count_in_words(back_office.queue_count(&staff, &query.filter()).await?)
    } else {
        total_of(&frame, view)
    };
    let colleagues = back_office.holders(&staff).await?;
    let today = back_office.today();
    let from = query.text(query.cursor().as_deref());
    Ok(Page::ok(QueuePage {
        title: view_name(view),
        view: view.word(),
        total,
        words: query.words().to_owned(),
        forgotten,
        procedures: query.procedures(&back_office),
        states: query.states(),
        departments: query.departments(&back_office),
        wards: query.wards(&back_office),
        assignees: query.assignees(&colleagues),
        findings: query.findings(),
        orders: query.orders(),
        filtered: query.is_filtered(),
        rows: page.rows.into_iter().map(|row| RowView::of(row, today, &from)).collect(),
        from,
        next_page: page.next.map(|cursor| query.address_of(&cursor)),
        takes: staff.authority.allows_somewhere::<back_office::Take>(),
        frame,
    }))
}

/// Narrows the list. What is looked for names people, so the address that follows does not.
pub(super) async fn narrow(
    back_office: web::Data<BackOffice>,
    staff: Signed<Reader>,
    posted: Guarded<QueueQuery>,
) -> Result<HttpResponse, WebError> {
    let query = posted.into_inner().settled(&staff);
    let search = match query.words() {
        "" => None,
        words => Some(back_office.keep_search(&staff, words).await?),
    };
    Ok(see_other(&query.kept_as(search)))
}

fn total_of(frame: &Frame, view: QueueView) -> String {
    let held = frame.views.iter().find(|link| link.name == view_name(view));
    held.map(|link| link.count.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use back_office::QueueRow;
    use kernel::Instant;
    use review_workflow::State;

    use super::*;
    use testkit::audit;

    fn row(state: State, remaining_days: Option<i64>) -> QueueRow {
        let now = Instant::parse_rfc3339("2026-11-20T21:04:00+09:00").unwrap();
        QueueRow {
            id: kernel::SubmissionId::new(&kernel::SystemIds, now),
            receipt_number: kernel::ReceiptNumber::draw(&kernel::SystemIds, now),
            procedure: "jido-teate-nintei".into(),
            title: "児童手当 認定請求".into(),
            applicant: Some("<b>青葉</b> 花子".into()),
            applicant_kana: Some("アオバ ハナコ".into()),
            state,
            assignee: Some("佐藤 一郎".into()),
            received_at: now,
            due_on: Some(now.day()),
            remaining_days,
            warnings: 1,
            open_findings: 1,
            is_mine: false,
            department: "hoiku-kyufu".parse().unwrap(),
            department_name: "子供家庭支援課".into(),
            ward: Some("aoba".parse().unwrap()),
            ward_name: Some("青葉区".into()),
            version: 3,
        }
    }

    fn page(rows: Vec<QueueRow>, takes: bool) -> String {
        let query = QueueQuery::default();
        let today = Instant::parse_rfc3339("2026-11-21T09:00:00+09:00").unwrap().day();
        let page = QueuePage {
            frame: Frame::sample(Some(QueueView::Mine)),
            title: "担当中",
            view: "mine",
            total: "1000+".into(),
            from: "view=mine&cursor=x".into(),
            words: "\"><script>".into(),
            forgotten: true,
            procedures: Vec::new(),
            states: query.states(),
            departments: Vec::new(),
            wards: Vec::new(),
            assignees: Vec::new(),
            findings: Vec::new(),
            orders: query.orders(),
            filtered: true,
            rows: rows.into_iter().map(|row| RowView::of(row, today, "view=mine")).collect(),
            next_page: Some("/office/?view=mine&cursor=x".into()),
            takes,
        };
        page.render().unwrap()
    }

    #[test]
    fn the_queue_is_whole_and_safe() {
        let html = page(vec![row(State::Received, Some(2)), row(State::InReview, Some(-1))], true);
        audit(&html);
        assert!(!html.contains("<b>青葉</b>") && !html.contains("\"><script>"), "{html}");
        assert!(html.contains("1</b> 開庁日超過"), "{html}");
        assert!(html.contains("1000+件"), "{html}");
        assert!(html.contains("?from=view%3Dmine\""), "the case knows the way back: {html}");
        assert!(!html.contains("問題なし"), "nobody has looked at it");
    }

    #[test]
    fn who_takes_no_cases_is_offered_none() {
        let html = page(vec![row(State::Received, Some(2))], false);
        audit(&html);
        assert!(!html.contains("次の1件</") && !html.contains("type=\"checkbox\" name=\"case\""));
    }

    #[test]
    fn an_empty_queue_says_so() {
        let html = page(Vec::new(), true);
        audit(&html);
        assert!(html.contains("条件に合う案件はありません"), "{html}");
    }
}
