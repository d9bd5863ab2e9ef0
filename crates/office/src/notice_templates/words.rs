//! What is said of templates of notices and letters.

use actix_web::http::StatusCode;
use back_office::{
    Error, NoticeFault, NoticePart, NoticeProblem, NoticeTemplateFault, Placeholder,
};
use kernel::Language;

use super::TO_MEND;
use crate::{case::Notice, preview::language_name};
use ::web::guard::WebError;

/// What a part is called.
pub(super) const fn label(part: NoticePart, is_letter: bool) -> &'static str {
    match part {
        NoticePart::Records(_) if is_letter => "終わりの文",
        NoticePart::Addressee => "宛名",
        NoticePart::Sender => "差出人",
        NoticePart::Title(_) => "件名",
        NoticePart::Body(_) => "本文",
        NoticePart::Records(_) => "記",
    }
}

/// In which language it is, where that makes a difference.
pub(super) const fn language(part: NoticePart) -> Option<Language> {
    match part {
        NoticePart::Addressee | NoticePart::Sender => None,
        NoticePart::Title(of) | NoticePart::Body(of) | NoticePart::Records(of) => Some(of),
    }
}

/// The name and id of its field.
pub(super) fn field(part: NoticePart) -> String {
    match part {
        NoticePart::Addressee => "addressee".to_owned(),
        NoticePart::Sender => "sender".to_owned(),
        NoticePart::Title(of) => format!("title-{}", of.tag()),
        NoticePart::Body(of) => format!("body-{}", of.tag()),
        NoticePart::Records(of) => format!("records-{}", of.tag()),
    }
}

/// What is wrong with a part, in a sentence.
fn sentence(NoticeProblem { part, fault }: &NoticeProblem, is_letter: bool) -> String {
    let label = label(*part, is_letter);
    let foreign = language(*part).filter(|of| *of != Language::Japanese);
    let whose = foreign.map(|of| format!("{}の", language_name(of))).unwrap_or_default();
    match fault {
        NoticeFault::Missing if foreign.is_some() && is_letter => format!(
            "{whose}{label}がありません。{whose}文は、件名と本文を両方書くか、すべて空欄にしてください。"
        ),
        NoticeFault::Missing if foreign.is_some() => format!(
            "{whose}{label}がありません。{whose}文は、件名・本文・記のすべてを書くか、すべて空欄にしてください。"
        ),
        NoticeFault::Missing => format!("{label}を書いてください。"),
        NoticeFault::TooLong { limit } => {
            format!("{whose}{label}は、{limit}文字までで書いてください。")
        }
        NoticeFault::Unseen => {
            format!("{whose}{label}に、目に見えない文字が入っています。書き直してください。")
        }
        NoticeFault::Unknown { word } => format!(
            "{whose}{label}の「{{{word}}}」は使えません。下の一覧にある言葉に直してください。"
        ),
        NoticeFault::Unsure(place) => format!(
            "{whose}{label}に「{{{}}}」は使えません。無い案件があるからです。",
            place.word()
        ),
        NoticeFault::ReasonBeside(place) => format!(
            "{whose}「{{{}}}」は、「{{{}}}」と別の行に書いてください。同じ行にあると、{}が無い案件では理由も印刷されません。",
            Placeholder::Reason.word(),
            place.word(),
            place.word()
        ),
        NoticeFault::NoLabel { line } => {
            format!("{whose}{label}の{line}行目を「見出し：内容」の形で書いてください。")
        }
        NoticeFault::Lacks(place) => {
            format!("{whose}{label}に「{{{}}}」を入れてください。", place.word())
        }
        NoticeFault::Window => {
            format!("{label}が封筒の窓（幅60mm、高さ16mm）に入りません。短くしてください。")
        }
    }
}

/// What can be put right on the page, with the fields that are wrong.
pub(super) type Told = (StatusCode, Notice, Vec<(String, String)>);

pub(super) fn told(fault: NoticeTemplateFault, is_letter: bool) -> Result<Told, WebError> {
    let advice = match fault {
        NoticeTemplateFault::Problems(problems) => {
            let wrong =
                problems.iter().map(|it| (field(it.part), sentence(it, is_letter))).collect();
            let notice = Notice::problem("まだ保存していません。次のところを直してください。");
            return Ok((TO_MEND, notice, wrong));
        }
        NoticeTemplateFault::Waiting => {
            "ほかの案が公開を待っています。先に、それを公開するか取り下げてください。"
        }
        NoticeTemplateFault::Changed => {
            let advice = "書いている間に、ほかの人の文が公開されました。まだ保存していません。今の文と見くらべて、よければもう一度出してください。";
            return Ok((StatusCode::CONFLICT, Notice::problem(advice), Vec::new()));
        }
        NoticeTemplateFault::Own => {
            "自分で書いたひな形は、自分では公開できません。ほかの主任か決裁者に頼んでください。"
        }
        NoticeTemplateFault::Intent(Error::Conflict { .. }) => {
            let advice = "ほかの人が先に公開したか、取り下げました。下の内容を確かめてください。";
            return Ok((StatusCode::CONFLICT, Notice::problem(advice), Vec::new()));
        }
        NoticeTemplateFault::Intent(fault) => return Err(fault.into()),
    };
    Ok((TO_MEND, Notice::problem(advice), Vec::new()))
}

/// What was just done.
pub(super) fn done(word: &str) -> Option<Notice> {
    let (title, advice) = match word {
        "write" => ("案を書きました", "ほかの主任か決裁者が公開すると、使われます。"),
        "publish" => {
            ("ひな形を公開しました", "これから決定する通知書と、これから出す手紙に使われます。")
        }
        "drop" => ("案を取り下げました", "通知書と手紙は変わりません。"),
        _ => return None,
    };
    Some(Notice { title, advice: advice.into(), is_problem: false })
}
