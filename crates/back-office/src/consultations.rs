//! 合議: what one's departments are asked, what they ask others, and the case through the question.
//!
//! Whoever is asked sees a case by what they were asked, for as long as that waits, and by nothing
//! else: before and after it is not there for them.

use std::collections::{BTreeSet, HashMap};

use casework::{Rows, Shelter, UploadedFile, mask::masked};
use chrono::NaiveDate;
use form_engine::AnswerGroup;
use kernel::{
    Authority, CasePlace, DepartmentId, Instant, Language, Level, Permission as _, ReceiptNumber,
    StaffId, SubmissionId,
};
use review_workflow::{
    Case, Command, CommandKind, Consultation, ConsultationRefusal, Event, Outcome, Refusal,
};
use submission_store::{
    Scope, StoreError,
    attachments::Spot,
    cases::CaseRecord,
    consultations::{self, ConsultationEntry},
    staff,
};

use crate::{
    AttachedFile, BackOffice, DutyLine, Error, Staff,
    approvals::MOST,
    dispatch::scope_for,
    permission::{Advise, Work, shelter_of},
};

/// A question that waits for its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsultationLine {
    /// Its case, since when it waits.
    pub waits: DutyLine,
    /// Counted from 1 in the case.
    pub number: u32,
    /// The name of the department that is asked.
    pub asked: String,
    /// The last day for an answer.
    pub due_on: NaiveDate,
    /// Whether that has passed.
    pub is_late: bool,
    /// Whether nothing is decided without it.
    pub binding: bool,
}

/// What waits of consulting.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConsultationBook {
    /// What somebody's own departments are asked, what is due first at the top.
    pub to_answer: Vec<ConsultationLine>,
    /// What was asked about cases on which they work.
    pub awaited: Vec<ConsultationLine>,
}

/// How many questions wait for somebody's answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ConsultationCount {
    /// How many.
    pub waiting: u64,
    /// Whether the day of one of them has passed.
    pub late: bool,
}

/// What was asked about a case, with names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsultationView {
    /// What was asked, and what became of it.
    pub told: Consultation,
    /// The name of the department that is asked.
    pub department: String,
    /// The name of who asked.
    pub asked_by: Option<String>,
    /// The name of who answered, or needs no answer any more.
    pub ended_by: Option<String>,
    /// The name of who decides against the answer.
    pub overruled_by: Option<String>,
    /// Whether its day has passed while it waits.
    pub is_late: bool,
    /// What lies with the answer.
    pub files: Vec<UploadedFile>,
    /// Whether it is a 不同意 that stands against a decision.
    pub stands: bool,
    /// What the person may do with it.
    pub can: Vec<CommandKind>,
}

/// A case through what somebody is asked about it.
#[derive(Debug, Clone)]
pub struct AskedCase {
    /// The case.
    pub case: SubmissionId,
    /// For the answer.
    pub version: i64,
    /// 受付番号
    pub receipt_number: ReceiptNumber,
    /// The procedure's title.
    pub title: String,
    /// The name of the department that asks.
    pub asking: String,
    /// What is asked.
    pub consultation: ConsultationView,
    /// The latest answers; sensitive ones masked.
    pub answers: Vec<AnswerGroup>,
    /// The files that came with it; their names alone.
    pub attachments: Vec<AttachedFile>,
}

impl BackOffice {
    /// What a row of the table wants asked before, by name, and whether it has been answered;
    /// nothing once it is decided.
    pub(crate) fn asks_of(
        &self,
        case: &Case,
        level: &Level,
        place: &CasePlace,
    ) -> Vec<(String, bool)> {
        let open: Vec<_> = case.still_to_ask(level, place).collect();
        let told = |it: &DepartmentId| {
            (self.catalogue().department_name(it.as_str(), Language::Japanese), !open.contains(&it))
        };
        let asked = level.consult.iter().filter(|_| !case.state.is_decided());
        asked.map(told).collect()
    }

    /// What waits for an answer: of this person's departments, and of others about their cases.
    pub async fn consultations(&self, staff: &Staff) -> Result<ConsultationBook, Error> {
        let (asked, own) = (staff.authority.reach::<Advise>(), staff.authority.reach::<Work>());
        let person = staff.id().clone();
        let read = self.inner.store.read(move |tx| {
            let to_answer = consultations::to_answer(tx, &asked, &person, MOST)?;
            let awaited = consultations::awaited(tx, &own, MOST)?;
            Ok::<_, StoreError>((to_answer, awaited))
        });
        let (to_answer, awaited) = read.await?;
        let today = self.now().day();
        let lines = |entries: Vec<ConsultationEntry>| {
            entries.into_iter().map(|entry| self.consultation_line(entry, today)).collect()
        };
        Ok(ConsultationBook { to_answer: lines(to_answer), awaited: lines(awaited) })
    }

    fn consultation_line(&self, entry: ConsultationEntry, today: NaiveDate) -> ConsultationLine {
        let ConsultationEntry { waits, number, department, due_on, binding } = entry;
        ConsultationLine {
            waits: self.duty_line(waits),
            number,
            asked: self.asked_name(&department),
            due_on,
            is_late: due_on < today,
            binding,
        }
    }

    /// How many questions wait for this person's departments; nothing for who answers for none.
    pub async fn consultation_count(
        &self,
        staff: &Staff,
    ) -> Result<Option<ConsultationCount>, Error> {
        if !staff.authority.allows_somewhere::<Advise>() {
            return Ok(None);
        }
        let (waiting, today) = (self.unanswered(staff, None).await?, self.now().day());
        let late = waiting > 0 && self.unanswered(staff, Some(today)).await? > 0;
        Ok(Some(ConsultationCount { waiting, late }))
    }

    /// How many questions wait for them: all of them, or those whose day lies before another.
    pub(crate) async fn unanswered(
        &self,
        staff: &Staff,
        before: Option<NaiveDate>,
    ) -> Result<u64, Error> {
        let (reach, person) = (staff.authority.reach::<Advise>(), staff.id().clone());
        let store = &self.inner.store;
        let count =
            store.read(move |tx| consultations::count_to_answer(tx, &reach, &person, before));
        Ok(count.await?.unsigned_abs())
    }

    /// How many questions about the cases on which they work have no answer although their day
    /// lies before this one.
    pub(crate) async fn unheard(&self, staff: &Staff, before: NaiveDate) -> Result<u64, Error> {
        let reach = staff.authority.reach::<Work>();
        let count =
            self.inner.store.read(move |tx| consultations::count_awaited(tx, &reach, before));
        Ok(count.await?.unsigned_abs())
    }

    /// A case through what this person is asked about it. The look is written down first.
    pub async fn asked_case(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        number: u32,
        language: Language,
    ) -> Result<AskedCase, Error> {
        let (rows, asked) = self.asked_of(staff, id, number).await?;
        let now = self.now();
        self.opened_as_asked(staff, &rows.record, &asked, now).await?;
        let published = self.casework.form_of(&rows.submission).await?;
        let content = rows.latest_content()?;
        let case = &rows.record.case;
        let told_of: Vec<StaffId> = people_asked(case).collect();
        let people = self.inner.store.read(move |tx| staff::names(tx, &told_of)).await?;
        // Whoever is asked has no grant here by which they could ask where somebody is.
        let shelter = Shelter::of(case, false, now);
        Ok(AskedCase {
            case: case.id.clone(),
            version: case.version,
            receipt_number: rows.submission.receipt_number.clone(),
            title: published.form.title(Language::Japanese).to_owned(),
            asking: self.asked_name(&rows.record.place.department),
            consultation: self.consultation_view(&rows, &asked, staff, &people, now)?,
            answers: masked(shelter.over(published.form.answers(&content, language))),
            attachments: Self::answer_files(staff, &rows, (&published, now))?,
        })
    }

    /// The case of a command: whoever is asked answers about a case that they do not see.
    pub(crate) async fn rows_for(
        &self,
        staff: &Staff,
        command: &Command,
        id: &SubmissionId,
    ) -> Result<Rows, Error> {
        let scope = scope_for(command, &staff.authority);
        // Out of one's hands it goes whosever it is.
        let found = if matches!(command, Command::Release { .. }) {
            self.casework.rows(scope, id).await
        } else {
            self.rows_in(staff, scope, id).await
        };
        match (found, command) {
            (Err(Error::NotFound), Command::AnswerConsultation { consultation, .. }) => {
                self.asked_of(staff, id, *consultation).await.map(|(rows, _)| rows)
            }
            (found, _) => found,
        }
    }

    /// The case, and what this person is asked about it. Without that, as if it were not there.
    async fn asked_of(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        number: u32,
    ) -> Result<(Rows, Consultation), Error> {
        let rows = self.rows_in(staff, Scope::Worker, id).await?;
        let asked = rows.record.case.consultation(number).cloned();
        let asked =
            asked.filter(|it| it.is_open() && it.is_asked_of(&staff.authority, &rows.record.place));
        asked.map(|asked| (rows, asked)).ok_or(Error::NotFound)
    }

    /// What was asked about a case, as its page tells it.
    pub(crate) fn consultation_views(
        &self,
        rows: &Rows,
        staff: &Staff,
        people: &HashMap<StaffId, String>,
        now: Instant,
    ) -> Result<Vec<ConsultationView>, Error> {
        let view = |told| self.consultation_view(rows, told, staff, people, now);
        rows.record.case.consultations.iter().map(view).collect()
    }

    fn consultation_view(
        &self,
        rows: &Rows,
        told: &Consultation,
        staff: &Staff,
        people: &HashMap<StaffId, String>,
        now: Instant,
    ) -> Result<ConsultationView, Error> {
        let CaseRecord { case, place, .. } = &rows.record;
        let name = |id: Option<&StaffId>| id.and_then(|id| people.get(id).cloned());
        let shelter = shelter_of(staff, &rows.record, now);
        let files = rows.lying_at(&Spot::Consultation(told.number))?;
        let answers =
            told.is_open() && told.by != *staff.id() && told.is_asked_of(&staff.authority, place);
        let stands = case.is_disagreed(told);
        let can = [
            (CommandKind::AnswerConsultation, answers),
            (CommandKind::CancelConsultation, told.is_open()),
            (CommandKind::Overrule, stands),
        ];
        Ok(ConsultationView {
            department: self.asked_name(&told.question.department),
            asked_by: name(Some(&told.by)),
            ended_by: name(ended_by(told)),
            overruled_by: name(told.overruled.as_ref().map(|word| &word.by)),
            is_late: told.is_late(now.day()),
            files: files.into_iter().map(|file| shelter.over_file(file)).collect(),
            stands,
            can: can.into_iter().filter(|(_, may)| *may).map(|(kind, _)| kind).collect(),
            told: told.clone(),
        })
    }

    fn asked_name(&self, department: &DepartmentId) -> String {
        self.catalogue().department_name(department.as_str(), Language::Japanese)
    }

    /// The departments that can be asked about a case that stands there: id and name.
    pub async fn advisers(&self, place: &CasePlace) -> Result<Vec<(DepartmentId, String)>, Error> {
        Ok(self.named_desks(advisers_of(&self.everybody(self.now()).await?, place)))
    }

    /// A department is asked where somebody else than who asks can answer, or it would wait for
    /// ever.
    pub(crate) async fn can_be_answered(
        &self,
        facts: &[Event],
        place: &CasePlace,
        now: Instant,
    ) -> Result<(), Error> {
        let asked = facts.iter().find_map(|fact| {
            let Event::Consulted { by, question, .. } = fact else { return None };
            Some((by.clone(), question.department.clone()))
        });
        let Some((by, department)) = asked else { return Ok(()) };
        let mut everybody = self.everybody(now).await?;
        everybody.retain(|(who, _)| *who.person() != by);
        if advisers_of(&everybody, place).contains(&department) {
            return Ok(());
        }
        Err(Refusal::from(ConsultationRefusal::DepartmentHasNobody).into())
    }
}

/// The departments that grants name, as far as somebody could answer for them about a case that
/// stands at `place`; without those that have the case.
fn advisers_of(everybody: &[(Authority, String)], place: &CasePlace) -> BTreeSet<DepartmentId> {
    let mut found = BTreeSet::new();
    for (who, _) in everybody {
        for grant in who.grants().filter(|grant| Advise::ROLES.contains(&grant.role)) {
            let department = &grant.department;
            let has_the_case = *department == place.department || department == place.at_desk();
            if has_the_case || *department == DepartmentId::city() || found.contains(department) {
                continue;
            }
            let there = CasePlace { department: department.clone(), desk: None, ..place.clone() };
            if who.allow::<Advise>(&there).is_ok() {
                found.insert(department.clone());
            }
        }
    }
    found
}

const fn ended_by(told: &Consultation) -> Option<&StaffId> {
    match &told.outcome {
        Some(Outcome::Answered { word, .. } | Outcome::Cancelled { word }) => Some(&word.by),
        Some(Outcome::Over { .. }) | None => None,
    }
}

/// Those of whom the consultations of a case tell.
pub(crate) fn people_asked(case: &Case) -> impl Iterator<Item = StaffId> {
    case.consultations.iter().flat_map(|told| {
        let overruled_by = told.overruled.as_ref().map(|word| &word.by);
        [Some(&told.by), ended_by(told), overruled_by].into_iter().flatten().cloned()
    })
}
