//! 発送簿 as a file: what was posted from one day to another.

use actix_web::{HttpResponse, web};
use back_office::{BackOffice, PostedFault, PostedLine};
use chrono::NaiveDate;
use serde::Deserialize;

use super::words;
use crate::{link, queue::PROTECTED};
use ::web::{
    download,
    guard::{Poster, Signed, WebError},
    page::see_other,
    sheet::Sheet,
};

/// What each column says.
const COLUMNS: [&str; 11] = [
    "差出日",
    "郵便の種類",
    "お問い合わせ番号",
    "文書番号",
    "手続",
    "通知の種類",
    "あて名",
    "郵便番号",
    "住所",
    "所管",
    "戻った理由",
];

/// The period.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Period {
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
}

/// The file, or back to the page that says why there is none.
pub(crate) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Poster>,
    period: web::Query<Period>,
) -> Result<HttpResponse, WebError> {
    let back = |why: &str| see_other(&format!("{}?register={why}", link::DISPATCH));
    let day = |text: &str| text.parse::<NaiveDate>().ok();
    let Some((from, until)) = day(&period.from).zip(day(&period.until)) else {
        return Ok(back("period"));
    };
    match back_office.posted_papers(&staff, (from, until)).await {
        Ok(lines) => {
            let mut sheet = Sheet::new(&COLUMNS);
            for line in &lines {
                sheet.row(&row(line, back_office.city().official_name()));
            }
            Ok(download::sheet(&format!("発送簿-{from}-{until}.csv"), sheet))
        }
        Err(PostedFault::Period) => Ok(back("period")),
        Err(PostedFault::TooMany) => Ok(back("many")),
        Err(PostedFault::Intent(fault)) => Err(fault.into()),
    }
}

fn row(PostedLine { paper, once }: &PostedLine, home: &str) -> [String; COLUMNS.len()] {
    let (posting, elsewhere) = (&once.posting, once.address.as_ref());
    // What went elsewhere went to what somebody found out, in their words.
    let address = paper.address.as_ref().filter(|_| elsewhere.is_none());
    let kept_back = paper.shelter.is_on().then(|| format!("（{PROTECTED}）"));
    let written = elsewhere.cloned().or(address.map(|it| it.on_envelope(home)));
    [
        posting.on.to_string(),
        words::post_kind(posting.kind).to_owned(),
        posting.tracking.clone().unwrap_or_default(),
        paper.number.clone(),
        paper.title.clone(),
        words::paper_kind(paper.verdict).to_owned(),
        paper.addressee.clone(),
        address.map(|it| it.postal.clone()).unwrap_or_default(),
        kept_back.or(written).unwrap_or_default(),
        paper.department.clone(),
        once.came_back.map(words::return_reason).unwrap_or_default().to_owned(),
    ]
}

/// Why there is no file.
pub(super) fn told(why: &str) -> Option<&'static str> {
    match why {
        "period" => Some("発送簿の期間は、はじめの日から31日以内で入れてください。"),
        "many" => Some(
            "その期間の差し出しは多すぎて、1つのファイルにできません。期間を短くしてください。",
        ),
        _ => None,
    }
}
