//! What the page of a case offers: a button for each command that the person may give now.

use review_workflow::{CommandKind, Shape};

/// What the person may do now. The page offers nothing else.
#[expect(clippy::struct_excessive_bools, reason = "one for each button")]
#[derive(Default)]
pub(super) struct Can {
    pub(super) claim: bool,
    pub(super) settle: bool,
    pub(super) pass: bool,
    pub(super) recall: bool,
    pub(super) assign: bool,
    pub(super) release: bool,
    pub(super) hand_over: bool,
    pub(super) put_first: bool,
    pub(super) clear_first: bool,
    pub(super) protect: bool,
    pub(super) unprotect: bool,
    pub(super) move_due: bool,
    pub(super) request_correction: bool,
    /// Whether the resident can be given more time for a correction, or be told that none is
    /// needed.
    pub(super) ease_correction: bool,
    /// Where a slip is mended in the resident's place.
    pub(super) correct_for: Option<String>,
    /// Where the answer to a correction is entered that came by another way.
    pub(super) take_answer: Option<String>,
    pub(super) ask_fee: bool,
    pub(super) waive_fee: bool,
    pub(super) propose: bool,
    pub(super) decide: bool,
    pub(super) raise: bool,
    pub(super) send_back: bool,
    pub(super) complete: bool,
    /// Whether a paper can be taken back.
    pub(super) void: bool,
    /// Whether a paper can be given to the applicant here.
    pub(super) hand_out: bool,
    /// Whether an address can be confirmed of what came back.
    pub(super) confirm_address: bool,
    pub(super) take_withdrawal: bool,
    pub(super) close: bool,
    pub(super) read_after: bool,
    pub(super) sample: bool,
    /// Whether another department can be asked, or something said about what was.
    pub(super) consult: bool,
    /// Whether it can be taken up again, or that is to be answered.
    pub(super) reopening: bool,
    /// Whether an answer can be said to be the same on a file.
    pub(super) compare: bool,
    pub(super) note: bool,
    pub(super) message: bool,
    /// Whether files can be added.
    pub(super) attach: bool,
    pub(super) mark_answered: bool,
    /// Whether the person works on the case at all.
    pub(super) work: bool,
    /// 届出 is recorded, everything else issued.
    pub(super) records: bool,
}

impl Can {
    pub(super) fn of(available: &[CommandKind], shape: Shape, pages: [String; 2]) -> Self {
        let [edit, answer] = pages;
        let may = |kind| available.contains(&kind);
        Self {
            claim: may(CommandKind::Claim),
            settle: may(CommandKind::Settle),
            pass: may(CommandKind::Pass),
            recall: may(CommandKind::Recall),
            assign: may(CommandKind::Assign),
            release: may(CommandKind::Release),
            hand_over: may(CommandKind::HandOver),
            put_first: may(CommandKind::PutFirst),
            clear_first: may(CommandKind::ClearFirst),
            protect: may(CommandKind::Protect),
            unprotect: may(CommandKind::Unprotect),
            move_due: may(CommandKind::MoveDue),
            request_correction: may(CommandKind::RequestCorrection),
            ease_correction: may(CommandKind::ExtendCorrection),
            correct_for: may(CommandKind::CorrectFor).then_some(edit),
            take_answer: may(CommandKind::TakeAnswer).then_some(answer),
            ask_fee: may(CommandKind::AskFee),
            waive_fee: may(CommandKind::WaiveFee),
            propose: may(CommandKind::Propose),
            decide: may(CommandKind::Approve) || may(CommandKind::Refuse),
            raise: may(CommandKind::Raise),
            send_back: may(CommandKind::SendBack),
            complete: may(CommandKind::Complete),
            void: may(CommandKind::VoidNotice),
            hand_out: may(CommandKind::HandOut),
            confirm_address: may(CommandKind::ConfirmAddress),
            take_withdrawal: may(CommandKind::TakeWithdrawal),
            close: may(CommandKind::Close),
            read_after: may(CommandKind::ReadAfter),
            sample: may(CommandKind::Sample),
            consult: [CommandKind::Consult, CommandKind::CancelConsultation, CommandKind::Overrule]
                .into_iter()
                .any(may),
            reopening: may(CommandKind::ProposeReopening) || may(CommandKind::RejectReopening),
            compare: may(CommandKind::Compare),
            note: may(CommandKind::Note),
            message: may(CommandKind::Message),
            attach: may(CommandKind::Attach),
            mark_answered: may(CommandKind::MarkAnswered),
            work: !available.is_empty(),
            records: shape == Shape::Notification,
        }
    }

    /// Whether anything but talking is possible.
    pub(super) fn anything(&self) -> bool {
        self.claim
            || self.settle
            || self.pass
            || self.recall
            || self.assign
            || self.release
            || self.hand_over
            || self.put_first
            || self.clear_first
            || self.protect
            || self.unprotect
            || self.move_due
            || self.request_correction
            || self.ease_correction
            || self.correct_for.is_some()
            || self.take_answer.is_some()
            || self.ask_fee
            || self.waive_fee
            || self.propose
            || self.decide
            || self.raise
            || self.send_back
            || self.complete
            || self.take_withdrawal
            || self.close
            || self.read_after
            || self.sample
            || self.consult
            || self.reopening
    }
}
