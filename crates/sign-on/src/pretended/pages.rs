//! What the person sees: pages in Japanese that work without script.

use actix_web::{HttpResponse, http::StatusCode};
use askama::Template;

use super::{
    choice::{Face, Outcome},
    server::Asked,
};
use crate::Shape;

#[derive(Template)]
#[template(path = "choose.html")]
pub(super) struct ChoosePage<'a> {
    pub(super) asked: &'a Asked,
    pub(super) shape: Shape,
    pub(super) face: Face,
}

#[derive(Template)]
#[template(path = "refused.html")]
pub(super) struct RefusedPage<'a> {
    pub(super) why: &'a str,
}

impl ChoosePage<'_> {
    const fn outcomes() -> [Outcome; 9] {
        Outcome::ALL
    }

    /// The lines to type in: name, label, and what stands ready.
    fn lines(&self) -> Vec<(&'static str, &'static str, &str)> {
        let face = &self.face;
        match self.shape {
            Shape::Card => vec![
                ("name", "カードのお名前", &face.name),
                ("birth_date", "カードの生年月日", &face.birth_date),
                ("address", "カードのご住所", &face.address),
                ("sex", "カードの性別（1：男、2：女）", &face.sex),
            ],
            Shape::Business => vec![
                ("organisation", "法人の名称", &face.organisation),
                ("corporate_number", "法人番号", &face.corporate_number),
                ("name", "使う人のお名前", &face.name),
                ("address", "所在地", &face.address),
                (
                    "account",
                    "アカウントの種類（1：エントリー、2：プライム、3：メンバー）",
                    &face.account,
                ),
                ("principal", "委任した法人の名称（代理人として使うとき）", &face.principal),
                ("principal_number", "委任した法人の法人番号", &face.principal_number),
                ("category", "委任区分", &face.category),
                ("delegated_until", "委任の終わりの日", &face.delegated_until),
            ],
        }
    }
}

/// A page whose forms lead only to us and back to the town.
pub(super) fn respond(status: StatusCode, page: &impl Template, back_to: &str) -> HttpResponse {
    let policy = format!(
        "default-src 'none'; style-src 'self'; form-action 'self' {back_to}; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    match page.render() {
        Ok(html) => HttpResponse::build(status)
            .insert_header(("Content-Security-Policy", policy))
            .content_type("text/html; charset=utf-8")
            .body(html),
        Err(fault) => {
            tracing::error!(%fault, "a page could not be rendered");
            HttpResponse::InternalServerError().finish()
        }
    }
}
