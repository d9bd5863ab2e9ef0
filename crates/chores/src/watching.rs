//! Watching the register of looks: once a day, when it is closed, what stands out is written down
//! for who audits and who heads the person.

use std::collections::BTreeSet;

use casework::Error;
use chrono::{Days, NaiveDate};
use kernel::{AnomalyId, DepartmentId, Instant};
use submission_store::{
    StoreError,
    anomalies::{self, Anomaly},
    audit, events,
    leases::{self, Lease},
    looks, protected, staff,
};

use crate::{Chores, Watch, jobs::Job, watch::Watched};

/// What lies further back when it is watched for the first time is nobody's to answer any more.
const BACK: Days = Days::new(31);

impl Chores {
    /// Watches every closed day that was not watched yet; gives how much stands out. Of several
    /// servers one does it.
    pub async fn watch_looks(&self, watch: &Watch) -> Result<usize, Error> {
        let now = self.now();
        let Some(lease) = self.take_job(Job::Watching, now).await? else { return Ok(0) };
        let found = self.watch_days(watch, &lease, now).await;
        self.give_back(lease, found.is_ok(), now).await?;
        found
    }

    async fn watch_days(&self, watch: &Watch, lease: &Lease, now: Instant) -> Result<usize, Error> {
        let mut all = 0;
        while let Some(day) = self.unwatched_day(now).await? {
            let found = self.stands_out(watch, day, now).await?;
            all += found.len();
            let held = lease.clone();
            let kept = self.store().write(move |tx| {
                leases::hold(tx, &held)?;
                anomalies::watched(tx, day, &found)
            });
            kept.await.map_err(|fault: StoreError| Error::from(fault))?;
        }
        Ok(all)
    }

    /// The first closed day with looks that nobody watched.
    async fn unwatched_day(&self, now: Instant) -> Result<Option<NaiveDate>, Error> {
        let read = self.store().read(move |tx| {
            let Some(closed) = audit::last_day_head(tx)? else { return Ok(None) };
            let earliest = now.day().checked_sub_days(BACK).unwrap_or_default();
            let until = anomalies::watched_until(tx)?.map_or(earliest, |day| day.max(earliest));
            let next = looks::next_day(tx, until)?;
            Ok::<_, StoreError>(next.filter(|day| *day <= closed.day))
        });
        Ok(read.await?)
    }

    async fn stands_out(
        &self,
        watch: &Watch,
        day: NaiveDate,
        now: Instant,
    ) -> Result<Vec<Anomaly>, Error> {
        let watch = watch.clone();
        let read = self.store().read(move |tx| {
            let mut watched = Watched::new(&watch, protected::on(tx, day)?);
            looks::each_on(tx, day, |look| watched.look(look))?;
            let found = watched.finish(&events::done_on(tx, day)?);
            Ok::<_, StoreError>((found, staff::list(tx)?))
        });
        let (found, people) = read.await?;
        let ids = self.casework.archive().ids();
        let anomaly = |(staff, kind, number)| {
            let person = people.iter().find(|person| person.id == staff);
            let grants = person.into_iter().flat_map(|person| &person.grants);
            let grants = grants.filter(|grant| grant.holds_on(day));
            let departments: BTreeSet<DepartmentId> =
                grants.map(|grant| grant.department.clone()).collect();
            Anomaly {
                id: AnomalyId::new(&**ids, now),
                day,
                departments: departments.into_iter().collect(),
                staff,
                kind,
                number: i64::try_from(number).unwrap_or(i64::MAX),
                found_at: now,
                answer: None,
            }
        };
        Ok(found.into_iter().map(anomaly).collect())
    }
}
