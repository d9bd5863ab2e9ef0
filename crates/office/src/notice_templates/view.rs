//! The page of the templates of notices and letters.

use askama::Template;
use back_office::{
    KeptDepartment, NoticePart, NoticeTemplateBook, NoticeTemplateKey, NoticeText, Placeholder,
    TemplateVersion, letter_topic,
};
use kernel::Language;

use super::{Around, kinds, words};
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
    notices: Vec<Choice>,
    letters: Vec<Choice>,
    /// Whether these are letters by mail.
    is_letter: bool,
    /// Subject and text of an example, where one was asked for.
    letter: Option<(String, String)>,
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
    /// Where it is seen as a paper; what a letter says is seen here.
    paper: Option<String>,
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
    format!("{name}　{procedure}　{}", kinds::name(&key.kind))
}

impl TemplatesPage {
    pub(super) fn of(frame: Frame, book: NoticeTemplateBook, around: Around) -> Self {
        let NoticeTemplateBook { departments, key, text, holds, versions, older, elsewhere } = book;
        let Around { notice, wrong, typed, letter } = around;
        let is_letter = letter_topic(&key.kind).is_some();
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
            fields: fields(&text, &wrong, is_letter),
            amounts: text.amounts,
            languages: Language::ALL
                .map(|it| Choice::new(it.tag(), language_name(it), Some(to)))
                .into(),
            notices: kinds::notices(&key.kind),
            letters: kinds::letters(&key.kind),
            is_letter,
            letter,
            procedures: procedures.iter().map(procedure).collect(),
            title: named(&key, &departments),
            holds: told(holds.as_ref(), &key, &departments),
            base: holds.as_ref().map(|(number, _)| number.to_string()).unwrap_or_default(),
            holds_paper: holds
                .as_ref()
                .filter(|(_, of)| of.department == key.department && !is_letter)
                .map(|(number, _)| paper(*number)),
            waiting: waiting.first().map(|it| VersionView::of(it, is_letter)),
            older: older.map(|number| {
                let NoticeTemplateKey { department, procedure, kind } = &key;
                let list = address(department.as_str(), procedure, kind);
                format!("{list}&before={number}#versions")
            }),
            versions: versions.into_iter().map(|it| VersionView::of(it, is_letter)).collect(),
            elsewhere: elsewhere.iter().map(|it| (of(it), named(it, &departments))).collect(),
            departments: departments
                .iter()
                .map(|it| Choice::new(it.id.as_str(), &it.name, Some(key.department.as_str())))
                .collect(),
            places: places(is_letter)
                .iter()
                .map(|place| (format!("{{{}}}", place.word()), meaning(*place)))
                .collect(),
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

const fn places(is_letter: bool) -> &'static [Placeholder] {
    if is_letter { &Placeholder::IN_LETTERS } else { &Placeholder::IN_NOTICES }
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

fn fields(text: &NoticeText, wrong: &[(String, String)], is_letter: bool) -> Vec<FieldView> {
    let field = |(part, value): (NoticePart, &str)| {
        let (id, language) = (words::field(part), words::language(part));
        let foreign = language.filter(|of| *of != Language::Japanese).map(language_name);
        let told: Vec<&str> =
            wrong.iter().filter(|(at, _)| *at == id).map(|(_, what)| what.as_str()).collect();
        let (rows, help) = match part {
            NoticePart::Addressee => (1, "封筒の窓から見える大きさで印刷されます。"),
            NoticePart::Title(_) if is_letter => {
                (1, "市の名前と受付番号は、いつも付きます。{ } の言葉は使えません。")
            }
            NoticePart::Sender | NoticePart::Title(_) => (1, ""),
            NoticePart::Body(_) => (4, "1段落を1行に書きます。"),
            NoticePart::Records(_) if is_letter => {
                (3, "手続、受付番号、期限、金額などのあとに載ります。空欄でもかまいません。")
            }
            NoticePart::Records(_) => (7, "1行に「見出し：内容」の形で書きます。"),
        };
        FieldView {
            label: match foreign {
                Some(name) => format!("{}（{name}）", words::label(part, is_letter)),
                None => words::label(part, is_letter).to_owned(),
            },
            lang: language.map_or("", Language::tag),
            value: value.to_owned(),
            problem: (!told.is_empty()).then(|| told.join("")),
            id,
            rows,
            help,
        }
    };
    let asked = |(part, _): &(NoticePart, &str)| !is_letter || words::language(*part).is_some();
    text.parts().into_iter().filter(asked).map(field).collect()
}

impl VersionView {
    fn of(version: &TemplateVersion, is_letter: bool) -> Self {
        let TemplateVersion { number, text, written, settled, is_own } = version;
        let part = |(part, value): (NoticePart, &str)| {
            let foreign = words::language(part).filter(|of| *of != Language::Japanese);
            let label = words::label(part, is_letter);
            let label = match foreign.map(language_name) {
                Some(name) => format!("{label}（{name}）"),
                None => label.to_owned(),
            };
            (label, value.lines().map(str::to_owned).collect::<Vec<_>>())
        };
        let is_told = |(part, value): &(NoticePart, &str)| {
            !value.is_empty() && (!is_letter || words::language(*part).is_some())
        };
        let parts = text.parts().into_iter().filter(is_told).map(part);
        let written_in = Language::ALL
            .into_iter()
            .filter(|of| *of != Language::Japanese && text.wording(*of).is_written() && !is_letter);
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
            paper: (!is_letter).then(|| paper(*number)),
            foreign: foreign.collect(),
            parts: parts.chain((text.amounts && !is_letter).then_some(table)).collect(),
        }
    }
}
