//! The people of the office: who they are, what they are granted, their tokens.
//!
//! Needs the store and nothing else: no definition is read to give somebody a role. What is
//! changed here holds from the person's next request.

mod doer;
mod posting;
mod transfer;

use std::sync::Arc;

use argon2::password_hash::PasswordHasher as _;
use casework::Bounded;
use catalogue::Archive;
use chrono::Duration;
use kernel::{Clock, Grant, IdSource, Instant, InvitationId, StaffId};
use submission_store::{
    Digest, Store, StoreError, WriteTx,
    office_events::OfficeEventKind,
    organisation::{self, Organisation},
    staff, tokens,
};

pub(crate) use doer::{Doer, can_be_given, makes_sense, token_name};
pub use posting::{Misposting, Posting, PostingFault};
pub use transfer::{Transfer, TransferFault, Transferred};

use crate::{
    BackOffice, Error,
    invitation::invitation,
    password::{self, WeakPassword},
    sign_in::{DEMONSTRATION, hasher, hashing, secret},
};

/// The register of people.
#[derive(Clone)]
pub struct People {
    store: Store,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    /// Names of the municipality, which are no passwords.
    city: Vec<String>,
    demo: bool,
    hashing: Bounded,
}

/// What is needed to add a person, or to give a known one a further grant.
#[derive(Debug, Clone)]
pub struct NewStaff {
    /// The address they sign in with.
    pub email: String,
    /// Their name as colleagues know it; may be left out for a known person.
    pub name: Option<String>,
    /// What they may do, and where.
    pub grant: Grant,
    /// The password of a new person; `None` for people who only use tokens.
    pub password: Option<String>,
}

/// What became of [`People::add`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Added {
    /// Somebody new.
    Person(StaffId),
    /// A further grant of somebody known, and nothing else.
    Grant(StaffId),
}

/// A person in the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their id.
    pub id: StaffId,
    /// The address they sign in with.
    pub email: String,
    /// Their name.
    pub name: String,
    /// What they may do, and where.
    pub grants: Vec<Grant>,
    /// Since when they may do nothing any more.
    pub disabled_at: Option<Instant>,
}

/// A token, without the secret that nobody keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenView {
    /// What it is called here: the beginning of its hash.
    pub id: String,
    /// What it opens.
    pub scopes: Vec<String>,
    /// When it was issued.
    pub created_at: Instant,
    /// When it ends.
    pub expires_at: Instant,
}

/// Why the register was not changed.
#[derive(Debug, thiserror::Error)]
pub enum PeopleFault {
    /// Nobody has this address.
    #[error("nobody has the address `{email}`; `madoguchi staff list` names everybody")]
    UnknownPerson {
        /// As it was typed.
        email: String,
    },
    /// There is no such department.
    #[error(
        "there is no department `{id}`; `madoguchi departments list` names them, `city` is all"
    )]
    UnknownDepartment {
        /// As it was typed.
        id: String,
    },
    /// There is no such ward.
    #[error("there is no ward `{id}`; `madoguchi departments wards` names them, `outside` is 市外")]
    UnknownWard {
        /// What was given.
        id: String,
    },
    /// There is no such procedure.
    #[error("no procedure `{id}` was ever published")]
    UnknownProcedure {
        /// What was given.
        id: String,
    },
    /// Somebody new needs a name.
    #[error("nobody has this address yet: say --name too")]
    NameMissing,
    /// The person has the grant already.
    #[error("they have this role in this department already")]
    AlreadyGranted,
    /// The person does not have the grant.
    #[error(
        "they do not have this grant; `madoguchi staff list` names theirs, each as it is narrowed"
    )]
    NotGranted,
    /// A grant that ends before it begins gives nothing.
    #[error("the last day of the grant has passed already")]
    OverAlready,
    /// The person may do nothing until they are enabled.
    #[error("they are disabled; `madoguchi staff enable` comes first")]
    Disabled,
    /// Addresses of the demonstration are nobody's.
    #[error("addresses at demo.example are the demonstration's")]
    Pretended,
    /// A password that others would guess.
    #[error("password: {0}")]
    Password(#[from] WeakPassword),
    /// The person has no such token.
    #[error("they have no token `{id}`; `madoguchi staff tokens list` names them")]
    UnknownToken {
        /// As it was typed.
        id: String,
    },
    /// Nobody changes what is written about themselves.
    #[error("nobody does this about themselves")]
    Oneself,
    /// They work in departments too that whoever asked does not administer.
    #[error("they hold grants in departments that are administered by others")]
    AlsoElsewhere,
    /// They have no second factor that could be taken away.
    #[error("they have no second factor")]
    NoFactor,
    /// The same waits for a second person already.
    #[error("the same waits for a second person already")]
    AlreadyWaiting,
    /// What waited has been settled, has lapsed, or its asker may not ask for it any more.
    #[error("the request does not wait any more")]
    NotWaiting,
    /// Who asked is no second person.
    #[error("whoever asked for it is no second person")]
    SamePerson,
    /// So many passkeys are enough for one person.
    #[error("they have as many passkeys as one may have")]
    TooManyPasskeys,
    /// Somebody has this passkey already.
    #[error("this passkey is registered already")]
    KnownPasskey,
    /// The session has ended already.
    #[error("the session has ended already")]
    NoSession,
    /// Somebody has this address already.
    #[error("somebody has this address already")]
    AlreadyKnown,
    /// No letter can go there.
    #[error("no letter can go to this address")]
    NotAnAddress,
    /// Something of ours is broken.
    #[error(transparent)]
    Intent(#[from] Error),
}

impl From<StoreError> for PeopleFault {
    fn from(fault: StoreError) -> Self {
        Self::Intent(fault.into())
    }
}

impl People {
    /// The register that lies in `archive`. `city` are names of the municipality.
    pub fn new(archive: &Archive, city: Vec<String>) -> Self {
        let (clock, ids) = (Arc::clone(archive.clock()), Arc::clone(archive.ids()));
        let (store, hashing) = (archive.store().clone(), hashing());
        Self { store, clock, ids, city, demo: false, hashing }
    }

    /// Adds a person, or gives a known one a further grant and changes nothing else.
    pub async fn add(&self, new: NewStaff) -> Result<Added, PeopleFault> {
        let doer = self.operator();
        let now = doer.now();
        let email = self.address(&new.email)?;
        let known = self.store.read({
            let email = email.clone();
            move |tx| staff::find_by_email(tx, &email)
        });
        let is_known = known.await?.is_some();
        let password_hash = match new.password.filter(|_| !is_known) {
            Some(password) => Some(self.hash(&email, password).await?),
            None => None,
        };
        let (id, name, grant) = (StaffId::new(&*self.ids, now), new.name, new.grant);
        let write = move |tx: &mut WriteTx<'_>| {
            makes_sense(tx, &grant, now)?;
            if let Some(person) = staff::find_by_email(tx, &email)? {
                doer.gives(tx, &person, &grant)?;
                return Ok::<_, PeopleFault>(Added::Grant(person.id));
            }
            let person = staff::Staff {
                id: id.clone(),
                email: email.clone(),
                name: name.clone().ok_or(PeopleFault::NameMissing)?,
                password_hash: password_hash.clone(),
                grants: vec![grant.clone()],
                disabled_at: None,
                created_at: now,
            };
            staff::insert(tx, &person)?;
            doer.tells(tx, OfficeEventKind::Added, &person.id, Some(&grant))?;
            Ok(Added::Person(person.id))
        };
        let added = self.store.write(write).await?;
        tracing::info!(target: "security", outcome = "granted", staff = %added.id());
        Ok(added)
    }

    /// Takes one grant away.
    pub async fn end(&self, email: &str, grant: Grant) -> Result<(), PeopleFault> {
        let doer = self.operator();
        self.change(email, "grant ended", move |tx, person| doer.ends(tx, &person, &grant)).await
    }

    /// Shuts a person out: their sessions and tokens end, their grants stay written down.
    pub async fn disable(&self, email: &str) -> Result<(), PeopleFault> {
        let doer = self.operator();
        self.change(email, "disabled", move |tx, person| doer.shuts_out(tx, person)).await
    }

    /// Lets a person in again, with the grants that they had. Tokens have to be issued anew.
    pub async fn enable(&self, email: &str) -> Result<(), PeopleFault> {
        let doer = self.operator();
        self.change(email, "enabled", move |tx, person| doer.lets_in(tx, person)).await
    }

    /// Gives a person another password. Their sessions, tokens and jobs end.
    pub async fn set_password(&self, email: &str, password: String) -> Result<(), PeopleFault> {
        self.sets_password(self.operator(), email, password).await
    }

    /// The same, done by somebody.
    pub(crate) async fn sets_password(
        &self,
        doer: Doer,
        email: &str,
        password: String,
    ) -> Result<(), PeopleFault> {
        let address = self.address(email)?;
        let hash = self.hash(&address, password).await?;
        self.change(email, "password changed", move |tx, person| {
            doer.sets_password(tx, person, hash.clone())
        })
        .await
    }

    /// Takes the second factor of a person away, who lost it: they set up another one when they
    /// sign in next. Their sessions and jobs end.
    pub async fn reset_factor(&self, email: &str) -> Result<(), PeopleFault> {
        let doer = self.operator();
        let take = move |tx: &mut WriteTx<'_>, person: staff::Staff| {
            Ok(doer.takes_factor(tx, &person.id)?)
        };
        self.change(email, "second factor taken away", take).await
    }

    /// Mails a person a link by which they choose a password.
    pub async fn invite(&self, email: &str) -> Result<(), PeopleFault> {
        let (doer, store) = (self.operator(), self.store.clone());
        let now = doer.now();
        let link = InvitationId::new(&*self.ids, now);
        self.change(email, "invited", move |tx, person| {
            doer.invites(tx, &person, &invitation(&store, link.clone(), &person.id, now))
        })
        .await
    }

    /// Everybody, by address.
    pub async fn list(&self) -> Result<Vec<Person>, PeopleFault> {
        let people = self.store.read(|tx| staff::list(tx)).await?;
        Ok(people.into_iter().map(Person::from).collect())
    }

    /// Every department by id, and every ward in order.
    pub async fn organisation(&self) -> Result<Organisation, PeopleFault> {
        Ok(self.store.read(|tx| organisation::load(tx)).await?)
    }

    /// Adds these departments and wards, and gives the known ones the names and places that are
    /// told.
    pub async fn import_organisation(&self, told: Organisation) -> Result<(), PeopleFault> {
        self.store.write(move |tx| organisation::save(tx, &told)).await?;
        Ok(())
    }

    /// Issues an API token; it is returned once and only its hash is kept.
    pub async fn issue_token(
        &self,
        email: &str,
        scopes: Vec<String>,
        life: Duration,
    ) -> Result<String, PeopleFault> {
        let (doer, secret) = (self.operator(), secret(&*self.ids));
        let now = doer.now();
        let hash = Digest::of(secret.as_bytes());
        self.change(email, "token issued", move |tx, person| {
            if person.disabled_at.is_some() {
                return Err(PeopleFault::Disabled);
            }
            let token = tokens::Token {
                hash,
                staff: person.id,
                label: scopes.join(" "),
                scopes: scopes.clone(),
                created_at: now,
                expires_at: now.plus(life),
            };
            doer.issues(tx, &token)
        })
        .await?;
        Ok(secret)
    }

    /// The tokens of a person that were not revoked, the oldest first.
    pub async fn tokens(&self, email: &str) -> Result<Vec<TokenView>, PeopleFault> {
        let typed = email.to_owned();
        let find = move |tx: &mut submission_store::ReadTx<'_>| {
            let person = staff::find_by_email(tx, typed.trim())?;
            let person = person.ok_or(PeopleFault::UnknownPerson { email: typed })?;
            Ok::<_, PeopleFault>(tokens::list_of_staff(tx, &person.id)?)
        };
        Ok(self.store.read(find).await?.into_iter().map(TokenView::from).collect())
    }

    /// Revokes a token of a person by its name here.
    pub async fn revoke_token(&self, email: &str, id: &str) -> Result<(), PeopleFault> {
        let (doer, id) = (self.operator(), id.trim().to_owned());
        let revoke =
            move |tx: &mut WriteTx<'_>, person: staff::Staff| doer.revokes(tx, &person.id, &id);
        self.change(email, "token revoked", revoke).await
    }

    /// Whoever operates the machine, at this moment.
    fn operator(&self) -> Doer {
        Doer::operator(&self.ids, self.clock.now())
    }

    /// Changes what is written about one known person, in one transaction.
    async fn change(
        &self,
        email: &str,
        outcome: &'static str,
        mut work: impl FnMut(&mut WriteTx<'_>, staff::Staff) -> Result<(), PeopleFault> + Send + 'static,
    ) -> Result<(), PeopleFault> {
        let typed = email.trim().to_owned();
        let write = move |tx: &mut WriteTx<'_>| {
            let found = staff::find_by_email(tx, &typed)?;
            let person =
                found.ok_or_else(|| PeopleFault::UnknownPerson { email: typed.clone() })?;
            let id = person.id.clone();
            work(tx, person).map(|()| id)
        };
        let id = self.store.write(write).await?;
        tracing::info!(target: "security", outcome, staff = %id);
        Ok(())
    }

    /// The address as it is kept.
    pub(crate) fn address(&self, typed: &str) -> Result<String, PeopleFault> {
        let email = typed.trim().to_lowercase();
        if email.ends_with(DEMONSTRATION) && !self.demo {
            return Err(PeopleFault::Pretended);
        }
        Ok(email)
    }

    pub(crate) async fn hash(&self, email: &str, password: String) -> Result<String, PeopleFault> {
        let local = email.split('@').next().unwrap_or_default();
        let names: Vec<&str> = self.city.iter().map(String::as_str).chain([local]).collect();
        password::check(&password, &names)?;
        let mut salt = [0_u8; 16];
        self.ids.fill(&mut salt);
        let work = move || {
            let hash = hasher()?.hash_password_with_salt(password.as_bytes(), &salt);
            Ok::<_, Error>(hash.map_err(Error::internal)?.to_string())
        };
        Ok(self.hashing.run(1, work).await??)
    }
}

impl Added {
    /// Whom it is about.
    pub const fn id(&self) -> &StaffId {
        match self {
            Self::Person(id) | Self::Grant(id) => id,
        }
    }
}

impl BackOffice {
    /// The register of the people who work here.
    pub fn people(&self) -> People {
        let city = self.city();
        let names = vec![city.id.to_string(), city.official_name().to_owned()];
        let (demo, hashing) = (city.demo, self.inner.hashing.clone());
        People { demo, hashing, ..People::new(self.casework.archive(), names) }
    }
}

impl From<staff::Staff> for Person {
    fn from(person: staff::Staff) -> Self {
        let staff::Staff { id, email, name, grants, disabled_at, .. } = person;
        Self { id, email, name, grants, disabled_at }
    }
}

impl From<tokens::Token> for TokenView {
    fn from(token: tokens::Token) -> Self {
        let tokens::Token { hash, scopes, created_at, expires_at, .. } = token;
        Self { id: token_name(&hash), scopes, created_at, expires_at }
    }
}
