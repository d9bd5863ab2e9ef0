//! `/office/bulk`: one command for many cases, chosen in a list. First it is shown with which it can
//! be done, and with which not, and why; then a job does it. Each case is decided by itself.

mod job;
mod words;

use std::time::Duration;

use actix_web::{
    HttpRequest, HttpResponse, Responder as _,
    http::{
        StatusCode,
        header::{HeaderValue, RETRY_AFTER},
    },
    web,
};
use askama::Template;
use back_office::{
    BackOffice, BulkCase, BulkCommand, BulkKey, BulkRequest, Chosen, Error, MOST_CASES,
    MOST_LETTERS_ALONE, Placeholder, Staff,
};
use kernel::{Language, SubmissionId};

use self::words::Words;
use super::{
    frame::{Frame, count_in_words},
    preview::language_name,
    queue::{Choice, filter_of},
    typed::Typed,
};
use crate::{labels::choices, link};
use ::web::{
    guard::{Browser, Guarded, Signed, WebError, Worker, known, sentence},
    page::{Page, see_other},
};

pub(super) use job::{list, progress, show};

/// The button beside a list that takes what is ticked there.
const TAKE: &str = "take";
/// Who has started a job waits so long for it: few cases are done by then.
const MOMENT: Duration = Duration::from_secs(2);
/// What is told to whom has too much going on; what they chose stays.
const BUSY: &str = "いまは始められません。進んでいるまとめての処理が終わってから、もう一度押してください。選んだ案件はこの画面に残っています。";
/// Longer keys are none of ours.
const LONGEST_KEY: usize = 100;

/// What would become of the chosen cases.
#[derive(Template)]
#[template(path = "bulk_check.html")]
struct CheckPage {
    frame: Frame,
    from: String,
    back: String,
    /// Why nothing can be done yet.
    problem: Option<String>,
    /// The chosen cases as a tick sends them.
    ticks: Vec<String>,
    /// What can be done.
    offered: Vec<Offered>,
    typed: Typed,
    colleagues: Vec<Choice>,
    desks: Vec<Choice>,
    labels: Vec<Choice>,
    templates: Vec<Choice>,
    /// What can stand in braces in a message.
    places: String,
    checked: Option<Checked>,
    /// Of the request that starts it.
    key: String,
}

/// A command that can be chosen.
struct Offered {
    words: &'static Words,
    chosen: bool,
}

/// A command that was chosen, and the cases.
struct Checked {
    words: &'static Words,
    can: Vec<CaseLine>,
    /// Those with which it cannot be done: their number, by the sentence that says why.
    cannot: Vec<(String, Vec<CaseLine>)>,
    left: usize,
    /// What would be sent, by the language of who reads it.
    texts: Vec<(&'static str, String)>,
}

/// One case.
struct CaseLine {
    /// Its id and the version that was seen, as a tick sends them.
    tick: String,
    address: String,
    /// Empty where there is no such case for this person.
    number: String,
    title: String,
}

/// What somebody sent.
struct Wanted {
    from: String,
    typed: Typed,
}

/// Shows what would become of the chosen cases, or starts it.
pub(super) async fn submit(
    back_office: web::Data<BackOffice>,
    staff: Signed<Worker>,
    browser: Browser,
    request: HttpRequest,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let (mut wanted, chosen) =
        chosen(&back_office, &staff, Typed::new(posted.into_inner())).await?;
    let frame = Frame::of(&back_office, &staff, &browser).await?;
    let mut page = CheckPage::new(frame, &wanted, &staff, back_office.bulk_key());
    page.colleagues = colleagues(&back_office, &staff, &wanted.typed).await?;
    page.desks = desks(&back_office, &wanted.typed).await?;
    let labels = back_office.known_labels(&staff).await?;
    page.labels = choices(&labels, Some(wanted.typed.value("label")));
    page.templates = templates(&back_office, &staff, &wanted.typed).await?;
    page.places = Placeholder::IN_MESSAGES.map(|place| format!("{{{}}}", place.word())).join(" ");
    let cases = match chosen {
        Ok(cases) => cases,
        Err(problem) => {
            page.typed = std::mem::take(&mut wanted.typed);
            return Ok(
                Page::to_mend(CheckPage { problem: Some(problem), ..page }).respond_to(&request)
            );
        }
    };
    page.ticks = cases.iter().map(|(id, version)| format!("{id}:{version}")).collect();
    let command = match command(&wanted.typed) {
        Ok(command) => command.filter(|_| !cases.is_empty()),
        Err(problem) => {
            page.typed = wanted.typed;
            let problem = Some(problem.to_owned());
            return Ok(Page::to_mend(CheckPage { problem, ..page }).respond_to(&request));
        }
    };
    if let Some(command) = command {
        if wanted.is_sure() {
            match start(&back_office, &staff, &wanted, command.clone(), cases.clone()).await {
                Err(WebError::Intent(Error::Busy)) => page.problem = Some(BUSY.to_owned()),
                // The check below says why.
                Err(WebError::Intent(Error::Refused(_))) => {}
                begun => return begun,
            }
        }
        match Checked::of(&back_office, &staff, &command, cases, &wanted.from).await {
            Ok(checked) => page.checked = Some(checked),
            Err(WebError::Intent(refused @ Error::Refused(_))) => {
                page.typed = wanted.typed;
                let problem = Some(told(refused));
                return Ok(Page::to_mend(CheckPage { problem, ..page }).respond_to(&request));
            }
            Err(other) => return Err(other),
        }
    }
    page.typed = wanted.typed;
    let page = if page.problem.is_none() {
        Page::ok(page)
    } else {
        Page::with_status(StatusCode::SERVICE_UNAVAILABLE, page)
    };
    let mut answer = page.respond_to(&request);
    if answer.status() == StatusCode::SERVICE_UNAVAILABLE {
        answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("5"));
    }
    Ok(answer)
}

/// Starts the job, and waits a moment: few cases are done when its page is shown.
async fn start(
    back_office: &BackOffice,
    staff: &Staff,
    wanted: &Wanted,
    command: BulkCommand,
    cases: Vec<(SubmissionId, i64)>,
) -> Result<HttpResponse, WebError> {
    let key = wanted.typed.value("key");
    if key.is_empty() || key.len() > LONGEST_KEY {
        return Err(WebError::Unusable { what: "the form has no key".to_owned() });
    }
    let key = BulkKey::OfPage(key.to_owned());
    let request = BulkRequest { key, command, cases, from: wanted.from.clone() };
    let job = back_office.start_bulk(staff, request).await?;
    back_office.hurry_bulk(&job, MOMENT).await;
    Ok(see_other(&link::bulk(&job)))
}

/// The cases that were chosen: ticked, everything of a list, or what a job has left. In place of
/// them, why there are none.
async fn chosen(
    back_office: &BackOffice,
    staff: &Staff,
    typed: Typed,
) -> Result<(Wanted, Result<Vec<(SubmissionId, i64)>, String>), WebError> {
    let from = typed.value("from").to_owned();
    if !typed.value("again").is_empty() {
        let left = back_office.bulk_left(staff, &known(typed.value("again"))?).await?;
        let typed = again(&left.command);
        return Ok((Wanted { from: left.from, typed }, Ok(left.cases)));
    }
    if typed.value("all") != "yes" {
        let cases: Vec<_> = typed.all().filter_map(chosen_case).collect();
        let cases = if cases.len() > MOST_CASES {
            Err(too_many(&cases.len().to_string()))
        } else {
            Ok(cases)
        };
        return Ok((Wanted { from, typed }, cases));
    }
    let cases = match filter_of(back_office, staff, &from).await? {
        None => Err(
            "検索の言葉は、入れた人だけが8時間まで使えます。一覧でもう一度しぼり込んでください。"
                .to_owned(),
        ),
        Some(filter) => match back_office.chosen_by(staff, filter).await? {
            Chosen::Cases(cases) => Ok(cases),
            Chosen::TooMany(count) => Err(too_many(&count_in_words(count))),
        },
    };
    Ok((Wanted { from, typed }, cases))
}

fn too_many(number: &str) -> String {
    format!(
        "{number}件が選ばれています。一度にまとめて処理できるのは{MOST_CASES}件までです。一覧で手続、区、状態などの条件をしぼり、分けて処理してください。"
    )
}

/// What was typed for a command that is wanted once more.
fn again(command: &BulkCommand) -> Typed {
    let mut fields = vec![("do".to_owned(), command.kind().word().to_owned())];
    match command {
        BulkCommand::Assign { to } => fields.push(("to".to_owned(), to.to_string())),
        BulkCommand::Release { reason } => {
            fields.push(("reason".to_owned(), reason.word().to_owned()));
        }
        BulkCommand::HandOver { to } => fields.push(("desk".to_owned(), to.to_string())),
        BulkCommand::PutFirst { reason } => fields.push(("why".to_owned(), reason.clone())),
        BulkCommand::Label { label } => fields.push(("label".to_owned(), label.to_string())),
        BulkCommand::Note { text } => fields.push(("text".to_owned(), text.clone())),
        BulkCommand::Message { text } => fields.push(("message".to_owned(), text.clone())),
        BulkCommand::MessageFrom { template } => {
            fields.push(("template".to_owned(), template.to_string()));
        }
        BulkCommand::Claim
        | BulkCommand::Settle
        | BulkCommand::Pass
        | BulkCommand::Approve
        | BulkCommand::Complete => {}
    }
    Typed::new(fields)
}

/// The command that a form names; none as long as nothing is chosen.
fn command(typed: &Typed) -> Result<Option<BulkCommand>, &'static str> {
    let command = match typed.value("do") {
        "claim" | TAKE => BulkCommand::Claim,
        "settle" => BulkCommand::Settle,
        "pass" => BulkCommand::Pass,
        "approve" => BulkCommand::Approve,
        "complete" => BulkCommand::Complete,
        "assign" => {
            let to = typed.value("to").parse();
            BulkCommand::Assign {
                to: to.map_err(|_nobody| "引き継ぐ人を選んでください。")?
            }
        }
        "release" => {
            let reason = typed.value("reason").parse();
            BulkCommand::Release {
                reason: reason.map_err(|_none| "戻す理由を選んでください。")?
            }
        }
        "hand_over" => {
            let to = typed.value("desk").parse();
            BulkCommand::HandOver {
                to: to.map_err(|_none| "回す先を選んでください。")?
            }
        }
        "put_first" => match typed.value("why").trim() {
            "" => return Err("先に処理する理由を書いてください。"),
            why => BulkCommand::PutFirst { reason: why.to_owned() },
        },
        "label" => {
            let label = typed.value("label").parse();
            BulkCommand::Label {
                label: label.map_err(|_none| "付けるラベルを選んでください。")?
            }
        }
        "message" => written(typed)?,
        "note" => match typed.value("text").trim() {
            "" => return Err("メモの本文を書いてください。"),
            text => BulkCommand::Note { text: text.to_owned() },
        },
        _ => return Ok(None),
    };
    Ok(Some(command))
}

/// A message in the words of who sends it, or of a template; never of both.
fn written(typed: &Typed) -> Result<BulkCommand, &'static str> {
    match (typed.value("template"), typed.value("message").trim()) {
        ("", "") => Err("ひな形を選ぶか、メッセージの本文を書いてください。"),
        ("", text) => Ok(BulkCommand::Message { text: text.to_owned() }),
        (template, "") => {
            let template = template.parse();
            let template = template.map_err(|_none| "ひな形を選び直してください。")?;
            Ok(BulkCommand::MessageFrom { template })
        }
        _ => Err("ひな形と本文の両方が入っています。どちらか1つにしてください。"),
    }
}

async fn colleagues(
    back_office: &BackOffice,
    staff: &Staff,
    typed: &Typed,
) -> Result<Vec<Choice>, WebError> {
    let chosen = Some(typed.value("to"));
    let all = back_office.holders(staff).await?;
    Ok(all.iter().map(|(id, name)| Choice::new(id.as_str(), name, chosen)).collect())
}

async fn desks(back_office: &BackOffice, typed: &Typed) -> Result<Vec<Choice>, WebError> {
    let chosen = Some(typed.value("desk"));
    let all = back_office.staffed_desks().await?;
    Ok(all.iter().map(|(id, name)| Choice::new(id.as_str(), name, chosen)).collect())
}

async fn templates(
    back_office: &BackOffice,
    staff: &Staff,
    typed: &Typed,
) -> Result<Vec<Choice>, WebError> {
    let chosen = Some(typed.value("template"));
    let all = back_office.known_templates(staff).await?;
    Ok(all.iter().map(|it| Choice::new(it.id.as_str(), &it.name, chosen)).collect())
}

impl Wanted {
    /// Whether it is done now. Taking cases that were ticked one by one is undone by putting them
    /// back, and nobody outside hears of it: it needs no second look. Everything of a list was
    /// looked at by nobody: that it does.
    fn is_sure(&self) -> bool {
        let takes = self.typed.value("do") == TAKE && self.typed.value("all") != "yes";
        takes || self.typed.value("sure") == "yes"
    }
}

impl CheckPage {
    fn new(frame: Frame, wanted: &Wanted, staff: &Staff, key: String) -> Self {
        let chosen = wanted.typed.value("do");
        let theirs = |words: &&'static Words| {
            words.roles.is_empty() || words.roles.iter().any(|role| staff.has(*role))
        };
        let offer = |words: &'static Words| Offered { words, chosen: words.word == chosen };
        Self {
            back: link::queue_again(&wanted.from),
            from: wanted.from.clone(),
            problem: None,
            ticks: Vec::new(),
            offered: words::ALL.iter().filter(theirs).map(offer).collect(),
            typed: Typed::default(),
            colleagues: Vec::new(),
            desks: Vec::new(),
            labels: Vec::new(),
            templates: Vec::new(),
            places: String::new(),
            checked: None,
            key,
            frame,
        }
    }
}

impl Checked {
    async fn of(
        back_office: &BackOffice,
        staff: &Staff,
        command: &BulkCommand,
        cases: Vec<(SubmissionId, i64)>,
        from: &str,
    ) -> Result<Self, WebError> {
        let check = back_office.check_bulk(staff, command, cases).await?;
        let words = words::of(command.kind().word()).ok_or(WebError::NotFound)?;
        let left = check.cannot.len();
        let mut cannot: Vec<(String, Vec<CaseLine>)> = Vec::new();
        for (case, fault) in check.cannot {
            let (why, line) = (told(fault), CaseLine::of(case, from));
            match cannot.iter_mut().find(|(known, _)| *known == why) {
                Some((_, lines)) => lines.push(line),
                None => cannot.push((why, vec![line])),
            }
        }
        let can = check.can.into_iter().map(|case| CaseLine::of(case, from)).collect();
        let texts = check.texts.into_iter().map(|(language, text)| (language_name(language), text));
        Ok(Self { words, can, cannot, left, texts: texts.collect() })
    }
}

impl Checked {
    /// Whether a second person looks at it before it is done.
    fn needs_second(&self) -> bool {
        self.words.word == "message" && self.can.len() > MOST_LETTERS_ALONE
    }
}

impl CaseLine {
    fn of(case: BulkCase, from: &str) -> Self {
        let (number, title) = match case.known {
            Some((number, title)) => (number.to_string(), title),
            None => (String::new(), String::new()),
        };
        let tick = format!("{}:{}", case.id, case.version);
        Self { tick, address: link::case_from(&case.id, from), number, title }
    }
}

/// Why nothing is done with one case.
pub(super) fn told(fault: Error) -> String {
    if matches!(fault, Error::NotFound) {
        return "なくなったか、あなたが扱える案件ではありません。".to_owned();
    }
    if matches!(fault, Error::Forbidden) {
        return "権限がなくなったので、処理を止めました。".to_owned();
    }
    if matches!(fault, Error::Internal { .. }) {
        return "システムの都合で処理できませんでした。案件を開いて、1件だけで試してください。"
            .to_owned();
    }
    sentence(&fault.into(), Language::Japanese).advice.into_owned()
}

/// A ticked box holds the case and the version that was seen: `0193…:4`.
fn chosen_case((name, value): (&str, &str)) -> Option<(SubmissionId, i64)> {
    let (id, version) = value.split_once(':').filter(|_| name == "case")?;
    Some((id.parse().ok()?, version.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::audit;

    pub(super) fn line(number: &str) -> CaseLine {
        CaseLine {
            tick: "0193a5c8-7e1b-7c3d-9e4f-0123456789ab:3".into(),
            address: "/office/cases/0193?from=view%3Dall".into(),
            number: number.into(),
            title: "<b>住民票".into(),
        }
    }

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        Typed::new(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn what_would_happen_is_shown_first_and_what_was_typed_stays() {
        let page = CheckPage {
            frame: Frame::sample(None),
            from: "view=all&q=\"><script>".into(),
            back: "/office/?view=all".into(),
            problem: None,
            ticks: vec!["0193:3".into(), "0194:1".into()],
            offered: words::ALL
                .iter()
                .map(|words| Offered { words, chosen: words.word == "note" })
                .collect(),
            typed: typed(&[("do", "note"), ("text", "</textarea>電話した")]),
            desks: Vec::new(),
            labels: Vec::new(),
            templates: Vec::new(),
            places: String::new(),
            colleagues: vec![Choice::new("0193", "佐藤 一郎", Some("0193"))],
            checked: Some(Checked {
                words: words::of("note").unwrap(),
                can: vec![line("2611-7K3M-92QC")],
                cannot: vec![("できません。".into(), vec![line("2611-7K3M-92QD"), line("")])],
                left: 2,
                texts: Vec::new(),
            }),
            key: "abc".into(),
        };
        let html = page.render().unwrap();
        audit(&html);
        assert!(html.contains("1件にメモを付ける") && html.contains("2件は、ここでは"), "{html}");
        assert!(!html.contains("<b>住民票") && !html.contains("</textarea>電話"), "{html}");
        assert!(html.contains("見つからない案件"), "{html}");
    }

    #[test]
    fn so_many_messages_wait_for_somebody_else() {
        let checked = |number: usize, word: &str| Checked {
            words: words::of(word).unwrap(),
            can: (0..number).map(|_| line("2611-7K3M-92QC")).collect(),
            cannot: Vec::new(),
            left: 0,
            texts: Vec::new(),
        };
        let most = MOST_LETTERS_ALONE;
        assert!(!checked(most, "message").needs_second());
        assert!(checked(most + 1, "message").needs_second());
        assert!(!checked(most + 1, "settle").needs_second());
    }

    #[test]
    fn a_form_names_a_command_or_says_what_is_missing() {
        assert_eq!(command(&typed(&[("do", "settle")])), Ok(Some(BulkCommand::Settle)));
        assert_eq!(command(&typed(&[])), Ok(None));
        for kind in ["assign", "release", "hand_over", "put_first", "label", "note", "message"] {
            assert!(command(&typed(&[("do", kind), ("text", " ")])).is_err(), "{kind}");
        }
        for kind in ["refuse", "request_correction", "pay", "choose"] {
            assert_eq!(command(&typed(&[("do", kind)])), Ok(None), "{kind}");
        }
    }

    #[test]
    fn every_command_has_its_words() {
        let to = "0193a5c8-7e1b-7c3d-9e4f-0123456789ab".parse().unwrap();
        let reason = review_workflow::ReleaseReason::Absence;
        for command in [
            BulkCommand::Claim,
            BulkCommand::Settle,
            BulkCommand::Assign { to },
            BulkCommand::Release { reason },
            BulkCommand::HandOver { to: "jimu-centre".parse().unwrap() },
            BulkCommand::Pass,
            BulkCommand::Approve,
            BulkCommand::Complete,
            BulkCommand::PutFirst { reason: "週末に引っ越す".into() },
            BulkCommand::Label { label: "0193a5c8-7e1b-7c3d-9e4f-00000000a001".parse().unwrap() },
            BulkCommand::Note { text: "電話した".into() },
            BulkCommand::Message { text: "{受付番号}の件です。".into() },
            BulkCommand::MessageFrom {
                template: "0193a5c8-7e1b-7c3d-9e4f-00000000a002".parse().unwrap(),
            },
        ] {
            assert!(words::of(command.kind().word()).is_some(), "{command:?}");
            assert_eq!(super::command(&again(&command)), Ok(Some(command)));
        }
    }

    #[test]
    fn a_tick_names_a_case_and_a_version() {
        let id = "0193a5c8-7e1b-7c3d-9e4f-0123456789ab";
        let read = chosen_case(("case", &format!("{id}:4"))).unwrap();
        assert_eq!((read.0.as_str(), read.1), (id, 4));
        for (name, value) in [("case", id), ("case", "x:4"), ("other", "0193:4")] {
            assert!(chosen_case((name, value)).is_none(), "{name} {value}");
        }
    }
}
