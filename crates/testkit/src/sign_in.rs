//! Coming in by password and authenticator, as staff do.

use std::{collections::HashMap, sync::Mutex};

use chrono::Duration;
use data_encoding::BASE32_NOPAD;
use kernel::Role;
use scraper::{Html, Selector};
use submission_store::{sessions, staff};
use totp_rs::{Builder, Secret};

use crate::{Answer, Browser, TestTown};

const SIGN_IN: &str = "/office/sign-in";
const SECOND: &str = "/office/sign-in/second";
/// The seconds of one step of an authenticator.
const STEP: i64 = 30;

/// The authenticators of the people of a town, on one telephone.
#[derive(Debug, Default)]
pub(crate) struct Telephone {
    held: Mutex<HashMap<String, Account>>,
}

/// What the authenticator knows of one account.
#[derive(Debug, Clone)]
struct Account {
    secret: Vec<u8>,
    /// The last step of which a code was used.
    last_step: i64,
}

/// What everybody signs in with whose password is of no account.
pub const PASSWORD: &str = "hirose-gawa ni nagareru";
/// Its hash at the lowest cost: every scene that means something else would pay for three.
const CHEAP_HASH: &str = "$argon2id$v=19$m=8,t=1,p=1$dGVzdCBzY2VuZSBzYWx0IQ$\
     ngIpLvFkcT6ds98luzSkWaMyb7nNDs0fdvyo2jldFX8";

impl TestTown {
    /// Somebody with this role in the department of `procedure`, at work in a browser.
    #[track_caller]
    pub fn at_work(&self, name: &str, role: Role, procedure: &str) -> Browser {
        let who = self.colleague(name, role, &self.department_of(procedure));
        self.signs_in_anew(&who.email)
    }

    /// Somebody who is here already in a browser of their own, with a new password: the sessions
    /// that they had before are over.
    #[track_caller]
    pub fn signs_in_anew(&self, email: &str) -> Browser {
        let (store, who) = (self.archive().store().clone(), email.to_owned());
        let written = store.write(move |tx| {
            let mut person = staff::find_by_email(tx, &who)?.expect("somebody who works here");
            person.password_hash = Some(CHEAP_HASH.to_owned());
            staff::save(tx, &person)?;
            sessions::delete_of_staff(tx, &person.id)
        });
        self.wait(written).unwrap();
        let web = self.resident().web;
        self.signs_in(&web, email, PASSWORD, &[]).expect(303);
        web
    }

    /// The same with the password that they have, in one more browser.
    #[track_caller]
    pub fn signs_in_again(&self, email: &str, password: &str) -> Browser {
        let web = self.resident().web;
        self.signs_in(&web, email, password, &[]).expect(303);
        web
    }

    /// Signs in with the password and then with the code; who has no authenticator sets one up
    /// first. Gives the last answer: with a wrong password, the door's.
    #[track_caller]
    pub fn signs_in(
        &self,
        web: &Browser,
        email: &str,
        password: &str,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut fields = web.get(SIGN_IN).expect(200).hidden(SIGN_IN);
        fields.push(("email".to_owned(), email.to_owned()));
        fields.push(("password".to_owned(), password.to_owned()));
        let door = web.post_form_from(SIGN_IN, headers, &fields);
        if door.header("location").is_none_or(|next| !next.starts_with(SECOND)) {
            return door;
        }
        let second = web.get(&door.location()).expect(200);
        let sets_up = second.text().contains("id=\"secret\"");
        let inside = self.gives_code(web, &second, email, headers);
        if sets_up {
            inside.expect(200);
            return self.signs_in(web, email, password, headers);
        }
        inside
    }

    /// Types the code of this moment on the page that asks for it.
    #[track_caller]
    pub fn gives_code(
        &self,
        web: &Browser,
        second: &Answer,
        email: &str,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut fields = second.hidden(SECOND);
        fields.push(("code".to_owned(), self.code(second, email)));
        web.post_form_from(SECOND, headers, &fields)
    }

    /// Gives the code on the page that asks for it once more, which keeps what was pressed.
    #[track_caller]
    pub fn proves_again(&self, web: &Browser, asked: &Answer, email: &str, path: &str) -> Answer {
        let mut fields = asked.hidden(path);
        fields.push(("fresh-code".to_owned(), self.code(asked, email)));
        web.post_form(path, &fields)
    }

    /// The code that the telephone shows: another than the one before, for which one waits.
    #[track_caller]
    pub fn code(&self, second: &Answer, email: &str) -> String {
        let mut held = self.telephone.held.lock().unwrap();
        if let Some(secret) = shown_secret(second) {
            held.insert(email.to_owned(), Account { secret, last_step: 0 });
        }
        let account = held.get_mut(email).expect("the authenticator knows the account");
        while self.now().millis() / 1_000 / STEP <= account.last_step {
            self.advance(Duration::seconds(STEP));
        }
        let seconds = self.now().millis() / 1_000;
        account.last_step = seconds / STEP;
        code_of(&account.secret, seconds)
    }
}

/// The code of an authenticator with this secret at a moment.
fn code_of(secret: &[u8], seconds: i64) -> String {
    let secret = Secret::new_stack(secret.try_into().expect("160 bits"));
    let authenticator = Builder::new().with_secret(secret).build().expect("an authenticator");
    authenticator.generate(seconds.unsigned_abs()).to_string()
}

/// The secret that a page shows to be typed.
fn shown_secret(page: &Answer) -> Option<Vec<u8>> {
    let html = Html::parse_document(&page.text());
    let shown = html.select(&Selector::parse("#secret").unwrap()).next()?;
    let letters: String =
        shown.text().flat_map(str::chars).filter(|c| !c.is_whitespace()).collect();
    BASE32_NOPAD.decode(letters.as_bytes()).ok()
}
