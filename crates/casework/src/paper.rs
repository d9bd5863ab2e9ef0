//! Papers for one case: receipt, application as filed, notices.
//!
//! Set in memory and checked to carry the mark of their case before they leave. What a
//! decision waits for has a press of its own.

use std::fmt::Write as _;

use catalogue::Published;
use documents::{
    Amounts, Application, AttachedFile, CaseFile, Check, Contact, Decision, Entry, Fees, Group,
    PaperError, PostalRequest, Receipt, Row, Step,
};
use form_engine::{Answer, AnswerGroup, Checked, Shown, Text};
use kernel::{DraftId, Instant, Language};
use review_workflow::{State, Terms, Verdict};
use submission_store::{
    Scope, notices,
    registers::{Numbered, Numbering},
};

use crate::{
    Casework, Error, Shelter,
    file::Rows,
    mask::{STARS, masked},
    notice_words::{Told, nameless},
    work::Bounded,
};

/// A finished paper.
#[derive(Debug, Clone)]
pub struct Pdf {
    /// A name without personal data.
    pub file_name: String,
    /// The PDF.
    pub bytes: Vec<u8>,
}

/// A decision as its notice tells it.
pub struct Decided {
    /// Which.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
    /// How much is granted and on which conditions, where it is in part.
    pub terms: Option<Terms>,
    /// Whether that names the rule itself.
    pub names_rule: bool,
    /// When.
    pub at: Instant,
}

/// The kind of the notice of a verdict.
pub const fn notice_kind(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Approve => "approval",
        Verdict::ApproveInPart => "approval-in-part",
        Verdict::Refuse => "refusal",
        Verdict::Dismiss => "dismissal",
    }
}

/// The verdict that a notice of this kind tells, if there are such.
pub fn verdict_of(kind: &str) -> Option<Verdict> {
    Verdict::ALL.into_iter().find(|verdict| notice_kind(*verdict) == kind)
}

/// What a paper says of a verdict.
pub(crate) const fn decision_of(verdict: Verdict) -> Decision {
    match verdict {
        Verdict::Approve => Decision::Approved,
        Verdict::ApproveInPart => Decision::ApprovedInPart,
        Verdict::Refuse => Decision::Refused,
        Verdict::Dismiss => Decision::Dismissed,
    }
}

impl Casework {
    /// 受付票
    pub async fn receipt_paper(&self, rows: &Rows, now: Instant) -> Result<Pdf, Error> {
        let published = self.form_of(&rows.submission).await?;
        let receipt = self.receipt(rows, &published, now)?;
        let press = &self.inner.papers;
        set(press, rows, "uketsukehyo", move || documents::receipt_pdf(&receipt)).await
    }

    /// A notice that was issued for this case.
    pub async fn issued_notice(
        &self,
        scope: Scope,
        rows: &Rows,
        notice: &str,
    ) -> Result<Pdf, Error> {
        let index = notice.parse::<i64>().ok().ok_or(Error::NotFound)?;
        let case = rows.submission.id.clone();
        let found = self
            .inner
            .store
            .read(move |tx| notices::find(tx, &scope, &case, index))
            .await?
            .ok_or(Error::NotFound)?;
        let bytes = rows.sealer().open(&found.document)?;
        finished(rows, "tsuchisho", bytes)
    }

    /// Sets the notice of a decision under the number that it took.
    pub async fn decision_notice(
        &self,
        rows: &Rows,
        published: &Published,
        decided: Decided,
        numbered: &Numbered,
    ) -> Result<Pdf, Error> {
        let procedure = published.form.procedure();
        let remedy = if decided.verdict.needs_grounds() {
            self.instruction(procedure, numbered.paper.instruction).await?
        } else {
            None
        };
        let paper = &numbered.paper;
        let text = self.notice_text(paper.template, notice_kind(decided.verdict)).await?;
        let told = Told {
            number: numbered.text(),
            remedy,
            check: self.check(&numbered.text(), paper),
            template: paper.template,
            ..self.drafted(rows, published, decided, paper.at)?
        };
        let notice = self.notice_of(&text, &Told { is_draft: false, ..told });
        let press = &self.inner.official_papers;
        set(press, rows, "tsuchisho", move || documents::notice_pdf(&notice)).await
    }

    /// The notice of what nobody has decided yet, as it would leave: without a number, and marked.
    pub async fn draft_notice(
        &self,
        rows: &Rows,
        published: &Published,
        decided: Decided,
    ) -> Result<Pdf, Error> {
        let (at, kind) = (decided.at, notice_kind(decided.verdict));
        let procedure = published.form.procedure();
        let remedy = if decided.verdict.needs_grounds() {
            let version = self.instruction_on(procedure, at).await?.ok().flatten();
            self.instruction(procedure, version).await?
        } else {
            None
        };
        let department = &rows.record.place.department;
        let template =
            self.notice_template_for(department, &rows.record.place.procedure, kind).await?;
        let text = self.notice_text(template, kind).await?;
        let decided = decided.replacing(&rows.record.case);
        let told = Told { remedy, template, ..self.drafted(rows, published, decided, at)? };
        let notice = self.notice_of(&text, &told);
        let press = &self.inner.papers;
        set(press, rows, "tsuchisho-an", move || documents::notice_pdf(&notice)).await
    }

    /// What a notice tells before it has a number, a 教示 and a template.
    fn drafted<'a>(
        &self,
        rows: &Rows,
        published: &'a Published,
        decided: Decided,
        at: Instant,
    ) -> Result<Told<'a>, Error> {
        let page = format!("{}/verify", self.inner.city.public_url);
        Ok(Told {
            file: self.case_file(rows, published, at),
            published,
            received_on: rows.submission.arrived_at.day(),
            number: "（案）番号は決定のときに付きます".to_owned(),
            decided_on: at.day(),
            applicant: rows.subject()?.name().unwrap_or_else(nameless),
            decided,
            remedy: None,
            amounts: self.payment_view(rows, at).map(|it| Amounts {
                lines: it.lines.iter().map(fee_line).collect(),
                total: it.amount,
            }),
            check: Check { address: page.clone(), page, code: "案".to_owned() },
            language: rows.submission.language,
            template: None,
            is_draft: true,
        })
    }

    /// Where somebody who is shown a paper can ask whether it is true.
    fn check(&self, number: &str, paper: &Numbering) -> Check {
        let code = self.inner.store.keys().notice_code(&paper.case, paper.notice);
        let code = code.reveal().to_owned();
        let page = format!("{}/verify", self.inner.city.public_url);
        let number = number.bytes().fold(String::new(), |mut written, byte| {
            // Writing to a string never fails.
            write!(written, "%{byte:02X}").ok();
            written
        });
        Check { address: format!("{page}?number={number}&code={code}"), page, code }
    }

    /// 申請書の控え, the latest revision, sensitive values masked, and where a protected person is.
    pub async fn application_paper(&self, rows: &Rows, now: Instant) -> Result<Pdf, Error> {
        let published = self.form_of(&rows.submission).await?;
        let content = rows.latest_content()?;
        let answers = published.form.answers(&content, Language::Japanese);
        // A paper goes from hand to hand: where a protected person is stands on none.
        let shelter = Shelter::of(&rows.record.case, false, now);
        let answers = shelter.over(answers);
        let mut attachments = Vec::with_capacity(rows.attachments.len());
        for file in rows.answer_files_of(&content) {
            attachments.push(AttachedFile {
                label: label_of(&published, file.answer()),
                file_name: if shelter.is_on() { STARS.to_owned() } else { file.open_name()? },
                bytes: file.bytes.unsigned_abs(),
            });
        }
        let latest = rows.revisions.last().ok_or_else(|| Error::internal("no revision"))?;
        let application = Application {
            file: self.case_file(rows, &published, now),
            received_at: rows.submission.arrived_at,
            revision: u32::try_from(latest.number).map_err(Error::internal)?,
            groups: paper_groups(masked(answers), &|ids| {
                rows.attachments.iter().filter(|file| ids.contains(&file.id.to_string())).count()
            }),
            attachments,
            mask_sensitive: true,
            contact: self.contact(&published),
        };
        let press = &self.inner.papers;
        set(press, rows, "hikae", move || documents::application_pdf(&application)).await
    }

    /// 郵送請求書 of a draft: what was filled in, to be signed by hand.
    pub async fn postal_request(
        &self,
        draft: DraftId,
        published: &Published,
        checked: &Checked,
        now: Instant,
    ) -> Result<Pdf, Error> {
        let form = &published.form;
        let by_post = form.procedure().by_post.as_ref().ok_or(Error::NotFound)?;
        let japanese = |text: &Text| text.get(Language::Japanese).to_owned();
        let fee = checked.fee.total;
        let answers = form.answers(&checked.data, Language::Japanese);
        let request = PostalRequest {
            draft,
            city: self.inner.city.official_name().to_owned(),
            procedure: form.title(Language::Japanese).to_owned(),
            made_at: now,
            sample: self.inner.city.demo,
            address: by_post.address.clone(),
            enclose: by_post.enclose.iter().map(japanese).collect(),
            fee: if fee.is_zero() { String::new() } else { fee.to_string() },
            groups: paper_groups(answers, &<[String]>::len),
            contact: self.contact(published),
        };
        let bytes = self.inner.papers.run(1, move || documents::postal_request_pdf(&request));
        let bytes = bytes.await?.map_err(Error::internal)?;
        Ok(Pdf { file_name: "yuso-seikyusho.pdf".to_owned(), bytes })
    }

    fn receipt(&self, rows: &Rows, published: &Published, now: Instant) -> Result<Receipt, Error> {
        let case = &rows.record.case;
        let city = &self.inner.city;
        Ok(Receipt {
            file: self.case_file(rows, published, now),
            received_at: rows.submission.arrived_at,
            access_code: Some(self.access_code_of(&rows.submission)),
            state: state_in_words(case.state).to_owned(),
            steps: Self::steps(rows),
            fees: self.payment_view(rows, now).map(|view| Fees {
                lines: view.lines.iter().map(fee_line).collect(),
                total: view.amount,
                state: payment_in_words(view.state).to_owned(),
            }),
            contact: self.contact(published),
            status_url: format!("{}/status", city.public_url),
            digest: rows.submission.digest.hex(),
            digest_salt: rows.digest_salt()?,
        })
    }

    fn steps(rows: &Rows) -> Vec<Step> {
        let case = &rows.record.case;
        let step = |title: &str, detail: &str, day, done| Step {
            title: title.to_owned(),
            detail: detail.to_owned(),
            day,
            done,
        };
        let mut steps =
            vec![step("受付", "申請を記録しました。", Some(case.arrived_at.day()), true)];
        if let Some(due) = case.payment_due_at {
            let last_day = due.last_day();
            steps.push(step("お支払い", "この日までにお支払いください。", Some(last_day), false));
        }
        let decided = case.state.is_decided();
        steps.push(step(
            "確認",
            "担当課が内容を確認します。直すところがあればお知らせします。",
            None,
            decided,
        ));
        steps.push(step(
            "結果",
            "結果は照会ページとメールでお知らせします。",
            case.due_on,
            decided,
        ));
        steps
    }

    pub(crate) fn case_file(
        &self,
        rows: &Rows,
        published: &Published,
        made_at: Instant,
    ) -> CaseFile {
        CaseFile {
            city: self.inner.city.official_name().to_owned(),
            procedure: published.form.title(Language::Japanese).to_owned(),
            submission: rows.submission.id.clone(),
            receipt_number: rows.submission.receipt_number.clone(),
            made_at,
            sample: self.inner.city.demo,
        }
    }

    pub(crate) fn contact(&self, published: &Published) -> Contact {
        let procedure = published.form.procedure();
        match &procedure.contact {
            Some(contact) => Contact {
                department: contact.department.get(Language::Japanese).to_owned(),
                phone: Some(contact.phone.clone()).filter(|phone| !phone.is_empty()),
                email: None,
                hours: Some(contact.hours.get(Language::Japanese).to_owned()),
            },
            None => Contact {
                department: self.inner.city.contact.get(Language::Japanese).to_owned(),
                phone: None,
                email: None,
                hours: None,
            },
        }
    }
}

/// A line of a bill, as papers show it.
pub(crate) fn fee_line(line: &fees::FeeLine) -> documents::FeeLine {
    let fees::FeeLine { label, unit, quantity, amount } = line;
    let (label, unit) = (label.clone(), *unit);
    documents::FeeLine { label, unit, quantity: *quantity, amount: *amount }
}

/// Sets one paper when its turn comes.
pub(crate) async fn set(
    press: &Bounded,
    rows: &Rows,
    name: &str,
    print: impl FnOnce() -> Result<Vec<u8>, PaperError> + Send + 'static,
) -> Result<Pdf, Error> {
    let bytes = press.run(1, print).await?.map_err(Error::internal)?;
    finished(rows, name, bytes)
}

/// The last look before a paper leaves: it is of this case and no other.
fn finished(rows: &Rows, name: &str, bytes: Vec<u8>) -> Result<Pdf, Error> {
    let number = &rows.submission.receipt_number;
    if !documents::is_paper_of(&bytes, &rows.submission.id, number) {
        return Err(Error::internal("a paper does not carry the mark of its case"));
    }
    Ok(Pdf { file_name: format!("{name}-{number}.pdf"), bytes })
}

fn label_of(published: &Published, pointer: Option<&str>) -> String {
    let field = pointer.and_then(|pointer| published.form.field(pointer));
    field.map(|field| field.title(Language::Japanese).to_owned()).unwrap_or_default()
}

/// The answers as papers show them; `sent` counts the files among those that an answer names.
fn paper_groups(groups: Vec<AnswerGroup>, sent: &dyn Fn(&[String]) -> usize) -> Vec<Group> {
    let group = |group: AnswerGroup| Group {
        title: group.title,
        entries: group.answers.into_iter().flat_map(|it| paper_entries(it, sent)).collect(),
    };
    groups.into_iter().map(group).collect()
}

fn paper_entries(answer: Answer, sent: &dyn Fn(&[String]) -> usize) -> Vec<Entry> {
    let sensitive = answer.sensitive.is_some();
    let row = |label: String, value: String| Entry::Row(Row { label, value, sensitive });
    let nested = |title: String, answers: Vec<Answer>| {
        let entries = answers.into_iter().flat_map(|inner| paper_entries(inner, sent)).collect();
        Entry::Group(Group { title, entries })
    };
    match answer.shown {
        Shown::Nothing => vec![row(answer.label, String::new())],
        Shown::Text(text) => vec![row(answer.label, text)],
        Shown::List(chosen) => vec![row(answer.label, chosen.join("、"))],
        Shown::Attachments(ids) => {
            vec![row(answer.label, format!("添付 {}件", sent(&ids)))]
        }
        Shown::Group(answers) => vec![nested(answer.label, answers)],
        Shown::Rows(items) => items
            .into_iter()
            .enumerate()
            .map(|(at, answers)| nested(format!("{} {}", answer.label, at + 1), answers))
            .collect(),
    }
}

/// Where a case stands, as papers say it.
const fn state_in_words(state: State) -> &'static str {
    match state {
        State::Waiting => "キャンセル待ち",
        State::AwaitingPayment => "お支払い待ち",
        State::Received => "受付済み",
        State::InReview | State::AwaitingApproval => "確認中",
        State::CorrectionRequested => "補正のお願い中",
        State::Approved => "承認",
        State::Completed => "完了",
        State::Refused => "不承認・却下",
        State::Withdrawn => "取下げ",
        State::Lapsed => "失効",
    }
}

const fn payment_in_words(state: fees::PaymentState) -> &'static str {
    match state {
        fees::PaymentState::Open | fees::PaymentState::Failed => "お支払い待ち",
        fees::PaymentState::Captured => "お支払い済み",
        fees::PaymentState::Expired => "期限切れ",
        fees::PaymentState::Refunded => "返金済み",
        fees::PaymentState::NeedsAttention => "確認中",
    }
}
