//! What was asked about a case, and what was said, on the page of the case.

use back_office::{CaseView, ConsultationView};
use kernel::{DepartmentId, Language};
use review_workflow::{CommandKind, Outcome, Stance};

use super::stance_name;
use crate::{
    case::why_not, enclosing::EnclosedView, history::moment, link, queue::Choice, typed::Typed,
};
use ::web::shown;

/// The consultations of a case, with what the person may do about them.
#[derive(Default)]
pub(crate) struct ToldView {
    pub(crate) lines: Vec<ToldLine>,
    /// Why nothing is decided yet.
    pub(crate) undecided: Option<String>,
    /// Who can be asked; nobody where the person asks nobody.
    pub(crate) advisers: Vec<Choice>,
    /// Those that need no answer any more, where the person may say so: number and name.
    pub(crate) open: Vec<Choice>,
    /// Those that can be overruled by the person.
    pub(crate) disagreed: Vec<Choice>,
}

/// One of them.
pub(crate) struct ToldLine {
    pub(crate) department: String,
    /// 回答待ち, 同意, 意見, 不同意, 取りやめ, 回答前に終了
    pub(crate) stands: &'static str,
    pub(crate) colour: &'static str,
    pub(crate) binding: bool,
    pub(crate) is_late: bool,
    pub(crate) question: String,
    /// Who asked and until when.
    pub(crate) asked: String,
    /// The answer, or why none is needed.
    pub(crate) words: Option<String>,
    /// What lies with the answer.
    pub(crate) files: Vec<EnclosedView>,
    /// Whose word that is.
    pub(crate) ended: Option<String>,
    /// Why somebody decides against it, and who.
    pub(crate) overruled: Option<(String, String)>,
    /// Where the person answers.
    pub(crate) answer: Option<String>,
}

impl ToldView {
    pub(crate) fn of(view: &CaseView, advisers: &[(DepartmentId, String)], typed: &Typed) -> Self {
        let may = |kind: CommandKind| view.available.contains(&kind);
        let chosen = |kind: CommandKind, name| Some(typed.of(kind.word(), name));
        let those = |kind: CommandKind| {
            let can = |it: &&ConsultationView| may(kind) && it.can.contains(&kind);
            let chosen = chosen(kind, "consultation");
            let choice = |it: &ConsultationView| {
                let (number, name) = (it.told.number.to_string(), named(it));
                Choice::new(&number, &name, chosen)
            };
            view.consultations.iter().filter(can).map(choice).collect()
        };
        let department = chosen(CommandKind::Consult, "department");
        let asks = |(id, name): &(DepartmentId, String)| Choice::new(id.as_str(), name, department);
        Self {
            lines: view.consultations.iter().map(|it| ToldLine::of(it, view)).collect(),
            undecided: view.undecided.clone().map(why_not),
            advisers: advisers.iter().map(asks).collect(),
            open: those(CommandKind::CancelConsultation),
            disagreed: those(CommandKind::Overrule),
        }
    }
}

impl ToldLine {
    fn of(view: &ConsultationView, case: &CaseView) -> Self {
        let told = &view.told;
        let (stands, colour) = standing(view);
        let (words, at) = match &told.outcome {
            Some(Outcome::Answered { word, .. } | Outcome::Cancelled { word }) => {
                (Some(word.text.clone()).filter(|text| !text.is_empty()), Some(word.at))
            }
            Some(Outcome::Over { .. }) | None => (None, None),
        };
        let answer = view.can.contains(&CommandKind::AnswerConsultation);
        Self {
            department: view.department.clone(),
            stands,
            colour,
            binding: told.question.binding,
            is_late: view.is_late,
            question: told.question.text.clone(),
            asked: format!(
                "{} {}。答えの期限：{}",
                name(view.asked_by.as_ref()),
                moment(told.at),
                shown::plain_day(told.question.due_on, Language::Japanese)
            ),
            words,
            files: view.files.iter().map(|it| EnclosedView::of(&case.case.id, it)).collect(),
            ended: at.map(|at| format!("{} {}", name(view.ended_by.as_ref()), moment(at))),
            overruled: told.overruled.as_ref().map(|word| {
                let who = name(view.overruled_by.as_ref());
                (word.text.clone(), format!("{who} {}", moment(word.at)))
            }),
            answer: answer.then(|| link::consultation(&case.case.id, told.number)),
        }
    }
}

const fn standing(view: &ConsultationView) -> (&'static str, &'static str) {
    match &view.told.outcome {
        None => ("回答待ち", "a"),
        Some(Outcome::Answered { stance: Stance::Disagree, .. }) if view.stands => {
            (stance_name(Stance::Disagree), "r")
        }
        Some(Outcome::Answered { stance, .. }) => (stance_name(*stance), "b"),
        Some(Outcome::Cancelled { .. }) => ("取りやめ", ""),
        Some(Outcome::Over { .. }) => ("回答前に終了", ""),
    }
}

/// 道路管理課（必須）
fn named(view: &ConsultationView) -> String {
    let kind = if view.told.question.binding { "必須" } else { "参考" };
    let day = shown::plain_day(view.told.at.day(), Language::Japanese);
    format!("{}（{kind}、{day}に回したもの）", view.department)
}

fn name(name: Option<&String>) -> &str {
    name.map_or("―", String::as_str)
}

/// What stands at the top of the page of a question.
pub(super) fn asked_facts(view: &ConsultationView, asking: &str) -> Vec<(&'static str, String)> {
    let question = &view.told.question;
    let weight = if question.binding {
        "必須（答えるまで、起案や決定ができません）"
    } else {
        "参考（答えを待たずに決めることがあります）"
    };
    vec![
        ("回した課", asking.to_owned()),
        ("回した人", format!("{} {}", name(view.asked_by.as_ref()), moment(view.told.at))),
        ("合議先", view.department.clone()),
        ("答えの期限", shown::plain_day(question.due_on, Language::Japanese)),
        ("答えの扱い", weight.to_owned()),
    ]
}

#[cfg(test)]
impl ToldView {
    /// Everything that can be shown at once.
    pub(crate) fn sample() -> Self {
        let line = |stands, colour| ToldLine {
            department: "道路管理課".into(),
            stands,
            colour,
            binding: true,
            is_late: true,
            question: "<b>支障は</b>ありませんか。".into(),
            asked: "佐藤 11月20日。答えの期限：11月30日".into(),
            words: Some("<i>歩道が狭い".into()),
            files: Vec::new(),
            ended: Some("鈴木 11月24日".into()),
            overruled: Some(("<u>夜間に限る".into(), "田中 11月25日".into())),
            answer: Some("/office/consultations/cases/x/1".into()),
        };
        let choice = |value: &str| Choice::new(value, "<b>道路管理課", None);
        Self {
            lines: vec![line("回答待ち", "a"), line("不同意", "r")],
            undecided: Some("必須の合議の答えを待っています。".into()),
            advisers: vec![choice("doro")],
            open: vec![choice("1")],
            disagreed: vec![choice("2")],
        }
    }
}
