//! `/office/`: which cases wait, sorted by deadline, filtered as the clerk wants.

mod choice;
mod filter;
mod quick;
mod row;

use actix_web::{Either, HttpResponse, web};
use askama::Template;
use back_office::{
    AnswerColumns, BackOffice, Column, Condition, Counted, Error, QueueFilter, QueueRow, QueueSort,
    QueueView, Staff, View,
};
use chrono::Datelike as _;
use kernel::StaffId;
use serde::Deserialize;

use self::quick::QuickLink;
use super::frame::{Current, Frame, count_in_words, home, sees_cases, view_name};
use crate::link;
use ::web::{
    guard::{Browser, Guarded, Member, Reader, Signed, WebError, known},
    page::{Page, see_other},
};

pub(super) use choice::Choice;
pub(super) use filter::{Chip, Choices, QueueQuery, TakeFilter, take_fields};
pub(super) use quick::due_name;
pub(super) use row::{PROTECTED, RowView, returned_name, standing, standing_colour};

/// As many as fit on two screens; more is another page.
const PAGE: u32 = 50;

/// What was looked for is not kept any more, or was somebody else's.
const FORGOTTEN: &str = "検索の言葉は、入れた人だけが8時間まで使えます。もう一度入れてください。";
/// A case was handed to others, and is not seen any more.
const GONE: &str = "ほかの課へ回しました。この案件は、あなたの一覧から外れました。";
/// An order that not every case has a place in.
const ONLY_OVER: &str = "終わった案件だけを、終わった日の新しい順に表示しています。";
/// The place in the address is none of this list.
const ANEW: &str = "並べ方か条件が変わったので、はじめから表示しています。";

#[derive(Template)]
#[template(path = "queue.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
struct QueuePage {
    frame: Frame,
    title: String,
    /// The view in addresses.
    view: &'static str,
    /// How many cases the list holds, as it is filtered.
    total: String,
    /// The list in addresses, to come back to.
    from: String,
    words: String,
    /// Where a list goes on that stopped, and how far it went.
    goes_on: Option<(String, String)>,
    /// Whether a search does not find older cases yet.
    is_behind: bool,
    /// Where the same words are looked for in every case.
    everywhere: Option<String>,
    /// Why this is not quite the list that was asked for.
    told: Option<&'static str>,
    choices: Choices,
    /// The conditions of the list, each with where it is let go of.
    chips: Vec<Chip>,
    /// What there would be in an empty list without one of them.
    ways_out: Vec<(String, String)>,
    columns: Vec<Column>,
    /// Answers of the one procedure that the list is narrowed to.
    answers: Vec<String>,
    filtered: bool,
    quick: Vec<QuickLink>,
    rows: Vec<RowView>,
    pages: Pages,
    /// Where this list is kept as a view.
    keep: String,
    /// Where the view is changed that this is.
    change: Option<String>,
    /// Whether the person takes cases.
    takes: bool,
    /// Whether they work on any.
    works: bool,
    /// Of the request that takes the ticked ones.
    key: String,
}

impl QueuePage {
    fn shows(&self, column: Column) -> bool {
        let known = column != Column::Ward || !self.choices.wards.is_empty();
        known && self.columns.contains(&column)
    }
}

/// The pages beside this one.
#[derive(Default)]
struct Pages {
    first: Option<String>,
    previous: Option<String>,
    next: Option<String>,
}

/// The queue as far as this person may see it; who sees no case is led to their own first page.
pub(super) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Member>,
    browser: Browser,
    query: web::Query<QueueQuery>,
) -> Result<Either<HttpResponse, Page<impl Template>>, WebError> {
    if !sees_cases(&staff) {
        return Ok(Either::Left(see_other(home(&staff))));
    }
    let query = query.into_inner().settled(&staff);
    let words = match query.search() {
        Some(search) => back_office.words_of(&staff, search).await?,
        None => None,
    };
    let forgotten = query.search().is_some() && words.is_none();
    let query = query.looking_for(words);
    let page = page_of(&back_office, &staff, &browser, &query, None).await?;
    let told = if forgotten { Some(FORGOTTEN) } else { page.told };
    let told = if query.is_after_handing_over() { Some(GONE) } else { told };
    Ok(Either::Right(Page::ok(QueuePage { told, ..page })))
}

/// What stands in the address of a kept view.
#[derive(Debug, Deserialize)]
pub(super) struct Place {
    cursor: Option<String>,
    gone: Option<String>,
}

/// The queue as a kept view narrows it.
pub(super) async fn show_kept(
    back_office: web::Data<BackOffice>,
    staff: Signed<Reader>,
    browser: Browser,
    id: web::Path<String>,
    place: web::Query<Place>,
) -> Result<Page<impl Template>, WebError> {
    let view = back_office.kept_view(&staff, &known(&id)?).await?;
    let Place { cursor, gone } = place.into_inner();
    let query = QueueQuery::of_view(&view, cursor);
    let page = page_of(&back_office, &staff, &browser, &query, Some(&view)).await?;
    let told = if gone.is_some() { Some(GONE) } else { page.told };
    Ok(Page::ok(QueuePage { told, ..page }))
}

#[expect(clippy::too_many_lines, reason = "one for each part of the page")]
async fn page_of(
    back_office: &BackOffice,
    staff: &Staff,
    browser: &Browser,
    query: &QueueQuery,
    kept: Option<&View>,
) -> Result<QueuePage, WebError> {
    let (view, filter) = (query.view(), query.filter());
    let current = kept.map_or(Current::View(view), |kept| Current::Kept(&kept.id));
    let frame = Frame::of_list(back_office, staff, browser, current).await?;
    let size = kept.map_or(PAGE, |kept| kept.page_size);
    let (page, anew) = match back_office.queue(staff, filter.clone(), query.cursor(), size).await {
        Err(Error::NotFound) if query.cursor().is_some() => {
            (back_office.queue(staff, filter.clone(), None, size).await?, true)
        }
        listed => (listed?, false),
    };
    let searched = !query.words().is_empty();
    let ways_out = if page.rows.is_empty() && query.cursor().is_none() {
        back_office.ways_out(staff, &filter).await?
    } else {
        Vec::new()
    };
    let (total, quick) = if searched {
        // What is found is looked for once: the page itself says how much there is.
        let more = page.next.is_some() || page.previous.is_some();
        (Counted { number: u64::try_from(page.rows.len()).unwrap_or(u64::MAX), more }, Vec::new())
    } else {
        quick::row(back_office, staff, query, kept.is_some()).await?
    };
    let (colleagues, desks) = (whose(back_office, staff).await?, back_office.desks(staff).await?);
    let labels = back_office.known_labels(staff).await?;
    let choices = query.choices(back_office, &colleagues, &desks, &labels);
    let today = back_office.today();
    let place = query.cursor().filter(|_| !anew);
    let from = query.text(place.as_deref());
    let columns = kept.map_or(Column::USUAL.into(), |kept| kept.columns.clone());
    let answers = answers_of(back_office, staff, &filter, &columns, &page.rows).await?;
    let row = |row: QueueRow| {
        let said = answers.of.get(&row.id).cloned();
        let said = said.unwrap_or_else(|| vec![String::new(); answers.titles.len()]);
        RowView { answers: said, ..RowView::of(row, today, &from) }
    };
    Ok(QueuePage {
        title: kept.map_or_else(|| view_name(view).to_owned(), |kept| kept.name.clone()),
        view: view.word(),
        total: count_in_words(total),
        words: query.words().to_owned(),
        told: if anew { Some(ANEW) } else { only_over(query.view(), &filter) },
        chips: query.chips(&choices),
        choices,
        ways_out: ways_out.into_iter().map(|way| way_out(query, way)).collect(),
        columns,
        filtered: query.is_filtered(),
        quick,
        rows: page.rows.into_iter().map(row).collect(),
        answers: answers.titles,
        from,
        goes_on: page.next.as_deref().filter(|_| page.stopped).map(|cursor| {
            let until = page.stopped_at.map_or_else(
                || "この一覧を20,000件まで調べました。".to_owned(),
                |day| format!("{}年{}月の到達分まで調べました。", day.year(), day.month()),
            );
            (until, query.address_of(cursor))
        }),
        is_behind: page.is_behind,
        everywhere: query.everywhere(),
        pages: Pages {
            first: place.map(|_| link::queue_again(&query.text(None))),
            previous: page.previous.map(|cursor| query.address_of(&cursor)),
            next: page.next.filter(|_| !page.stopped).map(|cursor| query.address_of(&cursor)),
        },
        keep: query.keeping(),
        change: kept.filter(|kept| kept.may_change).map(|kept| link::view_part(&kept.id, "edit")),
        takes: staff.authority.allows_somewhere::<back_office::Take>(),
        works: staff.authority.allows_somewhere::<back_office::Work>(),
        key: back_office.bulk_key(),
        frame,
    })
}

/// Why a list has no case that is open, where its name does not say so.
fn only_over(view: QueueView, filter: &QueueFilter) -> Option<&'static str> {
    let is_over = filter.words.is_none() && filter.order() == QueueSort::Ended;
    (is_over && view != QueueView::Closed).then_some(ONLY_OVER)
}

/// 「区を外すと 12件」, and where.
fn way_out(query: &QueueQuery, (condition, counted): (Condition, Counted)) -> (String, String) {
    let name = match condition {
        Condition::Procedure => "手続",
        Condition::State => "状態",
        Condition::Ward => "区",
        Condition::Department => "所管",
        Condition::Desk => "手元",
    };
    (format!("{name}を外すと {}件", count_in_words(counted)), query.without(condition))
}

/// What the cases of a list say in the columns of its procedure, where it shows them.
async fn answers_of(
    back_office: &BackOffice,
    staff: &Staff,
    filter: &QueueFilter,
    columns: &[Column],
    rows: &[QueueRow],
) -> Result<AnswerColumns, WebError> {
    let [procedure] = &filter.procedures[..] else { return Ok(AnswerColumns::default()) };
    if !columns.contains(&Column::Answers) {
        return Ok(AnswerColumns::default());
    }
    let ids = rows.iter().map(|row| row.id.clone()).collect();
    Ok(back_office.column_answers(staff, procedure, ids).await?)
}

/// What the list with the query `from` shows; nothing where the words are forgotten that narrow it,
/// which would show more than was meant.
pub(super) async fn filter_of(
    back_office: &BackOffice,
    staff: &Staff,
    from: &str,
) -> Result<Option<QueueFilter>, WebError> {
    let query = QueueQuery::of_list(from).settled(staff);
    let Some(search) = query.search() else { return Ok(Some(query.filter())) };
    let words = back_office.words_of(staff, search).await?;
    Ok(words.map(|words| query.looking_for(Some(words)).filter()))
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

/// Whose cases a list can be narrowed to: who works here, and who left some behind.
pub(super) async fn whose(
    back_office: &BackOffice,
    staff: &Staff,
) -> Result<Vec<(StaffId, String)>, WebError> {
    let mut all = back_office.holders(staff).await?;
    let gone = back_office.left_behind(staff).await?.into_iter();
    all.extend(gone.map(|(id, name)| (id, format!("{name}（担当できません）"))));
    Ok(all)
}

#[cfg(test)]
pub(super) mod tests {
    use back_office::QueueView;
    use kernel::Instant;
    use review_workflow::State;

    use super::*;
    use testkit::audit;

    pub(crate) fn row(state: State, remaining_days: Option<i64>) -> QueueRow {
        let now = Instant::parse_rfc3339("2026-11-20T21:04:00+09:00").unwrap();
        QueueRow {
            returned: None,
            step: None,
            is_asked: false,
            id: kernel::SubmissionId::new(&kernel::SystemIds, now),
            receipt_number: kernel::ReceiptNumber::draw(&kernel::SystemIds, now),
            procedure: "jido-teate-nintei".into(),
            title: "児童手当 認定請求".into(),
            applicant: Some("<b>青葉</b> 花子".into()),
            applicant_kana: Some("アオバ ハナコ".into()),
            state,
            assignee: Some("佐藤 一郎".into()),
            received_at: now,
            changed_at: now,
            ended_at: state.is_final().then_some(now),
            corrections: 2,
            due_on: Some(now.day()),
            stopped: state.stops_the_clock().then(|| (3, now.day())),
            source: back_office::Source::Counter,
            remaining_days,
            warnings: 1,
            open_findings: 1,
            labels: Vec::new(),
            is_first: false,
            is_protected: false,
            question_at: Some(now),
            is_mine: false,
            is_unread: true,
            department: "hoiku-kyufu".parse().unwrap(),
            department_name: "子供家庭支援課".into(),
            desk: None,
            desk_name: None,
            ward: Some("aoba".parse().unwrap()),
            ward_name: Some("青葉区".into()),
            version: 3,
        }
    }

    fn page(rows: Vec<QueueRow>, takes: bool) -> String {
        page_beside(Pages::default(), rows, takes)
    }

    fn page_beside(pages: Pages, rows: Vec<QueueRow>, takes: bool) -> String {
        whole(&QueueQuery::default(), pages, rows, takes).render().unwrap()
    }

    /// An empty list that is no part of another.
    fn list(query: &QueueQuery, takes: bool) -> String {
        let page = whole(query, Pages::default(), Vec::new(), takes);
        QueuePage { goes_on: None, everywhere: None, ..page }.render().unwrap()
    }

    fn whole(query: &QueueQuery, pages: Pages, rows: Vec<QueueRow>, takes: bool) -> QueuePage {
        let today = Instant::parse_rfc3339("2026-11-21T09:00:00+09:00").unwrap().day();
        QueuePage {
            frame: Frame::sample(Some(QueueView::Mine)),
            title: "担当中".into(),
            view: "mine",
            total: "1000+".into(),
            from: "view=mine&cursor=x".into(),
            words: "\"><script>".into(),
            told: Some(FORGOTTEN),
            choices: query.sample(),
            chips: vec![Chip { name: "泉区<b>".into(), address: "/office/?view=mine".into() }],
            ways_out: vec![("区を外すと 12件".into(), "/office/?view=mine".into())],
            columns: Column::ALL.into(),
            filtered: true,
            quick: vec![QuickLink {
                name: "期限超過",
                address: "/office/?view=mine&due=over".into(),
                count: "3".into(),
                current: true,
                is_late: true,
            }],
            rows: rows
                .into_iter()
                .map(|row| RowView {
                    answers: vec!["<i>柴犬</i>".into()],
                    ..RowView::of(row, today, "view=mine")
                })
                .collect(),
            answers: vec!["犬の種類".into()],
            goes_on: (pages.first.is_none()).then(|| {
                ("2024年3月の到達分まで調べました。".into(), "/office/?view=mine&search=x".into())
            }),
            is_behind: true,
            everywhere: Some("/office/?view=all&search=x".into()),
            pages,
            keep: "/office/views/new?view=mine".into(),
            change: Some("/office/views/0193/edit".into()),
            takes,
            works: takes,
            key: "abc".into(),
        }
    }

    #[test]
    fn the_queue_is_whole_and_safe() {
        let html = page(vec![row(State::Received, Some(2)), row(State::InReview, Some(-1))], true);
        audit(&html);
        assert!(
            html.contains("<th scope=\"col\">犬の種類</th>") && html.contains("柴犬"),
            "{html}"
        );
        assert!(!html.contains("<i>柴犬"), "{html}");
        assert!(!html.contains("<b>青葉</b>") && !html.contains("\"><script>"), "{html}");
        assert!(html.contains("1</b>開庁日超過"), "{html}");
        assert!(html.contains("あと<b>2</b>開庁日"), "{html}");
        assert!(html.contains("<td class=\"whole\">審査中</td>"), "nothing is called out: {html}");
        assert!(html.contains("1000+件"), "{html}");
        assert!(html.contains("<span class=\"chip b\">新着</span>"), "{html}");
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
    fn a_page_in_the_middle_leads_both_ways() {
        let pages = || Pages {
            first: Some("/office/?view=mine".into()),
            previous: Some("/office/?view=mine&cursor=w".into()),
            next: Some("/office/?view=mine&cursor=x".into()),
        };
        let html = page_beside(pages(), vec![row(State::Received, Some(2))], true);
        audit(&html);
        for link in [">はじめへ</a>", "rel=\"prev\"", "rel=\"next\""] {
            assert!(html.contains(link), "{link}: {html}");
        }
        let html = page_beside(pages(), Vec::new(), true);
        audit(&html);
        assert!(html.contains("この先に案件はありません"), "{html}");
    }

    #[test]
    fn an_empty_queue_says_so() {
        let html = page(Vec::new(), true);
        audit(&html);
        assert!(html.contains("ここまでに、条件に合う案件はありません"), "{html}");
    }

    #[test]
    fn an_empty_list_says_what_else_there_is() {
        let html = list(&QueueQuery::default(), false).replace('\n', "");
        audit(&html);
        assert!(html.contains("この条件に合う案件はありません。"), "{html}");
        assert!(html.contains("<a href=\"/office/?view=mine\">区を外すと 12件</a>"), "{html}");
        let chip = "<a class=\"chip b\" href=\"/office/?view=mine\">泉区&#60;b&#62; \
                    <span aria-hidden=\"true\">×</span><span class=\"vh\">を外す</span></a>";
        assert!(html.contains(chip), "{html}");
        let several = QueueQuery::of_list("view=all&state=received&state=answered&channel=counter");
        let html = list(&several, false);
        audit(&html);
        for (name, value) in [("state", "received"), ("state", "answered"), ("channel", "counter")]
        {
            let kept = format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">");
            assert!(html.contains(&kept), "what was chosen goes with the form: {html}");
        }
        for name in ["未着手", "補正の返事", "窓口・郵送"] {
            assert!(!html.contains(&format!(">{name}</option>")), "once is enough: {html}");
        }
        assert!(html.contains(">状態を足す</option>") && html.contains(">経路を足す</option>"));
    }
}
