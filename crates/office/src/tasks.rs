//! `/office/tasks`: やること, what there is to do that no list of cases tells of.

use actix_web::web;
use askama::Template;
use back_office::{BackOffice, Task};

use super::{approvals::LineView, frame::Frame};
use crate::link;
use ::web::{
    guard::{Browser, Reader, Signed, WebError},
    page::Page,
};

#[derive(Template)]
#[template(path = "tasks.html")]
struct TasksPage {
    frame: Frame,
    kinds: Vec<KindView>,
}

/// All of one kind.
struct KindView {
    id: &'static str,
    title: &'static str,
    /// What to do about it.
    advice: &'static str,
    lines: Vec<LineView>,
}

/// The page.
pub(super) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Reader>,
    browser: Browser,
) -> Result<Page<impl Template>, WebError> {
    let kinds = back_office.tasks(&staff).await?.into_iter().map(|(task, lines)| {
        let (id, title, advice, part) = told(task);
        let lines = lines.into_iter().map(|line| LineView::of(line, part)).collect();
        KindView { id, title, advice, lines }
    });
    let kinds = kinds.filter(|kind| !kind.lines.is_empty()).collect();
    let mut frame = Frame::of(&back_office, &staff, &browser).await?;
    frame.here = link::TASKS;
    Ok(Page::ok(TasksPage { frame, kinds }))
}

/// Id, title, what to do, and on which part of the page of a case.
const fn told(task: Task) -> (&'static str, &'static str, &'static str, &'static str) {
    match task {
        Task::Undelivered => (
            "undelivered",
            "届かなかったメール",
            "申請者にメールが届いていません。電話や郵便で知らせ、そのことを案件のメモに書くと、ここから消えます。",
            "messages",
        ),
        Task::Refund => (
            "refunds",
            "返金の確認待ち",
            "返金を提案した人とは別の人が、案件で確かめて決めます。",
            "giving-back",
        ),
        Task::RefundFailed => (
            "refunds-failed",
            "できなかった返金",
            "決済会社で返せませんでした。案件で理由を確かめ、もう一度返金するか、別の方法で返して、そのことをメモに書くと、ここから消えます。",
            "giving-back",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::audit;

    #[test]
    fn what_is_to_be_done_stands_with_how() {
        let kinds = |tasks: &[Task]| {
            let kind = |task: &Task| {
                let (id, title, advice, _) = told(*task);
                KindView { id, title, advice, lines: vec![LineView::sample()] }
            };
            let kinds = tasks.iter().map(kind).collect();
            let html = TasksPage { frame: Frame::sample(None), kinds }.render().unwrap();
            audit(&html);
            html
        };
        let html = kinds(&Task::ALL);
        assert!(html.contains("電話や郵便で知らせ") && !html.contains("<b>児童手当"), "{html}");
        assert!(kinds(&[]).contains("やることはありません"));
    }
}
