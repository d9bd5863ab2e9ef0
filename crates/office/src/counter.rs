//! `/office/counter`: who stands there. A case by its number and for a reason, and where to begin an
//! application with them. There is no list.

use std::borrow::Cow;

use actix_web::{HttpRequest, HttpResponse, Responder as _, web};
use askama::Template;
use back_office::{BackOffice, Error, ServedCase, Staff};
use kernel::{Language, ReceiptNumber};

use super::{
    case::{Notice, standing_of},
    frame::Frame,
    typed::Typed,
};
use crate::{
    link,
    queue::{PROTECTED, standing_colour},
};
use ::web::{
    guard::{Browser, Guarded, Receptionist, Signed, WebError},
    page::Page,
    shown,
};

#[derive(Template)]
#[template(path = "counter.html")]
struct CounterPage {
    frame: Frame,
    notice: Option<Notice>,
    number: String,
    reason: String,
    case: Option<CaseLine>,
}

/// What is told of a case.
struct CaseLine {
    receipt_number: String,
    title: String,
    state: Cow<'static, str>,
    state_colour: &'static str,
    facts: Vec<(&'static str, String)>,
}

/// The form.
pub(super) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Receptionist>,
    browser: Browser,
) -> Result<Page<impl Template>, WebError> {
    Ok(Page::ok(CounterPage::of(&back_office, &staff, &browser).await?))
}

/// How the case stands that the person in front asks about.
pub(super) async fn submit(
    back_office: web::Data<BackOffice>,
    staff: Signed<Receptionist>,
    browser: Browser,
    request: HttpRequest,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let typed = Typed::new(posted.into_inner());
    let (number, reason) = (typed.value("number").trim(), typed.value("reason").trim());
    let page = CounterPage::of(&back_office, &staff, &browser).await?;
    let page = CounterPage { number: number.to_owned(), reason: reason.to_owned(), ..page };
    let problem = if reason.is_empty() {
        NO_REASON
    } else if let Ok(number) = number.parse::<ReceiptNumber>() {
        match back_office.served_case(&staff, &number, reason).await {
            Ok(case) => {
                let page = CounterPage { case: Some(CaseLine::of(&case)), ..page };
                return Ok(Page::ok(page).respond_to(&request));
            }
            Err(Error::NotFound) => NOT_THERE,
            Err(fault) => return Err(fault.into()),
        }
    } else {
        NOT_THERE
    };
    let page = CounterPage { notice: Some(Notice::problem(problem)), ..page };
    Ok(Page::to_mend(page).respond_to(&request))
}

const TELL_NOBODY: &str = "居場所が分かることを、だれにも答えないでください";
const NO_REASON: &str =
    "見る理由を書いてください。だれがいつ見たかと一緒に、案件の履歴に残ります。";
const NOT_THERE: &str = "この番号の案件は、見つからないか、あなたの担当ではありません。受付票の番号を確かめてください。";

impl CounterPage {
    async fn of(
        back_office: &BackOffice,
        staff: &Staff,
        browser: &Browser,
    ) -> Result<Self, WebError> {
        let mut frame = Frame::of(back_office, staff, browser).await?;
        frame.here = link::COUNTER;
        Ok(Self { frame, notice: None, number: String::new(), reason: String::new(), case: None })
    }
}

impl CaseLine {
    fn of(served: &ServedCase) -> Self {
        let day = |day| shown::plain_day(day, Language::Japanese);
        let case = &served.case;
        let mut facts = vec![
            ("申請者", served.applicant.clone().unwrap_or_else(|| "―".to_owned())),
            ("受付", day(served.arrived_at.day())),
            ("所管", served.department_name.clone()),
        ];
        let is_kept_back = served.is_protected;
        facts.extend(is_kept_back.then(|| (PROTECTED, TELL_NOBODY.to_owned())));
        facts.extend(case.due_on.map(|due| ("期限", day(due))));
        facts.extend(case.correction.as_ref().map(|asked| ("補正の期限", day(asked.due_on))));
        Self {
            receipt_number: served.receipt_number.to_string(),
            title: served.title.clone(),
            state: standing_of(case),
            state_colour: standing_colour(case.state, case.returned),
            facts,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::audit;

    #[test]
    fn the_page_is_whole_and_safe() {
        let case = CaseLine {
            receipt_number: "2611-7K3M-92QC".into(),
            title: "児童手当 認定請求".into(),
            state: "審査中".into(),
            state_colour: "b",
            facts: vec![("申請者", "<b>青葉</b> 花子".into())],
        };
        for (notice, case) in [(Some(Notice::problem(NOT_THERE)), None), (None, Some(case))] {
            let page = CounterPage {
                frame: Frame::sample(None),
                notice,
                number: "\"><script>".into(),
                reason: "進み具合".into(),
                case,
            };
            let html = page.render().unwrap();
            audit(&html);
            assert!(!html.contains("<b>青葉") && !html.contains("\"><script>"), "{html}");
        }
    }
}
