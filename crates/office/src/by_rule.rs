//! `/office/by-rule`: 自動決定, which rules of definitions decide, since when, and who said so; and a
//! rule in words.

use actix_web::{HttpRequest, HttpResponse, Responder as _, http::StatusCode, web};
use askama::Template;
use back_office::{BackOffice, Error, RuleFault, RuleLine, Staff, SwitchView};
use chrono::NaiveDate;
use kernel::{Instant, Language};
use review_workflow::{ByRule, Rule, RuleVerdict};
use serde::Deserialize;

use super::{
    case::Notice,
    frame::Frame,
    fresh::{Asked, Desk},
    history::moment,
    typed::{Misread, Typed},
};
use crate::link;
use ::web::{
    guard::{Browser, Decider, Guarded, Signed, WebError},
    page::{Page, see_other},
    shown,
};

/// Every rule of the departments where somebody decides.
#[derive(Template)]
#[template(path = "by_rule.html")]
struct RulesPage {
    frame: Frame,
    notice: Option<Notice>,
    /// The field that is to be mended.
    mends: Option<String>,
    rules: Vec<RuleView>,
}

/// The rule of one procedure.
struct RuleView {
    id: String,
    procedure: String,
    title: String,
    state: &'static str,
    colour: &'static str,
    /// Which way it decides, and its condition; nothing where the definition has none any more.
    rule: Option<(&'static str, String)>,
    /// The condition as questions and answers; none where they do not say all of it.
    words: Vec<String>,
    facts: Vec<(&'static str, String)>,
    stage: Stage,
    /// What has ended, in sentences.
    past: Vec<String>,
}

/// What comes next.
enum Stage {
    /// It can be wanted from a day on; what somebody typed and is not taken, and why it is not.
    Off { typed: String, problem: Option<String> },
    /// It waits for another person; whether it is one's own, and still the rule of the definition.
    Waits { number: i64, own: bool, is_current: bool },
    /// It is on.
    On { number: i64 },
}

/// What was typed is no day.
const UNREAD_DAY: &str = "始める日は、2027-04-01のように書いてください。";
/// What was typed is a day that nothing begins on any more.
const DAY_PAST: &str = "始める日が過ぎています。今日か、それより後の日を入れてください。";

/// What was just done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Done {
    done: Option<String>,
}

/// The page.
pub(super) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Decider>,
    browser: Browser,
    query: web::Query<Done>,
) -> Result<Page<impl Template>, WebError> {
    let notice = query.done.as_deref().and_then(done);
    page_of(&back_office, &staff, &browser, None, notice).await.map(Page::ok)
}

/// Wants, agrees or stops; what was typed stands there again when it cannot be.
pub(super) async fn submit(
    back_office: web::Data<BackOffice>,
    staff: Signed<Decider>,
    browser: Browser,
    request: HttpRequest,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let typed = Typed::new(posted.into_inner());
    let desk = Desk::at(&back_office, &request)?;
    let (staff, browser) = match desk.proves(staff, browser, &typed).await? {
        Asked::GoesOn(staff, browser) => (staff, browser),
        Asked::Again(page) => return Ok(page),
    };
    let (status, notice) = match read(&typed) {
        Ok(change) => match changed(&back_office, &staff, &typed, change).await {
            Ok(()) => {
                let done = typed.value("do");
                return Ok(see_other(&format!("{}?done={done}", link::BY_RULE)));
            }
            Err(RuleFault::Intent(Error::FactorNotFresh)) => {
                return desk.asks(&staff, &browser, &typed, None).await;
            }
            Err(fault) => refused(fault)?,
        },
        Err(Misread::Mend(sentence)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, Notice::problem(sentence))
        }
        Err(Misread::Form) => {
            return Err(WebError::Unusable { what: "no such change".to_owned() });
        }
    };
    let page = page_of(&back_office, &staff, &browser, Some(&typed), Some(notice)).await?;
    Ok(Page::with_status(status, page).respond_to(&request))
}

/// What somebody wants done.
enum Change {
    Propose(NaiveDate),
    Confirm(i64),
    End(i64),
}

fn read(typed: &Typed) -> Result<Change, Misread> {
    let number = || typed.value("number").parse().map_err(|_no_number| Misread::Form);
    match typed.value("do") {
        "propose" => {
            let day = typed.value("starts_on").trim().parse();
            Ok(Change::Propose(day.map_err(|_no_day| Misread::mend(UNREAD_DAY))?))
        }
        "confirm" => number().map(Change::Confirm),
        "end" => number().map(Change::End),
        _ => Err(Misread::Form),
    }
}

async fn changed(
    back_office: &BackOffice,
    staff: &Staff,
    typed: &Typed,
    change: Change,
) -> Result<(), RuleFault> {
    let procedure = typed.value("procedure");
    match change {
        Change::Propose(day) => {
            back_office.propose_rule(staff, procedure, typed.value("rule"), day).await
        }
        Change::Confirm(number) => back_office.confirm_rule(staff, procedure, number).await,
        Change::End(number) => back_office.end_rule(staff, procedure, number).await,
    }
}

fn refused(fault: RuleFault) -> Result<(StatusCode, Notice), WebError> {
    let advice = match fault {
        RuleFault::Changed => {
            "手続の定義の条件が、見ていたものと変わりました。下の条件を確かめて、始めからやり直してください。"
        }
        RuleFault::DayPast => DAY_PAST,
        RuleFault::Open => {
            "この手続の自動決定は、もう確認を待っているか、入っています。下の内容を確かめてください。"
        }
        RuleFault::SamePerson => {
            "自分で始めたものは、自分では確定できません。ほかの決裁者に頼んでください。"
        }
        RuleFault::Intent(Error::Conflict { .. }) => {
            let advice = "ほかの人が先に操作しました。下の内容を確かめてください。";
            return Ok((StatusCode::CONFLICT, Notice::problem(advice)));
        }
        RuleFault::Intent(fault) => return Err(fault.into()),
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Notice::problem(advice)))
}

fn done(word: &str) -> Option<Notice> {
    let (title, advice) = match word {
        "propose" => (
            "確認を待っています",
            "ほかの決裁者がこのページで条件を確かめて確定すると、始める日から自動で決定します。",
        ),
        "confirm" => (
            "自動決定を入れました",
            "これから届くもので、条件に合い、確かめることのないものから自動で決定します。",
        ),
        "end" => ("自動決定を止めました", "次の案件から、すべて人が決めます。"),
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
) -> Result<RulesPage, WebError> {
    let book = back_office.rule_book(staff).await?;
    let mut frame = Frame::of(back_office, staff, browser).await?;
    frame.here = link::BY_RULE;
    Ok(RulesPage::of(frame, book, typed, notice))
}

impl RulesPage {
    fn of(
        frame: Frame,
        book: Vec<RuleLine>,
        typed: Option<&Typed>,
        notice: Option<Notice>,
    ) -> Self {
        let of_the_day = |it: &&Notice| it.advice == UNREAD_DAY || it.advice == DAY_PAST;
        let problem = notice.as_ref().filter(of_the_day).map(|it| &*it.advice);
        let rules: Vec<RuleView> =
            (1..).zip(book).map(|(n, line)| RuleView::of(n, line, typed, problem)).collect();
        let is_wrong = |it: &&RuleView| matches!(it.stage, Stage::Off { problem: Some(_), .. });
        let mends = rules.iter().find(is_wrong).map(|it| format!("{}-day", it.id));
        Self { frame, notice, mends, rules }
    }
}

impl RuleView {
    fn of(number: usize, line: RuleLine, typed: Option<&Typed>, problem: Option<&str>) -> Self {
        let RuleLine { procedure, title, rule, words, open, past } = line;
        let (name, colour, stage) = match &open {
            None => {
                let own = typed.filter(|typed| typed.value("procedure") == procedure);
                let problem = own.and(problem).map(str::to_owned);
                let typed = own.map(|typed| typed.value("starts_on").to_owned());
                ("切", "", Stage::Off { typed: typed.unwrap_or_default(), problem })
            }
            Some(SwitchView { number, is_own, is_current, confirmed: None, .. }) => {
                let (number, own, is_current) = (*number, *is_own, *is_current);
                ("確認待ち", "a", Stage::Waits { number, own, is_current })
            }
            Some(open) => {
                let number = open.number;
                let name = if open.is_current { "入" } else { "条件が変わり停止中" };
                (name, if open.is_current { "g" } else { "a" }, Stage::On { number })
            }
        };
        Self {
            id: format!("rule-{number}"),
            rule: rule.map(|rule| (way(rule.verdict), rule.when)),
            words,
            facts: open.iter().flat_map(facts).collect(),
            past: past.iter().map(ended).collect(),
            procedure,
            title,
            state: name,
            colour,
            stage,
        }
    }
}

fn facts(open: &SwitchView) -> Vec<(&'static str, String)> {
    let said = |(name, at): &(String, Instant)| format!("{name} {}", moment(*at));
    let mut facts = vec![
        ("始める日", shown::plain_day(open.starts_on, Language::Japanese)),
        ("始めた人", said(&open.proposed)),
    ];
    facts.extend(open.confirmed.as_ref().map(|it| ("確かめた人", said(it))));
    if !open.is_current {
        facts.push(("確かめたときの条件の式", open.when.clone()));
    }
    facts
}

/// What has ended: who wanted it, who agreed, who stopped it.
fn ended(past: &SwitchView) -> String {
    let day = shown::plain_day(past.starts_on, Language::Japanese);
    let agreed = match &past.confirmed {
        Some((name, _)) => format!("確認 {name}"),
        None => "確認の前に取りやめ".to_owned(),
    };
    let stopped = past.ended.as_ref();
    let stopped = stopped.map(|(name, at)| format!("停止 {name} {}", moment(*at)));
    let proposed = &past.proposed.0;
    let stopped = stopped.unwrap_or_default();
    format!("{day}から（条件の式 {}）：提案 {proposed}、{agreed}、{stopped}", past.when)
}

const fn way(verdict: RuleVerdict) -> &'static str {
    match verdict {
        RuleVerdict::Approve => "承認する",
        RuleVerdict::Record => "届出を記録する",
    }
}

/// The rule that decided, as the history and the case say it.
pub(super) fn told(rule: &Rule) -> String {
    format!("条件：{}（手続の定義 第{}版）", rule.when, rule.version)
}

/// When a rule decided a case, and which.
pub(super) fn decided(by_rule: &ByRule) -> String {
    format!("{}　{}", moment(by_rule.at), told(&by_rule.rule))
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::audit;

    fn switch() -> SwitchView {
        let at = Instant::parse_rfc3339("2026-11-20T09:04:00+09:00").unwrap();
        SwitchView {
            number: 1,
            when: "form.kind == '<b>'".into(),
            is_current: true,
            starts_on: "2026-12-01".parse().unwrap(),
            proposed: ("鈴木".into(), at),
            is_own: false,
            confirmed: None,
            ended: None,
        }
    }

    fn page(open: Option<SwitchView>, past: Vec<SwitchView>, typed: Option<&Typed>) -> String {
        let when = "form.kind == '<b>'".to_owned();
        let line = RuleLine {
            procedure: "inu-henko".into(),
            title: "犬の届出<b>".into(),
            rule: Some(Rule { verdict: RuleVerdict::Record, when, version: 3 }),
            words: vec!["種類：<b>".into()],
            open,
            past,
        };
        let notice = refused(RuleFault::DayPast).ok().map(|(_, notice)| notice);
        let frame = Frame::sample(None);
        let html = RulesPage::of(frame, vec![line], typed, notice).render().unwrap();
        audit(&html);
        assert!(!html.contains("<b>"), "{html}");
        html
    }

    fn offers(html: &str, what: &str) -> bool {
        html.contains(&format!("name=\"do\" value=\"{what}\""))
    }

    #[test]
    fn each_stage_offers_what_comes_next() {
        let typed = [("procedure", "inu-henko"), ("starts_on", "きょう\"")];
        let typed = typed.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let off = page(None, Vec::new(), Some(&Typed::new(typed.into())));
        assert!(offers(&off, "propose") && off.contains("きょう&#34;"), "{off}");
        assert!(off.contains("href=\"#rule-1-day\"") && off.contains("aria-invalid"), "{off}");
        let waits = page(Some(switch()), Vec::new(), None);
        assert!(offers(&waits, "confirm") && offers(&waits, "end"), "{waits}");
        let own = page(Some(SwitchView { is_own: true, ..switch() }), Vec::new(), None);
        assert!(!offers(&own, "confirm") && offers(&own, "end"), "{own}");
        let other = SwitchView { is_current: false, ..switch() };
        let other = page(Some(other), Vec::new(), None);
        assert!(!offers(&other, "confirm") && offers(&other, "end"), "{other}");
        let confirmed = Some(("林".to_owned(), switch().proposed.1));
        let on = SwitchView { confirmed: confirmed.clone(), ..switch() };
        let html = page(Some(on.clone()), Vec::new(), None);
        assert!(offers(&html, "end") && !offers(&html, "propose"), "{html}");
        let past = SwitchView { ended: confirmed, ..on };
        assert!(page(None, vec![past], None).contains("停止 林"));
    }
}
