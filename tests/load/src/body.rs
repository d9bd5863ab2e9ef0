//! What is filed: answers that a person could have given, never twice the same.

use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Datelike as _, Days, NaiveDate, Weekday};
use serde_json::{Value, json};

/// A start of water service by a company: 25 answers, five rules, no fee, no attachment.
pub(crate) fn water(number: u64, today: NaiveDate) -> Value {
    let start = a_weekday(today + Days::new(30)).to_string();
    json!({
        "procedure": "suido-kaishi",
        "data": {
            "address": {
                "postal": "983-0852", "ward": "宮城野区", "town": "榴岡四丁目", "block": format!("{number}番"),
                "building": "ハイツつつじ",
            },
            "housing": "flat", "room": "305", "tapNumber": "123456", "owner": "株式会社つつじ不動産",
            "moveInDate": start, "startDate": start,
            "usage": "business", "userKind": "corporate", "otherWater": "none",
            "organisation": "株式会社せんだい商店", "representative": "髙橋 和子",
            "name": "伊藤 誠", "kana": "イトウ マコト",
            "contact": { "phone": "070-3456-7890", "email": format!("makoto{number}@example.jp") },
            "attendance": "yes", "attendanceTime": "morning", "payment": "slip", "billTo": "other",
            "billAddress": {
                "postal": "060-0001", "prefecture": "北海道", "city": "札幌市中央区", "town": "北一条西二丁目",
                "block": "1番地",
            },
            "billName": "鈴木 太郎",
        },
        "contact": { "email": format!("makoto{number}@example.jp") },
    })
}

/// A child allowance with the copy of an identity document and of a bank book.
pub(crate) fn allowance(number: u64, today: NaiveDate, attachments: &[String]) -> Value {
    let born = today.to_string();
    let mut attachments = attachments.iter();
    json!({
        "procedure": "jido-teate-nintei",
        "data": {
            "civilServant": "no", "reason": "birth", "eventDate": born,
            "name": "山田 花子", "kana": "ヤマダ ハナコ", "birthDate": "1990-03-09",
            "address": {
                "postal": "980-0803", "ward": "青葉区", "town": "国分町三丁目", "block": format!("{number}番"),
            },
            "contact": { "phone": "090-1234-5678" },
            "pension": "national", "myNumber": { "choice": "omit" }, "hasSpouse": "no",
            "children": [{
                "name": "山田 葵", "kana": "ヤマダ アオイ", "birthDate": born, "relation": "child",
                "living": "together", "custody": "yes", "livelihood": "same", "myNumber": { "choice": "omit" },
            }],
            "hasElder": "no", "payTo": "account",
            "account": {
                "institution": "bank", "bankName": "七十七銀行", "bankCode": "0125", "branchCode": "100",
                "kind": "1", "number": "1234567", "holder": "ヤマダ ハナコ",
            },
            "idCopy": attachments.next(), "accountCopy": attachments.next(),
        },
    })
}

/// A small PDF, and never the same: `number` stands on its page, followed by padding.
pub(crate) fn document(number: u64, padding: usize) -> Vec<u8> {
    let mut document = format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
         2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/MediaBox[0 0 200 200]>>endobj\n\
         4 0 obj<</Length {}>>stream\n% {number:020}",
        padding + 22
    );
    document.extend(std::iter::repeat_n('.', padding));
    document.push_str("\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");
    document.into_bytes()
}

/// Today in Japan.
#[expect(clippy::disallowed_methods, reason = "a tool outside the house has no Clock to ask")]
pub(crate) fn today() -> NaiveDate {
    const JAPAN_AHEAD: u64 = 9 * 3600;
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let seconds = i64::try_from(seconds.saturating_add(JAPAN_AHEAD)).unwrap_or_default();
    DateTime::from_timestamp(seconds, 0).unwrap_or_default().date_naive()
}

fn a_weekday(day: NaiveDate) -> NaiveDate {
    match day.weekday() {
        Weekday::Sat => day + Days::new(2),
        Weekday::Sun => day + Days::new(1),
        Weekday::Mon | Weekday::Tue | Weekday::Wed | Weekday::Thu | Weekday::Fri => day,
    }
}
