//! 確かめてほしい見方: what stands out in the register of looks, and what who heads the person says
//! of it. Whoever audits sees all of it, and answers only for those whom nobody else heads; nobody
//! answers for themselves.

use std::collections::HashMap;

use chrono::NaiveDate;
use kernel::{Among, AnomalyId, Authority, DepartmentId, Instant, Language, Role, StaffId};
use submission_store::{
    Cursor, Page, ReadTx, StoreError,
    anomalies::{self, Anomaly, AnomalyAnswer, AnomalyKind},
    staff,
};

use crate::{
    BackOffice, Error, Staff,
    permission::{Heading, Oversee},
    readers::page_at,
};

/// Letters of an answer.
pub const ANSWER_LIMIT: usize = 500;

/// More of them are not counted.
const MOST: usize = 1_000;

/// Lines on one page.
const LINES: usize = 50;

/// So many pages of what was answered are looked through for the first line that somebody is told.
const PAGES: usize = 50;

/// Who heads departments, and which.
type Head = (StaffId, Among<DepartmentId>);

/// One line of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnomalyLine {
    /// The id.
    pub id: AnomalyId,
    /// Of which day.
    pub day: NaiveDate,
    /// Whose looks: the id, and the name.
    pub staff: (StaffId, String),
    /// The names of the departments where that person works.
    pub departments: Vec<String>,
    /// What stands out.
    pub kind: AnomalyKind,
    /// How many.
    pub number: u64,
    /// What was said of it, by whom, and when.
    pub answer: Option<(String, String, Instant)>,
    /// Whether the person who asks can answer for it.
    pub can_answer: bool,
    /// Whether somebody else heads the person: otherwise whoever audits answers.
    pub is_headed: bool,
}

/// A part of what nobody has answered, the oldest first, or of what was answered, the newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AnomalyPage {
    /// The lines.
    pub lines: Vec<AnomalyLine>,
    /// Where the next page begins.
    pub next: Option<String>,
}

impl BackOffice {
    /// What nobody has answered for, as far as this person oversees who looked; the oldest first.
    pub async fn anomalies(
        &self,
        staff: &Staff,
        cursor: Option<&str>,
    ) -> Result<AnomalyPage, Error> {
        let after = page_at(cursor, Page::MOST)?.after;
        let mut open = self.open_anomalies(staff, LINES + 1, after).await?;
        let has_more = open.len() > LINES;
        open.truncate(LINES);
        let next = open.last().filter(|_| has_more).map(anomalies::cursor_of);
        let lines = self.told_anomalies(staff, open).await?;
        Ok(AnomalyPage { lines, next: next.map(|cursor| cursor.to_string()) })
    }

    /// What was answered for, as far as this person oversees who looked.
    pub async fn answered_anomalies(
        &self,
        staff: &Staff,
        cursor: Option<&str>,
    ) -> Result<AnomalyPage, Error> {
        let overseen = overseen(staff)?;
        let mut page = page_at(cursor, Page::MOST)?;
        let read = self.inner.store.read(move |tx| {
            let (mut seen, mut next) = (Vec::new(), None);
            for _ in 0..PAGES {
                let listed = anomalies::answered(tx, &page)?;
                seen.extend(listed.items.into_iter().filter(|it| is_among(&overseen, it)));
                next = listed.next;
                match next.clone() {
                    Some(cursor) if seen.is_empty() => page = Page::after(Page::MOST, cursor),
                    Some(_) | None => break,
                }
            }
            Ok::<_, StoreError>((seen, next))
        });
        let (seen, next) = read.await?;
        let lines = self.told_anomalies(staff, seen).await?;
        Ok(AnomalyPage { lines, next: next.map(|cursor| cursor.to_string()) })
    }

    /// Answers for what stands out: kept for good, with name and time.
    pub async fn answer_anomaly(
        &self,
        staff: &Staff,
        id: &AnomalyId,
        words: &str,
    ) -> Result<(), Error> {
        let (overseen, now, of) = (overseen(staff)?, self.now(), id.clone());
        let found = self.inner.store.read(move |tx| anomalies::find(tx, &of)).await?;
        let found = found.filter(|it| is_among(&overseen, it)).ok_or(Error::NotFound)?;
        let heads = self.heads(now).await?;
        if !can_answer(staff, &found, &heads) {
            return Err(Error::Forbidden);
        }
        // A browser sends two characters for each end of a line that was typed.
        let words = words.trim().replace("\r\n", "\n");
        if words.is_empty() || words.chars().count() > ANSWER_LIMIT {
            return Err(Error::Text { limit: ANSWER_LIMIT });
        }
        let answer = AnomalyAnswer { words, by: staff.id().clone(), at: now };
        let answered =
            self.inner.store.write(move |tx| anomalies::answer(tx, &found.id, &answer)).await?;
        // Somebody was faster: what they said stays.
        if answered { Ok(()) } else { Err(Error::Conflict { by: None, at: None }) }
    }

    /// How much nobody has answered for of what this person is told, but for their own looks.
    pub(crate) async fn unanswered_anomalies(&self, staff: &Staff) -> Result<u64, Error> {
        let open = self.open_anomalies(staff, MOST, None).await?;
        let others = open.iter().filter(|it| it.staff != *staff.id()).count();
        Ok(u64::try_from(others).unwrap_or(u64::MAX))
    }

    async fn open_anomalies(
        &self,
        staff: &Staff,
        most: usize,
        after: Option<Cursor>,
    ) -> Result<Vec<Anomaly>, Error> {
        let overseen = overseen(staff)?;
        let is_told = move |it: &Anomaly| is_among(&overseen, it);
        let read = move |tx: &mut ReadTx<'_>| anomalies::open(tx, most, after.as_ref(), &is_told);
        Ok(self.inner.store.read(read).await?)
    }

    /// Everybody who heads something, with the departments.
    async fn heads(&self, now: Instant) -> Result<Vec<Head>, Error> {
        let everybody = self.everybody(now).await?;
        let heads = everybody.into_iter().map(|(who, _)| who);
        let heads = heads.filter(Authority::allows_somewhere::<Heading>);
        let head =
            |who: Authority| (who.person().clone(), who.reach::<Heading>().whole_departments());
        Ok(heads.map(head).collect())
    }

    async fn told_anomalies(
        &self,
        staff: &Staff,
        found: Vec<Anomaly>,
    ) -> Result<Vec<AnomalyLine>, Error> {
        let by = |it: &Anomaly| it.answer.as_ref().map(|answer| answer.by.clone());
        let people: Vec<StaffId> =
            found.iter().flat_map(|it| by(it).into_iter().chain([it.staff.clone()])).collect();
        let named = self.inner.store.read(move |tx| staff::names(tx, &people));
        let people: HashMap<StaffId, String> =
            named.await.map_err(|fault: StoreError| Error::from(fault))?;
        let heads = if found.is_empty() { Vec::new() } else { self.heads(self.now()).await? };
        let name = |id: &StaffId| people.get(id).cloned().unwrap_or_default();
        let department =
            |id: &DepartmentId| self.catalogue().department_name(id.as_str(), Language::Japanese);
        let line = |it: Anomaly| AnomalyLine {
            can_answer: it.answer.is_none() && can_answer(staff, &it, &heads),
            is_headed: is_headed(&it, &heads),
            departments: it.departments.iter().map(department).collect(),
            answer: it.answer.map(|said| (said.words, name(&said.by), said.at)),
            number: it.number.unsigned_abs(),
            staff: (it.staff.clone(), name(&it.staff)),
            id: it.id,
            day: it.day,
            kind: it.kind,
        };
        Ok(found.into_iter().map(line).collect())
    }
}

/// The departments of which this person is told who looked at what.
fn overseen(staff: &Staff) -> Result<Among<DepartmentId>, Error> {
    if !staff.authority.allows_somewhere::<Oversee>() {
        return Err(Error::Forbidden);
    }
    Ok(staff.authority.reach::<Oversee>().whole_departments())
}

/// Whether the person of it works in one of these departments.
fn is_among(departments: &Among<DepartmentId>, anomaly: &Anomaly) -> bool {
    match departments {
        Among::All => true,
        Among::These(some) => anomaly.departments.iter().any(|it| some.contains(it)),
    }
}

/// Whether somebody else than the person heads a department of theirs.
fn is_headed(anomaly: &Anomaly, heads: &[Head]) -> bool {
    heads.iter().any(|(who, headed)| *who != anomaly.staff && is_among(headed, anomaly))
}

/// Whoever heads the person answers; whoever audits where nobody else does, so that nothing stays
/// open because somebody was granted nothing on that day or is the only head.
fn can_answer(staff: &Staff, anomaly: &Anomaly, heads: &[Head]) -> bool {
    let headed = staff.authority.reach::<Heading>().whole_departments();
    let audits = staff.has(Role::Auditor) && !is_headed(anomaly, heads);
    anomaly.staff != *staff.id() && (audits || is_among(&headed, anomaly))
}
