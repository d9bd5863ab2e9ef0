//! `/office/dispatch/{batch}`: 束, papers that are printed, counted and posted together.

pub(crate) mod count;
pub(crate) mod posting;
pub(crate) mod print;

use actix_web::{HttpRequest, HttpResponse, Responder as _, http::StatusCode, web};
use askama::Template;
use back_office::{
    BackOffice, BatchLine, BatchStanding, BatchView, PrintView, ReprintReason, Shelter, Staff,
};
use serde::Deserialize;

use super::words;
use crate::{case::Notice, frame::Frame, history::moment, link, typed::Typed};
use ::web::{
    guard::{Browser, Poster, Signed, WebError, known},
    page::Page,
};

/// A batch.
#[derive(Template)]
#[template(path = "batch.html")]
struct BatchPage {
    frame: Frame,
    notice: Option<Notice>,
    /// What is told of single papers: which, and what.
    told: Vec<(String, String)>,
    /// Where what was just printed is fetched.
    fetch: Option<String>,
    number: i64,
    made: String,
    counted: Option<String>,
    prints: Vec<PrintLine>,
    lines: Vec<LineView>,
    /// Papers that still wait.
    waiting: usize,
    posted: usize,
    /// Whether papers were printed, and whether printing them again asks why; the same of labels.
    printed: bool,
    papers_again: bool,
    labels_again: bool,
    typed: Typed,
    today: String,
}

/// One paper.
struct LineView {
    place: i64,
    code: String,
    /// What is known of it; nothing of what is elsewhere.
    paper: Option<PaperView>,
    /// Why it is left out, or that it is done.
    stands: Option<String>,
    is_posted: bool,
    /// 外字
    lacks: Vec<String>,
    chosen: bool,
    tracking: String,
}

/// What is known of a paper.
struct PaperView {
    /// 支援措置: whether its address stands in no list.
    is_protected: bool,
    /// Whether the person prints it.
    prints: bool,
    number: String,
    address: String,
    title: String,
    kind: &'static str,
    department: String,
    addressee: String,
    postal: String,
    town: String,
}

/// One printing.
struct PrintLine {
    at: String,
    by: String,
    what: String,
    again: Option<&'static str>,
    address: Option<String>,
}

/// What stands in the address.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Came {
    #[serde(default)]
    said: String,
    #[serde(default)]
    print: Option<i64>,
    #[serde(default)]
    posted: Option<u32>,
}

/// What a page is made of besides the batch itself.
#[derive(Default)]
struct Around {
    notice: Option<Notice>,
    told: Vec<(String, String)>,
    typed: Typed,
    print: Option<i64>,
}

/// The page.
pub(crate) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Poster>,
    browser: Browser,
    path: web::Path<String>,
    came: web::Query<Came>,
) -> Result<Page<impl Template>, WebError> {
    let number = known(&path)?;
    let around = Around { notice: said(&came), print: came.print, ..Around::default() };
    page_of(&back_office, &staff, &browser, number, around).await.map(Page::ok)
}

fn said(came: &Came) -> Option<Notice> {
    let notice =
        |title, advice: String, is_problem| Notice { title, advice: advice.into(), is_problem };
    if let Some(count) = came.posted {
        let advice = format!("{count}通。案件の履歴に残りました。");
        return Some(notice("差し出しを記録しました", advice, false));
    }
    match came.said.as_str() {
        "made" => {
            let advice = "郵便番号と住所の順に番号をつけました。次に印刷します。";
            Some(notice("束をつくりました", advice.to_owned(), false))
        }
        "printed" => {
            let advice = "10分以内に開いて印刷してください。開いたことは記録されます。";
            Some(notice("印刷するPDFができました", advice.to_owned(), false))
        }
        "late" => {
            let advice = "開ける時間（10分）を過ぎたか、差し出す通知書がなくなりました。もう一度印刷してください。";
            Some(notice("このPDFは開けません", advice.to_owned(), true))
        }
        "counted" => {
            let advice = "過不足はありません。次に差し出しを記録します。";
            Some(notice("封入を数えました", advice.to_owned(), false))
        }
        _ => None,
    }
}

/// The page with what is to be put right.
async fn to_mend(
    back_office: &BackOffice,
    staff: &Staff,
    browser: &Browser,
    request: &HttpRequest,
    (number, around): (i64, Around),
) -> Result<HttpResponse, WebError> {
    let page = page_of(back_office, staff, browser, number, around).await?;
    Ok(Page::with_status(StatusCode::UNPROCESSABLE_ENTITY, page).respond_to(request))
}

async fn page_of(
    back_office: &BackOffice,
    staff: &Staff,
    browser: &Browser,
    number: i64,
    around: Around,
) -> Result<BatchPage, WebError> {
    let batch = back_office.batch(staff, number).await?;
    let frame = Frame::of(back_office, staff, browser).await?;
    Ok(BatchPage::of(frame, batch, around, back_office.today().to_string()))
}

impl BatchPage {
    fn of(frame: Frame, batch: BatchView, around: Around, today: String) -> Self {
        let Around { notice, told, typed, print } = around;
        let number = batch.number;
        let home = frame.city.official_name().to_owned();
        let fetch = batch.prints.iter().find(|it| Some(it.number) == print && it.is_open);
        let fetch = fetch.map(|it| link::batch_print(number, it.number));
        let counted = batch.counted.map(|(by, at)| format!("{}　{by}", moment(at)));
        let standing = |standing| move |it: &&BatchLine| it.standing == standing;
        Self {
            waiting: batch.lines.iter().filter(standing(BatchStanding::Waiting)).count(),
            posted: batch.lines.iter().filter(standing(BatchStanding::Posted)).count(),
            printed: batch.prints.iter().any(|it| it.labels.is_none()),
            prints: batch.prints.into_iter().map(|it| PrintLine::of(number, it)).collect(),
            lines: batch
                .lines
                .into_iter()
                .map(|it| LineView::of(number, it, &typed, &home))
                .collect(),
            made: format!("{}　{}", moment(batch.at), batch.by),
            papers_again: batch.papers_again,
            labels_again: batch.labels_again,
            fetch,
            counted,
            frame,
            notice,
            told,
            number,
            typed,
            today,
        }
    }

    /// Those of which a character cannot be printed.
    fn lacking(&self) -> impl Iterator<Item = &LineView> {
        self.lines.iter().filter(|it| it.stands.is_none() && !it.lacks.is_empty())
    }

    /// Those that still wait.
    fn to_post(&self) -> impl Iterator<Item = &LineView> {
        self.lines.iter().filter(|it| it.stands.is_none())
    }
}

impl LineView {
    fn of(batch: i64, line: BatchLine, typed: &Typed, home: &str) -> Self {
        let place = line.place;
        // What a form does not say yet is all of it.
        let is_asked = typed.value("do") == "post";
        let is_ticked = || typed.all().any(|it| it == ("paper", place.to_string().as_str()));
        Self {
            place,
            code: format!("{batch}-{place}"),
            stands: words::left_out(line.standing),
            is_posted: line.standing == BatchStanding::Posted,
            lacks: line.without_type.iter().map(|it| spelt(it)).collect(),
            chosen: !is_asked || is_ticked(),
            tracking: typed.value(&format!("tracking:{place}")).to_owned(),
            paper: line.paper.map(|it| PaperView {
                is_protected: it.shelter.is_on(),
                prints: it.shelter != Shelter::Shut,
                address: link::paper_to_post(&it.case, it.notice),
                number: it.number,
                title: it.title,
                kind: words::paper_kind(it.verdict),
                department: it.department,
                addressee: it.addressee,
                postal: it.address.as_ref().map(|it| it.postal.clone()).unwrap_or_default(),
                town: it.address.map(|it| it.on_envelope(home)).unwrap_or_default(),
            }),
        }
    }

    /// `3　青葉 花子 様`
    fn named(&self) -> String {
        let name = self.paper.as_ref().map(|it| it.addressee.as_str()).unwrap_or_default();
        named(self.place, name)
    }
}

/// A paper of a batch in a sentence.
fn named(place: i64, addressee: &str) -> String {
    if addressee.is_empty() {
        format!("{place}番")
    } else {
        format!("{place}番　{addressee} 様")
    }
}

/// `김（U+AE40）`: who looks for the character somewhere else needs its number.
fn spelt(character: &str) -> String {
    let codes: Vec<String> =
        character.chars().map(|it| format!("U+{:04X}", u32::from(it))).collect();
    format!("{character}（{}）", codes.join(" "))
}

impl PrintLine {
    fn of(batch: i64, print: PrintView) -> Self {
        let what = match print.labels {
            Some(labels) => format!("あて名ラベル（{labels}面）"),
            None if print.both_sides => "あて名の紙と通知書（両面）".to_owned(),
            None => "あて名の紙と通知書".to_owned(),
        };
        Self {
            at: moment(print.at),
            by: print.by,
            what,
            again: print.reason.map(words::reprint_reason),
            address: print.is_open.then(|| link::batch_print(batch, print.number)),
        }
    }
}

/// The reasons to print once more, as the page offers them: words and names.
fn reprint_reasons() -> Vec<(&'static str, &'static str)> {
    ReprintReason::ALL.iter().map(|it| (it.word(), words::reprint_reason(*it))).collect()
}

#[cfg(test)]
mod tests;
