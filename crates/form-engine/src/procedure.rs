//! What a procedure is: who may file it, what it costs, how long it takes, where to ask.
//!
//! Facts only; the pages that tell them and the workflow that obeys them live elsewhere.

use chrono::{Datelike as _, NaiveDate};
use japanese_values::Term;
use kernel::{Language, Yen};
use strum::IntoStaticStr;

use crate::{
    AutoTerms, DecisionKind, DecisionVerdict, DrawTerms, Identity, ReviewBody, Sensitivity, Text,
};

/// The parsed `x-procedure`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Procedure {
    /// The id of the responsible department. Versions from before departments had ids say its
    /// name.
    pub department: String,
    /// The slug of its category, such as `certificates`.
    pub category: String,
    /// What people call the category; empty in versions from before its name was data.
    pub category_name: Text,
    /// The slugs of the life events it belongs to, such as `moving`.
    pub life_events: Vec<String>,
    /// What people call them, in the same order; none in versions from before that.
    pub life_event_names: Vec<Text>,
    /// The law it rests on, empty when none is named.
    pub legal_basis: Text,
    /// What kind of rule that is, such as `law` or `ordinance`.
    pub legal_basis_kind: Option<String>,
    /// Who may file it, in a sentence; empty when nothing is said.
    pub who_can_apply: Text,
    /// How to prove who one is without a card, empty when nothing is said.
    pub identity_without_card: Text,
    /// How to ask for it by post, where that is the way for who cannot sign.
    pub by_post: Option<ByPost>,
    /// What one receives in the end, empty when nothing is said.
    pub result: Text,
    /// The pointers of answers that the receipt repeats beside the result, such as the day chosen.
    pub remember: Vec<String>,
    /// What the answers are used for and how long they are kept, empty when nothing is said.
    pub privacy: Text,
    /// Who may file it.
    pub applicants: Vec<Applicant>,
    /// How well the applicant must be known, of the branch of which most is asked. What some
    /// answers ask is told by [`crate::Form::identity`].
    pub identity: Identity,
    /// 標準処理期間 from the day after arrival; `None` when it is done at once. That of who comes to
    /// none of the branches; what some answers come to is told by [`crate::Form::processing`].
    pub processing: Option<Term>,
    /// The periods of some answers, in order.
    pub processing_branches: Vec<ProcessingBranch>,
    /// Which shape the office's work takes.
    pub workflow: Workflow,
    /// What kind of act ends a case.
    pub decision_kind: DecisionKind,
    /// Where a decision that is not fully in favour can be contested.
    pub review_body: ReviewBody,
    /// Its full name, where it is not the mayor.
    pub reviewer: Option<String>,
    /// 抜取確認: how many of a hundred decisions of one person another looks at.
    pub sample: u32,
    /// What the verdicts are called (許可, 支給 …), where they are called otherwise than usual.
    pub verdict_words: Vec<(DecisionVerdict, Text)>,
    /// 自動決定: the rule that decides where a city has switched it on.
    pub auto: Option<AutoTerms>,
    /// How many years the records are kept, where the definition says so.
    pub retention_years: Option<u32>,
    /// The systems that must have taken a case over before it is erased.
    pub handover: Vec<String>,
    /// Words that people search for.
    pub keywords: Vec<String>,
    /// What to have at hand before starting.
    pub prepare: Vec<Text>,
    /// What it costs.
    pub fee: FeeTerms,
    /// Where to ask.
    pub contact: Option<Contact>,
    /// How to do it without the Internet, empty when nothing is said.
    pub offline: Text,
    /// Until when it must be filed after an event.
    pub deadline: Option<Deadline>,
    /// When it can be filed.
    pub opening: Option<Opening>,
    /// 抽選: which figure decides among those who filed, where something is drawn.
    pub draw: Option<DrawTerms>,
    /// From which earlier filings which answers can be taken over.
    pub follows: Vec<Follows>,
    /// Whether somebody still has to come to the counter.
    pub visit: Visit,
    /// Its place among the most used procedures, 1 first.
    pub popular: Option<u32>,
    /// The minutes that filling in takes, where the department has measured them.
    pub estimated_minutes: Option<u32>,
    /// What sensitive things the procedure handles, whether or not a field asks for them.
    pub sensitive: Vec<Sensitivity>,
}

/// One in twenty decisions of one person is looked at where nothing is said.
pub(crate) const USUAL_SAMPLE: u32 = 5;

/// How long records are kept where nothing is said: residents are promised this.
const USUAL_YEARS: u32 = 1;

impl Procedure {
    /// How many years the records are kept, from the fiscal year after their case ended.
    pub fn years_kept(&self) -> u32 {
        self.retention_years.unwrap_or(USUAL_YEARS)
    }

    /// What a verdict is called here, where it is called otherwise than usual.
    pub fn verdict_word(&self, verdict: DecisionVerdict, language: Language) -> Option<&str> {
        let found = self.verdict_words.iter().find(|(of, _)| *of == verdict);
        found.map(|(_, word)| word.get(language))
    }

    /// What stands in the place of a procedure where nothing is filed.
    pub(crate) fn of_guide() -> Self {
        Self {
            department: String::new(),
            category: String::new(),
            category_name: Text::default(),
            life_events: Vec::new(),
            life_event_names: Vec::new(),
            legal_basis: Text::default(),
            legal_basis_kind: None,
            who_can_apply: Text::default(),
            identity_without_card: Text::default(),
            by_post: None,
            result: Text::default(),
            remember: Vec::new(),
            privacy: Text::default(),
            applicants: Vec::new(),
            identity: Identity::None,
            processing: None,
            processing_branches: Vec::new(),
            workflow: Workflow::Notification,
            decision_kind: DecisionKind::Record,
            review_body: ReviewBody::None,
            reviewer: None,
            sample: 0,
            verdict_words: Vec::new(),
            auto: None,
            retention_years: None,
            handover: Vec::new(),
            keywords: Vec::new(),
            prepare: Vec::new(),
            fee: FeeTerms::default(),
            contact: None,
            offline: Text::default(),
            deadline: None,
            opening: None,
            draw: None,
            follows: Vec::new(),
            visit: Visit::None,
            popular: None,
            estimated_minutes: None,
            sensitive: Vec::new(),
        }
    }
}

/// 標準処理期間 of some of the answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessingBranch {
    /// Whose it is, in words: 個人情報の請求.
    pub label: Text,
    /// The period; `None` when it is done at once.
    pub term: Option<Term>,
}

/// 郵送での請求
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByPost {
    /// Where the letter goes, with its postal code; as it stands on an envelope.
    pub address: String,
    /// What lies in it beside the paper.
    pub enclose: Vec<Text>,
}

/// 前の申請から写す: what stays the same since something that was filed before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Follows {
    /// The procedure that was filed, the same one where somebody files it again.
    pub procedure: String,
    /// The questions of both by their names whose answers are taken over.
    pub answers: Vec<String>,
}

/// Who may file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Applicant {
    /// 個人
    Individual,
    /// 法人・団体
    Corporate,
}

/// The shape of the office's work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Workflow {
    /// 届出: received and completed.
    Notification,
    /// Issued on payment and check.
    Certificate,
    /// Review, then decision.
    Standard,
    /// Review, then a decision by a second person.
    Approval,
    /// Received until closing, then decided together.
    LotteryOrQuota,
}

impl Workflow {
    /// The word in definitions.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

/// When a fee is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum FeeDue {
    /// Before the submission is received.
    #[default]
    AtSubmission,
    /// When a clerk has fixed it.
    AfterReview,
    /// In person.
    AtCounter,
}

/// What a procedure costs, before any answer is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FeeTerms {
    /// When it is due.
    pub due: FeeDue,
    /// The lines that a bill can have; none means free of charge.
    pub lines: Vec<FeeTerm>,
    /// A sentence about the fee, empty when nothing needs saying.
    pub note: Text,
}

/// One possible line of a bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeTerm {
    /// What is paid for.
    pub label: Text,
    /// The price of one, when it does not depend on the answers.
    pub unit: Option<Yen>,
    /// Whether the answers say how many are paid for.
    pub counted: bool,
    /// Whether the line appears only under a condition.
    pub conditional: bool,
}

/// Where to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The desk.
    pub department: Text,
    /// Its telephone number as people read it.
    pub phone: String,
    /// When somebody answers.
    pub hours: Text,
}

/// Until when something must be filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// How long one has.
    pub term: Term,
    /// Whether it lies before the event: 7日前まで.
    pub before: bool,
    /// The event it counts from, in words or as the field that holds its date.
    pub from: Text,
    /// Whether nothing can be filed afterwards, as when a claim has lapsed (時効).
    pub strict: bool,
}

/// When a procedure can be filed. Both ends are included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub until: Option<NaiveDate>,
}

impl Opening {
    /// Whether it can be filed on `day`.
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// A question before the form: is this procedure the right one?
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EligibilityQuestion {
    /// Its name in the page.
    pub id: String,
    /// What is asked, to be answered with yes or no.
    pub question: Text,
    /// A sentence below it, empty when nothing needs saying.
    pub help: Text,
    /// The answer that leads to the form.
    pub expect: bool,
    /// What to do with the other answer.
    pub otherwise: Text,
    /// The procedure to file instead.
    pub see: Option<String>,
}

/// For how long one filing counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Period {
    /// For good.
    Ever,
    /// 年度: April to March.
    FiscalYear,
    /// January to December.
    Year,
    /// A calendar month.
    Month,
    /// A day.
    Day,
    /// As long as the earlier case is not over.
    WhileOpen,
}

impl Period {
    /// Every period.
    pub const ALL: [Self; 6] =
        [Self::Ever, Self::FiscalYear, Self::Year, Self::Month, Self::Day, Self::WhileOpen];

    /// The word in definitions.
    pub fn word(self) -> &'static str {
        self.into()
    }

    /// The name of the period that `day` lies in; days of one period have one name.
    pub fn of(self, day: NaiveDate) -> String {
        match self {
            Self::Ever => String::new(),
            Self::WhileOpen => "open".to_owned(),
            Self::FiscalYear => format!("FY{}", day.year() - i32::from(day.month() < 4)),
            Self::Year => day.format("%Y").to_string(),
            Self::Month => day.format("%Y-%m").to_string(),
            Self::Day => day.format("%Y-%m-%d").to_string(),
        }
    }
}

/// Whether somebody still has to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visit {
    /// Everything is done from home.
    None,
    /// Something remains, and this sentence says what.
    Remains(Text),
}
