//! A template filled in: what a notice says of one case, or of an example of its procedure.

use catalogue::Published;
use chrono::NaiveDate;
use documents::{
    Amounts, CaseFile, Check, FeeLine, GrantedLine, Instruction, Issuer, Notice, NoticeRecord,
    NoticeWords, PaperError, PartlyGranted, day_on_paper,
};
use form_engine::Context;
use kernel::{Instant, Language, ReceiptNumber, SubmissionId, Yen};
use mail::day_in_words;
use review_workflow::{Granted, Terms, Verdict};
use serde_json::Value;

use crate::{
    Casework, Decided, Error, NoticeText, NoticeWording, Pdf, Placeholder, Subject,
    paper::decision_of, placeholder::whole, verdict_of, verdict_word,
};

/// What a paper tells.
pub(crate) struct Told<'a> {
    pub(crate) file: CaseFile,
    pub(crate) published: &'a Published,
    pub(crate) received_on: NaiveDate,
    /// 文書番号
    pub(crate) number: String,
    pub(crate) decided_on: NaiveDate,
    pub(crate) applicant: String,
    pub(crate) decided: Decided,
    pub(crate) remedy: Option<Instruction>,
    /// The lines of the fee, where there is one.
    pub(crate) amounts: Option<Amounts>,
    pub(crate) check: Check,
    /// In which language whoever gets it filed.
    pub(crate) language: Language,
    pub(crate) template: Option<i64>,
    /// Whether nobody has decided so yet.
    pub(crate) is_draft: bool,
}

/// Of what a proof is made.
#[derive(Clone, Copy)]
pub struct NoticeExample<'a> {
    /// The procedure with its examples.
    pub published: &'a Published,
    /// The kind of the notice.
    pub kind: &'a str,
    /// In which language whoever gets it filed.
    pub language: Language,
}

/// Why there is no proof.
#[derive(Debug, thiserror::Error)]
pub enum ProofFault {
    /// 宛名 has no room in the window of an envelope.
    #[error("the addressee has no room in the window")]
    Window,
    /// Something else.
    #[error(transparent)]
    Other(#[from] Error),
}

impl Casework {
    /// The notice that a template makes of this.
    pub(crate) fn notice_of(&self, text: &NoticeText, told: &Told<'_>) -> Notice {
        let value = |language| move |place| self.told_in(told, place, language);
        let japanese = value(Language::Japanese);
        let line = |text: &str| whole(text, japanese).unwrap_or_default();
        let theirs = text.wording(told.language);
        let is_foreign = told.language != Language::Japanese && theirs.is_written();
        let translation =
            is_foreign.then(|| (told.language, words_of(theirs, &value(told.language))));
        Notice {
            addressee: line(&text.addressee),
            issuer: Issuer { office: line(&text.sender), name: None },
            words: words_of(&text.japanese, &japanese),
            translation,
            amounts: told.amounts.clone().filter(|_| text.amounts),
            contact: self.contact(told.published),
            decision: decision_of(told.decided.verdict),
            grant: told.decided.terms.as_ref().map(partly),
            reason: told.decided.reason.clone(),
            file: told.file.clone(),
            number: told.number.clone(),
            decided_on: told.decided_on,
            remedy: told.remedy.clone(),
            check: told.check.clone(),
            template: told.template,
            is_draft: told.is_draft,
        }
    }

    fn told_in(&self, told: &Told<'_>, place: Placeholder, language: Language) -> Option<String> {
        let day = |day| match language {
            Language::Japanese => day_on_paper(day),
            Language::EasyJapanese | Language::English => day_in_words(day, language),
        };
        let decided = &told.decided;
        match place {
            Placeholder::Number => Some(told.file.receipt_number.to_string()),
            Placeholder::Applicant => Some(told.applicant.clone()),
            Placeholder::Received => Some(day(told.received_on)),
            Placeholder::PaperNumber => Some(told.number.clone()),
            Placeholder::Decided => Some(day(told.decided_on)),
            Placeholder::Outcome => Some(outcome(told.published, decided.verdict, language)),
            Placeholder::Reason => Some(decided.reason.trim().to_owned()),
            Placeholder::Basis => {
                let basis = told.published.form.procedure().legal_basis.get(language);
                Some(basis.to_owned()).filter(|_| !decided.names_rule)
            }
            Placeholder::Fee => told.amounts.as_ref().map(|it| it.total.to_string()),
            Placeholder::Procedure
            | Placeholder::Desk
            | Placeholder::Phone
            | Placeholder::Hours
            | Placeholder::City => self.said_of(told.published, place, language),
            Placeholder::Promised | Placeholder::CorrectionUntil | Placeholder::PayUntil => None,
        }
    }

    /// What a template makes of the procedure's example with the longest name.
    pub async fn notice_proof(
        &self,
        text: &NoticeText,
        example: NoticeExample<'_>,
        number: Option<i64>,
        now: Instant,
    ) -> Result<Pdf, ProofFault> {
        let NoticeExample { published, kind, language } = example;
        let decided = decided_for_show(kind, now);
        let procedure = published.form.procedure();
        let remedy = if decided.verdict.needs_grounds() {
            let version = self.instruction_on(procedure, now).await?.ok().flatten();
            self.instruction(procedure, version).await?
        } else {
            None
        };
        let (applicant, amounts) = answered(published, now.day());
        let page = format!("{}/verify", self.inner.city.public_url);
        let code = "見本".to_owned();
        let told = Told {
            file: CaseFile {
                city: self.inner.city.official_name().to_owned(),
                procedure: published.form.title(Language::Japanese).to_owned(),
                submission: SubmissionId::new(&*self.inner.ids, now),
                receipt_number: ReceiptNumber::draw(&*self.inner.ids, now),
                made_at: now,
                sample: true,
            },
            published,
            received_on: now.day(),
            number: "見本第1号".to_owned(),
            decided_on: now.day(),
            applicant: applicant.unwrap_or_else(nameless),
            decided,
            remedy,
            amounts,
            check: Check { address: page.clone(), page, code },
            language,
            template: number,
            is_draft: false,
        };
        let notice = self.notice_of(text, &told);
        let set = self.inner.papers.run(1, move || documents::notice_proof(&notice)).await?;
        match set {
            Ok(bytes) => Ok(Pdf { file_name: "tsuchisho-mihon.pdf".to_owned(), bytes }),
            Err(PaperError::AddressWindow) => Err(ProofFault::Window),
            Err(fault) => Err(Error::internal(fault).into()),
        }
    }
}

/// As an applicant is called whose name no answer says.
pub(crate) fn nameless() -> String {
    "申請者".to_owned()
}

/// A decision whose reason stands for any other.
fn decided_for_show(kind: &str, at: Instant) -> Decided {
    let verdict = verdict_of(kind).unwrap_or(Verdict::Approve);
    let names_rule = verdict.needs_grounds();
    let reason = if names_rule {
        "【根拠となる規定】\n（規定が入ります）\n【認めた事実】\n（事実が入ります）\n\
         【当てはめ】\n（当てはめが入ります）"
    } else {
        ""
    };
    let terms = (verdict == Verdict::ApproveInPart).then(|| Terms {
        conditions: "（条件が入ります）".to_owned(),
        amounts: vec![Granted {
            label: "（内容が入ります）".to_owned(),
            asked: Yen::new(10_000),
            granted: Yen::new(8_000),
        }],
    });
    Decided { verdict, reason: reason.to_owned(), terms, names_rule, at }
}

/// What is granted in part, with the sums as the last line.
fn partly(terms: &Terms) -> PartlyGranted {
    let line =
        |label: &str, asked, granted| GrantedLine { label: label.to_owned(), asked, granted };
    let sum = terms.asked().zip(terms.granted());
    let rows = terms.amounts.iter().map(|row| line(&row.label, row.asked, row.granted));
    PartlyGranted {
        conditions: terms.lines().map(str::to_owned).collect(),
        amounts: rows.chain(sum.map(|(asked, granted)| line("合計", asked, granted))).collect(),
    }
}

/// The longest name in the examples of a procedure, and its fee.
fn answered(published: &Published, day: NaiveDate) -> (Option<String>, Option<Amounts>) {
    let form = &published.form;
    let read = |answers: Value| {
        let checked = form.check(&answers, &Context::on(day));
        (Subject::of(form, &checked.data).name(), checked.fee)
    };
    let length = |name: &Option<String>| name.as_ref().map_or(0, |it| it.chars().count());
    let longest = form.valid_examples().map(read).max_by_key(|(name, _)| length(name));
    let Some((name, fee)) = longest else { return (None, None) };
    let line = |it: &form_engine::FeeLine| FeeLine {
        label: it.label.get(Language::Japanese).to_owned(),
        unit: it.unit,
        quantity: it.quantity,
        amount: it.amount,
    };
    let (lines, total): (Vec<FeeLine>, Yen) = (fee.lines.iter().map(line).collect(), fee.total);
    (name, Some(Amounts { lines, total }).filter(|it| !it.lines.is_empty()))
}

/// A line that names what there is not is left out.
fn words_of(wording: &NoticeWording, value: &dyn Fn(Placeholder) -> Option<String>) -> NoticeWords {
    let record = |(label, text): (&str, &str)| {
        let is_outcome = Placeholder::Outcome.is_in(text);
        Some(NoticeRecord { label: whole(label, value)?, value: whole(text, value)?, is_outcome })
    };
    NoticeWords {
        title: whole(&wording.title, value).unwrap_or_default(),
        paragraphs: wording.body.lines().filter_map(|line| whole(line, value)).collect(),
        records: wording.record_lines().filter_map(record).collect(),
    }
}

/// What was decided, in a sentence: in the words of the procedure where it has its own.
fn outcome(published: &Published, verdict: Verdict, language: Language) -> String {
    if let Some(word) = verdict_word(&published.form, verdict, language) {
        return match language {
            Language::Japanese => format!("「{word}」と決定します。"),
            Language::EasyJapanese => format!("「{word}」に 決めました。"),
            Language::English => format!("Decision: {word}."),
        };
    }
    let said = match (verdict, language) {
        (_, Language::Japanese) => decision_of(verdict).sentence(),
        (Verdict::Approve, Language::EasyJapanese) => "申請を みとめます。",
        (Verdict::ApproveInPart, Language::EasyJapanese) => {
            "申請の 一部を みとめます。または、条件を つけて みとめます。"
        }
        (Verdict::Refuse, Language::EasyJapanese) => "申請を みとめません。",
        (Verdict::Dismiss, Language::EasyJapanese) => {
            "申請に 足りない ところが あるので、申請を みとめません。"
        }
        (Verdict::Approve, Language::English) => "Your application is approved.",
        (Verdict::ApproveInPart, Language::English) => {
            "Your application is approved in part or on conditions."
        }
        (Verdict::Refuse, Language::English) => "Your application is refused.",
        (Verdict::Dismiss, Language::English) => {
            "Your application is dismissed, for it lacks a requirement of form."
        }
    };
    said.to_owned()
}
