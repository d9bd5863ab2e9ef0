//! A template filled in: what a notice says of one case, or of an example of its procedure.

use catalogue::Published;
use chrono::NaiveDate;
use documents::{
    Amounts, CaseFile, Check, Decision, FeeLine, Instruction, Issuer, Notice, NoticeRecord,
    NoticeWords, PaperError, day_on_paper,
};
use form_engine::Context;
use kernel::{Instant, Language, ReceiptNumber, SubmissionId, Yen};
use mail::day_in_words;
use serde_json::Value;

use crate::{
    APPROVAL, Casework, Decided, Error, NoticeText, NoticeWording, Pdf, Placeholder, REFUSAL,
    Subject, placeholder::whole,
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
            decision: told.decided.decision,
            reason: told.decided.reason.clone(),
            file: told.file.clone(),
            number: told.number.clone(),
            decided_on: told.decided_on,
            remedy: told.remedy.clone(),
            check: told.check.clone(),
            template: told.template,
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
            Placeholder::Outcome => Some(outcome(decided.decision, language).to_owned()),
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
        let remedy = match decided.decision {
            Decision::Approved => None,
            Decision::Refused => {
                let version = self.instruction_on(procedure, now).await?.ok().flatten();
                self.instruction(procedure, version).await?
            }
        };
        let (applicant, amounts) = answered(published, now.day());
        let page = format!("{}/verify", self.inner.city.public_url);
        let code = "見本".to_owned();
        let told = Told {
            file: CaseFile {
                city: self.inner.city.name.clone(),
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
    let (decision, kind, reason) = if kind == REFUSAL {
        let reason = "【根拠となる規定】\n（規定が入ります）\n【認めた事実】\n（事実が入ります）\n\
                      【当てはめ】\n（当てはめが入ります）";
        (Decision::Refused, REFUSAL, reason)
    } else {
        (Decision::Approved, APPROVAL, "")
    };
    let names_rule = decision == Decision::Refused;
    Decided { decision, kind, reason: reason.to_owned(), names_rule, at }
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

/// What was decided, in a sentence.
const fn outcome(decision: Decision, language: Language) -> &'static str {
    match (decision, language) {
        (_, Language::Japanese) => decision.sentence(),
        (Decision::Approved, Language::EasyJapanese) => "申請を みとめます。",
        (Decision::Refused, Language::EasyJapanese) => "申請を みとめません。",
        (Decision::Approved, Language::English) => "Your application is approved.",
        (Decision::Refused, Language::English) => "Your application is refused.",
    }
}
