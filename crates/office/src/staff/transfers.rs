//! `/office/staff/transfers`: the move of 1 April, as one file says it.
//!
//! The file is tried first, and what it would change is shown; the same text is carried out when
//! that is pressed. Nothing of it is kept in between.

use actix_web::{HttpRequest, HttpResponse, Responder as _, web};
use askama::Template;
use back_office::{
    BackOffice, Error, Misposting, PeopleFault, Posting, PostingFault, Staff, Transfer,
    TransferFault, Transferred,
};
use chrono::NaiveDate;
use kernel::{Language, Rank, Right, Role};

use super::words::{done, refused};
use crate::{
    case::Notice,
    frame::{Frame, role_name},
    fresh::{Asked, Desk},
    grants::{GrantLine, right_name},
    link,
    typed::Typed,
};
use ::web::{
    guard::{Administrator, Browser, Guarded, PostedUpload, Signed, WebError, rank_name},
    page::{Page, see_other},
    shown,
};

/// As much text as goes through one form, however it is written.
const MOST: usize = 80_000;

#[derive(Template)]
#[template(path = "transfers.html")]
struct TransfersPage {
    frame: Frame,
    notice: Option<Notice>,
    /// The wrong rows: line and sentence.
    wrong: Vec<(u64, String)>,
    tried: Option<Tried>,
    /// How the words of the columns are written.
    lists: Vec<WordList>,
    /// A file to begin with.
    sample: String,
}

/// The words that one column takes, with what they mean.
struct WordList {
    /// 部署, and the column.
    name: &'static str,
    words: Vec<(String, String)>,
}

/// What a file would change.
struct Tried {
    /// The file, to be carried out as it was tried.
    file: String,
    /// The day that has to come first; empty where it has.
    not_before: String,
    people: Vec<MovedLine>,
    vacant: Vec<String>,
    left_behind: Vec<String>,
    without_grants: Vec<String>,
    waits: bool,
}

struct MovedLine {
    name: String,
    email: String,
    is_new: bool,
    leaves: bool,
    ended: Vec<String>,
    given: Vec<String>,
    asked: Vec<String>,
}

/// What was done before.
#[derive(Default, serde::Deserialize)]
pub(crate) struct Came {
    done: Option<String>,
}

/// The form.
pub(crate) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Administrator>,
    browser: Browser,
    came: web::Query<Came>,
) -> Result<Page<impl Template>, WebError> {
    let page = TransfersPage::of(&back_office, &staff, &browser).await?;
    Ok(Page::ok(TransfersPage { notice: came.done.as_deref().and_then(done), ..page }))
}

/// Tries the file that was chosen.
pub(crate) async fn try_out(
    back_office: web::Data<BackOffice>,
    staff: Signed<Administrator>,
    browser: Browser,
    request: HttpRequest,
    posted: PostedUpload,
) -> Result<HttpResponse, WebError> {
    let page = TransfersPage::of(&back_office, &staff, &browser).await?;
    let Some(file) = posted.files.first() else {
        let notice = Some(Notice::problem("ファイルを選んでください。"));
        return Ok(Page::to_mend(TransfersPage { notice, ..page }).respond_to(&request));
    };
    let text = Posting::text(&file.bytes);
    if text.len() > MOST {
        let notice = Some(Notice::problem(
            "ファイルが大きすぎます。80KB（およそ800行）までに分けてください。",
        ));
        return Ok(Page::to_mend(TransfersPage { notice, ..page }).respond_to(&request));
    }
    match carry_out(&back_office, &staff, &text, true).await {
        Err(TransferFault::OnlyTried(transfer)) => {
            let tried = Some(Tried::of(&back_office, *transfer, text));
            Ok(Page::ok(TransfersPage { tried, ..page }).respond_to(&request))
        }
        Ok(_) => Err(WebError::internal("a file was carried out that was only to be tried")),
        Err(fault) => Ok(Page::to_mend(page.faulty(fault)?).respond_to(&request)),
    }
}

/// Carries out what was tried.
pub(crate) async fn submit(
    back_office: web::Data<BackOffice>,
    staff: Signed<Administrator>,
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
    match carry_out(&back_office, &staff, typed.value("file"), false).await {
        Ok(moved) => {
            let waits = moved.people.iter().any(|person| !person.asked.is_empty());
            let word = if waits { "transfer-waits" } else { "transfer" };
            Ok(see_other(&format!("{}?done={word}", link::TRANSFERS)))
        }
        Err(TransferFault::Intent(PeopleFault::Intent(Error::FactorNotFresh))) => {
            desk.asks(&staff, &browser, &typed, None).await
        }
        Err(fault) => {
            let page = TransfersPage::of(&back_office, &staff, &browser).await?;
            Ok(Page::to_mend(page.faulty(fault)?).respond_to(&request))
        }
    }
}

async fn carry_out(
    back_office: &BackOffice,
    staff: &Staff,
    text: &str,
    only_try: bool,
) -> Result<Transfer, TransferFault> {
    let postings = Posting::read(text.as_bytes()).map_err(TransferFault::Rows)?;
    back_office.transfer(staff, postings, only_try).await
}

impl TransfersPage {
    async fn of(
        back_office: &BackOffice,
        staff: &Staff,
        browser: &Browser,
    ) -> Result<Self, WebError> {
        // Who arranges a part of the city moves its people one by one.
        if !back_office.may_transfer(staff) {
            return Err(WebError::NotFound);
        }
        let mut frame = Frame::of(back_office, staff, browser).await?;
        frame.here = link::STAFF;
        let departments = back_office.may_give_in(staff).await?;
        let sample = sample(departments.first().map_or("city", |(id, _)| id.as_str()));
        let lists = word_lists(back_office, departments);
        Ok(Self { frame, notice: None, wrong: Vec::new(), tried: None, lists, sample })
    }

    /// The sample as an address that holds it. Its first character tells spreadsheet programs how
    /// it is written.
    fn sample_address(&self) -> String {
        let text = link::percent_encoded(&self.sample);
        format!("data:text/csv;charset=utf-8,%EF%BB%BF{text}")
    }

    /// The page with what is wrong.
    fn faulty(self, fault: TransferFault) -> Result<Self, WebError> {
        match fault {
            TransferFault::Rows(rows) => {
                let wrong = rows.into_iter().map(|row| Ok((row.line, sentence(row)?)));
                Ok(Self { wrong: wrong.collect::<Result<_, WebError>>()?, ..self })
            }
            TransferFault::NotYet(day) => {
                let day = shown::plain_day(day, Language::Japanese);
                let notice =
                    format!("このファイルは{day}からの異動です。その日に実行してください。");
                Ok(Self { notice: Some(Notice::problem(notice)), ..self })
            }
            TransferFault::OnlyTried(_) => Err(WebError::internal("nothing was to be tried")),
            TransferFault::Intent(fault) => Ok(Self { notice: Some(refused(fault)?), ..self }),
        }
    }
}

/// Somebody new, somebody who decides, and somebody who leaves.
fn sample(department: &str) -> String {
    let rows = [
        "email,name,department,role,rank,wards,procedures,rights,until,from".to_owned(),
        format!("suzuki@city.example.jp,鈴木 花子,{department},clerk,,,,see:bank,,2027-04-01"),
        format!("tanaka@city.example.jp,,{department},approver,section,,,,,2027-04-01"),
        "sato@city.example.jp,,,,,,,,,2027-04-01".to_owned(),
    ];
    rows.join("\r\n")
}

fn word_lists(
    back_office: &BackOffice,
    departments: Vec<(kernel::DepartmentId, String)>,
) -> Vec<WordList> {
    let pair = |word: &str, name: &str| (word.to_owned(), name.to_owned());
    let departments = departments.into_iter().map(|(id, name)| (id.to_string(), name));
    let roles = Role::ALL.into_iter().map(|role| pair(role.word(), role_name(role)));
    let ranks = Rank::ALL.into_iter().filter(|rank| *rank != Rank::Staff);
    let ranks = ranks.map(|rank| pair(rank.word(), rank_name(rank)));
    let rights = Right::ALL.into_iter().map(|right| pair(right.word(), right_name(right)));
    let wards = back_office.catalogue().wards();
    let wards = wards.into_iter().map(|ward| (ward.id.to_string(), ward.name));
    let lists = [
        WordList { name: "部署（department）", words: departments.collect() },
        WordList { name: "役割（role）", words: roles.collect() },
        WordList { name: "職位（rank）", words: ranks.collect() },
        WordList { name: "区（wards）", words: wards.collect() },
        WordList { name: "見られる情報（rights）", words: rights.collect() },
    ];
    lists.into_iter().filter(|list| !list.words.is_empty()).collect()
}

/// What is wrong with a row, for who can put it right.
fn sentence(row: Misposting) -> Result<String, WebError> {
    Ok(match row.what {
        PostingFault::Unread(_) => {
            "列の数か名前が違います。1行目の列の名前と、「,」の数を確かめてください。".to_owned()
        }
        PostingFault::NoDay { column } => {
            format!("{column}の日付が読めません。2027-04-01のように書いてください。")
        }
        PostingFault::NoAddress(address) => {
            format!("「{address}」はメールアドレスではありません。")
        }
        PostingFault::LongName => "名前が長すぎます。100文字までにしてください。".to_owned(),
        PostingFault::Unknown { column, word } => {
            format!("{column}の「{word}」は、ありません。書き間違いがないか確かめてください。")
        }
        PostingFault::NoRankOf { .. } => {
            "職位（rank）は、決裁者（approver）だけが持ちます。決裁者は係長（chief）以上です。"
                .to_owned()
        }
        PostingFault::LeavesAndStays => {
            "この人は、別の行では役割を持ちます。離れる人の行は、その人の1行だけにしてください。"
                .to_owned()
        }
        PostingFault::Person(PeopleFault::UnknownPerson { email }) => {
            format!("「{email}」の職員はいません。離れる人として書かれています。")
        }
        PostingFault::Person(PeopleFault::UnknownDepartment { id }) => {
            format!("部署「{id}」は、ありません。")
        }
        PostingFault::Person(PeopleFault::UnknownWard { id }) => {
            format!("区「{id}」は、ありません。")
        }
        PostingFault::Person(PeopleFault::UnknownProcedure { id }) => {
            format!("手続「{id}」は、ありません。")
        }
        PostingFault::Person(PeopleFault::NameMissing) => {
            "新しい人です。名前（name）も書いてください。".to_owned()
        }
        PostingFault::Person(fault) => refused(fault)?.advice.into_owned(),
    })
}

impl Tried {
    fn of(back_office: &BackOffice, transfer: Transfer, file: String) -> Self {
        let Transfer { people, vacant, left_behind, without_grants, from } = transfer;
        Self {
            file,
            not_before: ahead(from, back_office.today()),
            waits: people.iter().any(|person| !person.asked.is_empty()),
            people: people.into_iter().map(|it| MovedLine::of(back_office, it)).collect(),
            vacant: vacant
                .iter()
                .map(|grant| GrantLine::of(back_office, grant).in_a_row())
                .collect(),
            left_behind,
            without_grants,
        }
    }
}

fn ahead(from: Option<NaiveDate>, today: NaiveDate) -> String {
    let ahead = from.filter(|day| *day > today);
    ahead.map(|day| shown::plain_day(day, Language::Japanese)).unwrap_or_default()
}

impl MovedLine {
    fn of(back_office: &BackOffice, person: Transferred) -> Self {
        let Transferred { email, name, is_new, leaves, ended, given, asked } = person;
        let lines = |grants: Vec<kernel::Grant>| {
            let line = |grant: &kernel::Grant| GrantLine::of(back_office, grant).in_a_row();
            grants.iter().map(line).collect()
        };
        Self {
            name,
            email,
            is_new,
            leaves,
            ended: lines(ended),
            given: lines(given),
            asked: lines(asked),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::audit;

    fn page() -> TransfersPage {
        TransfersPage {
            frame: Frame::sample(None),
            notice: done("transfer-waits"),
            wrong: Vec::new(),
            tried: None,
            lists: vec![WordList { name: "役割", words: vec![("clerk".into(), "<b>".into())] }],
            sample: sample("hoken-nenkin"),
        }
    }

    #[test]
    fn the_sample_is_a_file_that_can_be_read() {
        let read = Posting::read(sample("hoken-nenkin").as_bytes()).unwrap();
        assert_eq!(read.len(), 3);
    }

    #[test]
    fn what_a_file_would_change_is_whole_and_safe() {
        let person = MovedLine {
            name: "<b>後藤</b>".into(),
            email: "goto@city.example".into(),
            is_new: true,
            leaves: false,
            ended: vec!["担当者　水道局 営業課".into()],
            given: vec!["主任　水道局 営業課".into()],
            asked: vec!["決裁者（課長）　保険年金課".into()],
        };
        let tried = Tried {
            file: "email,\"><script>".into(),
            not_before: String::new(),
            people: vec![person],
            vacant: vec!["決裁者（課長）　水道局 営業課".into()],
            left_behind: vec!["上田".into()],
            without_grants: vec!["森".into()],
            waits: true,
        };
        let html = TransfersPage { tried: Some(tried), ..page() }.render().unwrap();
        audit(&html);
        assert!(!html.contains("<b>") && !html.contains("\"><script>"), "{html}");
        assert!(html.contains("この内容で異動する"), "{html}");
        let wrong = vec![(2, "部署「<i>」は、ありません。".into())];
        let html = TransfersPage { wrong, ..page() }.render().unwrap();
        audit(&html);
        assert!(html.contains("2行目") && !html.contains("<i>"), "{html}");
    }
}
