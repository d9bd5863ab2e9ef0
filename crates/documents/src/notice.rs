//! 決定通知書: the decision with its reason and the way to appeal.

use chrono::NaiveDate;
use kernel::{Language, Yen};
use serde_json::{Value, json};

use crate::press::{self, Template};
use crate::square::square;
use crate::{CaseFile, Contact, FeeLine, PaperError, wording};

/// What a 決定通知書 says: a frame that every one has, and in it what its template says.
#[derive(Debug, Clone)]
pub struct Notice {
    /// The case.
    pub file: CaseFile,
    /// 文書番号, such as `仙市戸第123号`.
    pub number: String,
    /// The day of the decision, which is the date of the paper.
    pub decided_on: NaiveDate,
    /// 宛名, such as `青葉 花子　様`.
    pub addressee: String,
    /// What was decided.
    pub decision: Decision,
    /// 理由: why (行政手続法第8条). What is not all that was asked for is not printed without one.
    pub reason: String,
    /// How much is granted and on which conditions, where it is in part.
    pub grant: Option<PartlyGranted>,
    /// What it says.
    pub words: NoticeWords,
    /// The amounts that go with it, where it shows any.
    pub amounts: Option<Amounts>,
    /// 教示 (行政不服審査法第82条); `None` where the decision is no 処分.
    pub remedy: Option<Instruction>,
    /// Who decided.
    pub issuer: Issuer,
    /// Whom to ask.
    pub contact: Contact,
    /// How somebody who is shown it can tell whether it is true.
    pub check: Check,
    /// The same in the language of whom it is addressed to, on a page of its own.
    pub translation: Option<(Language, NoticeWords)>,
    /// Which template it was set by; nothing for the one that comes with the program.
    pub template: Option<i64>,
    /// Whether nobody has decided so yet: 「案」 is printed across each page.
    pub is_draft: bool,
}

/// What a template says, filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NoticeWords {
    /// 件名
    pub title: String,
    /// 本文, a paragraph each.
    pub paragraphs: Vec<String>,
    /// 記
    pub records: Vec<NoticeRecord>,
}

/// A line of the 記.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeRecord {
    /// What it is about.
    pub label: String,
    /// What it says, in one line or several.
    pub value: String,
    /// Whether it is what was decided, which is read first.
    pub is_outcome: bool,
}

/// Amounts in a table.
#[derive(Debug, Clone)]
pub struct Amounts {
    /// One by one.
    pub lines: Vec<FeeLine>,
    /// Their sum.
    pub total: Yen,
}

/// 一部・条件付き: what is granted, as the paper shows it whatever its template says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartlyGranted {
    /// The conditions, one by one.
    pub conditions: Vec<String>,
    /// What was asked for and granted, one by one; then the sums.
    pub amounts: Vec<GrantedLine>,
}

/// One thing that was asked for in yen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantedLine {
    /// What it is for; the sum where it is the last line.
    pub label: String,
    /// How much was asked.
    pub asked: Yen,
    /// How much is granted.
    pub granted: Yen,
}

/// How somebody who is shown a paper can tell whether it is true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// 検証番号
    pub code: String,
    /// Where that is done, as it is read.
    pub page: String,
    /// The same with number and code written in, for the square.
    pub address: String,
}

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// 承認
    Approved,
    /// 一部・条件付き
    ApprovedInPart,
    /// 不承認
    Refused,
    /// 却下
    Dismissed,
}

/// 教示: how a decision can be contested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instruction {
    /// What is said, point by point.
    pub paragraphs: Vec<String>,
    /// Which confirmed version that is; nothing for the words that come with the program.
    pub version: Option<i64>,
}

/// Where a decision can be contested.
#[derive(Debug, Clone)]
pub struct Remedy {
    /// To whom the 審査請求 goes, such as `仙台市長`.
    pub reviewer: String,
    /// Who is sued for annulment, such as `仙台市`.
    pub defendant: String,
    /// Who represents the defendant, such as `仙台市長`.
    pub representative: String,
    /// Whether there is no suit before the 裁決 (審査請求前置), as for 介護保険 and 国民健康保険.
    pub review_first: bool,
}

/// Who decided.
#[derive(Debug, Clone)]
pub struct Issuer {
    /// The office, such as `仙台市長`.
    pub office: String,
    /// The person's name, where it is printed.
    pub name: Option<String>,
}

/// Sets a 決定通知書. A name that is longer than the window for it is set in smaller type.
pub fn notice_pdf(notice: &Notice) -> Result<Vec<u8>, PaperError> {
    set(notice, false)
}

/// The same of an example, to see what a template makes of it: [`PaperError::AddressWindow`] where
/// the 宛名 has no room in the window of an envelope.
pub fn notice_proof(notice: &Notice) -> Result<Vec<u8>, PaperError> {
    set(notice, true)
}

fn set(notice: &Notice, is_proof: bool) -> Result<Vec<u8>, PaperError> {
    if notice.decision.is_contestable() && notice.reason.trim().is_empty() {
        return Err(PaperError::MissingReason);
    }
    press::print(Template::Notice, &notice.file, notice.face(is_proof))
}

impl Notice {
    fn face(&self, is_proof: bool) -> Value {
        json!({
            "file": self.file.face(),
            "number": self.number,
            "decided_on": wording::day(self.decided_on),
            "addressee": self.addressee,
            "words": self.words.face(),
            "amounts": self.amounts.as_ref().map(Amounts::face),
            "grant": self.grant.as_ref().map(|it| it.face(Language::Japanese)),
            "remedy": self.remedy.as_ref().map(|it| &it.paragraphs),
            "instruction": self.remedy.as_ref().and_then(|it| it.version),
            "issuer": { "office": self.issuer.office, "name": self.issuer.name },
            "contact": self.contact.face(),
            "check": self.check.face(),
            "translation": self.translation.as_ref().map(|(language, words)| json!({
                "lang": language.html_lang(),
                "words": words.face(),
                "note": note_on(*language),
                "grant": self.grant.as_ref().map(|it| it.face(*language)),
            })),
            "template": self.template,
            "draft": self.is_draft,
            "proof": is_proof,
        })
    }
}

/// What stands above a translation: the Japanese paper is the one that counts.
const fn note_on(language: Language) -> &'static str {
    match language {
        Language::Japanese => "",
        Language::EasyJapanese => {
            "この 紙は、前の ページの 通知を やさしい 日本語に した ものです。正しい 文書は、前の ページの 日本語の 通知です。決定に 反対する 方法も、前の ページに 書いて あります。"
        }
        Language::English => {
            "This is a translation for your information. The Japanese notice on the preceding page is the official document; how the decision can be contested is also stated there."
        }
    }
}

impl NoticeWords {
    fn face(&self) -> Value {
        let record = |it: &NoticeRecord| {
            let NoticeRecord { label, value, is_outcome } = it;
            json!({ "label": label, "value": value.trim(), "outcome": is_outcome })
        };
        json!({
            "title": self.title,
            "paragraphs": self.paragraphs,
            "records": self.records.iter().map(record).collect::<Vec<_>>(),
        })
    }
}

impl Amounts {
    fn face(&self) -> Value {
        json!({
            "lines": self.lines.iter().map(FeeLine::face).collect::<Vec<_>>(),
            "total": self.total.to_string(),
        })
    }
}

/// What the frame says around what is granted in part.
struct GrantWords {
    conditions: &'static str,
    amounts: &'static str,
    /// Above the columns of the table.
    heads: [&'static str; 3],
    total: &'static str,
}

impl GrantWords {
    /// Conditions and what amounts are for stand as they were decided, in Japanese.
    const fn of(language: Language) -> Self {
        match language {
            Language::Japanese => Self {
                conditions: "条件",
                amounts: "認める金額",
                heads: ["内容", "申請の金額", "認める金額"],
                total: "合計",
            },
            Language::EasyJapanese => Self {
                conditions: "守る こと（条件）",
                amounts: "みとめる お金",
                heads: ["なんの お金か", "申請した お金", "みとめる お金"],
                total: "ぜんぶで",
            },
            Language::English => Self {
                conditions: "Conditions (in Japanese, as decided)",
                amounts: "Amounts granted",
                heads: ["For", "Asked for", "Granted"],
                total: "Total",
            },
        }
    }
}

impl PartlyGranted {
    fn face(&self, language: Language) -> Value {
        let GrantWords { conditions, amounts, heads, total } = GrantWords::of(language);
        let yen = |amount: Yen| match language {
            Language::Japanese | Language::EasyJapanese => amount.to_string(),
            Language::English => format!("{} yen", amount.to_string().trim_end_matches('円')),
        };
        let last = self.amounts.len().saturating_sub(1);
        let line = |(place, it): (usize, &GrantedLine)| {
            let label = if place == last { total } else { it.label.as_str() };
            json!([label, yen(it.asked), yen(it.granted)])
        };
        json!({
            "words": { "conditions": conditions, "amounts": amounts, "heads": heads },
            "conditions": self.conditions,
            "amounts": self.amounts.iter().enumerate().map(line).collect::<Vec<_>>(),
        })
    }
}

impl Check {
    fn face(&self) -> Value {
        json!({ "code": self.code, "page": self.page, "square": square(&self.address) })
    }
}

impl Decision {
    /// What was decided, in a sentence.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Approved => "申請を承認します。",
            Self::ApprovedInPart => "申請を、この通知書に書いた条件や金額のとおりに承認します。",
            Self::Refused => "申請を承認しません。",
            Self::Dismissed => "申請を却下します。",
        }
    }

    /// Whether it is not all that was asked for: then the paper says how that is contested.
    pub const fn is_contestable(self) -> bool {
        !matches!(self, Self::Approved)
    }
}

impl From<Remedy> for Instruction {
    fn from(remedy: Remedy) -> Self {
        Self { paragraphs: remedy.sentences().into(), version: None }
    }
}

impl Remedy {
    /// 審査請求: 行政不服審査法第18条 and 第82条. 取消訴訟: 行政事件訴訟法第8条, 第11条, 第14条 and
    /// 第46条.
    fn sentences(&self) -> [String; 2] {
        let Self { reviewer, defendant, representative, review_first } = self;
        let suit = if *review_first {
            format!(
                "この決定の取消しを求める訴えは、審査請求に対する裁決を経た後でなければ提起することができません。\
                 裁決があったことを知った日の翌日から起算して6か月以内に、{defendant}を被告として（訴訟において\
                 {defendant}を代表する者は{representative}となります。）提起することができます。ただし、審査請求が\
                 あった日から3か月を経過しても裁決がないとき、著しい損害を避けるため緊急の必要があるとき、その他\
                 裁決を経ないことにつき正当な理由があるときは、裁決を経ないで提起することができます。"
            )
        } else {
            format!(
                "この決定の取消しを求める訴えは、この決定があったことを知った日の翌日から起算して6か月以内に、\
                 {defendant}を被告として（訴訟において{defendant}を代表する者は{representative}となります。）\
                 提起することができます。審査請求をしたときは、その裁決があったことを知った日の翌日から起算して\
                 6か月以内に提起することができます。ただし、この決定（審査請求をしたときは、その裁決）の日の\
                 翌日から起算して1年を経過したときは、提起することができなくなります。"
            )
        };
        [
            format!(
                "この決定に不服があるときは、この決定があったことを知った日の翌日から起算して3か月以内に、\
                 {reviewer}に対して審査請求をすることができます。ただし、この決定の日の翌日から起算して\
                 1年を経過したときは、審査請求をすることができなくなります。"
            ),
            suit,
        ]
    }
}
