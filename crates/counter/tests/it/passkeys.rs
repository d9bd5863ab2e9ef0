//! Passkeys at the door and on one's own page, with an authenticator of our own.

use back_office::NewStaff;
use chrono::Duration;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use kernel::{DepartmentId, Grant, Role};
use ring::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use serde_json::json;
use testkit::{Answer, Browser, TestTown, on_both_engines};

const ME: &str = "/office/me";
const MINE: &str = "/office/me/passkeys";
const SIGN_IN: &str = "/office/sign-in";
const ALONE: &str = "/office/sign-in/passkey";
const SECOND: &str = "/office/sign-in/second";
const PASSWORD: &str = "kawa-no-hotori-de-kujira";

on_both_engines!(
    a_passkey_is_a_second_factor_and_its_answer_counts_once,
    a_passkey_that_knows_its_owner_lets_them_in_alone,
    what_a_passkey_may_not_prove_is_refused,
    a_passkey_is_registered_with_a_fresh_factor_and_removed,
    a_passkey_proves_again_what_was_pressed,
    a_password_alone_sets_nothing_up_beside_a_passkey,
    whoever_takes_the_factor_away_takes_passkeys_along,
);

/// Before the point in every key on P-256.
const HEAD: &str = "3059301306072a8648ce3d020106082a8648ce3d030107034200";

/// What a person has in their pocket.
struct Pocket {
    pair: EcdsaKeyPair,
    id: Vec<u8>,
}

/// What somebody does with it that they should not.
#[derive(Clone, Copy, PartialEq)]
enum Trick {
    None,
    Origin,
    Site,
    Unrecognised,
    Absent,
}

impl Pocket {
    fn new(name: &str) -> Self {
        let (random, alg) = (SystemRandom::new(), &ECDSA_P256_SHA256_ASN1_SIGNING);
        let made = EcdsaKeyPair::generate_pkcs8(alg, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(alg, made.as_ref(), &random).unwrap();
        Self { pair, id: name.as_bytes().to_vec() }
    }

    fn client(town: &TestTown, kind: &str, challenge: &str, trick: Trick) -> Vec<u8> {
        let ours = town.back_office().city().public_url.clone();
        let origin = if trick == Trick::Origin { "https://evil.example".to_owned() } else { ours };
        json!({ "type": kind, "challenge": challenge, "origin": origin }).to_string().into_bytes()
    }

    fn data(flags: u8, counter: u32, trick: Trick) -> Vec<u8> {
        let site = if trick == Trick::Site { "evil.example" } else { "127.0.0.1" };
        let flags = match trick {
            Trick::Unrecognised => flags & !0x04,
            Trick::Absent => flags & !0x01,
            Trick::None | Trick::Origin | Trick::Site => flags,
        };
        let mut data = digest(&SHA256, site.as_bytes()).as_ref().to_vec();
        data.push(flags);
        data.extend_from_slice(&counter.to_be_bytes());
        data
    }

    fn makes(&self, town: &TestTown, challenge: &str) -> String {
        let mut data = Self::data(0x45, 0, Trick::None);
        data.extend_from_slice(&[0; 16]);
        data.extend_from_slice(&u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend_from_slice(&self.id);
        let mut key = HEXLOWER.decode(HEAD.as_bytes()).unwrap();
        key.extend_from_slice(self.pair.public_key().as_ref());
        let client = Self::client(town, "webauthn.create", challenge, Trick::None);
        let text = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
        let told = json!({
            "client": text(&client), "authenticator": text(&data), "key": text(&key),
        });
        told.to_string()
    }

    fn signs(&self, town: &TestTown, challenge: &str, counter: u32, trick: Trick) -> String {
        let client = Self::client(town, "webauthn.get", challenge, trick);
        let data = Self::data(0x05, counter, trick);
        let mut signed = data.clone();
        signed.extend_from_slice(digest(&SHA256, &client).as_ref());
        let signature = self.pair.sign(&SystemRandom::new(), &signed).unwrap();
        let text = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
        let told = json!({
            "id": text(&self.id), "client": text(&client), "authenticator": text(&data),
            "signature": text(signature.as_ref()),
        });
        told.to_string()
    }
}

fn added(town: &TestTown, name: &str, grant: Grant) -> (String, String) {
    let email = format!("{name}@city.example");
    let (name, password) = (Some(format!("{name}さん")), Some(PASSWORD.to_owned()));
    let new = NewStaff { email: email.clone(), name, grant, password };
    let id = town.wait(town.back_office().people().add(new)).unwrap().id().to_string();
    (id, email)
}

fn clerk(town: &TestTown, name: &str) -> (String, Browser) {
    let (_, email) = added(town, name, Grant::new(Role::Clerk, "suido-eigyo".parse().unwrap()));
    let web = town.signs_in_again(&email, PASSWORD);
    (email, web)
}

/// The challenge of the form of this kind.
#[track_caller]
fn challenge(page: &str, kind: &str) -> String {
    let (_, rest) = page.split_once(&format!("data-passkey=\"{kind}\"")).unwrap();
    let (_, rest) = rest.split_once("data-challenge=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

fn posts(web: &Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
    let mut all = web.get(SIGN_IN).expect(200).hidden(SIGN_IN);
    all.retain(|(name, _)| name == "csrf");
    all.extend(fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
    web.post_form(path, &all)
}

#[track_caller]
fn registers(town: &TestTown, web: &Browser, pocket: &Pocket) {
    let made = pocket.makes(town, &challenge(&web.get(ME).expect(200).text(), "make"));
    posts(web, MINE, &[("name", "仕事の電話"), ("passkey", &made)]).expect(303);
}

/// A browser that has given the password, and the challenge that it is asked.
fn after_password(town: &TestTown, email: &str) -> (Browser, String) {
    let web = town.resident().web;
    posts(&web, SIGN_IN, &[("email", email), ("password", PASSWORD)]).expect(303);
    let page = web.get(SECOND).expect(200).text();
    let asked = challenge(&page, "second");
    (web, asked)
}

fn a_passkey_is_a_second_factor_and_its_answer_counts_once(town: &TestTown) {
    let (email, web) = clerk(town, "sato");
    let pocket = Pocket::new("phone");
    registers(town, &web, &pocket);
    let page = web.get(ME).expect(200).text();
    assert!(page.contains("仕事の電話") && page.contains("まだ"), "{page}");

    let (first, asked) = after_password(town, &email);
    let told = pocket.signs(town, &asked, 1, Trick::Unrecognised);
    first.get("/office/").expect(303);
    posts(&first, SECOND, &[("passkey", &told)]).expect(303);
    first.get("/office/").expect(200);
    // The same answer again, in a browser that waits just as well.
    let (second, _) = after_password(town, &email);
    posts(&second, SECOND, &[("passkey", &told)]).expect(422);
    // The same challenge answered again is no better.
    let again = pocket.signs(town, &asked, 2, Trick::None);
    posts(&second, SECOND, &[("passkey", &again)]).expect(422);
    second.get("/office/").expect(303);
    assert!(town.dump().iter().all(|row| !row.contains(&asked)));
}

fn a_passkey_that_knows_its_owner_lets_them_in_alone(town: &TestTown) {
    let (email, web) = clerk(town, "sato");
    let pocket = Pocket::new("phone");
    registers(town, &web, &pocket);
    let door = |counter, trick| {
        let web = town.resident().web;
        let asked = challenge(&web.get(SIGN_IN).expect(200).text(), "alone");
        let told = pocket.signs(town, &asked, counter, trick);
        (posts(&web, ALONE, &[("passkey", &told)]), web)
    };
    let (refused, _) = door(1, Trick::Unrecognised);
    assert!(refused.expect(422).text().contains("このパスキーではサインインできません"));
    let (inside, web) = door(1, Trick::None);
    inside.expect(303);
    web.get("/office/").expect(200);
    town.wait(town.back_office().people().disable(&email)).unwrap();
    web.get("/office/").expect(303);
    door(2, Trick::None).0.expect(422);
}

fn what_a_passkey_may_not_prove_is_refused(town: &TestTown) {
    let (email, web) = clerk(town, "sato");
    let (_, other) = clerk(town, "mori");
    let (pocket, theirs) = (Pocket::new("phone"), Pocket::new("other"));
    registers(town, &web, &pocket);
    registers(town, &other, &theirs);
    let (waits, asked) = after_password(town, &email);
    let tries = |told: &str| posts(&waits, SECOND, &[("passkey", told)]).expect(422);
    for trick in [Trick::Origin, Trick::Site, Trick::Absent] {
        tries(&pocket.signs(town, &asked, 1, trick));
    }
    tries(&theirs.signs(town, &asked, 1, Trick::None));
    tries("nonsense");
    // What was asked for something else: coming in alone, or by nobody.
    let door = town.resident().web;
    let alone = challenge(&door.get(SIGN_IN).expect(200).text(), "alone");
    tries(&pocket.signs(town, &alone, 1, Trick::None));
    tries(&pocket.signs(town, &BASE64URL_NOPAD.encode(&[7; 32]), 1, Trick::None));
    waits.get("/office/").expect(303);

    // A copy of it that signed less often.
    town.advance(Duration::minutes(16));
    let (waits, asked) = after_password(town, &email);
    let told = pocket.signs(town, &asked, 9, Trick::None);
    posts(&waits, SECOND, &[("passkey", &told)]).expect(303);
    let (copy, asked) = after_password(town, &email);
    for counter in [9, 3, 0] {
        let told = pocket.signs(town, &asked, counter, Trick::None);
        posts(&copy, SECOND, &[("passkey", &told)]).expect(422);
    }
    // Nobody waits for an answer for ever.
    let door = town.resident().web;
    let alone = challenge(&door.get(SIGN_IN).expect(200).text(), "alone");
    town.advance(Duration::minutes(11));
    let told = pocket.signs(town, &alone, 10, Trick::None);
    posts(&door, ALONE, &[("passkey", &told)]).expect(422);
}

fn a_passkey_is_registered_with_a_fresh_factor_and_removed(town: &TestTown) {
    let (email, web) = clerk(town, "sato");
    let pocket = Pocket::new("phone");
    let made =
        |web: &Browser| pocket.makes(town, &challenge(&web.get(ME).expect(200).text(), "make"));
    posts(&web, MINE, &[("name", " "), ("passkey", &made(&web))]).expect(422);
    posts(&web, MINE, &[("name", "電話"), ("passkey", "{}")]).expect(422);
    town.advance(Duration::minutes(6));
    let asked = posts(&web, MINE, &[("name", "電話"), ("passkey", &made(&web))]).expect(403);
    town.proves_again(&web, &asked, &email, MINE).expect(303);
    let twice = posts(&web, MINE, &[("name", "また"), ("passkey", &made(&web))]).expect(422);
    assert!(twice.text().contains("もう登録されています"), "{}", twice.text());
    // Of another person, the same authenticator's key is nobody's second one.
    let (_, other) = clerk(town, "mori");
    let page = web.get(ME).expect(200).text();
    let id = page.split("name=\"remove\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    posts(&other, MINE, &[("remove", id)]).expect(303);
    assert!(web.get(ME).expect(200).text().contains("name=\"remove\""));
    posts(&web, MINE, &[("remove", id)]).expect(303);
    assert!(!web.get(ME).expect(200).text().contains("name=\"remove\""));
    let door = town.resident().web;
    let alone = challenge(&door.get(SIGN_IN).expect(200).text(), "alone");
    let told = pocket.signs(town, &alone, 1, Trick::None);
    posts(&door, ALONE, &[("passkey", &told)]).expect(422);
}

fn a_passkey_proves_again_what_was_pressed(town: &TestTown) {
    let city = Grant::new(Role::Administrator, DepartmentId::city());
    let (_, email) = added(town, "yamamoto", city);
    let admin = town.signs_in_again(&email, PASSWORD);
    let (id, _) = added(town, "sato", Grant::new(Role::Clerk, "suido-eigyo".parse().unwrap()));
    let pocket = Pocket::new("phone");
    registers(town, &admin, &pocket);
    town.advance(Duration::minutes(6));
    let changes = format!("/office/staff/{id}/changes");
    let asked = posts(&admin, &changes, &[("type", "invite")]).expect(403);
    let told = pocket.signs(town, &challenge(&asked.text(), "second"), 1, Trick::None);
    let mut fields = asked.hidden(&changes);
    fields.retain(|(name, _)| name != "fresh-passkey");
    fields.push(("fresh-passkey".to_owned(), told));
    let done = admin.post_form(&changes, &fields).expect(303).location();
    assert!(done.ends_with("done=invite"), "{done}");
}

fn a_password_alone_sets_nothing_up_beside_a_passkey(town: &TestTown) {
    let (email, web) = clerk(town, "sato");
    let pocket = Pocket::new("phone");
    registers(town, &web, &pocket);
    town.tamper("DELETE FROM factors");
    let (waits, asked) = after_password(town, &email);
    let page = waits.get(SECOND).expect(200).text();
    assert!(!page.contains("id=\"secret\"") && !page.contains("id=\"code\""), "{page}");
    posts(&waits, SECOND, &[("code", "000000")]).expect(422);
    waits.get("/office/").expect(303);
    let told = pocket.signs(town, &asked, 1, Trick::None);
    posts(&waits, SECOND, &[("passkey", &told)]).expect(303);
}

fn whoever_takes_the_factor_away_takes_passkeys_along(town: &TestTown) {
    let (email, web) = clerk(town, "sato");
    let pocket = Pocket::new("phone");
    registers(town, &web, &pocket);
    town.wait(town.back_office().people().reset_factor(&email)).unwrap();
    let door = town.resident().web;
    let alone = challenge(&door.get(SIGN_IN).expect(200).text(), "alone");
    let told = pocket.signs(town, &alone, 1, Trick::None);
    posts(&door, ALONE, &[("passkey", &told)]).expect(422);
}
