//! Why a command was refused: one variant for each rule.
//!
//! The sentence that a person reads is chosen where pages are made.

use kernel::{Rank, StaffId};
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use crate::{
    ClosingRefusal, CommandKind, ConsultationRefusal, DispatchRefusal, FileRefusal, GroundPart,
    LinkRefusal, LotRefusal, State, TermsRefusal, Verdict,
};

/// The rule that refused a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Refusal {
    /// The state allows other commands only.
    #[error("{command} is not possible while the case is {state}")]
    WrongState {
        /// What was wanted.
        command: CommandKind,
        /// Where the case stands.
        state: State,
    },
    /// Somebody of another kind or role gives this command.
    #[error("{command} is not for this actor")]
    NotYours {
        /// What was wanted.
        command: CommandKind,
    },
    /// 支援措置 is said, and taken away, by a grant that carries the right.
    #[error("no grant that covers the case carries the right `protected`")]
    ProtectionUnentrusted,
    /// The case belongs to another department.
    #[error("the case belongs to another department")]
    OtherDepartment,
    /// 除斥: nobody has to do with what is about themselves or their family.
    #[error("the case is about the person themselves or somebody of their family")]
    OwnMatter,
    /// Somebody else has the case.
    #[error("the case is in the hands of {holder}")]
    HeldByAnother {
        /// Who.
        holder: StaffId,
    },
    /// The case cannot be given to this person or department.
    #[error(transparent)]
    Heir(#[from] HeirRefusal),
    /// The label cannot be put on the case or taken off it.
    #[error(transparent)]
    Label(#[from] LabelRefusal),
    /// The two cases cannot be linked, or taken apart.
    #[error(transparent)]
    Link(#[from] LinkRefusal),
    /// The case cannot be closed like this.
    #[error(transparent)]
    Closing(#[from] ClosingRefusal),
    /// A template cannot be kept, or what came of one cannot be sent.
    #[error(transparent)]
    Template(#[from] TemplateRefusal),
    /// A second person has to look at it before it leaves, and has not, or not so.
    #[error(transparent)]
    Release(#[from] ReleaseRefusal),
    /// The paper cannot be taken back.
    #[error(transparent)]
    Paper(#[from] PaperRefusal),
    /// The paper cannot leave the house, or come back, like this.
    #[error(transparent)]
    Dispatch(#[from] DispatchRefusal),
    /// What other departments were asked stands against it, or it is no consultation of the case.
    #[error(transparent)]
    Consultation(#[from] ConsultationRefusal),
    /// The files that are named cannot lie with the case like this.
    #[error(transparent)]
    File(#[from] FileRefusal),
    /// Nobody approves what they filed.
    #[error("nobody decides what they filed themselves")]
    OwnFiling,
    /// Nobody decides or passes on what they prepared, proposed or passed on.
    #[error("nobody decides or passes on what they prepared, proposed or passed on themselves")]
    OwnPreparation,
    /// The table of who decides, its steps or its findings stand against it.
    #[error(transparent)]
    Line(#[from] LineRefusal),
    /// What is granted in part cannot be said like this.
    #[error(transparent)]
    Terms(#[from] TermsRefusal),
    /// What was drawn, or is still to be drawn, stands against it.
    #[error(transparent)]
    Lot(#[from] LotRefusal),
    /// The case cannot be taken up again like this.
    #[error(transparent)]
    Reopening(#[from] ReopeningRefusal),
    /// The opposite was proposed, and nobody said that this is meant all the same.
    #[error("the opposite was proposed")]
    AgainstProposal {
        /// What was proposed.
        proposed: Verdict,
    },
    /// A notification is recorded, never decided.
    #[error("a notification is recorded, not decided")]
    NotificationIsNotDecided,
    /// A lottery or quota is decided after it closes.
    #[error("nothing is decided before the procedure closes")]
    BeforeClosing,
    /// The case owes nothing, or not any more.
    #[error("nothing is to be paid for this case")]
    NothingToPay,
    /// What the fee is stands in the form; the office does not fix it.
    #[error("the fee of this procedure is not fixed by the office")]
    FeeIsFixed,
    /// What is paid is not asked for again, nor waived.
    #[error("the fee has been paid")]
    FeeIsPaid,
    /// Nothing is complete while the fee is neither paid nor waived.
    #[error("the fee is neither paid nor waived")]
    FeeNotSettled,
    /// The money came after the case had lapsed or was withdrawn; it has to go back.
    #[error("the case was {state} when the payment came")]
    PaidTooLate {
        /// Where the case stands.
        state: State,
    },
    /// The day has not passed yet.
    #[error("{command} comes only after the day has passed")]
    NotYetDue {
        /// What was wanted.
        command: CommandKind,
    },
    /// The resident was reminded before.
    #[error("the resident has been reminded already")]
    AlreadyReminded,
    /// Revisions follow one another without a gap.
    #[error("the next revision is {expected}")]
    RevisionOutOfOrder {
        /// The number that comes next.
        expected: u32,
    },
    /// 職権で直す is for what the definition names, and nothing else.
    #[error("the answer at {at} is not staff's to mend")]
    FieldNotEditable {
        /// JSON Pointer of the answer.
        at: String,
    },
    /// Mended answers that say the same as before.
    #[error("no answer was changed")]
    NothingChanged,
    /// 理由の提示: this cannot be done without saying why.
    #[error("a reason must be given")]
    ReasonMissing,
    /// 理由の提示: what is not all that was asked for is not proposed or decided without every part
    /// of its grounds.
    #[error("the grounds of a decision lack their {}", part.word())]
    #[strum(serialize = "reason-missing")]
    GroundMissing {
        /// The first part that is missing.
        part: GroundPart,
    },
    /// Nobody acts for an applicant without saying how they made sure of them.
    #[error("how the person was made sure of must be said")]
    IdentityMissing,
    /// A note or message without words.
    #[error("the text is empty")]
    TextMissing,
    /// Longer than anybody reads.
    #[error("the text is longer than {limit} characters")]
    TextTooLong {
        /// Characters allowed.
        limit: usize,
    },
    /// A text holds a control character.
    #[error("the text holds a character that nobody sees")]
    UnseenCharacter,
    /// A correction request must name at least one field, each with words.
    #[error("a correction request needs remarks, each on a field and with words")]
    RemarksMissing,
    /// More remarks than a resident can work through.
    #[error("more than {limit} remarks")]
    TooManyRemarks {
        /// Remarks allowed.
        limit: usize,
    },
    /// More sentences than anybody looks through.
    #[error("a department keeps at most {limit} sentences")]
    TooManySentences {
        /// Sentences allowed.
        limit: i64,
    },
    /// More cases at once than one person answers for.
    #[error("at most {limit} cases at once")]
    TooManyCases {
        /// Cases allowed.
        limit: usize,
    },
    /// The last day for a correction or a payment must lie ahead; more time is later than before.
    #[error("the last day must lie ahead, and later than the one that was set")]
    DayNotAhead,
    /// A last day that is more than a year away was hardly meant.
    #[error("the last day is more than a year away")]
    DayTooFar,
}

/// Why a case is not given to this person or department.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum HeirRefusal {
    /// A case is given only to somebody who works on such cases.
    #[error("nobody of this id works on such cases")]
    NoSuchColleague,
    /// 除斥: it is about them or somebody of their family.
    #[error("the case is about that person or somebody of their family")]
    ColleagueKeepsAway,
    /// A case that is given to somebody who is away is meant so.
    #[error("that person is away")]
    TargetAbsent,
    /// A case is handed to another department than where it lies.
    #[error("the case lies there already")]
    SameDesk,
    /// A case is handed to a department where somebody works on such cases.
    #[error("nobody in this department works on such cases")]
    DeskHasNobody,
}

/// The rule that refused a label.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum LabelRefusal {
    /// Only labels of the departments of the case are put on it, and none that was put away.
    #[error("the departments of the case have no such label")]
    NoSuchLabel,
    /// A label is put on once.
    #[error("the case bears the label")]
    AlreadyThere,
    /// Only what the case bears is taken off it.
    #[error("the case does not bear the label")]
    NotThere,
}

/// Why a case that is over is not taken up again.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum ReopeningRefusal {
    /// The ground is for cases that came to another end.
    #[error("a case that ended so is not taken up again on this ground")]
    GroundUnfit,
    /// Whoever loses something is heard before, and the days of it lie behind.
    #[error("how the person concerned was heard is missing, or its days cannot be")]
    HearingMissing,
    /// Two people take a case up again.
    #[error("whoever wants it taken up again does not agree to it themselves")]
    SamePerson,
    /// Somebody wants the case taken up again, and nobody has answered.
    #[error("that the case is taken up again waits for a second person")]
    ReopeningOpen,
    /// Nobody wants it.
    #[error("nobody wants the case taken up again")]
    NotWanted,
    /// A withdrawal is taken back within fourteen days.
    #[error("the days for taking a withdrawal back are over")]
    TooLate,
    /// No fee goes with it any more: it has to be filed anew.
    #[error("its fee is not paid, or went back")]
    FeeGone,
    /// Its place, or the one filing of the person, is somebody else's now.
    #[error("what the case held is taken")]
    PlaceGone,
    /// It stands on a list of cases that are to be erased.
    #[error("the case is to be erased")]
    Erasing,
}

/// The rule that refused a template, or a message that came of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum TemplateRefusal {
    /// What stands in braces is none of the places that can be filled in.
    #[error("no such placeholder: {word}")]
    UnknownPlaceholder {
        /// What stands there.
        word: String,
    },
    /// Nobody has filled in what stands in braces.
    #[error("the placeholder {word} is not filled in")]
    PlaceholderLeft {
        /// Which.
        word: String,
    },
    /// A template is chosen by its name.
    #[error("a template needs a name of at most {limit} characters")]
    NameWrong {
        /// Characters allowed.
        limit: usize,
    },
    /// The departments of the case have no such template, or not for its procedure.
    #[error("the departments of the case have no such template")]
    NoSuchTemplate,
    /// Who took their filing back is written to for themselves, never as one of many.
    #[error("who withdrew is not written to as one of many")]
    HasWithdrawn,
    /// The department has one of that name for the same procedure.
    #[error("the department has a template of that name")]
    NameTaken,
    /// More templates than anybody looks through.
    #[error("a department keeps at most {limit} templates")]
    TooManyTemplates {
        /// Templates allowed.
        limit: usize,
    },
}

/// The rule of messages to many, at which a second person looks first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum ReleaseRefusal {
    /// Nobody releases what they asked for themselves.
    #[error("nobody releases what they asked for themselves")]
    ReleaseOwn,
    /// Whoever does not agree says why.
    #[error("whoever does not agree says why")]
    DeclineUnexplained,
    /// Somebody looked at it and did not agree.
    #[error("a second person did not agree")]
    ReleaseDeclined,
    /// Nobody looked at it in time.
    #[error("no second person looked at it in time")]
    ReleaseLapsed,
}

/// The rule of papers that refused a command.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum PaperRefusal {
    /// Only a paper that has a number is taken back.
    #[error("the case has no such paper")]
    NoSuchPaper,
    /// A paper is taken back once.
    #[error("the paper does not count any more")]
    AlreadyVoid,
    /// 教示: no refusal leaves with words that nobody of the legal section has confirmed for this
    /// year.
    #[error("nobody has confirmed for this year how the decision can be contested")]
    InstructionUnconfirmed,
}

/// The rule of the line of those who decide that refused a command.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum LineRefusal {
    /// The table of the procedure gives it to somebody higher.
    #[error("this takes somebody of rank {needed} or higher")]
    RankTooLow {
        /// The lowest rank that may.
        needed: Rank,
    },
    /// Others have to pass the proposal on first.
    #[error("somebody of rank {next} has to pass it on first")]
    StepsOpen {
        /// Whose turn it is.
        next: Rank,
    },
    /// The proposal was passed on already.
    #[error("somebody has acted on the proposal already")]
    StepHasActed,
    /// It is the turn of whoever decides: there is no step to pass over.
    #[error("no step is left to pass over")]
    NothingToRaise,
    /// Only who proposed takes the proposal back.
    #[error("only who proposed takes the proposal back")]
    NotProposer,
    /// A proposal for which somebody is missing on its way would wait for ever.
    #[error("nobody of rank {rank} could act on the proposal")]
    StepHasNobody {
        /// Which rank is missing.
        rank: Rank,
    },
    /// Somebody acts in the place of who is away, and of nobody else.
    #[error("whoever holds the seat is not away")]
    NotAbsent,
    /// Nobody acts in the place of somebody whose deputy they are not.
    #[error("not a deputy of this seat")]
    NotDeputy,
    /// The table of the procedure keeps it for the seat itself.
    #[error("the procedure lets nobody act in another's place")]
    DeputyNotAllowed,
    /// Nothing was done in the place of this person that they have not read.
    #[error("nothing was done in this person's place")]
    NotInPlaceOf,
    /// Nothing of this case was drawn that nobody has looked at.
    #[error("nothing of the case was drawn to be looked at")]
    NotDrawn,
    /// Nobody says of their own decision that it stands.
    #[error("nobody looks at their own decision")]
    OwnDecision,
    /// The table of the procedure asks for a second person.
    #[error("the procedure does not let one person decide this alone")]
    NotAlone,
    /// One person alone decides nothing that still has to be looked at.
    #[error("{open} findings are still to be looked at")]
    FindingsOpen {
        /// How many.
        open: usize,
    },
    /// The case has no such finding, or it was looked at.
    #[error("there is no such finding to look at")]
    NoSuchFinding,
    /// The answer does not belong beside the file, or is said to be the same.
    #[error("there is nothing to compare")]
    NothingToCompare,
}

impl Refusal {
    /// The rule's word in the API.
    pub fn code(&self) -> &'static str {
        if let Self::Line(rule) = self {
            return rule.into();
        }
        if let Self::Lot(rule) = self {
            return rule.into();
        }
        if let Self::Terms(rule) = self {
            return rule.into();
        }
        if let Self::Label(rule) = self {
            return rule.into();
        }
        if let Self::Link(rule) = self {
            return rule.into();
        }
        if let Self::Closing(rule) = self {
            return rule.into();
        }
        if let Self::Reopening(rule) = self {
            return rule.into();
        }
        if let Self::Template(rule) = self {
            return rule.into();
        }
        if let Self::Release(rule) = self {
            return rule.into();
        }
        if let Self::Paper(rule) = self {
            return rule.into();
        }
        if let Self::Dispatch(rule) = self {
            return rule.into();
        }
        if let Self::Consultation(rule) = self {
            return rule.into();
        }
        if let Self::File(rule) = self {
            return rule.into();
        }
        if let Self::Heir(rule) = self { rule.into() } else { self.into() }
    }
}
