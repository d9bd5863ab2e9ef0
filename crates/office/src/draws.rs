//! `/office/draws`: 抽選, from the list that is frozen to the substitute who comes up; and the place
//! of one case in words.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, Responder as _, http::StatusCode, web};
use askama::Template;
use back_office::{
    BackOffice, ComingDraw, DrawBook, DrawFault, DrawKey, Error, FrozenDraw, GroupStanding, Staff,
};
use chrono::NaiveDate;
use kernel::Language;
use review_workflow::{Lot, LotRefusal, Refusal};
use serde::Deserialize;

use super::{case::Notice, frame::Frame, history::moment, typed::Typed};
use crate::link;
use ::web::{
    guard::{Browser, Decider, Guarded, Signed, WebError},
    page::{Page, see_other},
    shown,
};

/// So long whoever draws waits for the cases to hear of it; what is left goes on by itself.
const PATIENCE: Duration = Duration::from_secs(3);

/// Every draw of the departments where somebody decides.
#[derive(Template)]
#[template(path = "draws.html")]
struct DrawsPage {
    frame: Frame,
    notice: Option<Notice>,
    coming: Vec<ComingView>,
    frozen: Vec<FrozenView>,
}

/// A list that is still to be frozen.
struct ComingView {
    id: String,
    procedure: String,
    closed_on: NaiveDate,
    title: String,
    closes: String,
    source: String,
    open_days: u32,
    is_closed: bool,
}

/// A list that is frozen.
struct FrozenView {
    id: String,
    procedure: String,
    closed_on: NaiveDate,
    title: String,
    state: &'static str,
    facts: Vec<(&'static str, String)>,
    digest: String,
    /// Where everybody reads it.
    public: String,
    stage: Stage,
    /// What somebody typed and is not taken.
    typed: String,
    groups: Vec<GroupView>,
}

/// What comes next.
enum Stage {
    /// The day of the figure has not come: it is named.
    Waits(String),
    /// The figure can be entered.
    Enter,
    /// Somebody has entered this one; whether that was oneself.
    Confirm { figure: String, own: bool },
    /// It is drawn.
    Drawn,
}

/// How what was drawn stands.
struct GroupView {
    name: String,
    places: u32,
    of: u32,
    winners: u32,
    /// 繰上げ: who comes up next.
    next: Option<String>,
}

/// What was just done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    done: Option<String>,
}

/// The page.
pub(super) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Decider>,
    browser: Browser,
    wanted: web::Query<Wanted>,
) -> Result<Page<impl Template>, WebError> {
    let notice = wanted.done.as_deref().and_then(done);
    page_of(&back_office, &staff, &browser, None, notice).await.map(Page::ok)
}

/// Freezes, draws or lets somebody come up; what was typed stands there again when it cannot be.
pub(super) async fn submit(
    back_office: web::Data<BackOffice>,
    staff: Signed<Decider>,
    browser: Browser,
    request: HttpRequest,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let typed = Typed::new(posted.into_inner());
    let what = typed.value("do");
    let Err(fault) = changed(&back_office, &staff, &typed, what).await else {
        return Ok(see_other(&format!("{}?done={what}", link::DRAWS)));
    };
    let (status, notice) = told(fault)?;
    let page = page_of(&back_office, &staff, &browser, Some(&typed), Some(notice)).await?;
    Ok(Page::with_status(status, page).respond_to(&request))
}

async fn changed(
    back_office: &BackOffice,
    staff: &Staff,
    typed: &Typed,
    what: &str,
) -> Result<(), DrawFault> {
    let closed_on = typed.value("closed_on").parse().ok().ok_or(Error::NotFound)?;
    let key = DrawKey { procedure: typed.value("procedure").to_owned(), closed_on };
    match what {
        "freeze" => back_office.freeze_draw(staff, &key).await,
        "enter" => back_office.enter_figure(staff, &key, Some(typed.value("figure"))).await,
        "clear" => back_office.enter_figure(staff, &key, None).await,
        "confirm" => {
            back_office.confirm_figure(staff, &key, typed.value("figure")).await?;
            back_office.hurry_draw(&key, PATIENCE).await;
            Ok(())
        }
        "up" => {
            let number = typed.value("number").parse().ok().ok_or(Error::NotFound)?;
            back_office.move_up(staff, &key, &number).await
        }
        _ => Err(Error::NotFound.into()),
    }
}

fn told(fault: DrawFault) -> Result<(StatusCode, Notice), WebError> {
    let advice = match fault {
        DrawFault::BeforeClosing => {
            "受付の最後の日が過ぎてから、名簿を確定してください。".to_owned()
        }
        DrawFault::Frozen => "ほかの人が先に名簿を確定しました。下の内容を確かめてください。".to_owned(),
        DrawFault::List(fault) => {
            tracing::warn!(%fault, "a list cannot be frozen");
            "抽選に加わる申込みがないか、当選の数が申込みによって違うため、名簿を確定できません。申込みと手続の定義（draw）を確かめてください。"
                .to_owned()
        }
        DrawFault::Untold { number, .. } => format!(
            "受付番号{number}の答えからは、抽選の区分や点数を決められません。補正を依頼するか、手続の定義（draw）を直してください。"
        ),
        DrawFault::SeedNotPublished { on } => format!(
            "数字はまだ発表されていません。{}になってから入れてください。",
            shown::plain_day(on, Language::Japanese)
        ),
        DrawFault::Figure => {
            "発表された数字を、数字4文字以上（40文字まで）で入れてください。使えるのは英数字、点、ハイフンです。"
                .to_owned()
        }
        DrawFault::SamePerson => {
            "自分で入れた数字は、自分では確定できません。ほかの決裁者に頼んでください。".to_owned()
        }
        DrawFault::NotNext | DrawFault::Intent(Error::Refused(Refusal::Lot(LotRefusal::TakesNoPart))) => {
            "この方は、いまは繰り上げられません。空きと次の順番を、下で確かめてください。".to_owned()
        }
        DrawFault::Intent(Error::Conflict { .. }) => {
            let advice = "ほかの人が先に操作しました。下の内容を確かめてください。";
            return Ok((StatusCode::CONFLICT, Notice::problem(advice)));
        }
        DrawFault::Intent(fault) => return Err(fault.into()),
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Notice::problem(advice)))
}

fn done(word: &str) -> Option<Notice> {
    let (title, advice) = match word {
        "freeze" => (
            "名簿を確定しました",
            "名簿と指紋が公開されました。数字の発表日になったら、1人が数字を入れ、別の決裁者が確定します。",
        ),
        "enter" => {
            ("数字を入れました", "ほかの決裁者が発表元で確かめて確定すると、順番が決まります。")
        }
        "clear" => ("数字を取り消しました", "発表元で確かめて、入れ直してください。"),
        "confirm" => (
            "抽選しました",
            "順番が公開され、それぞれの案件と申込者に知らせています。当選した案件は、いつものとおり決裁できます。",
        ),
        "up" => ("繰り上げました", "申込者に知らせました。案件は、いつものとおり決裁できます。"),
        _ => return None,
    };
    Some(Notice { title, advice: advice.into(), is_problem: false })
}

async fn page_of(
    back_office: &BackOffice,
    staff: &Staff,
    browser: &Browser,
    typed: Option<&Typed>,
    notice: Option<Notice>,
) -> Result<DrawsPage, WebError> {
    let book = back_office.draws(staff).await?;
    let mut frame = Frame::of(back_office, staff, browser).await?;
    frame.here = link::DRAWS;
    Ok(DrawsPage::of(frame, book, typed, notice))
}

impl DrawsPage {
    fn of(frame: Frame, book: DrawBook, typed: Option<&Typed>, notice: Option<Notice>) -> Self {
        let DrawBook { coming, frozen } = book;
        let coming = (1..).zip(coming).map(|(n, draw)| ComingView::of(n, draw)).collect();
        let frozen = (1..).zip(frozen).map(|(n, draw)| FrozenView::of(n, draw, typed)).collect();
        Self { frame, notice, coming, frozen }
    }
}

impl ComingView {
    fn of(number: usize, draw: ComingDraw) -> Self {
        let ComingDraw { key, title, source, open_days, is_closed } = draw;
        Self {
            id: format!("coming-{number}"),
            closes: shown::plain_day(key.closed_on, Language::Japanese),
            closed_on: key.closed_on,
            procedure: key.procedure,
            title,
            source,
            open_days,
            is_closed,
        }
    }
}

impl FrozenView {
    fn of(number: usize, draw: FrozenDraw, typed: Option<&Typed>) -> Self {
        let day = |day| shown::plain_day(day, Language::Japanese);
        let FrozenDraw { key, title, head, frozen, entered, confirmed, .. } = draw;
        let mut facts = vec![
            ("締切", day(key.closed_on)),
            ("名簿", format!("{}件（{} {}）", draw.count, frozen.0, moment(frozen.1))),
            ("順番を決める数字", format!("{}の{}", day(head.source_on), head.source)),
        ];
        if let (Some((figure, by)), Some((second, at))) = (&entered, &confirmed) {
            facts.push(("数字", figure.clone()));
            facts.push(("抽選した人", format!("{by}、{second}（{}）", moment(*at))));
        }
        let (told, stage) = match (entered, confirmed) {
            (_, Some(_)) if draw.is_told => ("抽選済み", Stage::Drawn),
            (_, Some(_)) => ("抽選済み（案件に知らせています）", Stage::Drawn),
            (Some((figure, _)), None) => ("確定待ち", Stage::Confirm { figure, own: draw.is_own }),
            (None, None) if draw.is_due => ("数字を入れられます", Stage::Enter),
            (None, None) => ("発表待ち", Stage::Waits(day(head.source_on))),
        };
        let is_typed = |it: &&Typed| {
            it.value("procedure") == key.procedure
                && it.value("closed_on") == key.closed_on.to_string()
        };
        Self {
            id: format!("draw-{number}"),
            public: format!("/draws/{}/{}", key.procedure, key.closed_on),
            typed: typed
                .filter(is_typed)
                .map(|it| it.value("figure").to_owned())
                .unwrap_or_default(),
            groups: draw.groups.into_iter().map(GroupView::from).collect(),
            digest: draw.digest,
            closed_on: key.closed_on,
            procedure: key.procedure,
            title,
            state: told,
            facts,
            stage,
        }
    }

    const fn colour(&self) -> &'static str {
        match self.stage {
            Stage::Waits(_) => "",
            Stage::Enter | Stage::Confirm { .. } => "a",
            Stage::Drawn => "g",
        }
    }
}

impl From<GroupStanding> for GroupView {
    fn from(GroupStanding { group, places, of, winners, next }: GroupStanding) -> Self {
        let name = if group.is_empty() { "申込み".to_owned() } else { group };
        Self { name, places, of, winners, next: next.map(|number| number.to_string()) }
    }
}

/// The place of a case: `荒井 2LDK：12件中3番（当選）`
pub(super) fn place(lot: &Lot) -> String {
    let stands = match lot.substitute() {
        Some(number) => format!("補欠{number}番"),
        None if lot.moved_up => "繰上げで当選".to_owned(),
        None => "当選".to_owned(),
    };
    let place = format!("{}件中{}番（{stands}）", lot.of, lot.place);
    if lot.group.is_empty() { place } else { format!("{}：{place}", lot.group) }
}

#[cfg(test)]
mod tests {
    use kernel::Instant;
    use lots::Head;
    use testkit::audit;

    use super::*;

    fn frozen() -> FrozenDraw {
        let at = Instant::parse_rfc3339("2026-12-01T09:04:00+09:00").unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        FrozenDraw {
            key: DrawKey { procedure: "jutaku".into(), closed_on: day("2026-11-30") },
            title: "市営住宅<b>".into(),
            head: Head {
                procedure: "jutaku".into(),
                version: 1,
                closed_on: day("2026-11-30"),
                source: "日経平均株価の終値".into(),
                source_on: day("2026-12-04"),
            },
            count: 12,
            digest: "ab".repeat(32),
            frozen: ("鈴木".into(), at),
            is_due: false,
            entered: None,
            is_own: false,
            confirmed: None,
            is_told: false,
            groups: Vec::new(),
        }
    }

    fn page(draw: FrozenDraw, typed: Option<&Typed>) -> String {
        let book = DrawBook { coming: Vec::new(), frozen: vec![draw] };
        let notice = told(DrawFault::Figure).ok().map(|(_, notice)| notice);
        let html = DrawsPage::of(Frame::sample(None), book, typed, notice).render().unwrap();
        audit(&html);
        assert!(!html.contains("市営住宅<b>"), "{html}");
        html
    }

    #[test]
    fn each_stage_offers_what_comes_next() {
        let waits = page(frozen(), None);
        assert!(waits.contains("発表待ち") && !waits.contains("name=\"do\""), "{waits}");
        let typed = [("procedure", "jutaku"), ("closed_on", "2026-11-30"), ("figure", "38\"")];
        let typed = typed.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let due = FrozenDraw { is_due: true, ..frozen() };
        let enter = page(due.clone(), Some(&Typed::new(typed.into())));
        assert!(enter.contains("value=\"enter\"") && enter.contains("38&#34;"), "{enter}");
        let entered = Some(("38123.45".to_owned(), "鈴木".to_owned()));
        let entered = FrozenDraw { entered, ..due };
        let other = page(entered.clone(), None);
        assert!(other.contains("value=\"confirm\""), "{other}");
        let own = page(FrozenDraw { is_own: true, ..entered }, None);
        assert!(!own.contains("value=\"confirm\"") && own.contains("value=\"clear\""), "{own}");
    }

    #[test]
    fn a_place_that_was_given_up_is_offered_to_the_next() {
        let at = Instant::parse_rfc3339("2026-12-05T09:04:00+09:00").unwrap();
        let groups = vec![GroupStanding {
            group: "荒井".into(),
            places: 2,
            of: 5,
            winners: 1,
            next: Some("2611-0000-0075".parse().unwrap()),
        }];
        let drawn = FrozenDraw {
            entered: Some(("38123.45".into(), "鈴木".into())),
            confirmed: Some(("林".into(), at)),
            is_told: true,
            groups,
            ..frozen()
        };
        let html = page(drawn, None);
        assert!(html.contains("value=\"up\"") && html.contains("2611-0000-0075"), "{html}");
    }

    #[test]
    fn the_place_of_a_case_is_told_in_words() {
        let lot = |place, moved_up| Lot {
            closed_on: "2026-11-30".parse().unwrap(),
            group: "荒井".into(),
            place,
            of: 12,
            places: 3,
            moved_up,
        };
        assert_eq!(place(&lot(3, false)), "荒井：12件中3番（当選）");
        assert_eq!(place(&lot(5, false)), "荒井：12件中5番（補欠2番）");
        assert_eq!(place(&lot(5, true)), "荒井：12件中5番（繰上げで当選）");
    }
}
