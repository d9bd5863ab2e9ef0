//! 見た人: who looked at a case, and the register of all looks.
//!
//! Told to whoever audits, and to the heads of a department for its cases. Reading the register is
//! a look too.

use std::collections::HashMap;

use casework::{Rows, Shelter};
use chrono::NaiveDate;
use kernel::{
    Among, Authority, DepartmentId, Instant, Language, Reach, ReceiptNumber, Role, StaffId,
    SubmissionId,
};
use submission_store::{
    Cursor, Listed, Page, Reads, Scope, StoreError, cases,
    looks::{self, Look, LookFilter, LookKind},
    staff, submissions,
};

use crate::{
    BackOffice, Error, Staff,
    enclosing::spot_label,
    look::in_words,
    permission::{Oversee, See},
};

/// Which looks are asked for; everything combines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LookQuery {
    /// Of this person.
    pub by: Option<StaffId>,
    /// At the case with this number.
    pub case: Option<ReceiptNumber>,
    /// Of this kind.
    pub kind: Option<LookKind>,
    /// On this day or later.
    pub from: Option<NaiveDate>,
    /// On this day or earlier.
    pub until: Option<NaiveDate>,
}

/// One look, as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookRow {
    /// When.
    pub at: Instant,
    /// Who.
    pub by: StaffId,
    /// Their name.
    pub name: String,
    /// As what, where it was one case.
    pub role: Option<Role>,
    /// The name of the department in which they are that.
    pub department: Option<String>,
    /// What.
    pub kind: LookKind,
    /// At which case: its id, the number on its receipt, and what it is about.
    pub case: Option<(SubmissionId, ReceiptNumber, String)>,
    /// Which part of it: a pointer, an id, what a list was narrowed to.
    pub part: String,
    /// The part as people call it, where it is known.
    pub label: Option<String>,
    /// How many rows were shown.
    pub found: Option<u32>,
}

/// A page of the register, the newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LookPage {
    /// The looks.
    pub rows: Vec<LookRow>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// Whether only cases of some departments are told.
    pub limited: bool,
}

/// Looks that one page shows.
pub const LOOKS: u32 = 100;

/// Looks that one file holds, the newest: more than a spreadsheet is good for.
pub const MOST_LOOKS: usize = 50_000;

impl BackOffice {
    /// The register as far as this person oversees it.
    pub async fn looks(
        &self,
        staff: &Staff,
        query: &LookQuery,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<LookPage, Error> {
        if !staff.authority.allows_somewhere::<Oversee>() {
            return Err(Error::Forbidden);
        }
        let page = page_at(cursor, limit)?;
        let reach = staff.authority.reach::<Oversee>();
        let limited = reach.whole_departments() != Among::All;
        let wanted = query.clone();
        let read = self.inner.store.read(move |tx| {
            let Some((departments, filter)) = asked_for(tx, wanted, reach)? else {
                return Ok(Found::default());
            };
            let listed = looks::list(tx, &departments, &filter, &page)?;
            Found::of(tx, listed)
        });
        let found: Found = read.await.map_err(|fault: StoreError| Error::from(fault))?;
        let (part, shown) = (said(query, cursor), found.looks.len());
        self.looked_through(staff, LookKind::Looks, part, shown, self.now()).await?;
        Ok(LookPage { limited, ..self.told_looks(found, &HashMap::new()) })
    }

    /// The newest of the same for a file, which is written down with how many there are.
    pub async fn looks_for_a_file(
        &self,
        staff: &Staff,
        query: &LookQuery,
    ) -> Result<Vec<LookRow>, Error> {
        if !staff.authority.allows_somewhere::<Oversee>() {
            return Err(Error::Forbidden);
        }
        let (reach, wanted) = (staff.authority.reach::<Oversee>(), query.clone());
        let read = self.inner.store.read(move |tx| {
            let mut found = Found::default();
            let Some((departments, filter)) = asked_for(tx, wanted, reach)? else {
                return Ok(found);
            };
            let mut page = Some(Page::first(Page::MOST));
            while let Some(here) = page.filter(|_| found.looks.len() < MOST_LOOKS) {
                let listed = looks::list(tx, &departments, &filter, &here)?;
                page = listed.next.clone().map(|next| Page::after(Page::MOST, next));
                found.add(Found::of(tx, listed)?);
            }
            found.looks.truncate(MOST_LOOKS);
            Ok(found)
        });
        let found: Found = read.await.map_err(|fault: StoreError| Error::from(fault))?;
        let part = format!("{} file=csv", said(query, None));
        let (part, taken) = (part.trim_start().to_owned(), found.looks.len());
        self.looked_through(staff, LookKind::Looks, part, taken, self.now()).await?;
        Ok(self.told_looks(found, &HashMap::new()).rows)
    }

    /// Who looked at one case, for those who oversee it.
    pub async fn readers(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        cursor: Option<&str>,
    ) -> Result<(ReceiptNumber, LookPage), Error> {
        let (rows, now) = (self.seen_rows(staff, id).await?, self.now());
        staff.authority.allow::<Oversee>(&rows.record.place)?;
        let page = page_at(cursor, LOOKS)?;
        let filter = LookFilter { case: Some(id.clone()), ..LookFilter::default() };
        let read = self.inner.store.read(move |tx| {
            let listed = looks::list(tx, &Among::All, &filter, &page)?;
            Found::of(tx, listed)
        });
        let found: Found = read.await.map_err(|fault: StoreError| Error::from(fault))?;
        let labels = self.labels(staff, &rows, now).await?;
        self.opened(staff, &rows.record, LookKind::Readers, now).await?;
        Ok((rows.submission.receipt_number, self.told_looks(found, &labels)))
    }

    /// Everybody whose looks this person may ask for: id and name. Who oversees all may also ask
    /// for those who have left.
    pub async fn looked_at_by(&self, staff: &Staff) -> Result<Vec<(StaffId, String)>, Error> {
        let mine = staff.authority.reach::<Oversee>();
        if mine.whole_departments() == Among::All {
            let people = self.inner.store.read(|tx| staff::list(tx)).await?;
            return Ok(people.into_iter().map(|person| (person.id, person.name)).collect());
        }
        let all = self.everybody(self.now()).await?;
        let meets = |who: &Authority| who.reach::<See>().meets(&mine);
        let met = all.into_iter().filter(|(who, _)| meets(who));
        Ok(met.map(|(who, name)| (who.person().clone(), name)).collect())
    }

    /// What people call the parts of a case that have a place: answers and files.
    async fn labels(
        &self,
        staff: &Staff,
        rows: &Rows,
        now: Instant,
    ) -> Result<HashMap<String, String>, Error> {
        let published = self.casework.form_of(&rows.submission).await?;
        let answers = published.form.answers(&rows.latest_content()?, Language::Japanese);
        // Also what was looked at while the case was protected.
        let values = casework::compare::flat(Shelter::Asked.over(answers))
            .into_iter()
            .filter(|answer| answer.sensitive.is_some())
            .map(|answer| (answer.at, answer.label));
        let files = Self::answer_files(staff, rows, (&published, now))?;
        let files = files.into_iter().map(|file| (file.id.to_string(), file.label));
        let beside = rows.attachments.iter().filter_map(|file| {
            let label = spot_label(file.spot()?)?;
            Some((file.id.to_string(), label.to_owned()))
        });
        Ok(values.chain(files).chain(beside).collect())
    }

    /// The question whose answer was looked at, as the form asks it today.
    fn question_of(
        &self,
        look: &Look,
        cases: &HashMap<SubmissionId, (ReceiptNumber, String)>,
    ) -> Option<String> {
        let case = look.case.as_ref().filter(|_| look.kind == LookKind::Value)?;
        let (_, procedure) = cases.get(case)?;
        let published = self.catalogue().procedure(procedure)?;
        let field = published.form.field(&look.part)?;
        Some(field.title(Language::Japanese).to_owned())
    }

    fn told_looks(&self, found: Found, labels: &HashMap<String, String>) -> LookPage {
        let Found { looks, next, people, cases } = found;
        let row = |look: Look| {
            let label = labels.get(&look.part).cloned();
            let label = label.or_else(|| self.question_of(&look, &cases));
            LookRow {
                at: look.at,
                name: people.get(&look.by).cloned().unwrap_or_default(),
                by: look.by,
                role: look.role,
                department: look
                    .department
                    .map(|id| self.catalogue().department_name(id.as_str(), Language::Japanese)),
                kind: look.kind,
                case: look.case.and_then(|id| {
                    let (number, procedure) = cases.get(&id)?;
                    Some((id, number.clone(), self.catalogue().title_of(procedure)))
                }),
                label,
                part: look.part,
                found: look.found,
            }
        };
        LookPage { rows: looks.into_iter().map(row).collect(), next, limited: false }
    }
}

/// Looks with what is needed to tell them.
#[derive(Default)]
struct Found {
    looks: Vec<Look>,
    next: Option<String>,
    people: HashMap<StaffId, String>,
    cases: HashMap<SubmissionId, (ReceiptNumber, String)>,
}

impl Found {
    fn of(tx: &mut impl Reads, listed: Listed<Look>) -> Result<Self, StoreError> {
        let people: Vec<StaffId> = listed.items.iter().map(|look| look.by.clone()).collect();
        let cases: Vec<SubmissionId> =
            listed.items.iter().filter_map(|look| look.case.clone()).collect();
        Ok(Self {
            people: staff::names(tx, &people)?,
            cases: submissions::numbers(tx, &cases)?,
            next: listed.next.map(|cursor| cursor.to_string()),
            looks: listed.items,
        })
    }

    fn add(&mut self, more: Self) {
        self.looks.extend(more.looks);
        self.people.extend(more.people);
        self.cases.extend(more.cases);
    }
}

/// Which looks are meant, and in which departments; nothing where no case has that number.
fn asked_for(
    tx: &mut impl Reads,
    wanted: LookQuery,
    reach: Reach,
) -> Result<Option<(Among<DepartmentId>, LookFilter)>, StoreError> {
    let LookQuery { by, case, kind, from, until } = wanted;
    let mut filter = LookFilter { by, case: None, kind, from, until };
    let departments = reach.whole_departments();
    let Some(number) = case else { return Ok(Some((departments, filter))) };
    let Some(id) = submissions::id_of(tx, &number)? else { return Ok(None) };
    // Whoever oversees this very case is told of it, however narrow the grant.
    let is_overseen = cases::find(tx, &Scope::Office { reach }, &id)?.is_some();
    filter.case = Some(id);
    Ok(Some((if is_overseen { Among::All } else { departments }, filter)))
}

/// What was asked of the register.
fn said(query: &LookQuery, cursor: Option<&str>) -> String {
    in_words([
        ("by", query.by.as_ref().map(ToString::to_string)),
        ("number", query.case.as_ref().map(ToString::to_string)),
        ("kind", query.kind.map(|kind| kind.word().to_owned())),
        ("from", query.from.map(|day| day.to_string())),
        ("until", query.until.map(|day| day.to_string())),
        ("after", cursor.map(str::to_owned)),
    ])
}

/// The page of a list after `cursor`, which has to be one that was given out.
pub(crate) fn page_at(cursor: Option<&str>, limit: u32) -> Result<Page, Error> {
    let Some(text) = cursor else { return Ok(Page::first(limit)) };
    let cursor: Cursor = text.parse().ok().ok_or(Error::NotFound)?;
    Ok(Page::after(limit, cursor))
}
