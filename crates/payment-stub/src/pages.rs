//! What the payer sees: four pages in Japanese that work without script.

use actix_web::{HttpResponse, http::StatusCode};
use askama::Template;
use kernel::Instant;

use crate::{
    card::CardProblem,
    order::{Order, Token},
    scenario::Scenario,
};

/// Choosing how to pay.
#[derive(Template)]
#[template(path = "pay.html")]
pub(crate) struct PayPage<'a> {
    order: &'a Order,
    token: &'a Token,
    last_day: String,
    problems: &'a [CardProblem],
    fields: [CardField; 3],
    scenarios: [Scenario; 7],
    chosen: Scenario,
}

/// One field of the card form. What was typed is never shown again.
struct CardField {
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    autocomplete: &'static str,
    problem: Option<CardProblem>,
}

/// The numbers for a convenience store or Pay-easy.
#[derive(Template)]
#[template(path = "slip.html")]
pub(crate) struct SlipPage<'a> {
    pub(crate) order: &'a Order,
    pub(crate) token: &'a Token,
    pub(crate) last_day: String,
    pub(crate) desk: &'static str,
    pub(crate) numbers: Vec<(&'static str, String)>,
}

/// Nothing is left to pay.
#[derive(Template)]
#[template(path = "done.html")]
pub(crate) struct DonePage<'a> {
    pub(crate) order: &'a Order,
    pub(crate) last_day: String,
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    title: &'static str,
    next_step: &'static str,
    return_url: Option<&'a str>,
}

/// Why there is no page to pay on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PageProblem {
    /// The address is damaged or forged.
    BadOrder,
    /// The form is not one of ours.
    BadForm,
    /// The last day is over.
    Expired,
    /// The payment was ordered before with other content.
    AnotherOrder,
    /// The book cannot be written.
    Unavailable,
}

impl<'a> PayPage<'a> {
    pub(crate) fn new(
        order: &'a Order,
        token: &'a Token,
        problems: &'a [CardProblem],
        chosen: Scenario,
    ) -> Self {
        let field = |id, label, hint, autocomplete| CardField {
            id,
            label,
            hint,
            autocomplete,
            problem: problems.iter().copied().find(|problem| problem.field() == id),
        };
        let fields = [
            field(
                "card_number",
                "カード番号",
                "見本では 4242 4242 4242 4242 を入力してください。",
                "cc-number",
            ),
            field("card_expiry", "有効期限（月/年）", "例：12/30", "cc-exp"),
            field("card_code", "セキュリティコード", "例：123", "cc-csc"),
        ];
        let last_day = last_day(order);
        Self { order, token, last_day, problems, fields, scenarios: Scenario::ALL, chosen }
    }
}

/// The last day on which the order can be paid.
pub(crate) fn last_day(order: &Order) -> String {
    let last_moment = Instant::from_millis(order.expires_at.millis().saturating_sub(1));
    last_moment.day().format("%Y年%-m月%-d日").to_string()
}

/// A page with its status; its forms lead only to us and back to the merchant.
pub(crate) fn respond(status: StatusCode, page: &impl Template, back_to: &str) -> HttpResponse {
    let policy = format!(
        "default-src 'none'; style-src 'self'; form-action 'self' {back_to}; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    match page.render() {
        Ok(html) => HttpResponse::build(status)
            .insert_header(("Content-Security-Policy", policy))
            .content_type("text/html; charset=utf-8")
            .body(html),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            HttpResponse::InternalServerError().finish()
        }
    }
}

/// The page for a problem, with the way back when the order could be read.
pub(crate) fn problem(problem: PageProblem, order: Option<&Order>) -> HttpResponse {
    let (status, title, next_step) = match problem {
        PageProblem::BadOrder => (
            StatusCode::BAD_REQUEST,
            "このお支払いページは開けません",
            "アドレスが途中で切れたか、変わっています。元のページからもう一度お進みください。",
        ),
        PageProblem::BadForm => (
            StatusCode::BAD_REQUEST,
            "送られた内容を読み取れませんでした",
            "お支払いはされていません。元のページからもう一度お進みください。",
        ),
        PageProblem::Expired => (
            StatusCode::GONE,
            "お支払いの期限が過ぎました",
            "お支払いはされていません。手続の担当課にお問い合わせください。",
        ),
        PageProblem::AnotherOrder => (
            StatusCode::CONFLICT,
            "このお支払いページは使えません",
            "同じお支払いが別の内容で始まっています。元のページからもう一度お進みください。",
        ),
        PageProblem::Unavailable => (
            StatusCode::SERVICE_UNAVAILABLE,
            "ただいまお支払いを受け付けられません",
            "お支払いはされていません。しばらくしてから、もう一度お試しください。",
        ),
    };
    let return_url = order.map(|order| order.return_url.as_str());
    let back_to = order.map_or("'none'", Order::return_origin);
    respond(status, &ProblemPage { title, next_step, return_url }, back_to)
}

impl CardProblem {
    /// The field that it is about.
    pub(crate) const fn field(self) -> &'static str {
        match self {
            Self::NumberMissing | Self::NotATestNumber => "card_number",
            Self::ExpiryUnreadable | Self::ExpiryPassed => "card_expiry",
            Self::CodeUnreadable => "card_code",
        }
    }

    /// What to do about it.
    pub(crate) const fn sentence(self) -> &'static str {
        match self {
            Self::NumberMissing => "カード番号を入力してください。",
            Self::NotATestNumber => {
                "見本のカード番号（4242 4242 4242 4242）を入力してください。本物のカードは使えません。"
            }
            Self::ExpiryUnreadable => "有効期限を「12/30」のように月/年で入力してください。",
            Self::ExpiryPassed => "有効期限が過ぎています。これからの月/年を入力してください。",
            Self::CodeUnreadable => "セキュリティコードを3桁か4桁の数字で入力してください。",
        }
    }
}
