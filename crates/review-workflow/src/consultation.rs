//! 合議: another department is asked before a case is decided.
//!
//! A case keeps every question with its answer. Of a question that was *binding*, no answer and a
//! 不同意 stand against every decision, until somebody of high rank overrules it, or the same
//! department is asked once more and says something else.

use std::str::FromStr;

use chrono::NaiveDate;
use kernel::{AttachmentId, Authority, CasePlace, DepartmentId, Instant, Level, StaffId};
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use crate::{Case, Event, Policy, Refusal, permit::permit_asked};

/// Questions about one case: more than anybody reads through before deciding.
pub const MAX_CONSULTATIONS: usize = 50;

/// What a department says that was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum Stance {
    /// 同意
    Agree,
    /// 意見: neither for nor against, and something to mind.
    Opinion,
    /// 不同意
    Disagree,
}

/// The text names no such answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such answer; they are agree, opinion, disagree")]
pub struct ParseStanceError;

/// What is asked of a department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Which department.
    pub department: DepartmentId,
    /// What it is asked.
    pub text: String,
    /// The last day for an answer.
    pub due_on: NaiveDate,
    /// Whether nothing is decided without it.
    pub binding: bool,
}

/// A department was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consultation {
    /// Counted from 1 in its case.
    pub number: u32,
    /// Who asked.
    pub by: StaffId,
    /// When.
    pub at: Instant,
    /// What.
    pub question: Question,
    /// How it came to its end; it waits for an answer where it has not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// That somebody decides against the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overruled: Option<Word>,
}

/// What somebody said, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// Who.
    pub by: StaffId,
    /// When.
    pub at: Instant,
    /// What.
    pub text: String,
}

/// How a consultation came to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Outcome {
    /// The department answered.
    Answered {
        /// How.
        stance: Stance,
        /// Who, when, and in which words.
        word: Word,
        /// What lies with it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<AttachmentId>,
    },
    /// Whoever works on the case needs no answer any more.
    Cancelled {
        /// Who, when, and why.
        word: Word,
    },
    /// The case was decided, or came to its end, before there was an answer.
    Over {
        /// When.
        at: Instant,
    },
}

/// The rule of consulting that refused a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum ConsultationRefusal {
    /// Nothing is decided while a department has not answered whose answer binds.
    #[error("a department has not answered yet whose answer binds")]
    ConsultationOpen,
    /// Nothing is decided against a department whose answer binds, unless that is overruled.
    #[error("a department disagrees whose answer binds, and nobody has overruled it")]
    ConsultationDisagreed,
    /// The table of the procedure names a department that was not asked, or has not answered.
    #[error("the procedure asks for a binding answer of {department}")]
    ConsultationMissing {
        /// Which.
        department: DepartmentId,
        /// What it is called, where that is known.
        name: String,
    },
    /// The case has no such consultation, or it has come to its end.
    #[error("the case has no such consultation that waits")]
    NoSuchConsultation,
    /// Nobody answers their own question.
    #[error("whoever asked does not answer")]
    OwnQuestion,
    /// One's own department, and where the case lies, are not *another* one.
    #[error("the case is with this department already")]
    SameDepartment,
    /// A department is asked where somebody can answer.
    #[error("nobody in this department could answer")]
    DepartmentHasNobody,
    /// More questions about one case than anybody reads through.
    #[error("at most {limit} questions are asked about one case")]
    TooManyConsultations {
        /// Questions allowed.
        limit: usize,
    },
}

impl Stance {
    /// Every answer.
    pub const ALL: [Self; 3] = [Self::Agree, Self::Opinion, Self::Disagree];

    /// The word in the API and in the log.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

impl FromStr for Stance {
    type Err = ParseStanceError;

    fn from_str(word: &str) -> Result<Self, ParseStanceError> {
        Self::ALL.into_iter().find(|stance| stance.word() == word).ok_or(ParseStanceError)
    }
}

impl Consultation {
    /// Whether it waits for an answer.
    pub const fn is_open(&self) -> bool {
        self.outcome.is_none()
    }

    /// Whether it waits for one although its day has passed.
    pub fn is_late(&self, today: NaiveDate) -> bool {
        self.is_open() && self.question.due_on < today
    }

    /// What was answered.
    pub const fn stance(&self) -> Option<Stance> {
        match &self.outcome {
            Some(Outcome::Answered { stance, .. }) => Some(*stance),
            Some(Outcome::Cancelled { .. } | Outcome::Over { .. }) | None => None,
        }
    }

    /// Where its case stands for whoever is asked: grants are asked for the department that is.
    pub fn place(&self, case: &CasePlace) -> CasePlace {
        CasePlace { department: self.question.department.clone(), desk: None, ..case.clone() }
    }

    /// Whether this person is of those who are asked.
    pub fn is_asked_of(&self, authority: &Authority, case: &CasePlace) -> bool {
        permit_asked(authority, &self.place(case)).is_ok()
    }
}

impl Case {
    /// The consultation of this number.
    pub fn consultation(&self, number: u32) -> Option<&Consultation> {
        self.consultations.iter().find(|it| it.number == number)
    }

    /// Those that wait for an answer.
    pub fn open_consultations(&self) -> impl Iterator<Item = &Consultation> {
        self.consultations.iter().filter(|it| it.is_open())
    }

    /// Whether the department disagrees, nobody has overruled that, and it has said nothing else
    /// since.
    pub fn is_disagreed(&self, consultation: &Consultation) -> bool {
        let spoke_anew = |later: &Consultation| {
            later.number > consultation.number
                && later.question.binding
                && later.question.department == consultation.question.department
                && later.stance().is_some()
        };
        consultation.question.binding
            && consultation.stance() == Some(Stance::Disagree)
            && consultation.overruled.is_none()
            && !self.consultations.iter().any(spoke_anew)
    }

    /// What stands against every decision.
    pub fn is_consulted(&self) -> Result<(), ConsultationRefusal> {
        if self.open_consultations().any(|it| it.question.binding) {
            return Err(ConsultationRefusal::ConsultationOpen);
        }
        if self.consultations.iter().any(|it| self.is_disagreed(it)) {
            return Err(ConsultationRefusal::ConsultationDisagreed);
        }
        Ok(())
    }

    /// The departments that this row of the table names and that have not answered bindingly since
    /// the case was last taken up. One that has the case itself need not be asked.
    pub fn still_to_ask<'a>(
        &'a self,
        level: &'a Level,
        place: &'a CasePlace,
    ) -> impl Iterator<Item = &'a DepartmentId> {
        let has_it = |it: &DepartmentId| *it == place.department || it == place.at_desk();
        let since = self.reopened.last().map(|again| again.at);
        let answered = move |department: &DepartmentId| {
            self.consultations.iter().any(|it| {
                it.question.binding
                    && it.question.department == *department
                    && it.stance().is_some()
                    && since.is_none_or(|since| it.at >= since)
            })
        };
        level.consult.iter().filter(move |it| !has_it(it) && !answered(it))
    }

    /// What stands against a decision by this row of the table.
    pub(crate) fn permit_consulted(
        &self,
        level: &Level,
        policy: &Policy,
    ) -> Result<(), ConsultationRefusal> {
        self.is_consulted()?;
        match self.still_to_ask(level, &policy.place).next() {
            None => Ok(()),
            Some(department) => {
                let (department, name) = (department.clone(), department.to_string());
                Err(ConsultationRefusal::ConsultationMissing { department, name })
            }
        }
    }

    /// The consultation that this person can answer, where they name none, or this one.
    pub(crate) fn answerable(
        &self,
        number: Option<u32>,
        authority: &Authority,
        place: &CasePlace,
    ) -> Result<&Consultation, Refusal> {
        let meant = |it: &&Consultation| number.is_none_or(|number| it.number == number);
        let mut refusal = Refusal::from(ConsultationRefusal::NoSuchConsultation);
        for open in self.open_consultations().filter(meant) {
            match permit_asked(authority, &open.place(place)) {
                Ok(()) if open.by != *authority.person() => return Ok(open),
                Ok(()) => refusal = ConsultationRefusal::OwnQuestion.into(),
                Err(denied) => refusal = denied,
            }
        }
        Err(refusal)
    }
}

/// What the facts of consulting make of a case.
pub(crate) fn consulted(case: &mut Case, event: &Event) {
    if let Event::Consulted { at, by, consultation, question } = event {
        case.consultations.push(Consultation {
            number: *consultation,
            by: by.clone(),
            at: *at,
            question: question.clone(),
            outcome: None,
            overruled: None,
        });
        return;
    }
    let (Event::ConsultationAnswered { at, by, consultation, text, .. }
    | Event::ConsultationCancelled { at, by, consultation, reason: text }
    | Event::ConsultationOverruled { at, by, consultation, reason: text }) = event
    else {
        return;
    };
    let Some(told) = case.consultations.iter_mut().find(|it| it.number == *consultation) else {
        return;
    };
    let word = Word { by: by.clone(), at: *at, text: text.clone() };
    if let Event::ConsultationAnswered { stance, files, .. } = event {
        told.outcome = Some(Outcome::Answered { stance: *stance, word, files: files.clone() });
    } else if matches!(event, Event::ConsultationCancelled { .. }) {
        told.outcome = Some(Outcome::Cancelled { word });
    } else {
        told.overruled = Some(word);
    }
}

/// Nobody is asked any more about what is decided or over.
pub(crate) fn no_longer_asked(case: &mut Case, at: Instant) {
    for open in case.consultations.iter_mut().filter(|it| it.is_open()) {
        open.outcome = Some(Outcome::Over { at });
    }
}
