//! `/office/consultations`: what one's departments are asked before others decide (合議), a case
//! through the question, and the answer.

pub(super) mod asked;
pub(super) mod told;

use actix_web::web;
use askama::Template;
use back_office::{BackOffice, ConsultationLine, Staff};
use kernel::Language;
use review_workflow::{Command, CommandKind, Question, Stance};
use serde::Deserialize;

use super::{
    case::Notice,
    frame::Frame,
    history::moment,
    typed::{Misread, Typed, sure},
};
use crate::link;
use ::web::{
    guard::{Adviser, Browser, Signed, WebError},
    page::Page,
    shown,
};

/// What waits for an answer.
#[derive(Template)]
#[template(path = "consultations.html")]
struct ConsultationsPage {
    frame: Frame,
    notice: Option<Notice>,
    /// What somebody wrote who came too late to answer.
    unsent: String,
    /// What one's own departments are asked.
    to_answer: Vec<LineView>,
    /// What others are asked about one's cases.
    awaited: Vec<LineView>,
}

/// A question that waits.
struct LineView {
    address: String,
    receipt_number: String,
    title: String,
    /// Who asks, or who is asked.
    department: String,
    since: String,
    due_on: String,
    is_late: bool,
    binding: bool,
}

/// What stands in the address.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Came {
    #[serde(default)]
    done: String,
}

/// The list.
pub(super) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Adviser>,
    browser: Browser,
    came: web::Query<Came>,
) -> Result<Page<impl Template>, WebError> {
    let notice = (came.done == "yes").then(|| Notice {
        title: "合議に答えました",
        advice: "答えは、回した課の案件に載りました。この案件は、もうここからは開けません。".into(),
        is_problem: false,
    });
    ConsultationsPage::of(&back_office, &staff, &browser, notice).await.map(Page::ok)
}

impl ConsultationsPage {
    async fn of(
        back_office: &BackOffice,
        staff: &Staff,
        browser: &Browser,
        notice: Option<Notice>,
    ) -> Result<Self, WebError> {
        let book = back_office.consultations(staff).await?;
        let mut frame = Frame::of(back_office, staff, browser).await?;
        frame.here = link::CONSULTATIONS;
        let to_answer = book.to_answer.into_iter().map(LineView::to_answer).collect();
        let awaited = book.awaited.into_iter().map(LineView::awaited).collect();
        Ok(Self { frame, notice, unsent: String::new(), to_answer, awaited })
    }

    /// The list for who answers what waits for no answer of theirs, with what they wrote. Whether it
    /// ever did is told nobody.
    async fn too_late(
        back_office: &BackOffice,
        staff: &Staff,
        browser: &Browser,
        unsent: String,
    ) -> Result<Self, WebError> {
        let advice = if unsent.is_empty() {
            "取りやめたか、案件が決まったか、ほかの人が答えました。"
        } else {
            "取りやめたか、案件が決まったか、ほかの人が答えました。書いた内容は送っていません。要るときは、写して回した課に伝えてください。"
        };
        let notice = Notice {
            title: "その合議は、こちらの答えを待っていません",
            advice: advice.into(),
            is_problem: true,
        };
        let page = Self::of(back_office, staff, browser, Some(notice)).await?;
        Ok(Self { unsent, ..page })
    }
}

impl LineView {
    /// Opens the case through the question.
    fn to_answer(line: ConsultationLine) -> Self {
        let address = link::consultation(&line.waits.case, line.number);
        let department = line.waits.department.clone();
        Self { address, department, ..Self::awaited(line) }
    }

    /// Opens the case.
    fn awaited(line: ConsultationLine) -> Self {
        Self {
            address: format!("{}#consultations", link::case(&line.waits.case)),
            receipt_number: line.waits.receipt_number.to_string(),
            title: line.waits.title,
            department: line.asked,
            since: moment(line.waits.since),
            due_on: shown::plain_day(line.due_on, Language::Japanese),
            is_late: line.is_late,
            binding: line.binding,
        }
    }
}

/// The answer as the office calls it.
pub(super) const fn stance_name(stance: Stance) -> &'static str {
    match stance {
        Stance::Agree => "同意",
        Stance::Opinion => "意見",
        Stance::Disagree => "不同意",
    }
}

/// What somebody wants who works on the case.
pub(super) fn read(kind: CommandKind, typed: &Typed) -> Result<Command, Misread> {
    let text = |name: &str| typed.value(name).trim().to_owned();
    if kind == CommandKind::Consult {
        return asked(typed, text("question"));
    }
    let chosen = typed.value("consultation").parse();
    let missing = |_unread| Misread::mend("どの合議かを選んでください。");
    let consultation: u32 = chosen.map_err(missing)?;
    let reason = text("reason");
    if kind == CommandKind::CancelConsultation {
        return Ok(Command::CancelConsultation { consultation, reason });
    }
    if kind == CommandKind::Overrule {
        sure(typed)?;
        return Ok(Command::Overrule { consultation, reason });
    }
    // The page of the question says it.
    Err(Misread::Form)
}

fn asked(typed: &Typed, text: String) -> Result<Command, Misread> {
    let department = typed.value("department").trim().parse();
    let department = department.map_err(|_unread| Misread::mend("合議先の課を選んでください。"))?;
    let due_on = typed.value("due_on").trim().parse();
    let due_on = due_on.map_err(|_unread| Misread::mend("答えの期限を日付で入れてください。"))?;
    let binding = match typed.value("binding") {
        "yes" => true,
        "no" => false,
        _ => return Err(Misread::mend("答えを待つかどうかを選んでください。")),
    };
    Ok(Command::Consult { question: Question { department, text, due_on, binding } })
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::audit;

    fn line(is_late: bool) -> LineView {
        LineView {
            address: "/office/consultations/cases/x/1".into(),
            receipt_number: "2611-7K3M-92QC".into(),
            title: "<b>道路占用許可".into(),
            department: "戸籍住民課".into(),
            since: "2026年11月20日 10:04".into(),
            due_on: "2026年11月30日".into(),
            is_late,
            binding: is_late,
        }
    }

    fn page(to_answer: Vec<LineView>, awaited: Vec<LineView>) -> String {
        let frame = Frame::sample(None);
        let unsent = String::new();
        ConsultationsPage { frame, notice: None, unsent, to_answer, awaited }.render().unwrap()
    }

    #[test]
    fn what_waits_is_listed_and_what_is_late_says_so() {
        let html = page(vec![line(false), line(true)], vec![line(true)]);
        audit(&html);
        assert!(!html.contains("<b>道路"), "{html}");
        assert_eq!(html.matches("期限超過</span>").count(), 2, "{html}");
    }

    #[test]
    fn nothing_waits_is_said() {
        let html = page(Vec::new(), Vec::new());
        audit(&html);
        assert!(html.contains("答えを待っている合議はありません"), "{html}");
    }

    #[test]
    fn what_is_asked_names_a_department_a_day_and_whether_it_binds() {
        let typed = |pairs: &[(&str, &str)]| {
            Typed::new(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
        };
        let asked = |binding| {
            typed(&[
                ("department", "kensetsu"),
                ("question", " 支障は "),
                ("due_on", "2026-12-01"),
                ("binding", binding),
            ])
        };
        let (department, text) = ("kensetsu".parse().unwrap(), "支障は".to_owned());
        let due_on = "2026-12-01".parse().unwrap();
        let question = Question { department, text, due_on, binding: false };
        let consult = CommandKind::Consult;
        assert_eq!(read(consult, &asked("no")), Ok(Command::Consult { question }));
        assert!(matches!(read(consult, &asked("")), Err(Misread::Mend(_))));
        let overrule = CommandKind::Overrule;
        let unsure = typed(&[("consultation", "1"), ("reason", "夜間")]);
        assert!(matches!(read(overrule, &unsure), Err(Misread::Mend(_))));
        assert_eq!(read(CommandKind::AnswerConsultation, &unsure), Err(Misread::Form));
    }
}
