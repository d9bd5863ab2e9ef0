//! What waits for each member of staff in the morning, counted once a day and person.
//!
//! A person is counted for by their own grants, as they would count at the screen. Nothing is
//! written where there is nothing to say, and no count says whose case it is.

use std::collections::BTreeSet;

use casework::counts_as_kept;
use chrono::{Datelike as _, Duration, NaiveDate, Timelike as _};
use japanese_values::calendar;
use kernel::{Authority, CasePlace, DepartmentTree, Grant, Instant, LetterId, Rank, Role, StaffId};
use mail::MorningLine;
use review_workflow::Returned;
use submission_store::{
    StoreError, WriteTx, cases, departments,
    dispatches::{self, WaitingFilter},
    duties,
    leases::{self, Lease},
    mornings::{self, Morning, MorningChoice},
    outbox::{self, LetterState},
    staff,
    tasks::{self, Task},
};

use crate::{
    BackOffice, Error, QueueFilter, QueueView, Staff,
    approvals::{LONG, MOST, WANTED, unread_by, unread_for_long},
    filter::DueWithin,
    permission::{
        Advise, Decide, DecideRefund, Follow, Heading, Oversee, SeeSamples, SendOut, Take,
    },
};

/// The lease of the one server that counts.
const JOB: &str = "mornings-counted";

/// From when on letters are written, and until when: a count of the morning is no news at night.
const FROM: (u32, u32) = (8, 30);
const UNTIL: (u32, u32) = (17, 0);

/// A place where open cases lie that nobody could be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nowhere {
    /// Where.
    pub place: CasePlace,
    /// How many.
    pub cases: u64,
}

/// Everybody who works here and what they may do.
struct Town {
    people: Vec<staff::Staff>,
    tree: DepartmentTree,
    nowhere: Vec<Nowhere>,
    dead_letters: u64,
    now: Instant,
    today: NaiveDate,
}

impl BackOffice {
    /// How often this person wants the letter of the morning.
    pub async fn morning_choice(&self, staff: &Staff) -> Result<MorningChoice, Error> {
        let id = staff.id().clone();
        Ok(self.inner.store.read(move |tx| mornings::choice(tx, &id)).await?)
    }

    /// Keeps how often they want it.
    pub async fn choose_morning(&self, staff: &Staff, choice: MorningChoice) -> Result<(), Error> {
        let id = staff.id().clone();
        Ok(self.inner.store.write(move |tx| mornings::choose(tx, &id, choice)).await?)
    }

    /// Counts for everybody whose morning nobody has looked at yet, and gives how many letters came
    /// of it. Nothing before the morning, in the evening, and while the office is shut.
    pub async fn count_mornings(&self) -> Result<usize, Error> {
        let now = self.now();
        if !is_a_morning(now) {
            return Ok(0);
        }
        let (owner, until) =
            (self.casework.archive().owner().to_owned(), now.plus(Duration::minutes(5)));
        let take = move |tx: &mut WriteTx<'_>| leases::take(tx, JOB, &owner, now, until);
        let Some(lease) = self.inner.store.write(take).await? else { return Ok(0) };
        let written = self.count_for_all(&lease, now).await;
        let well = written.is_ok();
        let give_back = move |tx: &mut WriteTx<'_>| {
            if well { leases::finish(tx, &lease, now) } else { leases::release(tx, &lease, now) }
        };
        self.inner.store.write(give_back).await?;
        written
    }

    async fn count_for_all(&self, lease: &Lease, now: Instant) -> Result<usize, Error> {
        let today = now.day();
        let asked = self.inner.store.read(move |tx| {
            let known: BTreeSet<StaffId> = mornings::looked_at(tx, today)?.into_iter().collect();
            let choices = mornings::choices(tx)?.into_iter();
            let wanted = choices.filter(|(id, it)| wants(*it, today) && !known.contains(id));
            Ok::<_, StoreError>(wanted.map(|(id, _)| id).collect::<BTreeSet<StaffId>>())
        });
        let asked = asked.await?;
        if asked.is_empty() {
            return Ok(0);
        }
        let town = self.town(now).await?;
        let mut written = 0;
        for person in town.people.iter().filter(|person| asked.contains(&person.id)) {
            let lines = self.lines_of(person, &town).await?;
            let morning = Morning {
                id: LetterId::new(&*self.inner.ids, now),
                staff: person.id.clone(),
                day: today,
                counts: counts_as_kept(&lines)?,
                attempts: 0,
                created_at: now,
            };
            let held = lease.clone();
            let kept = self.inner.store.write(move |tx| {
                leases::hold(tx, &held)?;
                mornings::insert(tx, &morning)
            });
            written += usize::from(kept.await? && !lines.is_empty());
        }
        Ok(written)
    }

    async fn town(&self, now: Instant) -> Result<Town, Error> {
        let nowhere = self.nowhere().await?;
        let read = self.inner.store.read(move |tx| {
            let people = staff::list(tx)?.into_iter();
            let people = people.filter(|person| person.disabled_at.is_none()).collect();
            let dead = outbox::count(tx, LetterState::Dead)?;
            Ok::<_, StoreError>((people, departments::tree(tx)?, dead.unsigned_abs()))
        });
        let (people, tree, dead_letters) = read.await?;
        Ok(Town { people, tree, nowhere, dead_letters, now, today: now.day() })
    }

    /// The places of open cases which nobody could be given, with how many lie there.
    async fn nowhere(&self) -> Result<Vec<Nowhere>, Error> {
        let everybody = self.everybody(self.now()).await?;
        let takes =
            |place: &CasePlace| everybody.iter().any(|(who, _)| who.allow::<Take>(place).is_ok());
        let places: Vec<(CasePlace, u64)> =
            self.inner.store.read(|tx| cases::waiting_places(tx)).await?;
        let stranded = places.into_iter().filter(|(place, _)| !takes(place));
        Ok(stranded.map(|(place, cases)| Nowhere { place, cases }).collect())
    }

    /// The same for the page of who arranges the work of everybody; nothing for anybody else.
    pub async fn nowhere_told(&self, staff: &Staff) -> Result<Vec<Nowhere>, Error> {
        if staff.has(Role::Administrator) { self.nowhere().await } else { Ok(Vec::new()) }
    }

    /// What there is to say to one person, in the order of the letter.
    async fn lines_of(
        &self,
        person: &staff::Staff,
        town: &Town,
    ) -> Result<Vec<(MorningLine, u64, bool)>, Error> {
        let mut lines = Vec::new();
        for (who, filters) in [
            (town.as_whole(person), own()),
            (town.as_far_as(person, decides), to_decide()),
            (town.as_far_as(person, leads), led()),
            (town.as_far_as(person, heads), headed()),
        ] {
            if !who.authority.allows_somewhere::<crate::See>() {
                continue;
            }
            let (names, filters): (Vec<_>, Vec<_>) = filters.into_iter().unzip();
            let counts = self.counts(&who, filters).await?;
            let said = names.into_iter().zip(counts).filter(|(_, count)| count.number > 0);
            lines.extend(said.map(|(line, count)| (line, count.number, count.more)));
        }
        lines.extend(self.waiting_lines(person, town).await?);
        lines.extend(self.drawn_lines(person, town).await?);
        lines.extend(self.asked_lines(person, town).await?);
        lines.extend(self.odd_lines(person, town).await?);
        let to_release = self.releases_at(&town.as_whole(person), town.now).await?.len();
        let to_release = u64::try_from(to_release).unwrap_or(u64::MAX);
        lines.extend((to_release > 0).then_some((MorningLine::ToRelease, to_release, false)));
        lines.extend(town.beyond_lists(person));
        lines.sort_by_key(|(line, ..)| *line);
        Ok(lines)
    }

    /// What waits beside lists of cases: for whoever decides, gives money back, posts papers and hears
    /// of those that came back; whoever heads is told what a colleague has not read for five open days.
    async fn waiting_lines(
        &self,
        person: &staff::Staff,
        town: &Town,
    ) -> Result<Vec<(MorningLine, u64, bool)>, Error> {
        let whole = town.as_whole(person).authority;
        let (decided, headed) = (whole.reach::<Decide>(), whole.reach::<Heading>());
        let given_back = whole.reach::<DecideRefund>();
        let (posted, followed) = (whole.reach::<SendOut>(), whole.reach::<Follow>());
        let (holder, now, today) = (person.id.clone(), town.now, town.today);
        let read = self.inner.store.read(move |tx| {
            let to_give_back = tasks::count_of(tx, &given_back, Task::Refund, MOST)?;
            let (to_post, _) = dispatches::waiting(tx, &posted, &WaitingFilter::default(), now, 0)?;
            let (came_back, _) = dispatches::returned(tx, &followed, 0)?;
            Ok::<_, StoreError>([
                (MorningLine::ToTakeUp, duties::count(tx, &decided, &WANTED)?),
                (MorningLine::ToRead, duties::count(tx, &decided, &unread_by(&holder))?),
                (MorningLine::OursUnread, duties::count(tx, &headed, &unread_for_long(today))?),
                (MorningLine::ToGiveBack, i64::try_from(to_give_back).unwrap_or(i64::MAX)),
                (MorningLine::ToPost, to_post),
                (MorningLine::CameBack, came_back),
            ])
        });
        let lines = read.await?.into_iter().filter(|(_, number)| *number > 0);
        Ok(lines.map(|(line, number)| (line, number.unsigned_abs(), false)).collect())
    }

    /// The decisions of others that were drawn: whoever decides looks at them; whoever leads is told
    /// once their day has passed, and whoever heads five open days later.
    async fn drawn_lines(
        &self,
        person: &staff::Staff,
        town: &Town,
    ) -> Result<Vec<(MorningLine, u64, bool)>, Error> {
        let (mut lines, today) = (Vec::new(), town.today);
        let long_ago = calendar::subtract_open_days(today, LONG);
        for (who, line, before) in [
            (town.as_far_as(person, decides), MorningLine::ToSample, None),
            (town.as_far_as(person, leads), MorningLine::OursUnsampled, Some(today)),
            (town.as_far_as(person, heads), MorningLine::OursLongUnsampled, Some(long_ago)),
        ] {
            if who.authority.allows_somewhere::<SeeSamples>() {
                lines.push((line, self.unsampled(&who, before).await?, false));
            }
        }
        lines.retain(|(_, number, _)| *number > 0);
        Ok(lines)
    }

    /// What departments were asked: whoever answers for one hears of it, and once its day has
    /// passed whoever leads on either side.
    async fn asked_lines(
        &self,
        person: &staff::Staff,
        town: &Town,
    ) -> Result<Vec<(MorningLine, u64, bool)>, Error> {
        let (whole, lead) = (town.as_whole(person), town.as_far_as(person, leads));
        let mut lines = Vec::new();
        if whole.authority.allows_somewhere::<Advise>() {
            lines.push((MorningLine::ToAnswer, self.unanswered(&whole, None).await?, false));
        }
        if lead.authority.allows_somewhere::<Advise>() {
            let (today, line) = (town.today, MorningLine::OursUnanswered);
            lines.push((line, self.unanswered(&lead, Some(today)).await?, false));
            lines.push((MorningLine::OursUnheard, self.unheard(&lead, today).await?, false));
        }
        lines.retain(|(_, number, _)| *number > 0);
        Ok(lines)
    }
}

impl BackOffice {
    /// What stands out in the register of looks and nobody has answered for: whoever audits is told of
    /// all, and whoever heads a department of what they could answer for.
    async fn odd_lines(
        &self,
        person: &staff::Staff,
        town: &Town,
    ) -> Result<Vec<(MorningLine, u64, bool)>, Error> {
        let mut lines = Vec::new();
        for (who, line) in [
            (town.as_far_as(person, audits), MorningLine::OddLooks),
            (town.as_far_as(person, heads), MorningLine::OursOddLooks),
        ] {
            if who.authority.allows_somewhere::<Oversee>() {
                lines.push((line, self.unanswered_anomalies(&who).await?, false));
            }
        }
        lines.retain(|(_, number, _)| *number > 0);
        Ok(lines)
    }
}

impl Town {
    fn as_whole(&self, person: &staff::Staff) -> Staff {
        self.as_far_as(person, |_| true)
    }

    /// The person with those of their grants alone that `counts` names.
    fn as_far_as(&self, person: &staff::Staff, counts: fn(&Grant) -> bool) -> Staff {
        let grants: Vec<Grant> =
            person.grants.iter().filter(|grant| counts(grant)).cloned().collect();
        Staff {
            authority: Authority::new(person.id.clone(), grants, &self.tree, self.today),
            email: person.email.clone(),
            name: person.name.clone(),
            scopes: None,
            token: None,
            own: Vec::new(),
            session: None,
        }
    }

    /// What no list of cases shows.
    fn beyond_lists(&self, person: &staff::Staff) -> Vec<(MorningLine, u64, bool)> {
        let leading = self.as_far_as(person, leads).authority;
        let theirs =
            self.nowhere.iter().filter(|it| leading.allow::<crate::See>(&it.place).is_ok());
        let administers = self.as_whole(person).has(Role::Administrator);
        let whole = if administers { self.nowhere.as_slice() } else { &[] };
        let dead = if administers { self.dead_letters } else { 0 };
        [
            (MorningLine::OursNowhere, theirs.map(|it| it.cases).sum()),
            (MorningLine::Nowhere, whole.iter().map(|it| it.cases).sum()),
            (MorningLine::DeadLetters, dead),
        ]
        .into_iter()
        .filter(|(_, number)| *number > 0)
        .map(|(line, number)| (line, number, false))
        .collect()
    }
}

type Lines = Vec<(MorningLine, QueueFilter)>;

fn own() -> Lines {
    let mine = || QueueFilter { view: Some(QueueView::Mine), ..QueueFilter::default() };
    vec![
        (MorningLine::MineLate, QueueFilter { due: Some(DueWithin::Over), ..mine() }),
        (MorningLine::MineToday, QueueFilter { due: Some(DueWithin::Today), ..mine() }),
        (MorningLine::MineAnswered, QueueFilter { returned: vec![Returned::Answered], ..mine() }),
        (MorningLine::MineSentBack, QueueFilter { returned: vec![Returned::SentBack], ..mine() }),
    ]
}

fn to_decide() -> Lines {
    let view = Some(QueueView::AwaitingApproval);
    vec![(MorningLine::ToDecide, QueueFilter { view, ..QueueFilter::default() })]
}

fn led() -> Lines {
    let unclaimed = Some(QueueView::Unclaimed);
    vec![
        (
            MorningLine::OursLate,
            QueueFilter { view: Some(QueueView::Late), ..QueueFilter::default() },
        ),
        (
            MorningLine::OursPutBack,
            QueueFilter {
                view: unclaimed,
                returned: vec![Returned::PutBack],
                ..QueueFilter::default()
            },
        ),
    ]
}

fn headed() -> Lines {
    let (view, due) = (Some(QueueView::Late), Some(DueWithin::Long));
    vec![(MorningLine::OursLong, QueueFilter { view, due, ..QueueFilter::default() })]
}

fn decides(grant: &Grant) -> bool {
    grant.role == Role::Approver
}

fn leads(grant: &Grant) -> bool {
    grant.role == Role::Lead
}

fn audits(grant: &Grant) -> bool {
    grant.role == Role::Auditor
}

fn heads(grant: &Grant) -> bool {
    grant.role == Role::Approver && grant.rank >= Rank::Section
}

fn is_a_morning(now: Instant) -> bool {
    let time = now.local().time();
    calendar::is_open_day(now.day()) && (FROM..UNTIL).contains(&(time.hour(), time.minute()))
}

/// Whether somebody who chose so wants a letter today.
fn wants(choice: MorningChoice, today: NaiveDate) -> bool {
    match choice {
        MorningChoice::Daily => true,
        MorningChoice::Weekly => is_first_of_week(today),
        MorningChoice::Never => false,
    }
}

/// Monday, or the first open day after it where that is a holiday.
fn is_first_of_week(today: NaiveDate) -> bool {
    let before = calendar::subtract_open_days(today, 1);
    before.iso_week() != today.iso_week()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse_rfc3339(&format!("{text}+09:00")).unwrap()
    }

    #[test]
    fn letters_are_written_from_half_past_eight_of_open_days() {
        for (moment, expected) in [
            ("2026-11-24T08:29:59", false),
            ("2026-11-24T08:30:00", true),
            ("2026-11-24T16:59:59", true),
            ("2026-11-24T17:00:00", false),
            // 勤労感謝の日, a Sunday, and the days around New Year.
            ("2026-11-23T09:00:00", false),
            ("2026-11-22T09:00:00", false),
            ("2026-12-31T09:00:00", false),
        ] {
            assert_eq!(is_a_morning(at(moment)), expected, "{moment}");
        }
    }

    #[test]
    fn once_a_week_is_the_first_open_day_of_it() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (today, expected) in [
            ("2026-11-16", true),
            ("2026-11-17", false),
            ("2026-11-24", true),
            ("2026-11-25", false),
        ] {
            assert_eq!(wants(MorningChoice::Weekly, day(today)), expected, "{today}");
            assert!(wants(MorningChoice::Daily, day(today)));
            assert!(!wants(MorningChoice::Never, day(today)));
        }
    }
}
