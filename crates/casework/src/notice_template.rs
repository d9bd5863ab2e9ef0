//! 通知書のひな形: what a department may say in the frame that every notice has, and what cannot be
//! kept. 番号, 日付, 教示, 問合せ先 and 検証コード are the frame's, and in no template.

use kernel::{DepartmentId, Language};
use review_workflow::{Verdict, is_unseen};
use serde::{Deserialize, Serialize};
use submission_store::{Reads, StoreError, departments, notice_templates};

use crate::{Casework, Error, Placeholder, letter_template::letter_topic, verdict_of};

/// Characters of what stands on one line.
const LINE_LIMIT: usize = 60;
/// Characters of 本文 and of 記.
const TEXT_LIMIT: usize = 2_000;

/// Between what a line of the 記 is about and what it says.
const COLONS: [char; 2] = ['：', ':'];

/// What a template says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeText {
    /// 宛名
    pub addressee: String,
    /// 差出人
    pub sender: String,
    /// Whether the lines of the fee stand in a table.
    pub amounts: bool,
    /// In Japanese: the paper that counts.
    pub japanese: NoticeWording,
    /// In やさしい日本語, on a page behind it; empty where nobody has written it.
    pub easy: NoticeWording,
    /// In English; the same.
    pub english: NoticeWording,
}

/// The same in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeWording {
    /// 件名
    pub title: String,
    /// 本文, a paragraph a line.
    pub body: String,
    /// 記: label and text, a line each.
    pub records: String,
}

/// A part of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticePart {
    /// 宛名
    Addressee,
    /// 差出人
    Sender,
    /// 件名
    Title(Language),
    /// 本文
    Body(Language),
    /// 記
    Records(Language),
}

/// Why a template is not kept, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeProblem {
    /// Where.
    pub part: NoticePart,
    /// What.
    pub fault: NoticeFault,
}

/// What is wrong with a part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoticeFault {
    /// It is empty, and other parts of the same language are not.
    Missing,
    /// It is too long.
    TooLong {
        /// Characters allowed.
        limit: usize,
    },
    /// It holds a character that nobody sees.
    Unseen,
    /// What stands in braces is none of [`Placeholder::IN_NOTICES`].
    Unknown {
        /// How it begins.
        word: String,
    },
    /// Not every such paper can say it, and what stands on one line is on each of them.
    Unsure(Placeholder),
    /// The reason stands on one line with this, which not every refusal can say: it would then be
    /// left out with it.
    ReasonBeside(Placeholder),
    /// A line of the 記 does not say what it is about.
    NoLabel {
        /// Which, counted from 1.
        line: usize,
    },
    /// What no such paper leaves without.
    Lacks(Placeholder),
    /// It has no room in the window of an envelope.
    Window,
}

impl NoticeText {
    /// The one that comes with the program.
    pub fn shipped(kind: &str) -> Self {
        if let Some(topic) = letter_topic(kind) {
            return Self::shipped_letter(topic);
        }
        let title = match verdict_of(kind) {
            Some(Verdict::Approve) | None => "承認決定通知書",
            Some(Verdict::ApproveInPart) => "承認決定通知書（一部・条件付き）",
            Some(Verdict::Refuse) => "不承認決定通知書",
            Some(Verdict::Dismiss) => "却下決定通知書",
        };
        let body = "{受付日}に受け付けた次の申請について、下記のとおり決定したので通知します。";
        let records = "手続：{手続}\n受付番号：{受付番号}\n決定の内容：{決定の内容}\n\
                       理由：{理由}\n根拠：{根拠}";
        Self {
            addressee: "{申請者}　様".to_owned(),
            sender: "{市}長".to_owned(),
            amounts: false,
            japanese: NoticeWording {
                title: title.to_owned(),
                body: body.to_owned(),
                records: records.to_owned(),
            },
            easy: NoticeWording::default(),
            english: NoticeWording::default(),
        }
    }

    /// What it says in a language.
    pub const fn wording(&self, language: Language) -> &NoticeWording {
        match language {
            Language::Japanese => &self.japanese,
            Language::EasyJapanese => &self.easy,
            Language::English => &self.english,
        }
    }

    /// The same to be written.
    pub const fn wording_mut(&mut self, language: Language) -> &mut NoticeWording {
        match language {
            Language::Japanese => &mut self.japanese,
            Language::EasyJapanese => &mut self.easy,
            Language::English => &mut self.english,
        }
    }

    /// Every part, in the order in which it is asked for.
    pub fn parts(&self) -> Vec<(NoticePart, &str)> {
        let mut all = vec![
            (NoticePart::Addressee, self.addressee.as_str()),
            (NoticePart::Sender, self.sender.as_str()),
        ];
        for language in Language::ALL {
            let NoticeWording { title, body, records } = self.wording(language);
            all.extend([
                (NoticePart::Title(language), title.as_str()),
                (NoticePart::Body(language), body),
                (NoticePart::Records(language), records),
            ]);
        }
        all
    }

    /// As it is kept: without blank lines, and with the breaks of this house.
    #[must_use]
    pub fn tidied(mut self) -> Self {
        let line = |text: &str| text.replace(['\r', '\n'], " ").trim().to_owned();
        let lines = |text: &str| {
            let kept = text.lines().map(str::trim).filter(|line| !line.is_empty());
            kept.collect::<Vec<_>>().join("\n")
        };
        (self.addressee, self.sender) = (line(&self.addressee), line(&self.sender));
        for language in Language::ALL {
            let wording = self.wording_mut(language);
            wording.title = line(&wording.title);
            (wording.body, wording.records) = (lines(&wording.body), lines(&wording.records));
        }
        self
    }

    /// Everything that keeps it from being kept, but for what is only seen when it is set.
    pub fn problems(&self, kind: &str) -> Vec<NoticeProblem> {
        if letter_topic(kind).is_some() {
            return self.letter_problems();
        }
        let mut found = Vec::new();
        for (part, text) in self.parts() {
            let fault = if text.is_empty() && self.needs(part) {
                Some(NoticeFault::Missing)
            } else {
                fault_in(part, text)
            };
            found.extend(fault.map(|fault| NoticeProblem { part, fault }));
        }
        if !self.addressee.is_empty() && !Placeholder::Applicant.is_in(&self.addressee) {
            let fault = NoticeFault::Lacks(Placeholder::Applicant);
            found.push(NoticeProblem { part: NoticePart::Addressee, fault });
        }
        let says_why = verdict_of(kind).is_some_and(Verdict::needs_grounds);
        for language in Language::ALL.into_iter().filter(|_| says_why) {
            let wording = self.wording(language);
            let fault = wording.unreasoned().filter(|_| wording.is_written());
            let part = NoticePart::Records(language);
            found.extend(fault.map(|fault| NoticeProblem { part, fault }));
        }
        found
    }

    /// A language that is begun is written whole; there is no paper without the Japanese.
    fn needs(&self, part: NoticePart) -> bool {
        let is_begun = |of: Language| of == Language::Japanese || self.wording(of).is_written();
        match part {
            NoticePart::Addressee | NoticePart::Sender => true,
            NoticePart::Title(language) | NoticePart::Body(language) => is_begun(language),
            NoticePart::Records(language) => {
                is_begun(language) && !self.japanese.records.is_empty()
            }
        }
    }
}

impl NoticeWording {
    /// Whether anything of it is written.
    pub fn is_written(&self) -> bool {
        let Self { title, body, records } = self;
        [title, body, records].iter().any(|it| !it.is_empty())
    }

    /// Why a refusal told in it might not say its reason.
    fn unreasoned(&self) -> Option<NoticeFault> {
        let beside = |line: &str| {
            let mut unsure = Placeholder::unsure_in(line).into_iter();
            unsure.find(|it| *it != Placeholder::Reason)
        };
        let lines = self.body.lines().chain(self.records.lines());
        let named: Vec<Option<Placeholder>> =
            lines.filter(|line| Placeholder::Reason.is_in(line)).map(beside).collect();
        if named.contains(&None) {
            return None;
        }
        let lacks = NoticeFault::Lacks(Placeholder::Reason);
        Some(named.into_iter().flatten().next().map_or(lacks, NoticeFault::ReasonBeside))
    }

    /// Label and text of each line of the 記.
    pub(crate) fn record_lines(&self) -> impl Iterator<Item = (&str, &str)> {
        self.records.lines().filter_map(labelled)
    }
}

fn labelled(line: &str) -> Option<(&str, &str)> {
    let (label, text) = line.split_once(COLONS)?;
    let (label, text) = (label.trim(), text.trim());
    (!label.is_empty() && !text.is_empty()).then_some((label, text))
}

/// What is wrong with a text of its own, where only these words stand in braces.
pub(crate) fn fault_among(
    part: NoticePart,
    text: &str,
    known: &[Placeholder],
) -> Option<NoticeFault> {
    let limit = match part {
        NoticePart::Addressee | NoticePart::Sender | NoticePart::Title(_) => LINE_LIMIT,
        NoticePart::Body(_) | NoticePart::Records(_) => TEXT_LIMIT,
    };
    if text.chars().any(is_unseen) {
        return Some(NoticeFault::Unseen);
    }
    if text.chars().count() > limit {
        return Some(NoticeFault::TooLong { limit });
    }
    let unknown = Placeholder::check(text, known).err();
    unknown.map(|unknown| NoticeFault::Unknown { word: unknown.word })
}

fn fault_in(part: NoticePart, text: &str) -> Option<NoticeFault> {
    if let Some(fault) = fault_among(part, text, &Placeholder::IN_NOTICES) {
        return Some(fault);
    }
    match part {
        NoticePart::Addressee | NoticePart::Sender | NoticePart::Title(_) => {
            Placeholder::unsure_in(text).into_iter().next().map(NoticeFault::Unsure)
        }
        NoticePart::Body(_) => None,
        NoticePart::Records(_) => {
            let line = text.lines().position(|line| labelled(line).is_none());
            line.map(|line| NoticeFault::NoLabel { line: line + 1 })
        }
    }
}

/// The template by which a notice of this department is set at this moment: a transaction that
/// numbers a paper asks it itself.
pub(crate) fn nearest_published(
    tx: &mut impl Reads,
    department: &DepartmentId,
    procedure: &str,
    kind: &str,
) -> Result<Option<i64>, StoreError> {
    let published = notice_templates::published(tx, procedure, kind)?;
    if published.is_empty() {
        return Ok(None);
    }
    let tree = departments::tree(tx)?;
    let nearest = |procedure: &str| {
        tree.above(department).find_map(|at| {
            let mut all = published.iter();
            all.find(|(_, key)| key.department == *at && key.procedure == procedure)
        })
    };
    let found = nearest(procedure).or_else(|| nearest(""));
    Ok(found.map(|(number, _)| *number))
}

impl Casework {
    /// By which template a notice of this department is set: the one for its procedure, else the
    /// one for every procedure; of the nearest department that has one. Nothing where it is the one
    /// that comes with the program.
    pub async fn notice_template_for(
        &self,
        department: &DepartmentId,
        procedure: &str,
        kind: &str,
    ) -> Result<Option<i64>, Error> {
        let (department, procedure, kind) =
            (department.clone(), procedure.to_owned(), kind.to_owned());
        let read =
            self.inner.store.read(move |tx| nearest_published(tx, &department, &procedure, &kind));
        read.await.map_err(|fault: StoreError| fault.into())
    }

    /// What a paper says that was numbered with this template.
    pub async fn notice_text(
        &self,
        template: Option<i64>,
        kind: &str,
    ) -> Result<NoticeText, Error> {
        let Some(number) = template else { return Ok(NoticeText::shipped(kind)) };
        let read = self.inner.store.read(move |tx| notice_templates::find(tx, number));
        let found = read.await.map_err(|fault: StoreError| fault)?;
        let found = found.ok_or_else(|| Error::internal("a paper names no template"))?;
        serde_json::from_str(&found.body).map_err(Error::internal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    const APPROVAL: &str = "approval";
    const REFUSAL: &str = "refusal";

    #[track_caller]
    fn check(kind: &str, change: impl FnOnce(&mut NoticeText), expected: &[NoticeProblem]) {
        let mut text = NoticeText::shipped(kind);
        change(&mut text);
        assert_eq!(text.tidied().problems(kind), expected);
    }

    fn problem(part: NoticePart, fault: NoticeFault) -> NoticeProblem {
        NoticeProblem { part, fault }
    }

    #[test]
    fn what_comes_with_the_program_can_be_kept() {
        for kind in Verdict::ALL.map(crate::notice_kind) {
            check(kind, |_| {}, &[]);
        }
    }

    #[test]
    fn a_language_is_written_whole_or_not_at_all() {
        let (title, body, records) = (
            NoticePart::Title(Language::English),
            NoticePart::Body(Language::English),
            NoticePart::Records(Language::English),
        );
        check(
            APPROVAL,
            |text| text.english.title = "Notice".to_owned(),
            &[problem(body, NoticeFault::Missing), problem(records, NoticeFault::Missing)],
        );
        check(
            APPROVAL,
            |text| {
                text.english.body = "On {決定日}.".to_owned();
                text.english.records = "Decision: {決定の内容}".to_owned();
            },
            &[problem(title, NoticeFault::Missing)],
        );
        check(
            APPROVAL,
            |text| text.japanese.body = " \n ".to_owned(),
            &[problem(NoticePart::Body(Language::Japanese), NoticeFault::Missing)],
        );
    }

    #[test]
    fn everything_wrong_is_told_at_once_and_where() {
        let records = NoticePart::Records(Language::Japanese);
        check(
            REFUSAL,
            |text| {
                text.addressee = "各位".to_owned();
                text.sender = "x".repeat(LINE_LIMIT + 1);
                text.japanese.title = "{題名}".to_owned();
                text.japanese.records = "手続：{手続}\n\n見出しのない行".to_owned();
            },
            &[
                problem(NoticePart::Sender, NoticeFault::TooLong { limit: LINE_LIMIT }),
                problem(
                    NoticePart::Title(Language::Japanese),
                    NoticeFault::Unknown { word: "題名".to_owned() },
                ),
                problem(records, NoticeFault::NoLabel { line: 2 }),
                problem(NoticePart::Addressee, NoticeFault::Lacks(Placeholder::Applicant)),
                problem(records, NoticeFault::Lacks(Placeholder::Reason)),
            ],
        );
    }

    #[test]
    fn what_not_every_case_has_takes_nothing_with_it_that_a_paper_needs() {
        let (title, records) =
            (NoticePart::Title(Language::Japanese), NoticePart::Records(Language::Japanese));
        let beside = "理由：{理由}（{根拠}）";
        check(
            REFUSAL,
            |text| {
                text.addressee = "{申請者}　様（{電話}）".to_owned();
                text.japanese.title = "{手数料}の通知書".to_owned();
                text.japanese.records = beside.to_owned();
            },
            &[
                problem(NoticePart::Addressee, NoticeFault::Unsure(Placeholder::Phone)),
                problem(title, NoticeFault::Unsure(Placeholder::Fee)),
                problem(records, NoticeFault::ReasonBeside(Placeholder::Basis)),
            ],
        );
        check(REFUSAL, |text| text.japanese.records = format!("{beside}\n理由：{{理由}}"), &[]);
        check(APPROVAL, |text| text.japanese.records = beside.to_owned(), &[]);
    }

    #[test]
    fn a_message_s_places_are_no_notice_s() {
        check(
            APPROVAL,
            |text| text.japanese.body = "{予定日}まで".to_owned(),
            &[problem(
                NoticePart::Body(Language::Japanese),
                NoticeFault::Unknown { word: "予定日".to_owned() },
            )],
        );
    }
}
