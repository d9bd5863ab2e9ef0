//! What is offered changes by an act, and by nothing else.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use chores::{Depth, fsck, verify_audit};
use publishing::{
    Author, Change, Error, FormFile, Publication, Publisher, Rehearsal, Wanted, compile,
};

use submission_store::{
    Store,
    generations::{self, Generation},
    leases, procedures,
};
use testkit::{TestTown, on_both_engines, usual_forms};

const WATER: &str = "suido-kaishi";

on_both_engines!(
    looking_after_the_archive_writes_nothing,
    publishing_a_second_time_changes_nothing,
    what_is_not_among_the_definitions_stays_on_offer,
    only_what_is_named_is_retired,
    a_draft_is_filed_with_the_version_it_was_begun_with,
    nobody_is_turned_away_while_something_is_published,
    a_version_that_does_not_compile_leaves_the_last_good_one,
    two_do_not_publish_at_once,
    it_is_recorded_who_published,
    a_city_names_its_own_categories_and_life_events,
    answers_can_be_checked_with_any_validator_of_json_schema,
);

fn wanted() -> Wanted {
    Wanted { retire: Vec::new(), by: Author::Operator, whole: true }
}

fn publishes(town: &TestTown, files: &[FormFile], wanted: &Wanted) -> Result<Publication, Error> {
    let publisher = Publisher::new(town.archive());
    town.wait(publisher.publish(Rehearsal::without_examples(compile(files)), wanted))
}

/// The usual definitions, with another title of the water's.
fn changed(title: &str) -> Vec<FormFile> {
    let mut files = usual_forms();
    let water = files.iter_mut().find(|file| file.path.ends_with(&format!("{WATER}.json")));
    let water = water.unwrap();
    let mut json: serde_json::Value = serde_json::from_str(&water.text).unwrap();
    json["title"] = title.into();
    water.text = json.to_string();
    files
}

fn change_of(publication: &Publication, id: &str) -> Change {
    publication.lines.iter().find(|line| line.id == id).unwrap().change
}

fn looking_after_the_archive_writes_nothing(town: &TestTown) {
    let hanako = town.resident();
    hanako.files(WATER, &town.answers(&hanako, WATER));
    let before = town.dump();
    assert!(before.iter().any(|row| row.starts_with("procedure_versions: ")), "{}", before.len());

    let archive = town.archive();
    town.wait(async {
        fsck(archive, Depth::Sample).await.unwrap();
        verify_audit(archive, None).await.unwrap();
        town.back_office().people().list().await.unwrap();
        archive.generations().await.unwrap();
        let plan = &mut Rehearsal::without_examples(compile(&changed("別の題")));
        let planned = Publisher::new(archive).plan(plan, &wanted()).await.unwrap();
        assert_eq!(change_of(&planned, WATER), Change::Changed);
    });

    assert_eq!(town.dump(), before);
}

fn publishing_a_second_time_changes_nothing(town: &TestTown) {
    let first = publishes(town, &changed("水道の開始"), &wanted()).unwrap();
    let again = publishes(town, &changed("水道の開始"), &wanted()).unwrap();

    assert_eq!((first.generation, again.generation), (Some(2), None));
    assert_eq!(change_of(&first, WATER), Change::Changed);
    assert!(again.lines.iter().all(|line| line.change == Change::Unchanged), "{again:?}");
    assert_eq!(town.wait(town.archive().generations()).unwrap().len(), 2);
    let numbers: Vec<_> = again.lines.iter().filter(|line| line.id == WATER).collect();
    assert_eq!(numbers[0].number, Some(2));
}

fn what_is_not_among_the_definitions_stays_on_offer(town: &TestTown) {
    let mut few = changed("水道の開始");
    few.retain(|file| publishing::is_shared(&file.path) || file.path.contains(WATER));

    let published = publishes(town, &few, &wanted()).unwrap();
    town.run_jobs();

    assert_eq!(change_of(&published, "sodai-gomi"), Change::MissingHere);
    assert!(town.catalogue().procedure("sodai-gomi").is_some());
    assert!(town.catalogue().guide("moving").is_some(), "guides are definitions too");
    assert_eq!(town.catalogue().procedure(WATER).unwrap().number, 2);
}

fn only_what_is_named_is_retired(town: &TestTown) {
    let retire = |id: &str| Wanted { retire: vec![id.to_owned()], whole: false, ..wanted() };
    let unknown = publishes(town, &[], &retire("nowhere")).unwrap_err();
    assert!(matches!(&unknown, Error::NotOffered(id) if id == "nowhere"), "{unknown}");
    let both = publishes(town, &usual_forms(), &retire(WATER)).unwrap_err();
    assert!(matches!(&both, Error::ComesAndGoes(id) if id == WATER), "{both}");

    let published = publishes(town, &[], &retire(WATER)).unwrap();
    town.run_jobs();

    assert_eq!(change_of(&published, WATER), Change::Retired);
    assert_eq!(published.lines.len(), 1, "{published:?}");
    assert!(town.catalogue().procedure(WATER).is_none());
    town.resident().web.get(&format!("/procedures/{WATER}")).expect(404);
    assert!(town.catalogue().procedure("sodai-gomi").is_some());
}

fn a_draft_is_filed_with_the_version_it_was_begun_with(town: &TestTown) {
    let hanako = town.resident();
    let action = format!("/procedures/{WATER}");
    let page = hanako.web.get(&action).expect(200);
    let draft = hanako.web.submit(&page, &action, &[]).expect(303).location();

    publishes(town, &changed("水道の開始（新）"), &wanted()).unwrap();
    let before = hanako.web.get(&action).expect(200).text();
    town.run_jobs();

    assert!(!before.contains("水道の開始（新）"), "it was not followed yet");
    assert!(hanako.web.get(&action).expect(200).text().contains("水道の開始（新）"));
    let first_page = hanako.web.get(&draft).expect(303).location();
    assert!(!hanako.web.get(&first_page).expect(200).text().contains("水道の開始（新）"));
}

fn nobody_is_turned_away_while_something_is_published(town: &TestTown) {
    let done = AtomicBool::new(false);
    let data = town.answers(&town.resident(), WATER);
    let file = |who: usize| {
        let hanako = town.resident();
        let mut filed = 0;
        while !done.load(Ordering::SeqCst) || filed == 0 {
            hanako.posts(&format!("{who}-{filed}"), WATER, &data).expect(201);
            hanako.web.get("/").expect(200);
            filed += 1;
        }
        filed
    };
    let filed: u64 = thread::scope(|scope| {
        let filing: Vec<_> = (0..3).map(|who| scope.spawn(move || file(who))).collect();
        for round in 1..=4 {
            publishes(town, &changed(&format!("水道の開始 第{round}")), &wanted()).unwrap();
            assert!(town.wait(town.catalogue().follow()).unwrap());
        }
        done.store(true, Ordering::SeqCst);
        filing.into_iter().map(|filing| filing.join().unwrap()).sum()
    });

    assert_eq!(town.catalogue().procedure(WATER).unwrap().number, 5);
    assert_eq!(town.submissions(), filed);
}

/// A definition from another program, which this one does not know how to read.
fn a_stranger_publishes(town: &TestTown, id: &'static str) {
    let store = Store::open(&town.store_settings()).unwrap();
    let now = town.now();
    let written = store.write(move |tx| {
        procedures::publish(tx, id, &"f".repeat(64), "{\"title\": \"来年の書き方\"}", now)?;
        let number = generations::latest(tx)? + 1;
        let (content_hash, by) = ("e".repeat(64), "operator".to_owned());
        generations::insert(tx, &Generation { number, content_hash, by, at: now })
    });
    town.wait(written).unwrap();
}

fn a_version_that_does_not_compile_leaves_the_last_good_one(town: &TestTown) {
    a_stranger_publishes(town, WATER);
    town.run_jobs();

    let served = town.catalogue().procedure(WATER).unwrap();
    assert_eq!(served.number, 1);
    let broken = town.catalogue().broken_versions();
    assert_eq!((broken.len(), broken[0].number), (1, 2));
    assert!(broken[0].what.contains(WATER), "{broken:?}");
    let hanako = town.resident();
    hanako.files(WATER, &town.answers(&hanako, WATER));

    publishes(town, &changed("水道の開始"), &wanted()).unwrap();
    town.run_jobs();
    assert_eq!(town.catalogue().broken_versions(), []);
    assert_eq!(town.catalogue().procedure(WATER).unwrap().number, 3);
}

/// Every row but the marks of commits, which a transaction leaves that wrote nothing else.
fn facts(town: &TestTown) -> Vec<String> {
    town.dump().into_iter().filter(|row| !row.starts_with("commits: ")).collect()
}

fn two_do_not_publish_at_once(town: &TestTown) {
    let store = Store::open(&town.store_settings()).unwrap();
    let (now, until) = (town.now(), town.now().plus(chrono::Duration::minutes(1)));
    let other = store.write(move |tx| leases::take(tx, "publish", "another", now, until));
    let other = town.wait(other).unwrap().unwrap();
    let before = facts(town);

    let refused = publishes(town, &changed("水道の開始"), &wanted()).unwrap_err();

    assert!(matches!(refused, Error::Busy), "{refused}");
    assert_eq!(facts(town), before);
    town.wait(store.write(move |tx| leases::release(tx, &other, now))).unwrap();
    publishes(town, &changed("水道の開始"), &wanted()).unwrap();
}

fn it_is_recorded_who_published(town: &TestTown) {
    let author = town.clerk_of(WATER, "tanaka");
    let by = |email: &str| Wanted { by: Author::Staff(email.to_owned()), ..wanted() };
    let unknown = publishes(town, &changed("水道"), &by("nobody@city.example")).unwrap_err();
    assert!(matches!(unknown, Error::UnknownAuthor(_)), "{unknown}");

    publishes(town, &changed("水道"), &by("tanaka@city.example")).unwrap();

    let acts = town.wait(town.archive().generations()).unwrap();
    let by: Vec<&str> = acts.iter().map(|act| act.by.as_str()).collect();
    assert_eq!(by, ["system", &author.id]);
    assert_ne!(acts[0].content_hash, acts[1].content_hash);
}

fn a_city_names_its_own_categories_and_life_events(town: &TestTown) {
    let mut files = changed("水道の開始");
    for file in &mut files {
        if file.path == "parts/themes.json" {
            let gardens =
                r#""categories": [{ "id": "gardens", "name": "庭と畑", "en": "Gardens" },"#;
            file.text = file.text.replacen("\"categories\": [", gardens, 1);
            file.text = file.text.replace("引っ越し", "住む所が変わる");
        } else if file.path.ends_with("suido-kaishi.json") {
            let mut json: serde_json::Value = serde_json::from_str(&file.text).unwrap();
            json["x-procedure"]["category"] = "gardens".into();
            file.text = json.to_string();
        }
    }
    publishes(town, &files, &wanted()).unwrap();
    town.run_jobs();

    let somebody = town.resident();
    let home = somebody.web.get("/").expect(200).text();
    assert!(home.contains("href=\"/categories/gardens\""), "{home}");
    assert!(home.contains("庭と畑") && home.contains("住む所が変わる"), "{home}");
    assert!(somebody.web.get("/categories/gardens").expect(200).text().contains("庭と畑"));
    let english = [("accept-language", "en")];
    let told =
        somebody.web.send("GET", "/api/v1/procedures?category=gardens", &english, Vec::new());
    let told = told.expect(200).json();
    assert_eq!(told["procedures"][0]["id"], WATER);
    assert_eq!(told["procedures"][0]["category_name"], "Gardens");
    let events = told["procedures"][0]["life_event_names"].as_array().unwrap();
    assert!(events.contains(&"Moving house".into()), "{events:?}");
}

fn answers_can_be_checked_with_any_validator_of_json_schema(town: &TestTown) {
    let somebody = town.resident();
    let asks = |id: &str| {
        let path = format!("/api/v1/procedures/{id}/schema");
        somebody.web.send("GET", &path, &[("accept-language", "en")], Vec::new())
    };
    let schema = asks(WATER).expect(200);
    assert_eq!(schema.header("content-type"), Some("application/schema+json"));
    let schema = schema.json();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    let path = format!("/api/v1/procedures/{WATER}");
    let summary =
        somebody.web.send("GET", &path, &[("accept-language", "en")], Vec::new()).expect(200);
    assert_eq!(schema["title"], summary.json()["title"]);
    assert_eq!(schema["additionalProperties"], false);
    let required = schema["required"].as_array().unwrap();
    let empty = serde_json::json!({ "data": {} });
    let path = format!("/api/v1/procedures/{WATER}/check");
    let problems = somebody.web.post_json(&path, &[], &empty).expect(200).json();
    for name in required {
        let at = format!("/{}", name.as_str().unwrap());
        let told = problems["problems"].as_array().unwrap().iter();
        assert!(
            told.clone().any(|problem| problem["at"].as_str().unwrap().starts_with(&at)),
            "{at}"
        );
    }
    assert!(!required.is_empty());
    asks("nothing-of-that-name").expect(404);
}
