//! Staff at the door: sessions by password, tokens for systems.

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use chrono::Duration;
use kernel::{IdSource, Instant, Role, StaffId};
use submission_store::{
    Digest, StoreError,
    sessions::{self, Session, SessionKind},
    staff, tokens,
};

use crate::{Archive, Desk, DeskError, SignInFault, Staff, tries::Tried};

/// A session that just began.
#[derive(Debug)]
pub struct SignedIn {
    /// The secret for the cookie; only its hash is stored.
    pub token: String,
    /// Who signed in.
    pub staff: Staff,
}

/// What is needed to add a person.
#[derive(Debug, Clone)]
pub struct NewStaff {
    /// The address they sign in with.
    pub email: String,
    /// Their name as colleagues know it.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// In which department; `None` means all.
    pub department: Option<String>,
    /// Their password; `None` for people who only use tokens.
    pub password: Option<String>,
}

/// A session that nobody uses ends after this long.
fn idle() -> Duration {
    Duration::minutes(30)
}

/// Every session ends after a working day.
fn working_day() -> Duration {
    Duration::hours(10)
}

/// Longer passwords are refused before they cost a hash.
const LONGEST_PASSWORD: usize = 1024;
/// For all departments.
const EVERY_DEPARTMENT: &str = "*";

impl Desk {
    /// Signs a member of staff in. Unknown addresses cost as much time as wrong passwords.
    pub async fn sign_in(&self, email: &str, password: &str) -> Result<SignedIn, DeskError> {
        let (email, now) = (email.trim().to_lowercase(), self.now());
        if password.len() > LONGEST_PASSWORD || email.len() > 254 {
            return Err(SignInFault::Wrong.into());
        }
        self.count_try(Tried::Password, &email, now).await?;
        let key = email.clone();
        let found = self.inner.store.read(move |tx| staff::find_by_email(tx, &key)).await?;
        let found = found.filter(|person| person.disabled_at.is_none());
        let hash = found.as_ref().and_then(|person| person.password_hash.clone());
        let right = self.password_fits(password.to_owned(), hash).await?;
        if let Some(person) = found.filter(|_| right) {
            self.forgive_tries(Tried::Password, &email).await?;
            return self.begin_session(person, now).await;
        }
        tracing::warn!(event = "sign-in-failed", "a sign-in failed");
        Err(SignInFault::Wrong.into())
    }

    async fn password_fits(&self, typed: String, hash: Option<String>) -> Result<bool, DeskError> {
        self.inner.hashing.run(1, move || verify(&typed, hash.as_deref())).await?
    }

    async fn begin_session(
        &self,
        person: staff::Staff,
        now: Instant,
    ) -> Result<SignedIn, DeskError> {
        let token = secret(&*self.inner.ids);
        let session = Session {
            hash: Digest::of(token.as_bytes()),
            kind: SessionKind::Staff(person.id.clone()),
            csrf_seed: Digest::of(secret(&*self.inner.ids).as_bytes()),
            created_at: now,
            last_seen: now,
            expires_at: now.plus(idle()),
        };
        self.inner.store.write(move |tx| sessions::insert(tx, &session)).await?;
        Ok(SignedIn { token, staff: staff_of(person, None) })
    }

    /// Whose session it is; `None` when it ended. Idle for 30 minutes or ten hours old, it has.
    pub async fn staff_of_session(&self, token: &str) -> Result<Option<Staff>, DeskError> {
        let (hash, now) = (Digest::of(token.as_bytes()), self.now());
        let found = self
            .inner
            .store
            .read(move |tx| {
                let Some(session) = sessions::find(tx, &hash, now)? else { return Ok(None) };
                let SessionKind::Staff(id) = &session.kind else { return Ok(None) };
                let person = staff::find(tx, id)?.filter(|person| person.disabled_at.is_none());
                Ok::<_, StoreError>(person.map(|person| (session, person)))
            })
            .await?;
        let Some((session, person)) = found else { return Ok(None) };
        let end = session.created_at.plus(working_day());
        if now >= end {
            return Ok(None);
        }
        // Once a minute is often enough to know that somebody is there.
        if now.since(session.last_seen) >= Duration::minutes(1) {
            let until = now.plus(idle()).min(end);
            self.inner.store.write(move |tx| sessions::touch(tx, &hash, now, until)).await?;
        }
        Ok(Some(staff_of(person, None)))
    }

    /// Ends a session.
    pub async fn sign_out(&self, token: &str) -> Result<(), DeskError> {
        let hash = Digest::of(token.as_bytes());
        Ok(self.inner.store.write(move |tx| sessions::delete(tx, &hash)).await?)
    }

    /// Whose API token it is; `None` when it is unknown or expired.
    pub async fn staff_of_token(&self, token: &str) -> Result<Option<Staff>, DeskError> {
        let (hash, now) = (Digest::of(token.as_bytes()), self.now());
        self.inner
            .store
            .read(move |tx| {
                let Some(token) = tokens::find(tx, &hash, now)? else { return Ok(None) };
                let person = staff::find(tx, &token.staff)?;
                let active = person.filter(|person| person.disabled_at.is_none());
                Ok(active.map(|person| staff_of(person, Some(token.scopes))))
            })
            .await
    }
}

/// People are looked after without a counter: no catalogue is needed for it.
impl Archive {
    /// Adds a person, or gives a known one a further role.
    pub async fn add_staff(&self, new: NewStaff) -> Result<StaffId, DeskError> {
        let password_hash = match new.password.clone() {
            Some(password) => Some(self.hash_password(password).await?),
            None => None,
        };
        let role = staff::StaffRole {
            department: new.department.unwrap_or_else(|| EVERY_DEPARTMENT.to_owned()),
            role: new.role,
        };
        let now = self.now();
        let fresh = staff::Staff {
            id: StaffId::new(&*self.inner.ids, now),
            email: new.email.trim().to_lowercase(),
            name: new.name,
            password_hash,
            roles: vec![role],
            disabled_at: None,
            created_at: now,
        };
        Ok(self.inner.store.write(move |tx| add_or_extend(tx, &fresh)).await?)
    }

    /// Everybody, by address.
    pub async fn list_staff(&self) -> Result<Vec<Staff>, DeskError> {
        let people = self.inner.store.read(|tx| staff::list(tx)).await.map_err(DeskError::from)?;
        Ok(people.into_iter().map(|person| staff_of(person, None)).collect())
    }

    /// Shuts a person out at once: their sessions and tokens stop working.
    pub async fn disable_staff(&self, email: &str) -> Result<(), DeskError> {
        let (email, now) = (email.trim().to_lowercase(), self.now());
        self.inner
            .store
            .write(move |tx| {
                let found = staff::find_by_email(tx, &email)?;
                let mut person = found.ok_or(DeskError::NotFound)?;
                person.disabled_at = Some(now);
                staff::save(tx, &person)?;
                sessions::delete_of_staff(tx, &person.id)?;
                Ok(())
            })
            .await
    }

    /// Issues an API token; it is returned once and only its hash is kept.
    pub async fn issue_token(
        &self,
        email: &str,
        scopes: Vec<String>,
        life: Duration,
    ) -> Result<String, DeskError> {
        let (email, now, secret) =
            (email.trim().to_lowercase(), self.now(), secret(&*self.inner.ids));
        let hash = Digest::of(secret.as_bytes());
        self.inner
            .store
            .write(move |tx| {
                let person = staff::find_by_email(tx, &email)?.ok_or(DeskError::NotFound)?;
                let token = tokens::Token {
                    hash,
                    staff: person.id,
                    label: scopes.join(" "),
                    scopes: scopes.clone(),
                    created_at: now,
                    expires_at: now.plus(life),
                };
                tokens::insert(tx, &token).map_err(DeskError::from)
            })
            .await?;
        Ok(secret)
    }

    async fn hash_password(&self, password: String) -> Result<String, DeskError> {
        let mut salt = [0_u8; 16];
        self.inner.ids.fill(&mut salt);
        tokio::task::spawn_blocking(move || {
            let hash = hasher()?.hash_password_with_salt(password.as_bytes(), &salt);
            Ok(hash.map_err(DeskError::internal)?.to_string())
        })
        .await
        .map_err(DeskError::internal)?
    }
}

/// 256 unpredictable bits, in hex.
fn secret(ids: &dyn IdSource) -> String {
    let mut secret = [0_u8; 32];
    ids.fill(&mut secret);
    Digest::from_bytes(secret).hex()
}

/// argon2id with 64 MiB and three passes: what a clerk waits for once a day may cost an
/// attacker a tenth of a second each.
fn hasher() -> Result<Argon2<'static>, DeskError> {
    let params = Params::new(64 * 1024, 3, 1, None).map_err(DeskError::internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Whether the password fits. Without a hash, the same work is done for nothing.
fn verify(typed: &str, hash: Option<&str>) -> Result<bool, DeskError> {
    if let Some(hash) = hash {
        let hash = PasswordHash::new(hash).map_err(DeskError::internal)?;
        return Ok(hasher()?.verify_password(typed.as_bytes(), &hash).is_ok());
    }
    let spent = hasher()?.hash_password_with_salt(typed.as_bytes(), &[0_u8; 16]);
    spent.map_err(DeskError::internal)?;
    Ok(false)
}

fn add_or_extend(
    tx: &mut submission_store::WriteTx<'_>,
    fresh: &staff::Staff,
) -> Result<StaffId, StoreError> {
    let Some(mut known) = staff::find_by_email(tx, &fresh.email)? else {
        staff::insert(tx, fresh)?;
        return Ok(fresh.id.clone());
    };
    known.name.clone_from(&fresh.name);
    if fresh.password_hash.is_some() {
        known.password_hash.clone_from(&fresh.password_hash);
    }
    known.roles.extend(fresh.roles.iter().cloned());
    known.roles.sort();
    known.roles.dedup();
    staff::save(tx, &known)?;
    Ok(known.id)
}

fn staff_of(person: staff::Staff, scopes: Option<Vec<String>>) -> Staff {
    let department = |name: String| Some(name).filter(|name| name != EVERY_DEPARTMENT);
    Staff {
        id: person.id,
        email: person.email,
        name: person.name,
        roles: person.roles.into_iter().map(|r| (r.role, department(r.department))).collect(),
        scopes,
    }
}
