//! The office's procedure: where a case can stand, who may move it, and by when.
//!
//! Pure: [`decide`] turns a command into facts or says which rule refused it,
//! [`evolve`] applies facts to a case. Nothing here knows what a form asks, how a
//! row is kept, what a letter says or what a resident reads.

mod actor;
mod by_rule;
mod call;
mod case;
mod closing;
mod command;
mod comparing;
mod consultation;
mod decide;
mod dispatch;
mod due;
mod duty;
mod enclosed;
mod event;
mod evolve;
mod finding;
mod grounds;
mod letter;
mod link;
mod lot;
mod permit;
mod policy;
mod protection;
mod refusal;
mod release;
mod remark;
mod reopening;
mod sample;
mod stand_in;
mod state;
mod terms;
mod voiding;
mod waiting;
mod withdrawal;

pub use actor::Actor;
pub use by_rule::{ByRule, ParseRuleVerdictError, Rule, RuleVerdict, decide_by_rule};
pub use call::{Call, ParseTopicError, Topic};
pub use case::{
    Case, Correction, Decision, Filing, LaterFee, ParseReturnedError, ParseVerdictError, Proposal,
    Returned, Verdict,
};
pub use closing::{Closing, ClosingRefusal};
pub use command::{Command, CommandKind, ParseCommandError};
pub use comparing::Compared;
pub use consultation::{
    Consultation, ConsultationRefusal, MAX_CONSULTATIONS, Outcome, ParseStanceError, Question,
    Stance, Word,
};
pub use decide::{MAX_REMARKS, MAX_TEXT, decide, file, is_unseen};
pub use dispatch::{
    DispatchRefusal, ParsePostKindError, ParseReturnReasonError, PostKind, Posting, ReturnReason,
};
pub use due::Deadline;
pub use duty::{Duty, DutyKind};
pub use enclosed::{Attached, FileRefusal, MAX_FILES, PaperKind, ParsePaperKindError};
pub use event::{Event, RELEASED};
pub use evolve::{evolve, fold};
pub use finding::{Checked, Finding, FindingKind};
pub use grounds::{GroundPart, Grounds};
pub use letter::{LetterKind, letters_of};
pub use link::{LinkKind, LinkRefusal, ParseLinkKindError};
pub use lot::{Lot, LotRefusal, draw_lot, move_up};
pub use permit::{ASKED, WORKING, available_commands, permit};
pub use policy::{ParseShapeError, Policy, Shape};
pub use protection::Protecting;
pub use refusal::{
    HeirRefusal, LabelRefusal, LineRefusal, PaperRefusal, Refusal, ReleaseRefusal,
    ReopeningRefusal, TemplateRefusal,
};
pub use release::{ParseReleaseReasonError, ReleaseReason};
pub use remark::{ParseRemarkCodeError, Remark, RemarkCode};
pub use reopening::{Ended, Ground, Hearing, ParseGroundError, Reopened, Reopening};
pub use sample::{Draw, Sample, SampleAnswer};
pub use stand_in::{StandIn, Unread};
pub use state::{ParseStateError, State};
pub use terms::{Granted, MAX_AMOUNT_LABEL, MAX_AMOUNTS, Terms, TermsRefusal};
pub use voiding::{ParseVoidReasonError, VoidReason};
pub use waiting::{end_waiting, give_place};
pub use withdrawal::{ParseWayError, Taken, Way};

#[cfg(test)]
mod tests;
