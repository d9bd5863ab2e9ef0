//! `/office/registers`: 文書番号簿, the numbers of the papers of a department in order.

use actix_web::web;
use askama::Template;
use back_office::{BackOffice, NUMBERS, RegisterBook, RegisterLine};
use kernel::Language;
use serde::Deserialize;

use super::{
    dispatch::paper_kind,
    frame::Frame,
    history::{moment, void_reason},
    queue::Choice,
};
use crate::link;
use ::web::{
    guard::{Browser, Keeper, Signed, WebError},
    page::Page,
    shown,
};

/// A part of a register.
#[derive(Template)]
#[template(path = "registers.html")]
pub(super) struct RegisterPage {
    frame: Frame,
    departments: Vec<Choice>,
    department_name: String,
    years: Vec<Choice>,
    /// 年度 of this register, in words; empty where there is none.
    year: String,
    lines: Vec<LineView>,
    /// Of how many numbers these are some.
    count: i64,
    earlier: Option<String>,
    later: Option<String>,
}

/// One number.
struct LineView {
    number: String,
    day: String,
    kind: &'static str,
    /// 様式: by which template it is set; nothing for the one that comes with the program.
    template: Option<i64>,
    title: String,
    receipt_number: String,
    case: String,
    /// The paper, once it is set.
    paper: Option<String>,
    /// 欠番: why, when and by whom.
    void: Option<String>,
}

/// Which department, year and part.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    department: String,
    year: Option<String>,
    from: Option<String>,
}

/// The register, its last numbers where nothing else is asked for.
pub(super) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Keeper>,
    browser: Browser,
    wanted: web::Query<Wanted>,
) -> Result<Page<impl Template>, WebError> {
    let figure = |text: &Option<String>| text.as_deref().and_then(|text| text.parse().ok());
    let (year, from) = (figure(&wanted.year), figure(&wanted.from));
    let book = back_office.register(&staff, &wanted.department, year, from).await?;
    let mut frame = Frame::of(&back_office, &staff, &browser).await?;
    frame.here = link::REGISTERS;
    Ok(Page::ok(RegisterPage::of(frame, &book)))
}

impl RegisterPage {
    fn of(frame: Frame, book: &RegisterBook) -> Self {
        let RegisterBook { departments, department, years, year, from, lines } = book;
        let named = departments.iter().find(|it| it.id == *department);
        let count = years.iter().find(|it| Some(it.0) == *year).map_or(0, |it| it.2);
        let chosen = year.map(|year| year.to_string()).unwrap_or_default();
        let part = |from: i64| {
            let department = link::percent_encoded(department.as_str());
            format!("{}?department={department}&year={chosen}&from={from}", link::REGISTERS)
        };
        let step = i64::from(NUMBERS);
        Self {
            departments: departments
                .iter()
                .map(|it| Choice::new(it.id.as_str(), &it.name, Some(department.as_str())))
                .collect(),
            department_name: named.map_or_else(|| department.to_string(), |it| it.name.clone()),
            years: years
                .iter()
                .map(|(year, code, _)| {
                    let name = format!("{}（{code}）", fiscal_year(*year));
                    Choice::new(&year.to_string(), &name, Some(&chosen))
                })
                .collect(),
            year: year.map(fiscal_year).unwrap_or_default(),
            lines: lines.iter().map(LineView::of).collect(),
            count,
            earlier: (*from > step).then(|| part(from - step)),
            later: (from + step <= count).then(|| part(from + step)),
            frame,
        }
    }
}

impl LineView {
    fn of(line: &RegisterLine) -> Self {
        let RegisterLine { number, receipt_number, title, voided_by } = line;
        let paper = &number.paper;
        let case = link::case(&paper.case);
        let is_set = !number.is_waiting() && number.void.is_none();
        let void = number.void.as_ref().map(|void| {
            let by = voided_by.as_deref().unwrap_or_default();
            format!("{}（{}　{by}）", void_reason(void.reason), moment(void.at))
        });
        Self {
            number: number.text(),
            day: shown::plain_day(paper.at.day(), Language::Japanese),
            kind: paper_kind(back_office::told_by(&paper.kind)),
            template: paper.template,
            title: title.clone(),
            receipt_number: receipt_number.to_string(),
            paper: is_set.then(|| format!("{case}/notices/{}.pdf", paper.notice)),
            case,
            void,
        }
    }
}

/// `2026年度（令和8年度）`
fn fiscal_year(year: i64) -> String {
    format!("{year}年度（令和{}年度）", year - 2018)
}

#[cfg(test)]
mod tests {
    use back_office::Numbered;
    use kernel::{Instant, SubmissionId};
    use testkit::audit;

    use super::*;

    fn line(void: bool) -> RegisterLine {
        let case: SubmissionId = "0193a5c8-7e1b-7c3d-9e4f-00000000c001".parse().unwrap();
        let by = "0193a5c8-7e1b-7c3d-9e4f-000000000000".parse().unwrap();
        let at = Instant::parse_rfc3339("2026-11-20T09:04:00+09:00").unwrap();
        let number = Numbered::of_a_test(case, at, void.then_some(by));
        RegisterLine {
            number,
            receipt_number: "2611-QP2A-Z0E5".parse().unwrap(),
            title: "<b>手続".into(),
            voided_by: Some("森".into()),
        }
    }

    fn page(lines: Vec<RegisterLine>) -> String {
        let department: kernel::DepartmentId = "koseki-jumin".parse().unwrap();
        let years = vec![(2026, "仙区戸".to_owned(), 230)];
        let years = if lines.is_empty() { Vec::new() } else { years };
        let book = RegisterBook {
            departments: Vec::new(),
            year: years.first().map(|it| it.0),
            department,
            years,
            from: 101,
            lines,
        };
        RegisterPage::of(Frame::sample(None), &book).render().unwrap()
    }

    #[test]
    fn a_register_tells_every_number_and_why_one_does_not_count() {
        let html = page(vec![line(false), line(true)]);
        audit(&html);
        assert!(html.contains("仙区戸第12号") && html.contains("欠番"), "{html}");
        assert!(html.contains("宛先の誤り") && !html.contains("<b>手続"), "{html}");
        assert!(html.contains("from=1\"") || html.contains("from=1&"), "{html}");
        assert!(html.contains("from=201"), "{html}");
    }

    #[test]
    fn an_empty_register_says_when_it_begins() {
        let html = page(Vec::new());
        audit(&html);
        assert!(html.contains("最初の決定"), "{html}");
    }
}
