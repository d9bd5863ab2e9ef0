//! What another department is asked, what it says, and what is done against that.

use kernel::{Authority, Instant};

use super::{ahead, fitting, said};
use crate::{
    Case, Command, Consultation, ConsultationRefusal, Event, MAX_CONSULTATIONS, Policy, Question,
    Refusal, Stance, enclosed::enclosed,
};

/// Whether a command asks another department, or is about what was asked.
pub(super) const fn is_about_consulting(command: &Command) -> bool {
    matches!(
        command,
        Command::Consult { .. }
            | Command::AnswerConsultation { .. }
            | Command::CancelConsultation { .. }
            | Command::Overrule { .. }
    )
}

/// The fact that such a command makes.
pub(super) fn consulted(
    case: &Case,
    command: Command,
    authority: &Authority,
    policy: &Policy,
    at: Instant,
) -> Result<Event, Refusal> {
    let (kind, by) = (command.kind(), authority.person().clone());
    if let Command::Consult { question } = command {
        let consultation = next_number(case)?;
        let question = asked(question, policy, at)?;
        return Ok(Event::Consulted { at, by, consultation, question });
    }
    if let Command::AnswerConsultation { consultation, stance, text, files } = command {
        case.answerable(Some(consultation), authority, &policy.place)?;
        let text = match stance {
            Stance::Agree => fitting(&text)?,
            Stance::Opinion | Stance::Disagree => said(&text, Refusal::ReasonMissing)?,
        };
        let files = enclosed(files)?;
        return Ok(Event::ConsultationAnswered { at, by, consultation, stance, text, files });
    }
    if let Command::CancelConsultation { consultation, reason } = command {
        that(case, consultation, Consultation::is_open)?;
        let reason = said(&reason, Refusal::ReasonMissing)?;
        return Ok(Event::ConsultationCancelled { at, by, consultation, reason });
    }
    if let Command::Overrule { consultation, reason } = command {
        that(case, consultation, |it| case.is_disagreed(it))?;
        let reason = said(&reason, Refusal::ReasonMissing)?;
        return Ok(Event::ConsultationOverruled { at, by, consultation, reason });
    }
    Err(Refusal::NotYours { command: kind })
}

fn next_number(case: &Case) -> Result<u32, Refusal> {
    if case.consultations.len() >= MAX_CONSULTATIONS {
        let limit = MAX_CONSULTATIONS;
        return Err(ConsultationRefusal::TooManyConsultations { limit }.into());
    }
    Ok(case.consultations.last().map_or(1, |last| last.number.saturating_add(1)))
}

/// Another department than those that have the case, a day ahead, and words.
fn asked(question: Question, policy: &Policy, at: Instant) -> Result<Question, Refusal> {
    let (department, place) = (&question.department, &policy.place);
    if *department == place.department || department == place.at_desk() {
        return Err(ConsultationRefusal::SameDepartment.into());
    }
    let due_on = ahead(question.due_on, at)?;
    let text = said(&question.text, Refusal::TextMissing)?;
    Ok(Question { text, due_on, ..question })
}

/// The consultation of this number, where it is one of those that are meant.
fn that(case: &Case, number: u32, is_meant: impl Fn(&Consultation) -> bool) -> Result<(), Refusal> {
    let meant = case.consultation(number).filter(|it| is_meant(it));
    meant.map(|_| ()).ok_or_else(|| ConsultationRefusal::NoSuchConsultation.into())
}
