//! Attacks on a running counter, through its public doors: what each could win is named in
//! `docs/security.md` by the number of its check.

use testkit::{Answer, Browser, TestTown};

mod content;
mod mix_ups;
mod requests;
mod second;
mod sign_in;
mod wire;

const COPY: &str = "juminhyo-utsushi";
const WATER: &str = "suido-kaishi";
const ALLOWANCE: &str = "jido-teate-nintei";
const SIGN_IN: &str = "/office/sign-in";
const PASSWORD: &str = "hirose-gawa ni nagareru";

/// A clerk with a password; the address.
fn clerk_with_password(town: &TestTown, name: &str, password: &str) -> String {
    let clerk = town.clerk_of(WATER, name);
    let set = town.back_office().people();
    town.wait(set.set_password(&clerk.email, password.to_owned())).expect("a password");
    clerk.email
}

/// Tries to sign in, from `network` behind the town's proxy.
fn signs_in(town: &TestTown, web: &Browser, email: &str, password: &str, network: &str) -> Answer {
    town.signs_in(web, email, password, &[("x-forwarded-for", network)])
}

/// The value of a cookie that `answer` sets.
fn cookie(answer: &Answer, name: &str) -> String {
    let set = answer.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
    let mut pairs = set.filter_map(|cookie| cookie.split(';').next()?.split_once('='));
    let found = pairs.find(|(found, _)| *found == name);
    found.unwrap_or_else(|| panic!("no cookie {name}: {:?}", answer.headers)).1.to_owned()
}

/// What somebody gets at `path` who has nothing but these cookies.
fn replayed(town: &TestTown, path: &str, cookies: &str) -> Answer {
    town.resident().web.send("GET", path, &[("cookie", cookies)], Vec::new())
}
