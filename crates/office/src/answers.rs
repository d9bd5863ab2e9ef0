//! Answers as the resident saw them, for the office: sensitive ones stay masked until
//! somebody says why they have to be seen. Beside each stands where to ask for a correction.

use std::collections::{BTreeMap, BTreeSet};

use askama::{Template, filters::HtmlSafe};
use back_office::AttachedFile;
use form_engine::{Answer, AnswerGroup, Sensitivity, Shown};
use kernel::SubmissionId;
use review_workflow::{CommandKind, RemarkCode};

use super::typed::{REMARK, Typed, WHY};
use crate::link;

/// The answers of one page of the form.
pub(super) struct GroupView {
    pub(super) title: String,
    pub(super) answers: Vec<AnswerView>,
}

/// One answer.
#[derive(Template)]
#[template(path = "answer.html")]
pub(super) struct AnswerView {
    label: String,
    /// Where it comes from, where nobody typed it on the form, and whether it was changed.
    marks: Vec<&'static str>,
    shown: ShownView,
    mask: Option<Mask>,
    remark: Option<RemarkField>,
}

enum ShownView {
    Nothing,
    Text(String),
    List(Vec<String>),
    Files(Vec<(Option<String>, String)>),
    Group(Vec<AnswerView>),
    Rows(Vec<Vec<AnswerView>>),
}

/// What stands before a sensitive answer.
struct Mask {
    kind: &'static str,
    at: String,
    /// The value, once it may be seen.
    clear: Option<String>,
}

/// The sensitive values that the person may see now, by their places.
pub(super) type Revealed = BTreeMap<String, String>;

/// The field for a remark on an answer, with what was typed.
struct RemarkField {
    name: String,
    id: String,
    typed: String,
    /// The name of the field of the reason, and the reasons: word, name, whether it was chosen.
    why: String,
    reasons: Vec<(&'static str, &'static str, bool)>,
}

impl RemarkField {
    /// Whether anything was typed or chosen.
    fn is_begun(&self) -> bool {
        !self.typed.is_empty() || self.reasons.iter().any(|(_, _, chosen)| *chosen)
    }
}

/// A question that a correction can be asked for.
pub(super) struct Askable {
    pub(super) at: String,
    pub(super) label: String,
}

/// Where answers come from that nobody typed on the form, and what changed last.
#[derive(Default)]
pub(super) struct Origins<'a> {
    /// What a provider of identities said, by pointer.
    pub(super) verified: &'a [String],
    /// What staff wrote in the resident's place.
    pub(super) by_staff: BTreeSet<&'a str>,
    /// What the last revision changed.
    pub(super) changed: BTreeSet<&'a str>,
}

impl Origins<'_> {
    fn marks(&self, answer: &Answer) -> Vec<&'static str> {
        let at = answer.at.as_str();
        let marks = [
            (answer.computed, "自動"),
            (self.verified.iter().any(|told| told == at), "本人確認"),
            (self.by_staff.contains(at), "職員が入力"),
            (self.changed.contains(at), "変更"),
        ];
        marks.into_iter().filter(|(holds, _)| *holds).map(|(_, mark)| mark).collect()
    }
}

/// What answers need to become views.
pub(super) struct Showing<'a> {
    pub(super) case: &'a SubmissionId,
    pub(super) files: &'a [AttachedFile],
    pub(super) revealed: &'a Revealed,
    /// The kinds of masked values that the person may ask for.
    pub(super) may_reveal: BTreeSet<Sensitivity>,
    /// Whether files are the person's to open without saying why.
    pub(super) opens_files: bool,
    /// What was typed about answers, where a correction can be asked for.
    pub(super) remarks: Option<&'a Typed>,
    pub(super) origins: Origins<'a>,
}

impl Showing<'_> {
    pub(super) fn groups(&self, groups: &[AnswerGroup]) -> Vec<GroupView> {
        groups
            .iter()
            .filter(|group| !group.answers.is_empty())
            .map(|group| GroupView {
                title: group.title.clone(),
                answers: self.all(&group.answers),
            })
            .collect()
    }

    fn all(&self, answers: &[Answer]) -> Vec<AnswerView> {
        answers.iter().map(|answer| self.view(answer)).collect()
    }

    fn view(&self, answer: &Answer) -> AnswerView {
        let answered = !matches!(answer.shown, Shown::Nothing | Shown::Group(_) | Shown::Rows(_));
        let sensitive = answer.sensitive.filter(|kind| answered && self.may_reveal.contains(kind));
        AnswerView {
            label: answer.label.clone(),
            marks: self.origins.marks(answer),
            shown: self.shown(&answer.shown),
            mask: sensitive.map(|kind| self.mask(kind, &answer.at)),
            remark: self.remark(answer),
        }
    }

    fn mask(&self, kind: Sensitivity, at: &str) -> Mask {
        let clear = self.revealed.get(at).cloned();
        Mask { kind: kind_name(kind), at: at.to_owned(), clear }
    }

    /// A correction is asked for single questions, not for groups of them.
    fn remark(&self, answer: &Answer) -> Option<RemarkField> {
        if matches!(answer.shown, Shown::Group(_) | Shown::Rows(_)) {
            return None;
        }
        let name = format!("{REMARK}{}", answer.at);
        let why = format!("{WHY}{}", answer.at);
        let of = |name: &str| {
            Some(self.remarks?.of(CommandKind::RequestCorrection.word(), name).to_owned())
        };
        let (typed, chosen) = (of(&name)?, of(&why)?);
        let reasons = RemarkCode::ALL
            .map(|code| (code.word(), reason_name(code), code.word() == chosen))
            .into();
        Some(RemarkField { name, id: remark_id(&answer.at), typed, why, reasons })
    }

    /// The places of the answers that are still masked.
    pub(super) fn masked(&self, groups: &[AnswerGroup]) -> Vec<String> {
        let mut found = Vec::new();
        for group in groups {
            collect_masked(&group.answers, &self.may_reveal, &mut found);
        }
        found.retain(|at| !self.revealed.contains_key(at));
        found
    }

    fn shown(&self, shown: &Shown) -> ShownView {
        match shown {
            Shown::Nothing => ShownView::Nothing,
            Shown::Text(text) => ShownView::Text(text.clone()),
            Shown::List(items) => ShownView::List(items.clone()),
            Shown::Attachments(ids) => ShownView::Files(self.named(ids)),
            Shown::Group(answers) => ShownView::Group(self.all(answers)),
            Shown::Rows(rows) => ShownView::Rows(rows.iter().map(|row| self.all(row)).collect()),
        }
    }

    /// Address and name of each file; no address where a reason is needed first.
    fn named(&self, ids: &[String]) -> Vec<(Option<String>, String)> {
        let of_this_case = |id: &String| self.files.iter().find(|file| file.id.as_str() == id);
        let shown = |file: &AttachedFile| {
            let address = || link::case_attachment(self.case, file.id.as_str());
            ((self.opens_files && !file.is_withheld).then(address), file.name.clone())
        };
        ids.iter().filter_map(of_this_case).map(shown).collect()
    }
}

/// What the field for a remark on the answer at `at` is called.
pub(super) fn remark_id(at: &str) -> String {
    format!("remark{}", at.replace('/', "-"))
}

/// Every question that was answered or left open, with the path to it: `住所 › 郵便番号`.
pub(super) fn askable(groups: &[AnswerGroup]) -> Vec<Askable> {
    let mut found = Vec::new();
    for group in groups {
        collect(&group.answers, "", &mut found);
    }
    found
}

fn collect(answers: &[Answer], path: &str, found: &mut Vec<Askable>) {
    for answer in answers {
        let separator = if path.is_empty() { "" } else { " › " };
        let label = format!("{path}{separator}{}", answer.label);
        match &answer.shown {
            Shown::Group(parts) => collect(parts, &label, found),
            Shown::Rows(rows) => {
                for (number, row) in rows.iter().enumerate() {
                    collect(row, &format!("{label} {}", number + 1), found);
                }
            }
            // Nobody can write what the house reckons or another service told.
            Shown::Nothing | Shown::Text(_) | Shown::List(_) | Shown::Attachments(_) => {
                found.extend((!answer.computed).then(|| Askable { at: answer.at.clone(), label }));
            }
        }
    }
}

fn collect_masked(answers: &[Answer], kinds: &BTreeSet<Sensitivity>, found: &mut Vec<String>) {
    for answer in answers {
        match &answer.shown {
            Shown::Group(parts) => collect_masked(parts, kinds, found),
            Shown::Rows(rows) => rows.iter().for_each(|row| collect_masked(row, kinds, found)),
            // A file is opened where it lies.
            Shown::Nothing | Shown::Attachments(_) => {}
            Shown::Text(_) | Shown::List(_) => {
                let opens = answer.sensitive.filter(|kind| kinds.contains(kind));
                found.extend(opens.map(|_| answer.at.clone()));
            }
        }
    }
}

const fn kind_name(kind: Sensitivity) -> &'static str {
    match kind {
        Sensitivity::MyNumber => "個人番号",
        Sensitivity::Bank => "口座",
        Sensitivity::Health => "健康",
        Sensitivity::Household => "世帯の状況",
        Sensitivity::Identity => "本人確認書類",
        Sensitivity::Whereabouts => "居場所",
    }
}

/// The template escapes what it is given.
impl HtmlSafe for AnswerView {}

/// Why something has to be mended, as the office calls it.
pub(super) const fn reason_name(code: RemarkCode) -> &'static str {
    match code {
        RemarkCode::Unreadable => "読めない・切れている",
        RemarkCode::Expired => "期限切れ・古い",
        RemarkCode::WrongDocument => "別の書類",
        RemarkCode::Missing => "付いていない・書かれていない",
        RemarkCode::DiffersFromRegister => "台帳・住民票と違う",
        RemarkCode::WrongPerson => "本人・名義が違う",
        RemarkCode::Calculation => "計算・期間が合わない",
        RemarkCode::Overlap => "ほかの申請と重なる",
        RemarkCode::Unclear => "意味が分からない",
        RemarkCode::Other => "そのほか（説明を書く）",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(at: &str, label: &str, shown: Shown) -> Answer {
        Answer {
            at: at.into(),
            label: label.into(),
            shown,
            sensitive: None,
            locates: false,
            computed: false,
        }
    }

    #[test]
    fn a_correction_is_asked_for_single_questions() {
        let postal = answer("/address/postal", "郵便番号", Shown::Text("980-0811".into()));
        let name =
            |row: usize| vec![answer(&format!("/children/{row}/name"), "氏名", Shown::Nothing)];
        let told = Answer { computed: true, ..answer("/total", "合計", Shown::Nothing) };
        let groups = [AnswerGroup {
            page: "who".into(),
            title: "申請者".into(),
            answers: vec![
                answer("/address", "住所", Shown::Group(vec![postal])),
                answer("/children", "児童", Shown::Rows(vec![name(0), name(1)])),
                told,
            ],
        }];
        let shown: Vec<String> =
            askable(&groups).into_iter().map(|a| format!("{} {}", a.at, a.label)).collect();
        assert_eq!(
            shown,
            [
                "/address/postal 住所 › 郵便番号",
                "/children/0/name 児童 1 › 氏名",
                "/children/1/name 児童 2 › 氏名",
            ]
        );
    }

    #[test]
    fn what_a_resident_typed_cannot_become_markup() {
        let case = "0193a5c8-7e1b-7c3d-9e4f-0123456789ab".parse().unwrap();
        let revealed = Revealed::new();
        let showing = Showing {
            case: &case,
            files: &[],
            revealed: &revealed,
            may_reveal: Sensitivity::ALL.into(),
            opens_files: true,
            remarks: Some(&Typed::default()),
            origins: Origins::default(),
        };
        let typed = "<img src=x onerror=alert(1)>\"'";
        let view = showing.view(&answer("/name", typed, Shown::Text(typed.into())));
        let html = view.render().unwrap();
        assert!(!html.contains("<img"), "{html}");
    }
}
