//! From a request to what it orders.

use back_office::{Basis, Order, RefundCommand};
use review_workflow::{Command, Posting};

use super::{
    CommandRequest,
    parts::stated,
    words::{
        asked, attached, called, closed, compared, correction, day, department, fee_asked, holder,
        labelled, linked, needed_day, post_kind, proposed, refund, refund_proposed, rejected,
        release_reason, return_reason, staff, stance_of, text, unlabelled, unlinked, verdict_of,
        void_reason, wanted_anew, way_of, withdrawal, written,
    },
};
use crate::submission::file_ids;
use ::web::guard::WebError;

impl CommandRequest {
    /// The version that the caller saw, and what is to be done.
    #[expect(clippy::too_many_lines, reason = "a table: one arm for each command")]
    pub(in crate::case) fn understood(self) -> Result<(i64, Order), WebError> {
        let (version, command) = match self {
            Self::AskFee { version, lines, due_on } => {
                return Ok((version, fee_asked(lines, day(due_on)?)));
            }
            Self::ProposeRefund { version, amount_yen, reason } => {
                return refund(version, refund_proposed(amount_yen, reason));
            }
            Self::CorrectFor { version, reason, answers } => {
                return Ok((version, written(answers, Basis::Slip { reason: reason.0 })));
            }
            Self::TakeAnswer { version, way, identity, answers } => {
                let ground = Basis::Word { way: way_of(&way)?, identity: identity.0 };
                return Ok((version, written(answers, ground)));
            }
            Self::ConfirmRefund { version } => return refund(version, RefundCommand::Approve),
            Self::RejectRefund { version, reason } => return refund(version, rejected(reason)),
            Self::WaiveFee { version, reason } => (version, Command::WaiveFee { reason: reason.0 }),
            Self::Link { version, other, kind } => return Ok((version, linked(&other, &kind)?)),
            Self::Unlink { version, other } => return Ok((version, unlinked(&other)?)),
            Self::Close { version, duplicate_of, reason } => {
                return Ok((version, closed(duplicate_of.as_ref(), reason)?));
            }
            Self::Claim { version } => (version, Command::Claim),
            Self::Assign { version, to, although_away } => {
                (version, Command::Assign { to: staff(&to)?, although_away })
            }
            Self::Release { version, reason } => {
                (version, Command::Release { reason: release_reason(&reason)? })
            }
            Self::HandOver { version, to, text: words } => {
                (version, Command::HandOver { to: department(&to)?, text: text(words) })
            }
            Self::RequestCorrection { version, remarks, due_on } => {
                (version, correction(remarks, day(due_on)?)?)
            }
            Self::PutFirst { version, reason } => (version, Command::PutFirst { reason: reason.0 }),
            Self::ClearFirst { version } => (version, Command::ClearFirst),
            Self::Label { version, label } => (version, labelled(&label)?),
            Self::Unlabel { version, label } => (version, unlabelled(&label)?),
            Self::Protect { version, until, reason } => {
                (version, Command::Protect { until: needed_day(&until)?, reason: reason.0 })
            }
            Self::Unprotect { version, reason } => {
                (version, Command::Unprotect { reason: reason.0 })
            }
            Self::MoveDue { version, due_on, reason } => {
                (version, Command::MoveDue { due_on: needed_day(&due_on)?, reason: reason.0 })
            }
            Self::ExtendCorrection { version, due_on } => {
                (version, Command::ExtendCorrection { due_on: needed_day(&due_on)? })
            }
            Self::CancelCorrection { version, reason } => {
                (version, Command::CancelCorrection { reason: reason.0 })
            }
            Self::VoidNotice { version, notice, reason, text: why, again } => {
                let (reason, text) = (void_reason(&reason)?, text(why));
                (version, Command::VoidNotice { notice, reason, text, again })
            }
            Self::PostOut { version, notice, posted_on: on, kind, tracking } => {
                let (kind, tracking) = (post_kind(&kind)?, tracking.map(|it| it.0));
                (version, Command::PostOut { notice, posting: Posting { on, kind, tracking } })
            }
            Self::ComeBack { version, notice, reason } => {
                (version, Command::ComeBack { notice, reason: return_reason(&reason)? })
            }
            Self::ConfirmAddress { version, notice, text } => {
                (version, Command::ConfirmAddress { notice, text: text.0 })
            }
            Self::HandOut { version, notice, identity } => {
                (version, Command::HandOut { notice, identity: identity.0 })
            }
            Self::TakeWithdrawal { version, way, identity, reason: why } => {
                (version, withdrawal(&way, identity, text(why))?)
            }
            Self::Propose { version, verdict, reason: why, grounds, terms } => {
                (version, proposed(&verdict, why, grounds, terms)?)
            }
            Self::Check { version, finding } => (version, Command::Check { finding }),
            Self::Compare { version, file, fields } => (version, compared(file, fields)),
            Self::Settle { version } => (version, Command::Settle),
            Self::Pass { version, in_place_of } => {
                (version, Command::Pass { in_place_of: holder(in_place_of)? })
            }
            Self::Consult { version, department, question, due_on, binding } => {
                (version, asked(&department, question, &due_on, binding)?)
            }
            Self::AnswerConsultation { version, consultation, answer, text: words, files } => {
                let (stance, text, files) = (stance_of(&answer)?, text(words), file_ids(&files)?);
                (version, Command::AnswerConsultation { consultation, stance, text, files })
            }
            Self::CancelConsultation { version, consultation, reason } => {
                (version, Command::CancelConsultation { consultation, reason: reason.0 })
            }
            Self::Overrule { version, consultation, reason } => {
                (version, Command::Overrule { consultation, reason: reason.0 })
            }
            Self::ReadAfter { version } => (version, Command::ReadAfter),
            Self::Sample { version, objection } => {
                (version, Command::Sample { objection: objection.map(|words| words.0) })
            }
            Self::Recall { version } => (version, Command::Recall),
            Self::Approve { version, against_proposal, in_place_of } => {
                let in_place_of = holder(in_place_of)?;
                (version, Command::Approve { against_proposal, in_place_of })
            }
            Self::Raise { version, verdict, grounds, against_proposal } => {
                let (verdict, grounds) = (verdict_of(&verdict)?, stated(grounds));
                (version, Command::Raise { verdict, grounds, against_proposal })
            }
            Self::SendBack { version, reason } => (version, Command::SendBack { reason: reason.0 }),
            Self::Refuse { version, grounds, against_proposal, in_place_of } => {
                let (in_place_of, grounds) = (holder(in_place_of)?, stated(grounds));
                (version, Command::Refuse { grounds, against_proposal, in_place_of })
            }
            Self::Complete { version } => (version, Command::Complete),
            Self::ProposeReopening { version, ground, reason, hearing } => {
                (version, wanted_anew(&ground, reason, hearing)?)
            }
            Self::Reopen { version } => (version, Command::Reopen),
            Self::RejectReopening { version, reason } => {
                (version, Command::RejectReopening { reason: reason.0 })
            }
            Self::Note { version, text } => (version, Command::Note { text: text.0, call: None }),
            Self::LogCall { version, topic, with, text } => (version, called(&topic, with, text)?),
            Self::Message { version, text, files } => {
                (version, Command::Message { text: text.0, files: file_ids(&files)? })
            }
            Self::Attach { version, kind, secrecy, files } => {
                (version, attached(&kind, secrecy, &files)?)
            }
            Self::MarkAnswered { version } => (version, Command::MarkAnswered),
        };
        Ok((version, command.into()))
    }
}
