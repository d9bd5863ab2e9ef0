//! 自動決定: whether the rule of a definition decides, since which day, and who said so. One approver
//! of the department wants it and another agrees; each of them stops it alone, at the next case.

use std::collections::HashMap;

use chrono::NaiveDate;
use form_engine::Form;
use kernel::{Instant, Language, StaffId};
use review_workflow::Rule;
use serde_json::Value;
use submission_store::{
    ReadTx, StoreError,
    rules::{self, Switch, TABLE, Wanted},
    staff,
};

use crate::{BackOffice, Error, Published, Staff};

/// So many switches are told of a procedure's past.
const PAST: i64 = 10;

/// The rule of a procedure, and what was said of it.
#[derive(Debug, Clone)]
pub struct RuleLine {
    /// The procedure.
    pub procedure: String,
    /// Its title.
    pub title: String,
    /// The rule, as the definition on offer writes it; nothing where it has none any more.
    pub rule: Option<Rule>,
    /// Its condition as questions with their answers, which hold together; none where it says more
    /// than that.
    pub words: Vec<String>,
    /// What waits for another person, or is on.
    pub open: Option<SwitchView>,
    /// What has ended, the newest first.
    pub past: Vec<SwitchView>,
}

/// What somebody has said of a rule.
#[derive(Debug, Clone)]
pub struct SwitchView {
    /// What names it.
    pub number: i64,
    /// The condition that it is for.
    pub when: String,
    /// Whether the definition on offer has this rule.
    pub is_current: bool,
    /// The first day of whose filings it decides.
    pub starts_on: NaiveDate,
    /// Who wanted it, and when.
    pub proposed: (String, Instant),
    /// Whether that was this person.
    pub is_own: bool,
    /// Who agreed, and when.
    pub confirmed: Option<(String, Instant)>,
    /// Who ended it, and when.
    pub ended: Option<(String, Instant)>,
}

/// Why a rule is not switched.
#[derive(Debug, thiserror::Error)]
pub enum RuleFault {
    /// The rule of the definition is another one than the person has seen.
    #[error("the definition has another rule than the one that was seen")]
    Changed,
    /// What has come already was not filed for a rule.
    #[error("the first day has passed")]
    DayPast,
    /// A switch of the procedure is open.
    #[error("the rule waits for another person, or is on")]
    Open,
    /// Two people switch a rule on.
    #[error("nobody agrees to what they want themselves")]
    SamePerson,
    /// Something else.
    #[error(transparent)]
    Intent(#[from] Error),
}

impl From<StoreError> for RuleFault {
    fn from(fault: StoreError) -> Self {
        if matches!(fault, StoreError::Duplicate { table: TABLE }) {
            return Self::Open;
        }
        Self::Intent(fault.into())
    }
}

impl BackOffice {
    /// The rules of the departments where this person decides.
    pub async fn rule_book(&self, staff: &Staff) -> Result<Vec<RuleLine>, Error> {
        let procedures = self.catalogue().procedures();
        let theirs: Vec<&Published> = procedures
            .iter()
            .map(AsRef::as_ref)
            .filter(|it| self.decides_on(staff, it.form.id()))
            .collect();
        let ids: Vec<String> = theirs.iter().map(|it| it.form.id().to_owned()).collect();
        let read = self.inner.store.read(move |tx| {
            ids.iter().map(|procedure| told(tx, procedure)).collect::<Result<Vec<_>, StoreError>>()
        });
        let said = read.await?;
        let line = |(published, (switches, people)): (&Published, (Vec<Switch>, _))| {
            let rule = casework::rule_of(&published.form, published.number);
            let is_told = rule.is_some() || switches.iter().any(|it| it.ended.is_none());
            is_told.then(|| RuleLine::of(staff, published, rule, switches, &people))
        };
        Ok(theirs.into_iter().zip(said).filter_map(line).collect())
    }

    /// Whether a definition has a rule where this person decides.
    pub fn rules_somewhere(&self, staff: &Staff) -> bool {
        let procedures = self.catalogue().procedures();
        let mut ruled = procedures.iter().filter(|it| it.form.procedure().auto.is_some());
        ruled.any(|it| self.decides_on(staff, it.form.id()))
    }

    /// Wants the rule of a procedure, as it was seen, to decide what is filed from a day on.
    pub async fn propose_rule(
        &self,
        staff: &Staff,
        procedure: &str,
        seen: &str,
        starts_on: NaiveDate,
    ) -> Result<(), RuleFault> {
        let now = self.now();
        self.is_fresh_at_the_screen(staff, now)?;
        let rule = self.rule_on_offer(staff, procedure)?.filter(|rule| rule.when == seen);
        let Rule { verdict, when: rule, .. } = rule.ok_or(RuleFault::Changed)?;
        if starts_on < now.day() {
            return Err(RuleFault::DayPast);
        }
        let wanted = Wanted { procedure: procedure.to_owned(), verdict, rule, starts_on };
        let by = staff.id().clone();
        let written = self.inner.store.write(move |tx| rules::propose(tx, &wanted, &by, now));
        Ok(written.await?)
    }

    /// Agrees to what another person wants: the rule decides what is filed after this, from its day
    /// on.
    pub async fn confirm_rule(
        &self,
        staff: &Staff,
        procedure: &str,
        number: i64,
    ) -> Result<(), RuleFault> {
        let now = self.now();
        self.is_fresh_at_the_screen(staff, now)?;
        let rule = self.rule_on_offer(staff, procedure)?;
        let of = procedure.to_owned();
        let open: Option<Switch> = self.inner.store.read(move |tx| rules::open(tx, &of)).await?;
        if let Some(open) = open.filter(|open| open.number == number && open.confirmed.is_none()) {
            if open.proposed.0 == *staff.id() {
                return Err(RuleFault::SamePerson);
            }
            if !rule.is_some_and(|rule| is_of(&open, &rule)) {
                return Err(RuleFault::Changed);
            }
        }
        let (of, by) = (procedure.to_owned(), staff.id().clone());
        let written = self.inner.store.write(move |tx| rules::confirm(tx, &of, number, &by, now));
        Ok(written.await?)
    }

    /// Switches a rule off, or takes back that it is wanted: it stops at the next case.
    pub async fn end_rule(
        &self,
        staff: &Staff,
        procedure: &str,
        number: i64,
    ) -> Result<(), RuleFault> {
        let now = self.now();
        self.rule_on_offer(staff, procedure)?;
        let (of, by) = (procedure.to_owned(), staff.id().clone());
        let written = self.inner.store.write(move |tx| rules::end(tx, &of, number, &by, now));
        Ok(written.await?)
    }

    /// The rule of the definition on offer, for who decides there.
    fn rule_on_offer(&self, staff: &Staff, procedure: &str) -> Result<Option<Rule>, Error> {
        let published = self.catalogue().procedure(procedure);
        let published = published.filter(|_| self.decides_on(staff, procedure));
        let published = published.ok_or(Error::NotFound)?;
        Ok(casework::rule_of(&published.form, published.number))
    }
}

/// The last switches of a procedure, and the names of who said so.
fn told(
    tx: &mut ReadTx<'_>,
    procedure: &str,
) -> Result<(Vec<Switch>, HashMap<StaffId, String>), StoreError> {
    let switches = rules::list(tx, procedure, PAST)?;
    let said = |it: &Switch| {
        let others = it.confirmed.iter().chain(&it.ended).map(|(by, _)| by.clone());
        others.chain([it.proposed.0.clone()]).collect::<Vec<_>>()
    };
    let people: Vec<StaffId> = switches.iter().flat_map(said).collect();
    let people = if people.is_empty() { HashMap::new() } else { staff::names(tx, &people)? };
    Ok((switches, people))
}

/// A condition as questions with their answers. Half of one would be another condition, so each
/// part has to be that, or nothing is said.
fn in_words(form: &Form, when: &str) -> Vec<String> {
    if when.trim() == "true" {
        return vec!["届いたものすべて".to_owned()];
    }
    let parts = when.split("&&").map(|part| answered(form, part));
    parts.collect::<Option<_>>().unwrap_or_default()
}

/// `form.keptAt == 'home'` as 「犬を飼う場所：飼い主の住所と同じ」.
fn answered(form: &Form, part: &str) -> Option<String> {
    let (path, answer) = part.split_once("==")?;
    let (names, answer) = (path.trim().strip_prefix("form.")?, answer.trim());
    let field = form.field(&format!("/{}", names.replace('.', "/")))?;
    let text = answer.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    let value = match text {
        Some(text) => Value::from(text),
        None => serde_json::from_str(answer).ok()?,
    };
    let chosen = field.choices.iter().find(|choice| choice.data == value);
    let said = match (chosen, &value) {
        (Some(choice), _) => choice.title.get(Language::Japanese).to_owned(),
        (None, Value::Number(number)) => format!("{number}{}", field.unit.get(Language::Japanese)),
        (None, _) => return None,
    };
    Some(format!("{}：{said}", field.title(Language::Japanese)))
}

/// Whether a switch is for this rule.
fn is_of(switch: &Switch, rule: &Rule) -> bool {
    (switch.verdict, &switch.rule) == (rule.verdict, &rule.when)
}

impl RuleLine {
    fn of(
        staff: &Staff,
        published: &Published,
        rule: Option<Rule>,
        switches: Vec<Switch>,
        people: &HashMap<StaffId, String>,
    ) -> Self {
        let name = |id: &StaffId| people.get(id).cloned().unwrap_or_default();
        let said = |(by, at): &(StaffId, Instant)| (name(by), *at);
        let view = |switch: Switch| SwitchView {
            number: switch.number,
            is_current: rule.as_ref().is_some_and(|rule| is_of(&switch, rule)),
            starts_on: switch.starts_on,
            proposed: said(&switch.proposed),
            is_own: switch.proposed.0 == *staff.id(),
            confirmed: switch.confirmed.as_ref().map(said),
            ended: switch.ended.as_ref().map(said),
            when: switch.rule,
        };
        let (past, open): (Vec<SwitchView>, Vec<SwitchView>) =
            switches.into_iter().map(view).partition(|switch| switch.ended.is_some());
        Self {
            procedure: published.form.id().to_owned(),
            title: published.form.title(Language::Japanese).to_owned(),
            words: rule.as_ref().map(|it| in_words(&published.form, &it.when)).unwrap_or_default(),
            rule,
            open: open.into_iter().next(),
            past,
        }
    }
}
