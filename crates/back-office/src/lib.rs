//! What staff can do: queue, case, decisions, papers, people.
//!
//! One public function of [`BackOffice`] for each intent, each with who asks and what they are
//! granted. What may not be seen is not there; every look is written down before anything
//! leaves. Residents' browsers are not known here.

mod absence;
mod anomalies;
mod approvals;
mod beside;
mod bulk;
mod by_rule;
mod case;
mod closing;
mod code;
mod columns;
mod command;
mod comparing;
mod consultations;
mod correcting;
mod counts;
mod dispatch;
mod drafts;
mod drawing;
mod draws;
mod enclosing;
mod filter;
mod finding;
mod giving_back;
mod handle;
mod instructions;
mod invitation;
mod labels;
mod links;
mod lives;
mod log;
mod look;
mod mending;
mod morning;
mod next;
mod notice_templates;
mod own_matters;
mod passkeys;
mod password;
mod people;
mod permission;
mod personnel;
mod place;
mod previous;
mod proposals;
mod queue;
mod readers;
mod registers;
mod revised;
mod routing;
mod samples;
mod searches;
mod seats;
mod second_factor;
mod sentences;
mod serving;
mod sign_in;
mod sign_on;
mod sought;
mod staff;
mod tasks;
mod templates;
mod views;
mod writing;

pub use self::passkeys::{PasskeyAsked, PasskeyView};
pub use self::sign_on::CameBack;
pub use absence::{AbsenceBook, AbsenceFault, AbsenceView, AwaySeat, SeatView};
pub use anomalies::{ANSWER_LIMIT, AnomalyLine, AnomalyPage};
pub use approvals::DutyLine;
pub use beside::BesideCase;
pub use bulk::{
    BulkCase, BulkCheck, BulkCommand, BulkKey, BulkLeft, BulkLine, BulkRequest, BulkView, BulkWork,
    Chosen, MOST_CASES, MOST_LETTERS_ALONE, RELEASE_REASON_LIMIT, ReleaseLine, ReleaseStanding,
    ReleaseView,
};
pub use by_rule::{RuleFault, RuleLine, SwitchView};
pub use case::{AddedFile, Applicant, AttachedFile, CaseView, ProtectionView, RevisionView};
pub use casework::{
    Basis, ChangedField, City, CloseOrder, Error, FeeFault, FeeRequest, FeeRequestLine,
    FileContent, GroupStanding, LinkOrder, MendedAnswers, Mending, MessageView, NoticeFault,
    NoticePart, NoticeProblem, NoticeText, NoticeView, NoticeWording, OpenInstruction, Order,
    PaymentView, Pdf, Placeholder, PostedOnce, RefundCommand, RefundFault, RefundState, RefundView,
    Shelter, SignInFault, SignatureView, Standing, Upload, UploadFault, Uploaded, UploadedFile,
    VerifiedView, Writing, instruction_key, letter_kind, letter_topic, shipped, told_by,
    verdict_word,
};
pub use catalogue::Published;
pub use columns::AnswerColumns;
pub use comparing::{ComparedField, Comparison};
pub use consultations::{
    AskedCase, ConsultationBook, ConsultationCount, ConsultationLine, ConsultationView,
};
pub use correcting::CorrectionPreview;
pub use counts::{Condition, Counted};
pub use dispatch::{
    BatchCount, BatchLine, BatchStanding, BatchSummary, BatchView, Counting, DispatchBook,
    DispatchFault, DispatchLine, DispatchQuery, Gathered, PostedFault, PostedLine, PrintFault,
    PrintView, PrintWish, Unfit,
};
pub use documents::{DrawingError, MOST_PAGES};
pub use drawing::{DRAW_PAGE, FilePages, NO_SUCH_PAGE, ShownFile, draw};
pub use draws::{ComingDraw, DrawBook, DrawFault, DrawKey, FrozenDraw};
pub use filter::{DueWithin, InState, QueueFilter, QueueView};
pub use finding::{FindingView, OtherCase};
pub use giving_back::RefundRights;
pub use handle::BackOffice;
pub use instructions::{
    INSTRUCTION_LIMIT, InstructionBook, InstructionFault, InstructionKey, InstructionRow,
    VersionView,
};
pub use invitation::{Invited, NewPerson};
pub use labels::{CaseLabels, Colour, Label, LabelBook, LabelFault, NewLabel};
pub use links::LinkedCase;
pub use log::{EventView, HistoryEntry, HistoryPage, Note};
pub use mail::Topic as LetterTopic;
pub use mending::{MendForm, MendPreview};
pub use morning::Nowhere;
pub use notice_templates::{
    NoticeTemplateBook, NoticeTemplateFault, NoticeTemplateKey, TemplateProof, TemplateVersion,
};
pub use own_matters::{OwnPerson, OwnPersonFault};
pub use password::WeakPassword;
pub use people::{
    Added, Misposting, NewStaff, People, PeopleFault, Person, Posting, PostingFault, TokenView,
    Transfer, TransferFault, Transferred,
};
pub use permission::{
    Act, Administer, Advise, Belong, Decide, Follow, Lead, Oversee, See, SeeSamples, SeeStaff,
    SendOut, Serve, Take, Work,
};
pub use personnel::{
    Changed, HeldGrant, PersonChange, PersonEvent, PersonView, RequestPart, StaffLine, StaffList,
    StaffQuery, WaitingRequest,
};
pub use previous::PastSubmission;
pub use proposals::{ProposalRow, Whose};
pub use queue::{Heirs, QueuePage, QueueRow, Way};
pub use readers::{LOOKS, LookPage, LookQuery, LookRow, MOST_LOOKS};
pub use registers::{NUMBERS, RegisterBook, RegisterLine};
pub use revised::Revised;
pub use routing::{
    ListView, MOST_RULES, Moved, Outcome, RoutingBook, RoutingFault, Rule, Source, Trial, TriedList,
};
pub use samples::{SampleCount, SampleLine, SampledBy};
pub use seats::SessionView;
pub use second_factor::{Enrolment, FactorView, Proven, Prover, SecondStep};
pub use sentences::{
    KeptDepartment, OfferedSentence, SENTENCE_LIMIT, Sentence, SentenceBook, SentenceKey,
};
pub use serving::ServedCase;
pub use sign_in::SignedIn;
pub use staff::Staff;
pub use submission_store::dispatches::{Channel, Dispatch, DispatchState};
pub use submission_store::tasks::Task;
pub use submission_store::{
    anomalies::AnomalyKind,
    attachments::Turn,
    batches::ReprintReason,
    bulk::{BulkResult, Progress, ReleaseOutcome},
    cases::QueueSort,
    departments::Department,
    differences::{Closing, Difference, DifferenceKind},
    looks::LookKind,
    mornings::MorningChoice,
    office_events::OfficeEventKind,
    organisation::Organisation,
    outbox::LetterState,
    registers::Numbered,
    samples::SampleTally,
    search::Same,
    wards::Ward,
};
pub use templates::{
    MessageTemplate, NewTemplate, OfferedTemplate, TEMPLATE_LIMIT, TEMPLATE_NAME_LIMIT,
    TemplateBook,
};
pub use views::{Column, NewView, View, ViewFault};
pub use writing::{Delivery, MailState, MessagePreview, ThreadMessage};
