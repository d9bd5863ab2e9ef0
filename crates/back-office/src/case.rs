//! One case on a clerk's screen, and the commands that move it.

mod around;
mod files;
mod papers;

use std::{collections::BTreeSet, sync::Arc};

use casework::{
    APPLICANT, Casework, ChangedField, NoticeView, PaymentView, RefundView, Rows, Shelter,
    SignatureView, VerifiedView, granted_of,
    mask::{STARS, masked_for},
    policy_for, worded,
};
use catalogue::Published;
use chrono::NaiveDate;
use fees::FeeLine;
use form_engine::{AnswerGroup, Context, Problem, Sensitivity, Severity};
use kernel::{CasePlace, Instant, Language, Level, Rank, ReceiptNumber, StaffId, SubmissionId};
use review_workflow::{
    Actor, Case, CommandKind, LineRefusal, Policy, Refusal, Remark, State, available_commands,
    permit,
};
use serde_json::Value;
use submission_store::{
    erasures,
    looks::LookKind,
    seen,
    submissions::{self, Source},
};

use crate::{
    AwaySeat, BackOffice, CaseLabels, Comparison, ConsultationView, Difference, Error, LinkedCase,
    OfferedSentence, OfferedTemplate, PastSubmission, RefundRights, SampledBy, Staff,
    ThreadMessage,
    comparing::{self, comparisons},
    finding::{FindingView, findings_of},
    giving_back::refund_rights,
    links,
    log::{HistoryPage, Note, decider_of, last_remarks, notes_of},
    look::works_on,
    permission::{Audit, Oversee, Work, scope_of, shelter_of, unseals},
    queue::nth_day,
    samples::sampled_by,
    writing::thread_of,
};

pub use files::{AddedFile, AttachedFile};

/// 支援措置, as long as it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProtectionView {
    /// Its last day.
    pub until: NaiveDate,
    /// Whether somebody has to think of that day.
    pub ends_soon: bool,
}

/// A case as a member of staff sees it.
#[derive(Debug, Clone)]
pub struct CaseView {
    /// Where it stands, with everything that the office's procedure knows.
    pub case: Case,
    /// 受付番号
    pub receipt_number: ReceiptNumber,
    /// The version of the form that it was made with.
    pub published: Arc<Published>,
    /// 支援措置: until when it is kept back where the applicant is, if it is.
    pub protection: Option<ProtectionView>,
    /// Where it belongs.
    pub place: CasePlace,
    /// The name of the responsible department.
    pub department_name: String,
    /// The name of the department at which it lies, when that is another one.
    pub desk_name: Option<String>,
    /// The name of the ward, where it is known.
    pub ward_name: Option<String>,
    /// The labels that it bears, and those that can be put on it.
    pub labels: CaseLabels,
    /// Who applies.
    pub applicant: Applicant,
    /// The latest answers as the resident saw them; sensitive ones masked.
    pub answers: Vec<AnswerGroup>,
    /// The files that came with it.
    pub attachments: Vec<AttachedFile>,
    /// What the resident was warned of and confirmed.
    pub warnings: Vec<String>,
    /// What somebody has to look at before one person alone may decide.
    pub findings: Vec<FindingView>,
    /// Who decides in favour, or records it; who decides what is proposed, where something is.
    pub level: Level,
    /// The departments that this row of the table wants asked before, and whether they have
    /// answered; none once it is decided.
    pub asks: Vec<(String, bool)>,
    /// Who of its line is away, as long as a proposal waits.
    pub away: Vec<AwaySeat>,
    /// 見比べる: the answers that stand beside the files.
    pub comparisons: Vec<Comparison>,
    /// In whose place this person acts, for each command that they could not give otherwise.
    pub in_place_of: Vec<(CommandKind, StaffId)>,
    /// Why it is not this person's to decide now, of whom others of the same role decide it.
    pub not_theirs: Option<Refusal>,
    /// What happened last, the earliest first.
    pub history: HistoryPage,
    /// The newest messages with the resident, the earliest first.
    pub messages: Vec<ThreadMessage>,
    /// The newest notes that only the office reads.
    pub notes: Vec<Note>,
    /// Documents that were issued.
    pub notices: Vec<NoticeView>,
    /// Every revision.
    pub revisions: Vec<RevisionView>,
    /// What the last revision changed.
    pub changes: Vec<ChangedField>,
    /// The answers that staff wrote last, in the resident's place.
    pub by_staff: BTreeSet<String>,
    /// What was asked to be corrected last.
    pub remarks: Vec<Remark>,
    /// What stands ready for each reason of a correction, where one can be asked for.
    pub sentences: Vec<OfferedSentence>,
    /// What stands ready to be written to the resident, filled in.
    pub templates: Vec<OfferedTemplate>,
    /// The language that the resident chose.
    pub language: Language,
    /// The electronic signature of the answers as they were filed, and what it proves now.
    pub signature: Option<SignatureView>,
    /// Who gave the answers, where a provider of identities said so.
    pub verified: Option<VerifiedView>,
    /// The bill, if there is one.
    pub payment: Option<PaymentView>,
    /// Money that goes or went back.
    pub refunds: Vec<RefundView>,
    /// What this person may do about giving back.
    pub refund_rights: RefundRights,
    /// Where the provider's book and ours differ about this case.
    pub differences: Vec<Difference>,
    /// What the office would ask for, where it may ask.
    pub proposed_fee: Vec<FeeLine>,
    /// The name of who has it.
    pub assignee: Option<String>,
    /// The name of who wants it taken up again.
    pub wanted_by: Option<String>,
    /// Who prepared the decision.
    pub proposed_by: Option<String>,
    /// Who made it.
    pub decided_by: Option<String>,
    /// The names of whose decision was drawn, and of who looked at it.
    pub sampled: Option<SampledBy>,
    /// 合議: what other departments were asked, the first question first.
    pub consultations: Vec<ConsultationView>,
    /// Why nothing is decided yet, as long as one of them stands against it.
    pub undecided: Option<Refusal>,
    /// Open days left, negative when overdue; `None` while the clock stands still or it is over.
    pub remaining_days: Option<i64>,
    /// Which day it is on which the clock stands still.
    pub stopped_day: Option<i64>,
    /// By which door it came.
    pub source: Source,
    /// Whether opening the files is this person's work; otherwise they say why.
    pub opens_files: bool,
    /// What this person may do now.
    pub available: Vec<CommandKind>,
    /// The kinds of sealed answers that they read, for a reason.
    pub unseals: BTreeSet<Sensitivity>,
    /// Whether they are told who looked at it.
    pub oversees: bool,
    /// The cases that somebody said it has to do with.
    pub links: Vec<LinkedCase>,
    /// Other submissions of the same person.
    pub previous: Vec<PastSubmission>,
}

/// Who applies, as the form names them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applicant {
    /// Name.
    pub name: Option<String>,
    /// Kana.
    pub kana: Option<String>,
    /// E-mail address for letters.
    pub email: Option<String>,
}

/// One revision of the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionView {
    /// Counts from 1.
    pub number: u32,
    /// When it was recorded.
    pub at: Instant,
    /// Whether staff wrote it in the resident's place.
    pub by_staff: bool,
}

impl BackOffice {
    /// A case, if this person may see it. The look is written down first.
    pub async fn case(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        language: Language,
    ) -> Result<CaseView, Error> {
        let (rows, now) = (self.seen_rows(staff, id).await?, self.now());
        let looked = self.opened(staff, &rows.record, LookKind::Case, now);
        let read = self.read_up_to_here(staff, &rows.record.case);
        tokio::try_join!(looked, read)?;
        self.view(staff, rows, language, now).await
    }

    /// The same beside a list: a look, but what is new there stays new until the case is opened.
    pub async fn outline(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        language: Language,
    ) -> Result<CaseView, Error> {
        let (rows, now) = (self.seen_rows(staff, id).await?, self.now());
        self.opened(staff, &rows.record, LookKind::Case, now).await?;
        self.view(staff, rows, language, now).await
    }

    /// Writes down how much of their own case somebody has read: what comes after it is new.
    async fn read_up_to_here(&self, staff: &Staff, case: &Case) -> Result<(), Error> {
        if case.assignee.as_ref() != Some(staff.id()) {
            return Ok(());
        }
        let (person, id, version) = (staff.id().clone(), case.id.clone(), case.version);
        let store = &self.inner.store;
        let (reader, read) = (person.clone(), id.clone());
        let known = store.read(move |tx| seen::versions(tx, &reader, &[&read])).await?;
        if known.get(&id).is_some_and(|known| *known >= version) {
            return Ok(());
        }
        Ok(store.write(move |tx| seen::put(tx, &person, &id, version)).await?)
    }

    /// The same for a list that shows nothing of what was filed: no look of who works on the case.
    pub async fn glance(&self, staff: &Staff, id: &SubmissionId) -> Result<CaseView, Error> {
        let (rows, now) = (self.seen_rows(staff, id).await?, self.now());
        if staff.authority.allow::<Work>(&rows.record.place).is_err() {
            self.opened(staff, &rows.record, LookKind::Case, now).await?;
        }
        self.view(staff, rows, Language::Japanese, now).await
    }

    pub(crate) async fn seen_rows(&self, staff: &Staff, id: &SubmissionId) -> Result<Rows, Error> {
        match self.rows_of(staff, id).await {
            Err(Error::NotFound) => Err(self.absent(staff, id).await?),
            found => found,
        }
    }

    #[expect(clippy::too_many_lines, reason = "one for each part of the page")]
    async fn view(
        &self,
        staff: &Staff,
        rows: Rows,
        language: Language,
        now: Instant,
    ) -> Result<CaseView, Error> {
        let published = self.casework.form_of(&rows.submission).await?;
        let content = rows.latest_content()?;
        let case = &rows.record.case;
        let granted = granted_of(case);
        let mut policy = policy_for(&published.form, &rows, &content, granted, now)?;
        let away = self.away_on_line(staff, &rows, &mut policy, now).await?;
        let mut available = available_commands(case, &staff.actor(), &policy, now);
        crate::mending::leave_out(&mut available, &published, case, &content, now);
        let warnings = warned_of(&published, &content, &rows.arrival()?.speaking(language));
        let opens = |kind| unseals(staff, kind, &rows.record.place);
        let shelter = shelter_of(staff, &rows.record, now);
        let around = self.around(staff, &rows, (&*published, &content), &available).await?;
        let told = around.told;
        let links = self.linked(around.links, now);
        let mut previous = self.previous(around.past, &rows.submission.procedure, now);
        links::leave_out(&mut previous, &links);
        let answers = shelter.over(published.form.answers(&content, language));
        let answers = masked_for(answers, &opens);
        let attachments = Self::attached_files(staff, &rows, (&published, now), &told.people)?;
        let comparisons =
            comparisons((&published.form, &answers), &attachments, case, &told.people);
        comparing::leave_out(&mut available, &comparisons);
        Ok(CaseView {
            protection: protection_of(case, now),
            applicant: Self::applicant(&rows, shelter)?,
            answers,
            attachments,
            comparisons,
            findings: findings_of(case, (&published.form, &warnings), &around.others, &told.people),
            warnings: warnings.into_iter().map(|warning| warning.message).collect(),
            history: self.history_of(
                (rows.sealer(), Some(&*published.form)),
                &told.history,
                &told.people,
                shelter,
            )?,
            messages: thread_of(&rows, &around.letters, shelter)?,
            notes: notes_of(rows.sealer(), &told.notes, &told.people)?,
            notices: rows.notice_views(),
            revisions: rows.revisions.iter().map(revision_view).collect(),
            changes: rows.changes(&published, case.revision, (language, shelter))?,
            by_staff: rows.written_by_staff(&published, (language, shelter))?,
            remarks: last_remarks(rows.sealer(), told.asked.as_ref())?
                .iter()
                .map(|remark| worded(remark, language))
                .collect(),
            sentences: around.sentences.map(|nearest| nearest.offered()).unwrap_or_default(),
            templates: around
                .templates
                .into_iter()
                .map(|template| self.offered(&rows, &published, template))
                .collect::<Result<_, _>>()?,
            language: rows.submission.language,
            labels: around.labels,
            signature: shelter.over_signature(self.casework.signature_of(&rows, now).await?),
            verified: shelter.over_verified(rows.verified_view(&published.form)?),
            payment: self.casework.payment_view(&rows, now),
            refunds: rows.refund_views(),
            refund_rights: refund_rights(&rows, staff),
            differences: around.differences,
            proposed_fee: if available.contains(&CommandKind::AskFee) {
                Casework::proposed_fee(&rows, &published)?
            } else {
                Vec::new()
            },
            assignee: case.assignee.as_ref().and_then(|id| told.people.get(id).cloned()),
            consultations: self.consultation_views(&rows, staff, &told.people, now)?,
            undecided: undecided(case),
            sampled: case.sample.as_deref().map(|sample| sampled_by(sample, &told.people)),
            proposed_by: case.proposal.as_ref().and_then(|it| told.people.get(&it.by).cloned()),
            decided_by: decider_of(case).and_then(|id| told.people.get(id).cloned()),
            wanted_by: case.reopening.as_ref().and_then(|it| told.people.get(&it.by).cloned()),
            remaining_days: case.remaining_open_days(now).filter(|_| !case.state.is_decided()),
            stopped_day: case.clock_stopped_at.map(|since| nth_day(since, now.day())),
            source: rows.submission.source,
            opens_files: works_on(&rows, staff),
            unseals: Sensitivity::ALL
                .into_iter()
                .chain([Sensitivity::Whereabouts])
                .filter(|kind| opens(*kind))
                .collect(),
            oversees: staff.authority.allow::<Oversee>(&rows.record.place).is_ok(),
            in_place_of: in_place_of(case, &policy, &staff.actor(), now),
            away,
            not_theirs: not_theirs(case, &policy, &staff.actor(), now),
            asks: self.asks_of(case, level_of(case, &policy), &policy.place),
            level: level_of(case, &policy).clone(),
            available,
            previous,
            links,
            receipt_number: rows.submission.receipt_number.clone(),
            department_name: self
                .catalogue()
                .department_name(rows.record.place.department.as_str(), Language::Japanese),
            desk_name: self.desk_name(case.desk.as_ref()),
            ward_name: self.ward_name(rows.record.place.ward.as_ref()),
            place: rows.record.place,
            case: rows.record.case,
            published,
        })
    }

    /// Who of the line is away, and for whom the person stands in.
    async fn away_on_line(
        &self,
        staff: &Staff,
        rows: &Rows,
        policy: &mut Policy,
        now: Instant,
    ) -> Result<Vec<AwaySeat>, Error> {
        let (case, place) = (&rows.record.case, &rows.record.place);
        if case.state != State::AwaitingApproval {
            return Ok(Vec::new());
        }
        let seats = self.seats(now).await?;
        policy.stand_ins = seats.stand_ins(staff.id(), place);
        let level = level_of(case, policy);
        let line: Vec<Rank> = level.route.iter().copied().chain([level.decider]).collect();
        Ok(seats.away_on_line(place, &line, staff.id()))
    }

    /// The number on the receipt of a case that this person may see.
    pub async fn receipt_number(
        &self,
        staff: &Staff,
        id: &SubmissionId,
    ) -> Result<ReceiptNumber, Error> {
        let (scope, id) = (scope_of(&staff.authority), id.clone());
        let found = self.inner.store.read(move |tx| submissions::find(tx, &scope, &id)).await?;
        Ok(found.ok_or(Error::NotFound)?.receipt_number)
    }

    /// Why a case is not there: only who audits is told that it was, and is erased.
    async fn absent(&self, staff: &Staff, id: &SubmissionId) -> Result<Error, Error> {
        let (reach, case) = (staff.authority.reach::<Audit>(), id.clone());
        let erased = self.inner.store.read(move |tx| erasures::find(tx, &reach, &case)).await?;
        Ok(if erased.is_some() { Error::Erased } else { Error::NotFound })
    }

    fn applicant(rows: &Rows, shelter: Shelter) -> Result<Applicant, Error> {
        let subject = rows.subject()?;
        let email = Casework::open_contact(&rows.submission)?;
        let email = email.map(|it| if shelter.is_on() { STARS.to_owned() } else { it });
        Ok(Applicant { name: subject.name(), kana: subject.kana(), email })
    }
}

fn protection_of(case: &Case, now: Instant) -> Option<ProtectionView> {
    let until = case.protected_until.filter(|_| case.is_protected(now))?;
    Some(ProtectionView { until, ends_soon: case.protection_ends_soon(now) })
}

/// What the engine warned of on the day of filing: all of it was confirmed, or it would not
/// have been filed.
fn warned_of(published: &Published, content: &Value, filed: &Context) -> Vec<Problem> {
    let said = published.form.check(content, filed).problems.into_iter();
    said.filter(|problem| problem.severity == Severity::Warning).collect()
}

/// The row of the table for what is proposed, else for what is in favour.
fn level_of<'a>(case: &Case, policy: &'a Policy) -> &'a Level {
    case.proposal.as_ref().map_or(&policy.approval, |it| policy.level(it.verdict))
}

/// In whose place somebody acts where their own rank is too low.
pub(crate) fn in_place_of(
    case: &Case,
    policy: &Policy,
    by: &Actor,
    now: Instant,
) -> Vec<(CommandKind, StaffId)> {
    let own = Policy { stand_ins: Vec::new(), ..policy.clone() };
    let for_whom = |command: CommandKind| {
        permit(case, command, by, policy, now).ok()?;
        let Err(Refusal::Line(LineRefusal::RankTooLow { needed })) =
            permit(case, command, by, &own, now)
        else {
            return None;
        };
        let seat = policy.stand_ins.iter().find(|it| it.is_away && it.rank >= needed)?;
        Some((command, seat.holder.clone()))
    };
    [CommandKind::Pass, CommandKind::Approve, CommandKind::Refuse]
        .into_iter()
        .filter_map(for_whom)
        .collect()
}

/// Why a case that one person may decide, or that waits for a decision, is not theirs to decide now.
fn not_theirs(case: &Case, policy: &Policy, by: &Actor, now: Instant) -> Option<Refusal> {
    let asked = |command| permit(case, command, by, policy, now).err();
    if case.state == State::AwaitingApproval {
        let of_the_role =
            |why: &Refusal| !matches!(why, Refusal::NotYours { .. } | Refusal::OtherDepartment);
        let refuses = case.proposal.as_ref().is_some_and(|it| !it.verdict.is_in_favour());
        let proposed = if refuses { CommandKind::Refuse } else { CommandKind::Approve };
        let passes = asked(CommandKind::Pass).is_none();
        return asked(proposed).filter(of_the_role).filter(|_| !passes);
    }
    let is_begun = matches!(case.state, State::Received | State::InReview);
    (is_begun && policy.approval.alone).then(|| asked(CommandKind::Settle)).flatten()
}

/// What other departments were asked stands against it, before anybody decides.
fn undecided(case: &Case) -> Option<Refusal> {
    case.is_consulted().err().filter(|_| !case.state.is_decided()).map(Refusal::from)
}

pub(crate) fn revision_view(revision: &submission_store::revisions::Revision) -> RevisionView {
    RevisionView {
        number: u32::try_from(revision.number).unwrap_or(u32::MAX),
        at: revision.at,
        by_staff: revision.by != APPLICANT,
    }
}
