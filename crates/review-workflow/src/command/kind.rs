//! Commands without their content, as buttons and the API name them.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use super::Command;

/// A command without its content: a button on the case's page, a word of the API.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum CommandKind {
    /// See [`Command::Pay`].
    Pay,
    /// See [`Command::Lapse`].
    Lapse,
    /// See [`Command::Claim`].
    Claim,
    /// See [`Command::Assign`].
    Assign,
    /// See [`Command::Release`].
    Release,
    /// See [`Command::HandOver`].
    HandOver,
    /// See [`Command::PutFirst`].
    PutFirst,
    /// See [`Command::ClearFirst`].
    ClearFirst,
    /// See [`Command::Label`].
    Label,
    /// See [`Command::Unlabel`].
    Unlabel,
    /// See [`Command::Link`].
    Link,
    /// See [`Command::Unlink`].
    Unlink,
    /// See [`Command::Protect`].
    Protect,
    /// See [`Command::Unprotect`].
    Unprotect,
    /// See [`Command::MoveDue`].
    MoveDue,
    /// See [`Command::RequestCorrection`].
    RequestCorrection,
    /// See [`Command::ExtendCorrection`].
    ExtendCorrection,
    /// See [`Command::CancelCorrection`].
    CancelCorrection,
    /// See [`Command::CorrectFor`].
    CorrectFor,
    /// See [`Command::TakeAnswer`].
    TakeAnswer,
    /// See [`Command::Resubmit`].
    Resubmit,
    /// See [`Command::Remind`].
    Remind,
    /// See [`Command::AskFee`].
    AskFee,
    /// See [`Command::WaiveFee`].
    WaiveFee,
    /// See [`Command::Propose`].
    Propose,
    /// See [`Command::Check`].
    Check,
    /// See [`Command::Compare`].
    Compare,
    /// See [`Command::Pass`].
    Pass,
    /// See [`Command::Recall`].
    Recall,
    /// See [`Command::Raise`].
    Raise,
    /// See [`Command::SendBack`].
    SendBack,
    /// See [`Command::Approve`].
    Approve,
    /// See [`Command::Refuse`].
    Refuse,
    /// See [`Command::Complete`].
    Complete,
    /// See [`Command::Settle`].
    Settle,
    /// See [`Command::Consult`].
    Consult,
    /// See [`Command::AnswerConsultation`].
    AnswerConsultation,
    /// See [`Command::CancelConsultation`].
    CancelConsultation,
    /// See [`Command::Overrule`].
    Overrule,
    /// See [`Command::ReadAfter`].
    ReadAfter,
    /// See [`Command::Sample`].
    Sample,
    /// See [`Command::ProposeReopening`].
    ProposeReopening,
    /// See [`Command::Reopen`].
    Reopen,
    /// See [`Command::RejectReopening`].
    RejectReopening,
    /// See [`Command::VoidNotice`].
    VoidNotice,
    /// See [`Command::PostOut`].
    PostOut,
    /// See [`Command::ComeBack`].
    ComeBack,
    /// See [`Command::ConfirmAddress`].
    ConfirmAddress,
    /// See [`Command::HandOut`].
    HandOut,
    /// See [`Command::Withdraw`].
    Withdraw,
    /// See [`Command::TakeWithdrawal`].
    TakeWithdrawal,
    /// See [`Command::Close`].
    Close,
    /// See [`Command::Note`].
    Note,
    /// See [`Command::Message`].
    Message,
    /// See [`Command::MarkAnswered`].
    MarkAnswered,
    /// See [`Command::Attach`].
    Attach,
}

/// The text names no command.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such command")]
pub struct ParseCommandError;

impl Command {
    /// The command without its content.
    pub const fn kind(&self) -> CommandKind {
        match self {
            Self::Pay { .. } => CommandKind::Pay,
            Self::Lapse => CommandKind::Lapse,
            Self::Claim => CommandKind::Claim,
            Self::Assign { .. } => CommandKind::Assign,
            Self::Release { .. } => CommandKind::Release,
            Self::HandOver { .. } => CommandKind::HandOver,
            Self::PutFirst { .. } => CommandKind::PutFirst,
            Self::ClearFirst => CommandKind::ClearFirst,
            Self::Label { .. } => CommandKind::Label,
            Self::Unlabel { .. } => CommandKind::Unlabel,
            Self::Link { .. } => CommandKind::Link,
            Self::Unlink { .. } => CommandKind::Unlink,
            Self::Protect { .. } => CommandKind::Protect,
            Self::Unprotect { .. } => CommandKind::Unprotect,
            Self::MoveDue { .. } => CommandKind::MoveDue,
            Self::RequestCorrection { .. } => CommandKind::RequestCorrection,
            Self::ExtendCorrection { .. } => CommandKind::ExtendCorrection,
            Self::CancelCorrection { .. } => CommandKind::CancelCorrection,
            Self::CorrectFor { .. } => CommandKind::CorrectFor,
            Self::TakeAnswer { .. } => CommandKind::TakeAnswer,
            Self::Resubmit { .. } => CommandKind::Resubmit,
            Self::Remind => CommandKind::Remind,
            Self::AskFee { .. } => CommandKind::AskFee,
            Self::WaiveFee { .. } => CommandKind::WaiveFee,
            Self::Propose { .. } => CommandKind::Propose,
            Self::Check { .. } => CommandKind::Check,
            Self::Compare { .. } => CommandKind::Compare,
            Self::Pass { .. } => CommandKind::Pass,
            Self::Recall => CommandKind::Recall,
            Self::Raise { .. } => CommandKind::Raise,
            Self::SendBack { .. } => CommandKind::SendBack,
            Self::Approve { .. } => CommandKind::Approve,
            Self::Refuse { .. } => CommandKind::Refuse,
            Self::Complete => CommandKind::Complete,
            Self::Settle => CommandKind::Settle,
            Self::Consult { .. } => CommandKind::Consult,
            Self::AnswerConsultation { .. } => CommandKind::AnswerConsultation,
            Self::CancelConsultation { .. } => CommandKind::CancelConsultation,
            Self::Overrule { .. } => CommandKind::Overrule,
            Self::ReadAfter => CommandKind::ReadAfter,
            Self::Sample { .. } => CommandKind::Sample,
            Self::ProposeReopening { .. } => CommandKind::ProposeReopening,
            Self::Reopen => CommandKind::Reopen,
            Self::RejectReopening { .. } => CommandKind::RejectReopening,
            Self::VoidNotice { .. } => CommandKind::VoidNotice,
            Self::PostOut { .. } => CommandKind::PostOut,
            Self::ComeBack { .. } => CommandKind::ComeBack,
            Self::ConfirmAddress { .. } => CommandKind::ConfirmAddress,
            Self::HandOut { .. } => CommandKind::HandOut,
            Self::Withdraw { .. } => CommandKind::Withdraw,
            Self::TakeWithdrawal { .. } => CommandKind::TakeWithdrawal,
            Self::Close { .. } => CommandKind::Close,
            Self::Note { .. } => CommandKind::Note,
            Self::Message { .. } => CommandKind::Message,
            Self::MarkAnswered => CommandKind::MarkAnswered,
            Self::Attach { .. } => CommandKind::Attach,
        }
    }
}

impl CommandKind {
    /// Every kind, in the order of a case's life.
    pub const ALL: [Self; 56] = [
        Self::Pay,
        Self::Lapse,
        Self::Claim,
        Self::Assign,
        Self::Release,
        Self::HandOver,
        Self::PutFirst,
        Self::ClearFirst,
        Self::Label,
        Self::Unlabel,
        Self::Link,
        Self::Unlink,
        Self::Protect,
        Self::Unprotect,
        Self::MoveDue,
        Self::RequestCorrection,
        Self::ExtendCorrection,
        Self::CancelCorrection,
        Self::CorrectFor,
        Self::TakeAnswer,
        Self::Resubmit,
        Self::Remind,
        Self::AskFee,
        Self::WaiveFee,
        Self::Check,
        Self::Compare,
        Self::Consult,
        Self::AnswerConsultation,
        Self::CancelConsultation,
        Self::Overrule,
        Self::Settle,
        Self::Propose,
        Self::Pass,
        Self::Recall,
        Self::Raise,
        Self::SendBack,
        Self::Approve,
        Self::Refuse,
        Self::Complete,
        Self::ReadAfter,
        Self::Sample,
        Self::ProposeReopening,
        Self::Reopen,
        Self::RejectReopening,
        Self::VoidNotice,
        Self::PostOut,
        Self::ComeBack,
        Self::ConfirmAddress,
        Self::HandOut,
        Self::Withdraw,
        Self::TakeWithdrawal,
        Self::Close,
        Self::Note,
        Self::Message,
        Self::MarkAnswered,
        Self::Attach,
    ];

    /// The word in the API.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

impl FromStr for CommandKind {
    type Err = ParseCommandError;

    fn from_str(word: &str) -> Result<Self, ParseCommandError> {
        Self::ALL.into_iter().find(|kind| kind.word() == word).ok_or(ParseCommandError)
    }
}

impl fmt::Display for CommandKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
