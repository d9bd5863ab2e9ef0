//! Papers about people who do not exist.
#![allow(dead_code, unreachable_pub, reason = "each user takes its part")]

use chrono::NaiveDate;
use documents::{
    Application, AttachedFile, CaseFile, Check, Contact, Decision, Entry, Envelope, FeeLine, Fees,
    GrantedLine, Group, Issuer, MoneyReceipt, Notice, NoticeRecord, NoticeWords, PartlyGranted,
    PostalRequest, Receipt, Remedy, Row, Sending, Step,
};
use kernel::{DraftId, Instant, ReceiptNumber, SubmissionId, SystemIds, Yen};

pub fn morning() -> Instant {
    Instant::parse_rfc3339("2026-11-21T09:04:00+09:00").unwrap()
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

pub fn case_file() -> CaseFile {
    CaseFile {
        city: "仙台市".to_owned(),
        procedure: "住民票の写しの交付請求".to_owned(),
        submission: SubmissionId::new(&SystemIds, morning()),
        receipt_number: ReceiptNumber::draw(&SystemIds, morning()),
        made_at: morning(),
        sample: false,
    }
}

pub fn contact() -> Contact {
    Contact {
        department: "青葉区 戸籍住民課".to_owned(),
        phone: Some("022-000-0000".to_owned()),
        email: Some("koseki@city.sendai.example".to_owned()),
        hours: Some("平日 8時30分から17時まで".to_owned()),
    }
}

pub fn postal_request() -> PostalRequest {
    PostalRequest {
        draft: DraftId::new(&SystemIds, morning()),
        city: "仙台市".to_owned(),
        procedure: "住民票の写しの交付請求".to_owned(),
        made_at: morning(),
        sample: false,
        address: "〒980-8671 仙台市青葉区国分町三丁目7番1号\n仙台市郵送事務センター".to_owned(),
        enclose: vec![
            "本人確認書類のコピー".to_owned(),
            "410円分の定額小為替".to_owned(),
            "返信用の封筒（住所と氏名を書き、切手を貼ったもの）".to_owned(),
        ],
        fee: "410円".to_owned(),
        groups: application().groups,
        contact: contact(),
    }
}

const DIGEST: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

pub fn receipt() -> Receipt {
    let step = |title: &str, detail: &str, day, done| Step {
        title: title.to_owned(),
        detail: detail.to_owned(),
        day,
        done,
    };
    let line = |label: &str, unit, quantity| FeeLine {
        label: label.to_owned(),
        unit: Yen::new(unit),
        quantity,
        amount: Yen::new(unit * quantity),
    };
    Receipt {
        file: case_file(),
        received_at: morning(),
        access_code: Some("QW8F-3RTN-K2MD".parse().unwrap()),
        state: "受付済み".to_owned(),
        steps: vec![
            step("受付", "申請が市に届きました。", Some(day(11, 21)), true),
            step(
                "審査",
                "戸籍住民課が内容を確認します。直していただくところがあれば、メールと状況を確認するページでお知らせします。",
                None,
                false,
            ),
            step("発送", "住民登録の住所に郵便でお送りします。", Some(day(11, 27)), false),
        ],
        fees: Some(Fees {
            lines: vec![line("住民票の写し", 300, 2), line("郵送料（定形50gまで）", 110, 1)],
            total: Yen::new(710),
            state: "お支払い済み（2026年11月21日）".to_owned(),
        }),
        contact: contact(),
        status_url: "https://tetsuzuki.city.sendai.example/status".to_owned(),
        digest: DIGEST.to_owned(),
        digest_salt: Some(DIGEST.chars().rev().collect()),
    }
}

pub fn row(label: &str, value: &str) -> Entry {
    Entry::Row(Row { label: label.to_owned(), value: value.to_owned(), sensitive: false })
}

fn secret(label: &str, value: &str) -> Entry {
    Entry::Row(Row { label: label.to_owned(), value: value.to_owned(), sensitive: true })
}

pub fn group(title: &str, entries: Vec<Entry>) -> Group {
    Group { title: title.to_owned(), entries }
}

pub fn application() -> Application {
    let child = |number: u32, name: &str, born: &str| {
        Entry::Group(group(
            &format!("児童 {number}人目"),
            vec![row("氏名", name), row("生年月日", born), row("同居・別居", "同居")],
        ))
    };
    Application {
        file: CaseFile { procedure: "児童手当の認定請求".to_owned(), ..case_file() },
        received_at: morning(),
        revision: 2,
        groups: vec![
            group(
                "請求者",
                vec![
                    row("氏名", "髙橋 花子"),
                    row("フリガナ", "タカハシ ハナコ"),
                    row("生年月日", "1990年（平成2年）3月9日"),
                    row(
                        "住所",
                        "〒980-8671\n仙台市青葉区国分町三丁目7番1号\n葛\u{E0100}西レジデンス 101",
                    ),
                    secret("個人番号", "123456789018"),
                ],
            ),
            group(
                "児童",
                vec![
                    child(1, "髙橋 鷗太", "2020年（令和2年）5月1日"),
                    child(2, "髙橋 𠮷乃", "2023年（令和5年）12月24日"),
                ],
            ),
            group(
                "振込先",
                vec![
                    row("金融機関", "七十七銀行 本店（0125-100）"),
                    secret("口座番号", "普通 1234567"),
                    row("口座名義", "ﾀｶﾊｼ ﾊﾅｺ"),
                    row("連絡したいこと", ""),
                ],
            ),
        ],
        attachments: vec![
            AttachedFile {
                label: "本人確認書類".to_owned(),
                file_name: "運転免許証_表.jpg".to_owned(),
                bytes: 1_834_221,
            },
            AttachedFile {
                label: "口座が分かる書類".to_owned(),
                file_name: "IMG_20261121_090112.jpg".to_owned(),
                bytes: 734_221,
            },
        ],
        mask_sensitive: true,
        contact: contact(),
    }
}

pub fn money_receipt() -> MoneyReceipt {
    let (lines, total) = receipt().fees.map(|fees| (fees.lines, fees.total)).unwrap();
    MoneyReceipt {
        file: case_file(),
        number: "2611-7K3M-92QC-1".to_owned(),
        payer: "山﨑 太郎".to_owned(),
        lines,
        total,
        given_back: Yen::new(110),
        paid_at: morning(),
        reference: "ev_0193a5c8-7e1b-7c3d-9e4f-00000000e001".to_owned(),
        first_issued_at: Some(morning()),
        issuer: "仙台市長".to_owned(),
        contact: contact(),
    }
}

pub fn notice(decision: Decision) -> Notice {
    let reason = match decision {
        Decision::Approved => "",
        Decision::ApprovedInPart | Decision::Refused | Decision::Dismissed => {
            "請求者は、請求のあった世帯の構成員ではなく、請求者が住民票の写しを必要とする正当な理由を確認できる書類の提出がなかったため。\n補正を2026年11月24日に求めましたが、期限である2026年12月8日までに提出がありませんでした。"
        }
    };
    let record = |label: &str, value: &str| NoticeRecord {
        label: label.to_owned(),
        value: value.to_owned(),
        is_outcome: value == decision.sentence(),
    };
    let mut records = vec![
        record("手続", "住民票の写しの交付請求"),
        record("受付番号", "2611-7K3M-92QC"),
        record("決定の内容", decision.sentence()),
        record("理由", reason),
        record("根拠", "住民基本台帳法（昭和42年法律第81号）第12条の3第1項"),
    ];
    records.retain(|it| !it.value.is_empty());
    let opening = "2026年（令和8年）11月21日（土）に受け付けた次の申請について、下記のとおり決定したので通知します。";
    Notice {
        file: case_file(),
        number: "仙青戸第1234号".to_owned(),
        decided_on: day(12, 10),
        addressee: "山﨑 太郎　様".to_owned(),
        decision,
        reason: reason.to_owned(),
        words: NoticeWords {
            title: title_of(decision).to_owned(),
            paragraphs: vec![opening.to_owned()],
            records,
        },
        amounts: None,
        grant: (decision == Decision::ApprovedInPart).then(partly),
        translation: None,
        template: None,
        is_draft: false,
        remedy: Some(
            Remedy {
                review_first: false,
                reviewer: "仙台市長".to_owned(),
                defendant: "仙台市".to_owned(),
                representative: "仙台市長".to_owned(),
            }
            .into(),
        ),
        issuer: Issuer {
            office: "仙台市青葉区長".to_owned(), name: Some("見本 一郎".to_owned())
        },
        contact: contact(),
        check: Check {
            code: "QW8F-3RTN-K2MD".to_owned(),
            page: "https://city.example/verify".to_owned(),
            address: "https://city.example/verify?number=x&code=QW8F-3RTN-K2MD".to_owned(),
        },
    }
}

pub fn envelope(place: i64, postal: &str, address: &str, addressee: &str) -> Envelope {
    Envelope {
        place,
        code: format!("12-{place}"),
        postal: postal.to_owned(),
        address: address.to_owned(),
        addressee: addressee.to_owned(),
        number: format!("仙戸第{place}号"),
        title: "住民票の写しの交付請求".to_owned(),
        department: "戸籍住民課".to_owned(),
    }
}

pub fn sending(envelopes: Vec<Envelope>) -> Sending {
    let city = "仙台市".to_owned();
    Sending { city, batch: 12, made_at: morning(), sample: false, both_sides: false, envelopes }
}

pub fn two() -> Sending {
    sending(vec![
        envelope(1, "980-0803", "仙台市青葉区国分町三丁目7番1号 コーポ青葉 203", "髙橋　花子"),
        envelope(2, "981-3133", "仙台市泉区泉中央二丁目1番1号", "𠮷田　次郎"),
    ])
}

/// Two conditions, and a table of two lines with their sum.
fn partly() -> PartlyGranted {
    let line = |label: &str, asked, granted| GrantedLine {
        label: label.to_owned(),
        asked: Yen::new(asked),
        granted: Yen::new(granted),
    };
    PartlyGranted {
        conditions: vec![
            "3月31日までに工事を終えること。".to_owned(),
            "写真を出すこと。".to_owned(),
        ],
        amounts: vec![
            line("手すりの取付け", 120_000, 100_000),
            line("段差の解消", 50_000, 0),
            line("合計", 170_000, 100_000),
        ],
    }
}

const fn title_of(decision: Decision) -> &'static str {
    match decision {
        Decision::Approved => "承認決定通知書",
        Decision::ApprovedInPart => "承認決定通知書（一部・条件付き）",
        Decision::Refused => "不許可決定通知書",
        Decision::Dismissed => "却下決定通知書",
    }
}
