//! `/language/{tag}`: remembers a language and goes back to the same page.

use actix_web::{HttpResponse, http::header::LOCATION, web};
use counter::Counter;
use kernel::Language;
use serde::Deserialize;

use crate::{link, rule::PUBLIC};
use ::web::{guard::WebError, language::language_cookie, page::see_other, table::Table};

pub(super) fn routes(table: &mut Table) {
    table.get("/language/{tag}", PUBLIC, choose);
}

#[derive(Deserialize)]
struct Back {
    #[serde(default)]
    back: String,
}

async fn choose(
    counter: web::Data<Counter>,
    tag: web::Path<String>,
    query: web::Query<Back>,
) -> Result<HttpResponse, WebError> {
    let language = Language::from_tag(&tag).ok_or(WebError::NotFound)?;
    let mut answer = see_other(own_address(&query.back));
    // A cookie of ours always fits a header.
    drop(answer.add_cookie(&language_cookie(language, counter.city())));
    debug_assert!(answer.headers().contains_key(LOCATION));
    Ok(answer)
}

/// `back` when it is an address of ours, else the home page: never somebody else's site.
fn own_address(back: &str) -> &str {
    let ours = back.starts_with('/')
        && !back.starts_with("//")
        && back.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if ours { back } else { link::HOME }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_a_foreign_site() {
        for foreign in
            ["", "https://evil.example", "//evil.example", "/\\evil.example", "/a\r\nb", "evil"]
        {
            assert_eq!(own_address(foreign), "/", "{foreign}");
        }
        assert_eq!(own_address("/search?q=%E7%8A%AC"), "/search?q=%E7%8A%AC");
    }
}
