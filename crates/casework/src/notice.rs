//! 通知書: which a case has, the number that each takes, and how it is set once that was taken.

use japanese_values::wareki;
use kernel::Instant;
use review_workflow::{Case, Event, Ground, RuleVerdict, Verdict, VoidReason};
use submission_store::{
    Part, Scope, StoreError, WriteTx,
    dispatches::Dispatch,
    events,
    notices::{self, Notice, NoticeEntry},
    registers::{self, Numbered, Numbering},
};

use crate::{Casework, Decided, Error, Rows, by_rule, notice_kind, verdict_of};

/// Events of one case that are read at once.
const EVENTS: u32 = 200;

/// A paper of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeView {
    /// Its id in the address.
    pub id: String,
    /// 文書番号; nothing for one that was issued before there were registers.
    pub number: Option<String>,
    /// What it tells.
    pub verdict: Verdict,
    /// When it was decided.
    pub at: Instant,
    /// Whether it can be opened, or is still being set.
    pub is_set: bool,
    /// Which version of the 教示 it carries.
    pub instruction: Option<i64>,
    /// Which template it is set by; nothing for the one that comes with the program.
    pub template: Option<i64>,
    /// Whether what it says still holds.
    pub standing: Standing,
    /// How it leaves the house; nothing where that was not kept yet.
    pub dispatch: Option<Dispatch>,
}

/// Whether what a paper says still holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It does.
    InForce,
    /// Its case was taken up again, and nothing else is decided yet.
    UnderReview(Ground),
    /// A later one has taken its place.
    Replaced(Ground),
    /// 欠番: it does not count.
    Void(VoidReason),
}

impl Standing {
    /// The word in the API.
    pub const fn word(self) -> &'static str {
        match self {
            Self::InForce => "in-force",
            Self::UnderReview(_) => "under-review",
            Self::Replaced(_) => "replaced",
            Self::Void(_) => "void",
        }
    }

    /// Of a paper that was issued `at` in a case whose last one was issued at `last`.
    fn of(case: &Case, at: Instant, last: Option<Instant>) -> Self {
        match case.reopened.iter().find(|again| again.at > at) {
            None => Self::InForce,
            Some(again) if last.is_some_and(|last| last > again.at) => Self::Replaced(again.ground),
            Some(again) => Self::UnderReview(again.ground),
        }
    }
}

impl Rows {
    /// Every paper of the case, the first one first.
    pub fn notice_views(&self) -> Vec<NoticeView> {
        let is_numbered = |it: &&NoticeEntry| self.numbered(it.number).is_some();
        let before = self.notices.iter().filter(|it| !is_numbered(it)).map(|entry| NoticeView {
            id: entry.number.to_string(),
            number: None,
            verdict: told_by(&entry.kind),
            at: entry.at,
            is_set: true,
            instruction: None,
            template: None,
            standing: self.standing(entry.number, entry.at),
            dispatch: None,
        });
        let numbered = self.numbers.iter().map(|number| NoticeView {
            id: number.paper.notice.to_string(),
            number: Some(number.text()),
            verdict: told_by(&number.paper.kind),
            at: number.paper.at,
            is_set: self.notices.iter().any(|it| it.number == number.paper.notice),
            instruction: number.paper.instruction,
            template: number.paper.template,
            standing: self.standing(number.paper.notice, number.paper.at),
            dispatch: self.dispatch(number.paper.notice).cloned(),
        });
        before.chain(numbered).collect()
    }

    /// Whether a paper that was decided `at` still says what holds: the one place that everybody
    /// asks.
    pub fn standing(&self, notice: i64, at: Instant) -> Standing {
        if let Some(void) = self.numbered(notice).and_then(|it| it.void.as_ref()) {
            return Standing::Void(void.reason);
        }
        let counts = self.numbers.iter().filter(|it| it.void.is_none()).map(|it| it.paper.at);
        let last = self.notices.iter().map(|it| it.at).chain(counts).max();
        Standing::of(&self.record.case, at, last)
    }

    /// The papers that count: what the applicant is given.
    pub fn valid_notices(&self) -> Vec<NoticeView> {
        let mut all = self.notice_views();
        all.retain(|it| !matches!(it.standing, Standing::Void(_)));
        all
    }

    /// Whether a paper of the case counts: a number that was made void does not.
    pub fn counts(&self, notice: i64) -> bool {
        self.numbered(notice).is_none_or(|it| it.void.is_none())
    }

    /// The number of a paper.
    pub fn numbered(&self, notice: i64) -> Option<&Numbered> {
        self.numbers.iter().find(|it| it.paper.notice == notice)
    }

    /// The number that facts about the case take, where they make a paper.
    pub fn numbering(&self, facts: &[Event]) -> Option<Numbering> {
        let (kind, at) = facts.iter().find_map(|fact| self.makes(fact))?;
        let set = self.notices.iter().map(|it| it.number);
        let last = self.numbers.iter().map(|it| it.paper.notice).chain(set).max();
        Some(Numbering {
            case: self.submission.id.clone(),
            notice: last.unwrap_or(0) + 1,
            kind,
            department: self.record.place.department.clone(),
            at,
            instruction: None,
            template: None,
        })
    }

    /// Whether these facts decide or propose what is not all that was asked for, or tell that anew:
    /// what then leaves the house says how it can be contested.
    pub fn can_be_contested(&self, facts: &[Event]) -> bool {
        let proposes = |fact: &Event| matches!(fact, Event::Proposed { verdict, .. } if verdict.needs_grounds());
        let paper = self.numbering(facts);
        facts.iter().any(proposes) || paper.is_some_and(|it| told_by(&it.kind).needs_grounds())
    }

    /// The kind of the paper that a fact makes: of a decision, or of one that is told anew.
    fn makes(&self, fact: &Event) -> Option<(String, Instant)> {
        if let Event::NoticeVoided { at, notice, again: true, .. } = fact {
            return Some((self.numbered((*notice).into())?.paper.kind.clone(), *at));
        }
        Decided::by(fact).map(|decided| (notice_kind(decided.verdict).to_owned(), decided.at))
    }

    /// A paper as it is kept.
    pub fn kept_notice(&self, number: i64, kind: &str, at: Instant, paper: &[u8]) -> Notice {
        let (sealer, part) = (self.sealer(), Part::Notice(number));
        let fingerprint = sealer.fingerprint(part, paper);
        let (case, kind) = (self.submission.id.clone(), kind.to_owned());
        Notice {
            document: sealer.seal(part, paper),
            entry: NoticeEntry { case, number, kind, fingerprint, at },
        }
    }
}

impl Decided {
    /// The paper of a decision that takes the place of another says of which, and how.
    pub(crate) fn replacing(self, case: &Case) -> Self {
        let before = case.reopened.iter().rev().filter(|again| again.at <= self.at);
        let last = before.filter_map(|again| {
            let before = again.decision.as_ref()?;
            Some((again.ground, before.at.day()))
        });
        let Some((ground, day)) = last.into_iter().next() else { return self };
        let mends = match ground {
            Ground::Clerical => "更正します",
            Ground::Change | Ground::Resident | Ground::Closed => "変更します",
            Ground::Revoke => "取り消します",
        };
        let says = format!("{}付けの決定を{mends}。", wareki::format(day));
        let between = if self.names_rule { "\n" } else { "" };
        Self { reason: format!("{says}{between}{}", self.reason), ..self }
    }

    /// What a fact decides or proposes, if it does.
    pub fn wanted_by(fact: &Event) -> Option<Self> {
        if let Event::Proposed { at, verdict, reason, grounds, terms, .. } = fact {
            let (reason, names_rule) = (reason.clone(), grounds.is_some());
            let (verdict, terms) = (*verdict, terms.clone());
            return Some(Self { verdict, reason, terms, names_rule, at: *at });
        }
        Self::by(fact)
    }

    /// What is proposed of a case, if it is decided so now.
    pub fn proposed(case: &Case, now: Instant) -> Option<Self> {
        let proposal = case.proposal.as_ref()?;
        Some(Self {
            verdict: proposal.verdict,
            reason: proposal.reason.clone(),
            terms: proposal.terms.clone(),
            names_rule: proposal.grounds.is_some(),
            at: now,
        })
    }

    /// What a fact decides, if it decides.
    pub fn by(fact: &Event) -> Option<Self> {
        if let Event::DecidedByRule { at, rule, .. } = fact {
            let (verdict, reason) = (Verdict::Approve, by_rule::on_paper(rule));
            let decided = Self { verdict, reason, terms: None, names_rule: false, at: *at };
            return (rule.verdict == RuleVerdict::Approve).then_some(decided);
        }
        let verdict = fact.verdict()?;
        let (Event::Approved { at, reason, grounds, .. }
        | Event::Refused { at, reason, grounds, .. }) = fact
        else {
            return None;
        };
        let terms = if let Event::Approved { terms, .. } = fact { terms.clone() } else { None };
        let (reason, names_rule) = (reason.clone(), grounds.is_some());
        Some(Self { verdict, reason, terms, names_rule, at: *at })
    }
}

/// What a paper of this kind tells. Every kind that the database takes is known.
pub fn told_by(kind: &str) -> Verdict {
    verdict_of(kind).unwrap_or(Verdict::Refuse)
}

impl Casework {
    /// Sets the paper of a number that was taken. What was decided stands, whatever comes of it:
    /// who asks again sets it then. False when somebody else was faster, or it does not count any
    /// more.
    pub async fn set_notice(&self, number: &Numbered) -> Result<bool, Error> {
        let paper = &number.paper;
        let rows = self.rows(Scope::Worker, &paper.case).await?;
        let published = self.form_of(&rows.submission).await?;
        let decided = self.decided(&rows, paper).await?;
        let pdf = self.decision_notice(&rows, &published, decided, number).await?;
        let notice = rows.kept_notice(paper.notice, &paper.kind, paper.at, &pdf.bytes);
        let written = self.inner.store.write(move |tx: &mut WriteTx<'_>| {
            let entry = &notice.entry;
            let is_ours = registers::set(tx, &entry.case, entry.number)?;
            if is_ours {
                notices::insert(tx, &notice)?;
            }
            Ok::<_, StoreError>(is_ours)
        });
        Ok(written.await?)
    }

    /// Sets the papers of a case whose numbers were just taken. One that cannot be set now is left
    /// to whoever looks for such.
    pub async fn set_notices_of(&self, case: &kernel::SubmissionId) {
        let id = case.clone();
        let read = self.inner.store.read(move |tx| registers::of_case(tx, &Scope::Worker, &id));
        let numbers: Result<Vec<Numbered>, StoreError> = read.await;
        let waiting = match numbers {
            Ok(numbers) => numbers.into_iter().filter(Numbered::is_waiting),
            Err(fault) => return tracing::warn!(%case, %fault, "a paper is set later"),
        };
        for number in waiting {
            if let Err(fault) = self.set_notice(&number).await {
                tracing::warn!(%case, %fault, "a paper is set later");
            }
        }
    }

    /// What was decided last before a paper took its number.
    async fn decided(&self, rows: &Rows, paper: &Numbering) -> Result<Decided, Error> {
        let (mut last, mut after) = (None, 0);
        loop {
            let case = paper.case.clone();
            let read = self
                .inner
                .store
                .read(move |tx| events::list(tx, &Scope::Worker, &case, after, EVENTS));
            let page: Vec<events::LoggedEvent> = read.await.map_err(|it: StoreError| it)?;
            let Some(end) = page.last() else { break };
            after = end.seq;
            for logged in &page {
                let decided = Decided::by(&rows.open_event(logged)?);
                let is_told = |it: &Decided| notice_kind(it.verdict) == paper.kind;
                last = decided.filter(|it| it.at <= paper.at && is_told(it)).or(last);
            }
        }
        let last = last.ok_or_else(|| Error::internal("a paper without a decision"))?;
        Ok(last.replacing(&rows.record.case))
    }
}
