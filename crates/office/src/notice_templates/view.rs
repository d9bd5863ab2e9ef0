//! The page of the templates of notices.

use askama::Template;
use back_office::{
    KeptDepartment, NoticePart, NoticeTemplateBook, NoticeTemplateKey, NoticeText, Placeholder,
    TemplateVersion,
};
use kernel::Language;

use super::{Around, words};
use crate::{
    case::Notice, frame::Frame, history::moment, link, message_templates::meaning,
    preview::language_name, queue::Choice,
};

/// The notices of one kind, department and procedure.
#[derive(Template)]
#[template(path = "notice_templates.html")]
pub(super) struct TemplatesPage {
    frame: Frame,
    notice: Option<Notice>,
    /// What is wrong, by the id of the field.
    wrong: Vec<(String, String)>,
    departments: Vec<Choice>,
    procedures: Vec<Choice>,
    kinds: Vec<Choice>,
    key: NoticeTemplateKey,
    /// Which notices these are.
    title: String,
    /// By which template they are set now.
    holds: String,
    /// Its number; nothing for the one that comes with the program.
    base: String,
    /// Where that is seen as a paper; nothing for the one that comes with the program.
    holds_paper: Option<String>,
    waiting: Option<VersionView>,
    versions: Vec<VersionView>,
    /// Where those before them are.
    older: Option<String>,
    elsewhere: Vec<(String, String)>,
    fields: Vec<FieldView>,
    amounts: bool,
    /// To whom the paper is shown.
    languages: Vec<Choice>,
    places: Vec<(String, &'static str)>,
}

/// A text that was written.
struct VersionView {
    number: i64,
    written: String,
    /// What became of it.
    outcome: String,
    is_own: bool,
    paper: String,
    /// The same for who filed in another language, where it is written: address and language.
    foreign: Vec<(String, &'static str)>,
    /// What it says, part by part.
    parts: Vec<(String, Vec<String>)>,
}

/// A field of the form.
struct FieldView {
    id: String,
    label: String,
    /// How many lines it shows; one for what is a line.
    rows: u32,
    lang: &'static str,
    value: String,
    help: &'static str,
    problem: Option<String>,
}

/// The kinds of notices.
const KINDS: [(&str, &str); 4] = [
    ("approval", "承認の通知書"),
    ("approval-in-part", "一部・条件付きの承認の通知書"),
    ("refusal", "不承認の通知書"),
    ("dismissal", "却下の通知書"),
];

/// Where the templates of these notices are.
pub(super) fn address(department: &str, procedure: &str, kind: &str) -> String {
    let [department, procedure, kind] = [department, procedure, kind].map(link::percent_encoded);
    let list = link::NOTICE_TEMPLATES;
    format!("{list}?department={department}&procedure={procedure}&kind={kind}")
}

fn paper(number: i64) -> String {
    format!("{}?number={number}", link::NOTICE_PREVIEW)
}

/// What is called so, in words: `戸籍住民課　すべての手続　承認の通知書`.
fn named(key: &NoticeTemplateKey, departments: &[KeptDepartment]) -> String {
    let department = departments.iter().find(|it| it.id == key.department);
    let name = department.map_or(key.department.as_str(), |it| &it.name);
    let mut procedures = departments.iter().flat_map(|it| &it.procedures);
    let procedure = if key.procedure.is_empty() {
        "すべての手続"
    } else {
        let found = procedures.find(|it| it.form.id() == key.procedure);
        found.map_or(key.procedure.as_str(), |it| it.form.title(Language::Japanese))
    };
    format!("{name}　{procedure}　{}", kind_name(&key.kind))
}

fn kind_name(kind: &str) -> &str {
    KINDS.into_iter().find(|(word, _)| *word == kind).map_or(kind, |(_, name)| name)
}

impl TemplatesPage {
    pub(super) fn of(frame: Frame, book: NoticeTemplateBook, around: Around) -> Self {
        let NoticeTemplateBook { departments, key, text, holds, versions, older, elsewhere } = book;
        let Around { notice, wrong, typed } = around;
        let chosen = departments.iter().find(|it| it.id == key.department);
        let procedures = chosen.map(|it| it.procedures.as_slice()).unwrap_or_default();
        let procedure = |it: &std::sync::Arc<back_office::Published>| {
            let title = it.form.title(Language::Japanese);
            Choice::new(it.form.id(), title, Some(&key.procedure))
        };
        let text = typed.as_ref().map_or(text, super::text_of);
        let to = typed.as_ref().map_or("", |typed| typed.value("language"));
        let (waiting, versions): (Vec<_>, Vec<_>) =
            versions.iter().partition(|it| it.settled.is_none());
        Self {
            fields: fields(&text, &wrong),
            amounts: text.amounts,
            languages: Language::ALL
                .map(|it| Choice::new(it.tag(), language_name(it), Some(to)))
                .into(),
            kinds: KINDS.map(|(word, name)| Choice::new(word, name, Some(&key.kind))).into(),
            procedures: procedures.iter().map(procedure).collect(),
            title: named(&key, &departments),
            holds: told(holds.as_ref(), &key, &departments),
            base: holds.as_ref().map(|(number, _)| number.to_string()).unwrap_or_default(),
            holds_paper: holds
                .as_ref()
                .filter(|(_, of)| of.department == key.department)
                .map(|(number, _)| paper(*number)),
            waiting: waiting.first().map(|it| VersionView::of(it)),
            older: older.map(|number| {
                let NoticeTemplateKey { department, procedure, kind } = &key;
                let list = address(department.as_str(), procedure, kind);
                format!("{list}&before={number}#versions")
            }),
            versions: versions.into_iter().map(VersionView::of).collect(),
            elsewhere: elsewhere.iter().map(|it| (of(it), named(it, &departments))).collect(),
            departments: departments
                .iter()
                .map(|it| Choice::new(it.id.as_str(), &it.name, Some(key.department.as_str())))
                .collect(),
            places: Placeholder::IN_NOTICES
                .map(|place| (format!("{{{}}}", place.word()), meaning(place)))
                .into(),
            frame,
            notice,
            wrong,
            key,
        }
    }

    /// The fields in one language, or those that are in none.
    fn fields_in(&self, lang: &str) -> impl Iterator<Item = &FieldView> {
        self.fields.iter().filter(move |it| it.lang == lang)
    }

    /// Whether anything stands in the fields of a language, or is wrong there.
    fn is_open(&self, lang: &str) -> bool {
        self.fields_in(lang).any(|it| !it.value.is_empty() || it.problem.is_some())
    }
}

fn of(key: &NoticeTemplateKey) -> String {
    address(key.department.as_str(), &key.procedure, &key.kind)
}

/// By which template notices are set.
fn told(
    holds: Option<&(i64, NoticeTemplateKey)>,
    key: &NoticeTemplateKey,
    departments: &[KeptDepartment],
) -> String {
    match holds {
        None => "はじめからあるひな形を使っています。".to_owned(),
        Some((number, of)) if of == key => format!("様式{number}を使っています。"),
        Some((number, of)) => {
            format!("「{}」の様式{number}を使っています。", named(of, departments))
        }
    }
}

fn fields(text: &NoticeText, wrong: &[(String, String)]) -> Vec<FieldView> {
    let field = |(part, value): (NoticePart, &str)| {
        let (id, language) = (words::field(part), words::language(part));
        let foreign = language.filter(|of| *of != Language::Japanese).map(language_name);
        let told: Vec<&str> =
            wrong.iter().filter(|(at, _)| *at == id).map(|(_, what)| what.as_str()).collect();
        let (rows, help) = match part {
            NoticePart::Addressee => (1, "封筒の窓から見える大きさで印刷されます。"),
            NoticePart::Sender | NoticePart::Title(_) => (1, ""),
            NoticePart::Body(_) => (4, "1段落を1行に書きます。"),
            NoticePart::Records(_) => (7, "1行に「見出し：内容」の形で書きます。"),
        };
        FieldView {
            label: match foreign {
                Some(name) => format!("{}（{name}）", words::label(part)),
                None => words::label(part).to_owned(),
            },
            lang: language.map_or("", Language::tag),
            value: value.to_owned(),
            problem: (!told.is_empty()).then(|| told.join("")),
            id,
            rows,
            help,
        }
    };
    text.parts().into_iter().map(field).collect()
}

impl VersionView {
    fn of(version: &TemplateVersion) -> Self {
        let TemplateVersion { number, text, written, settled, is_own } = version;
        let part = |(part, value): (NoticePart, &str)| {
            let foreign = words::language(part).filter(|of| *of != Language::Japanese);
            let label = words::label(part);
            let label = match foreign.map(language_name) {
                Some(name) => format!("{label}（{name}）"),
                None => label.to_owned(),
            };
            (label, value.lines().map(str::to_owned).collect::<Vec<_>>())
        };
        let parts = text.parts().into_iter().filter(|(_, value)| !value.is_empty()).map(part);
        let written_in = Language::ALL
            .into_iter()
            .filter(|of| *of != Language::Japanese && text.wording(*of).is_written());
        let foreign = written_in
            .map(|of| (format!("{}&language={}", paper(*number), of.tag()), language_name(of)));
        let table = ("金額の表".to_owned(), vec!["入れる".to_owned()]);
        Self {
            number: *number,
            written: format!("{}（{}）", written.0, moment(written.1)),
            outcome: match settled {
                None => String::new(),
                Some((true, by, at)) => format!("公開　{by}（{}）", moment(*at)),
                Some((false, by, at)) => format!("取り下げ　{by}（{}）", moment(*at)),
            },
            is_own: *is_own,
            paper: paper(*number),
            foreign: foreign.collect(),
            parts: parts.chain(text.amounts.then_some(table)).collect(),
        }
    }
}
