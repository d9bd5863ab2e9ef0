//! Looking at what is sealed: sensitive answers, and every file that came with a case.
//!
//! Nothing leaves before the look is written down in the register ([`LookKind`]); what is
//! sealed, and looks of those who do not work on such cases, also leave a trace in the log of the
//! case. A file may show anything, a card or a bankbook, so each counts. Whoever works on the case
//! opens its files as their work; anybody else of the department says why.

use std::collections::{BTreeMap, HashMap};

use casework::{FileContent, Rows, Shelter, open_event};
use catalogue::Published;
use chrono::Duration;
use form_engine::Sensitivity;
use kernel::{
    AttachmentId, Authorised, Instant, Language, LookId, Permission, ReceiptNumber, Right,
    SubmissionId,
};
use review_workflow::{Consultation, Event, State};
use submission_store::{
    CaseSealer, Digest, StoreError, WriteTx,
    attachments::Attachment,
    cases::CaseRecord,
    events::{self, LoggedEvent},
    looks::{self, Look, LookKind},
};

use crate::{
    AttachedFile, BackOffice, Error, QueueFilter, Staff,
    permission::{
        Advise, Decide, See, SendOut, Serve, Unseal, Work, carries, right_of, shelter_of, unseals,
    },
    sought::surname,
};

/// Characters of a reason.
const LONGEST_REASON: usize = 200;

/// By what right somebody opens a file.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Grounds<'r> {
    /// They work on the case.
    Work,
    /// They say why.
    Reason(&'r str),
    /// They work on the case, or turn the pages of what they opened a moment ago: that is one look.
    Turning,
}

/// A file that somebody may see at this moment; the look is written down.
pub(crate) struct OpenedFile {
    pub(crate) file: Attachment,
    /// The same as the page of the case has it.
    pub(crate) seen: AttachedFile,
    /// 受付番号 of its case.
    pub(crate) receipt_number: String,
    /// Whether it shows who somebody is.
    pub(crate) is_identity: bool,
    pub(crate) at: Instant,
}

/// A page that is opened again within this time shows its pictures as part of the same look.
pub(crate) fn same_look() -> Duration {
    Duration::minutes(10)
}

/// Writes a look, unless it goes on with one of the last minutes.
pub(crate) fn put_look(tx: &mut WriteTx<'_>, look: &Look) -> Result<(), StoreError> {
    if looks::is_repeated(tx, look, look.at.plus(-same_look()))? {
        return Ok(());
    }
    looks::insert(tx, look)
}

impl BackOffice {
    /// Sensitive values in clear, by their places, all for one reason. Each look is recorded
    /// before any value is shown; a My Number asks for a fresh second factor as well.
    pub async fn reveal(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        pointers: &[String],
        reason: &str,
    ) -> Result<BTreeMap<String, String>, Error> {
        let reason = said(reason)?;
        let (rows, proof) = self.authorised::<Unseal>(staff, id).await?;
        let published = self.casework.form_of(&rows.submission).await?;
        let at = self.now();
        let answers = published.form.answers(&rows.latest_content()?, Language::Japanese);
        let shelter = shelter_of(staff, &rows.record, at);
        let mut wanted = casework::compare::flat(shelter.over(answers));
        // What one may not open is as little there as what was never asked.
        let opens = |kind| unseals(staff, kind, &rows.record.place);
        wanted.retain(|it| it.sensitive.is_some_and(opens) && pointers.contains(&it.at));
        if wanted.iter().any(|answer| answer.sensitive == Some(Sensitivity::MyNumber)) {
            self.is_fresh_at_the_screen(staff, at)?;
        }
        let values: BTreeMap<String, String> =
            wanted.into_iter().map(|answer| (answer.at, answer.text)).collect();
        if values.is_empty() || !pointers.iter().all(|pointer| values.contains_key(pointer)) {
            return Err(Error::NotFound);
        }
        let seen = |pointer: &String| {
            let field = format!("{pointer} {reason}");
            Event::SensitiveViewed { at, by: proof.by().clone(), field }
        };
        let facts: Vec<Event> = values.keys().map(seen).collect();
        let look =
            |pointer: &String| self.look_of(staff, &rows.record, at, LookKind::Value, pointer);
        let looks = values.keys().map(look).collect();
        self.casework.note(rows.sealer(), &facts, looks, proof.by()).await?;
        Ok(values)
    }

    /// A file of a case as it came, byte for byte, once the look at it is written down. `reason` is
    /// needed by those who do not work on the case. A browser gets [`Self::shown_file`].
    pub async fn case_attachment(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        attachment: &AttachmentId,
        reason: Option<&str>,
    ) -> Result<FileContent, Error> {
        let grounds = reason.map_or(Grounds::Work, Grounds::Reason);
        let opened = self.open_file(staff, id, attachment, grounds).await?;
        self.casework.read_file(opened.file).await
    }

    /// Whether somebody may open a file now, and that they did.
    pub(crate) async fn open_file(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        attachment: &AttachmentId,
        grounds: Grounds<'_>,
    ) -> Result<OpenedFile, Error> {
        let (rows, proof) = self.authorised::<Work>(staff, id).await?;
        let file = rows.attachments.iter().find(|file| file.id == *attachment).cloned();
        let file = file.ok_or(Error::NotFound)?;
        let published = self.casework.form_of(&rows.submission).await?;
        let now = self.now();
        if !opens_file(staff, &rows, &published, (&file, now)) {
            return Err(Error::NotFound);
        }
        let opened = self.look_of(staff, &rows.record, now, LookKind::File, attachment.as_str());
        let at = file.spot().map(ToString::to_string).unwrap_or_default();
        let look = match grounds {
            Grounds::Reason(reason) => Some(format!("{at} {}", said(reason)?)),
            Grounds::Work | Grounds::Turning if works_on(&rows, staff) => Some(at),
            Grounds::Turning if self.unless_recent(opened.clone()).await?.is_empty() => None,
            Grounds::Work | Grounds::Turning => return Err(Error::Forbidden),
        };
        if let Some(look) = look {
            self.look(rows.sealer(), opened, look, &proof).await?;
        }
        let is_identity = rights_of(&rows, &published, &file).any(|it| it == Right::SeeIdentity);
        Ok(OpenedFile {
            is_identity,
            seen: AttachedFile::of(staff, &rows, (&published, now), &file, &HashMap::new())?,
            receipt_number: rows.submission.receipt_number.to_string(),
            at: now,
            file,
        })
    }

    /// Writes down that somebody opened a notice, as `P` lets them.
    pub(crate) async fn notice_seen<P: Permission>(
        &self,
        staff: &Staff,
        record: &CaseRecord,
        notice: &str,
        now: Instant,
    ) -> Result<(), Error> {
        let proof = staff.authority.allow::<P>(&record.place)?;
        let look = self.look_of(staff, record, now, LookKind::Notice, notice);
        self.look(&record.sealer, look, format!("notices/{notice}"), &proof).await
    }

    /// Writes down that somebody opened a case, its history or its paper. The same within ten
    /// minutes is one look.
    pub(crate) async fn opened(
        &self,
        staff: &Staff,
        record: &CaseRecord,
        kind: LookKind,
        now: Instant,
    ) -> Result<(), Error> {
        let proof = staff.authority.allow::<See>(&record.place)?;
        self.opened_by(staff, record, self.look_of(staff, record, now, kind, ""), &proof).await
    }

    /// The same of a case that is shown to who is asked about it, by their grant there.
    pub(crate) async fn opened_as_asked(
        &self,
        staff: &Staff,
        record: &CaseRecord,
        asked: &Consultation,
        now: Instant,
    ) -> Result<(), Error> {
        let place = asked.place(&record.place);
        let proof = staff.authority.allow::<Advise>(&place)?;
        let grant = staff.authority.grant_for::<Advise>(&place);
        let part = format!("consultations/{}", asked.number);
        let look = Look {
            role: grant.map(|grant| grant.role),
            department: grant.map(|grant| grant.department.clone()),
            ..self.look_of(staff, record, now, LookKind::Case, &part)
        };
        self.opened_by(staff, record, look, &proof).await
    }

    async fn opened_by<P>(
        &self,
        staff: &Staff,
        record: &CaseRecord,
        look: Look,
        proof: &Authorised<P>,
    ) -> Result<(), Error> {
        let now = look.at;
        let looks = self.unless_recent(look).await?;
        let mut facts = Vec::new();
        if staff.authority.allow::<Work>(&record.place).is_err() {
            let fact = Event::Viewed { at: now, by: proof.by().clone() };
            if self.recent(&record.case.id, &fact, proof).await?.is_empty() {
                facts.push(fact);
            }
        }
        if looks.is_empty() && facts.is_empty() {
            return Ok(());
        }
        self.casework.note(&record.sealer, &facts, looks, proof.by()).await
    }

    /// Writes down that somebody was shown `found` rows of a list; the same list within ten
    /// minutes is one look.
    pub(crate) async fn looked_through(
        &self,
        staff: &Staff,
        kind: LookKind,
        part: String,
        found: usize,
        at: Instant,
    ) -> Result<(), Error> {
        let look = Look {
            id: LookId::new(&*self.inner.ids, at),
            at,
            by: staff.id().clone(),
            role: None,
            department: None,
            kind,
            case: None,
            case_department: None,
            part,
            found: u32::try_from(found).ok(),
        };
        let looks = self.unless_recent(look).await?;
        if looks.is_empty() {
            return Ok(());
        }
        let store = &self.inner.store;
        Ok(store.write(move |tx| looks.iter().try_for_each(|look| looks::insert(tx, look))).await?)
    }

    /// What somebody looked for, and the surname in it, as terms that nobody reads: whether they
    /// looked for the same again can be told, and not whether a colleague did.
    pub(crate) fn terms_of(&self, staff: &Staff, words: &str) -> Terms {
        let term = |purpose: &str, words: &str| {
            let key = self.casework.derived_key(&format!("{purpose}\n{}\n{words}", staff.id()));
            Digest::from_bytes(key).hex().chars().take(16).collect()
        };
        let whole: String = words.split_whitespace().collect();
        Terms {
            whole: (!whole.is_empty()).then(|| term("looked for by", &whole)),
            surname: surname(words).map(|name| term("a surname looked for by", &name)),
        }
    }

    /// A look by this person, by the grant that lets them.
    pub(crate) fn look_of(
        &self,
        staff: &Staff,
        record: &CaseRecord,
        at: Instant,
        kind: LookKind,
        part: &str,
    ) -> Look {
        let sees = staff.authority.grant_for::<See>(&record.place);
        let grant = sees
            .or_else(|| staff.authority.grant_for::<SendOut>(&record.place))
            .or_else(|| staff.authority.grant_for::<Serve>(&record.place));
        Look {
            id: LookId::new(&*self.inner.ids, at),
            at,
            by: staff.id().clone(),
            role: grant.map(|grant| grant.role),
            department: grant.map(|grant| grant.department.clone()),
            kind,
            case: Some(record.case.id.clone()),
            case_department: Some(record.place.department.clone()),
            part: part.to_owned(),
            found: None,
        }
    }

    /// The look, unless it goes on with one of the last minutes.
    async fn unless_recent(&self, look: Look) -> Result<Vec<Look>, Error> {
        let since = look.at.plus(-same_look());
        let store = &self.inner.store;
        let known = store.read({
            let look = look.clone();
            move |tx| looks::is_repeated(tx, &look, since)
        });
        Ok(if known.await? { Vec::new() } else { vec![look] })
    }

    /// Writes down what was opened, unless the same person opened the same a moment ago.
    pub(crate) async fn look<P>(
        &self,
        sealer: &CaseSealer,
        look: Look,
        what: String,
        proof: &Authorised<P>,
    ) -> Result<(), Error> {
        let fact = Event::SensitiveViewed { at: look.at, by: proof.by().clone(), field: what };
        // Several files answer one question: the log names the question, the register the file.
        let looks = self.unless_recent(look).await?;
        let mut told = false;
        for logged in self.recent(sealer.case(), &fact, proof).await? {
            let before = open_event(sealer, &logged)?;
            told |= matches!((&before, &fact), (
                Event::SensitiveViewed { field: before, .. },
                Event::SensitiveViewed { field: now, .. },
            ) if before == now);
        }
        let facts = if told { Vec::new() } else { vec![fact] };
        if looks.is_empty() && facts.is_empty() {
            return Ok(());
        }
        self.casework.note(sealer, &facts, looks, proof.by()).await
    }

    /// Looks of the same kind by the same person, so recent that they may be the same one.
    async fn recent<P>(
        &self,
        id: &SubmissionId,
        fact: &Event,
        proof: &Authorised<P>,
    ) -> Result<Vec<LoggedEvent>, Error> {
        let (case, kind, by) = (id.clone(), fact.word(), proof.by().clone());
        let since = fact.at().plus(-same_look());
        let read = self.inner.store.read(move |tx| events::list_since(tx, &case, kind, &by, since));
        Ok(read.await?)
    }
}

/// Whether somebody may open a file at all: it needs the rights of what it shows, and any file may
/// show where a protected person is.
pub(crate) fn opens_file(
    staff: &Staff,
    rows: &Rows,
    published: &Published,
    (file, now): (&Attachment, Instant),
) -> bool {
    let place = &rows.record.place;
    shelter_of(staff, &rows.record, now) != Shelter::Shut
        && rights_of(rows, published, file).all(|right| carries(staff, right, place))
}

/// The rights that a file needs: one that answers a sensitive question that of its kind, one that a
/// clerk added the one that they named.
fn rights_of(rows: &Rows, published: &Published, file: &Attachment) -> impl Iterator<Item = Right> {
    let field = file.answer().and_then(|at| published.form.field(at));
    let asked = field.and_then(|field| field.sensitive).map(right_of);
    let added = rows.record.case.attached_with(&file.id).and_then(|added| added.secrecy);
    asked.into_iter().chain(added)
}

/// Whether looking into the files is this person's work at this moment: they have the case,
/// have prepared it, or it waits for a decision that is theirs to make.
pub(crate) fn works_on(rows: &Rows, staff: &Staff) -> bool {
    let (case, who) = (&rows.record.case, staff.id());
    let decides = || staff.authority.allow::<Decide>(&rows.record.place).is_ok();
    case.assignee.as_ref() == Some(who)
        || case.was_prepared_by(who)
        || (case.state == State::AwaitingApproval && decides())
}

/// A reason as it was said: short, and not nothing.
pub(crate) fn said(reason: &str) -> Result<&str, Error> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        return Err(Error::Text { limit: LONGEST_REASON });
    }
    Ok(reason)
}

/// What was looked for, as the register keeps it.
#[derive(Debug, Default)]
pub(crate) struct Terms {
    whole: Option<String>,
    surname: Option<String>,
}

/// What was looked through, for the register. Words stand there only as `terms`.
pub(crate) fn asked(
    filter: &QueueFilter,
    number: Option<&ReceiptNumber>,
    terms: Terms,
) -> (LookKind, String) {
    let searched = number.is_some() || terms.whole.is_some();
    let findings = filter.open_findings.map(|open| if open { "open" } else { "none" });
    // The one part that nobody has read: what is no id of a procedure is not kept.
    let is_id = |id: &String| {
        id.len() <= 64
            && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    let procedure = |id: &String| if is_id(id) { id.clone() } else { "?".to_owned() };
    let parts = [
        ("view", filter.view.map(|view| view.word().to_owned())),
        ("procedure", one_of(&filter.procedures, procedure)),
        ("state", one_of(&filter.states, |state| state.word().to_owned())),
        ("returned", one_of(&filter.returned, |returned| returned.word().to_owned())),
        ("department", filter.department.as_ref().map(ToString::to_string)),
        ("desk", filter.desk.as_ref().map(ToString::to_string)),
        ("ward", one_of(&filter.wards, ToString::to_string)),
        ("channel", one_of(&filter.sources, |source| source.word().to_owned())),
        ("assignee", filter.assignee.as_ref().map(ToString::to_string)),
        ("from", filter.received_from.as_ref().map(ToString::to_string)),
        ("until", filter.received_until.as_ref().map(ToString::to_string)),
        ("ended-from", filter.ended_from.as_ref().map(ToString::to_string)),
        ("ended-until", filter.ended_until.as_ref().map(ToString::to_string)),
        ("due", filter.due.map(|due| due.word().to_owned())),
        ("finding", findings.map(str::to_owned)),
        ("question", filter.question.then(|| "yes".to_owned())),
        ("consulting", filter.consulting.then(|| "yes".to_owned())),
        ("label", filter.label.as_ref().map(ToString::to_string)),
        ("unread", filter.unread.then(|| "yes".to_owned())),
        ("number", number.map(ToString::to_string)),
        ("term", terms.whole),
        (Look::NAME, terms.surname),
    ];
    (if searched { LookKind::Search } else { LookKind::List }, in_words(parts))
}

/// `aoba,izumi`: several of which one is enough.
fn one_of<T>(named: &[T], word: impl Fn(&T) -> String) -> Option<String> {
    let words: Vec<String> = named.iter().map(word).collect();
    (!words.is_empty()).then(|| words.join(","))
}

/// `view=mine state=received`: what was asked of a list, for the register.
pub(crate) fn in_words<const N: usize>(parts: [(&str, Option<String>); N]) -> String {
    let said = parts.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", value?)));
    said.collect::<Vec<_>>().join(" ")
}
