//! Places of a quota, one filing per person, guides, and filing together.

use serde_json::{Value, json};
use testkit::{TestTown, on_both_engines};

const COURSE: &str = "kyumei-koshu";

on_both_engines!(
    the_last_place_is_given_once,
    a_withdrawal_frees_its_places,
    a_person_files_once_for_a_session,
    places_are_not_given_twice_at_the_same_moment,
    common_answers_are_typed_once,
    a_bundle_of_another_browser_is_not_there,
    seeding_passes_over_what_is_taken,
);

fn group(town: &TestTown, name: &str, people: i64) -> Value {
    let mut data = town.answers(&town.resident(), COURSE);
    data["kana"] = json!(name);
    data["party"] = json!("group");
    data["group"] = json!("泉中央町内会");
    data["participants"] = json!(people);
    data["youngest"] = json!("adult");
    data
}

fn rules(answer: &testkit::Answer) -> Vec<String> {
    let listed = answer.json()["problems"].as_array().cloned().unwrap_or_default();
    listed.iter().filter_map(|p| p["rule"].as_str().map(str::to_owned)).collect()
}

fn the_last_place_is_given_once(town: &TestTown) {
    let hanako = town.resident();
    hanako.posts("a", COURSE, &group(town, "アオキ", 20)).expect(201);
    let refused = hanako.posts("b", COURSE, &group(town, "イトウ", 11)).expect(422);
    assert_eq!(rules(&refused), ["quota"]);
    hanako.posts("c", COURSE, &group(town, "ウエダ", 10)).expect(201);
    let refused = hanako.posts("d", COURSE, &town.answers(&hanako, COURSE)).expect(422);
    assert_eq!(rules(&refused), ["quota"]);
    assert_eq!(town.submissions(), 2);
}

fn a_withdrawal_frees_its_places(town: &TestTown) {
    let hanako = town.resident();
    let receipt = hanako.files(COURSE, &group(town, "アオキ", 30));
    hanako.posts("b", COURSE, &group(town, "イトウ", 5)).expect(422);
    hanako.acts(&receipt, "withdrawal", &json!({}));
    hanako.posts("b", COURSE, &group(town, "イトウ", 30)).expect(201);
}

fn a_person_files_once_for_a_session(town: &TestTown) {
    let hanako = town.resident();
    let data = town.answers(&hanako, COURSE);
    let first = hanako.posts("a", COURSE, &data).expect(201);
    assert_eq!(rules(&hanako.posts("b", COURSE, &data).expect(422)), ["once"]);
    let mut closer = data.clone();
    closer["kana"] = data["kana"].as_str().unwrap().replace([' ', '　'], "").into();
    assert_ne!(closer["kana"], data["kana"]);
    assert_eq!(rules(&hanako.posts("c", COURSE, &closer).expect(422)), ["once"]);
    assert_eq!(hanako.posts("a", COURSE, &data).expect(201).json(), first.json());
}

fn places_are_not_given_twice_at_the_same_moment(town: &TestTown) {
    let names = ["アオキ", "イトウ", "ウエダ", "エトウ", "オカダ", "カトウ"];
    let taken = std::thread::scope(|scope| {
        let posting: Vec<_> = names
            .iter()
            .enumerate()
            .map(|(at, name)| {
                let data = group(town, name, 10);
                scope.spawn(move || town.resident().posts(&format!("k-{at}"), COURSE, &data).status)
            })
            .collect();
        posting.into_iter().map(|posted| posted.join().unwrap()).filter(|s| *s == 201).count()
    });
    assert_eq!((taken, town.submissions()), (3, 3));
}

/// The bundle that this list of a move to another address in the city begins.
fn bundle(town: &TestTown, who: &testkit::Resident) -> String {
    let home = who.web.get("/life-events/moving").expect(200);
    assert!(home.text().contains("引越し"), "{}", town.now());
    let chosen = [("procedure", "suido-kaishi"), ("procedure", "jido-teate-nintei")];
    let page = who.web.get("/procedures/suido-kaishi").expect(200);
    let mut typed = page.hidden("/procedures/suido-kaishi");
    typed.extend(chosen.map(|(name, id)| (name.to_owned(), id.to_owned())));
    who.web.post_form("/together", &typed).expect(303).location()
}

fn common_answers_are_typed_once(town: &TestTown) {
    let hanako = town.resident();
    let address = bundle(town, &hanako);
    let page = hanako.web.get(&address).expect(200);
    let wrong = hanako.web.submit(&page, &address, &[("name", "山田 花子")]).expect(303).location();
    assert_eq!(wrong, format!("{address}?mend=1"));
    assert!(hanako.web.get(&wrong).expect(200).text().contains("panel red"));
    // The button beside the postal code fills the address in and complains about nothing.
    let fill = [("address/postal", "980-0011"), (":fill", "/address")];
    let filled = hanako.web.submit(&page, &address, &fill).expect(303).location();
    let filled = hanako.web.get(&filled).expect(200).text();
    assert!(filled.contains("value=\"上杉\"") && !filled.contains("panel red"), "{filled}");

    let common = [
        ("name", "山田 花子"),
        ("kana", "やまだ はなこ"),
        ("birthDate.era", "西暦"),
        ("birthDate.year", "1990"),
        ("birthDate.month", "3"),
        ("birthDate.day", "9"),
        ("moving", "no"),
        ("address/postal", "980-8671"),
        ("address/prefecture", "宮城県"),
        ("address/city", "仙台市青葉区"),
        ("address/town", "国分町三丁目"),
        ("address/block", "7番1号"),
        ("contact/phone", "022-261-1111"),
    ];
    hanako.web.submit(&page, &address, &common).expect(303);

    let list = hanako.web.get(&address).expect(200).text();
    let drafts: Vec<&str> =
        list.split("href=\"/apply/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(drafts.len(), 2, "{list}");
    let [water, children] = [0, 1].map(|at| drafts[at].split('/').next().unwrap());
    let water = hanako.web.get(&format!("/apply/{water}/user")).expect(200).text();
    assert!(water.contains("value=\"山田　花子\""), "{water}");
    assert!(water.contains("value=\"ヤマダ　ハナコ\""), "{water}");
    let place = hanako.web.get(&format!("/apply/{children}/address")).expect(200).text();
    assert!(place.contains("value=\"国分町三丁目\""), "{place}");
}

fn a_bundle_of_another_browser_is_not_there(town: &TestTown) {
    let address = bundle(town, &town.resident());
    town.resident().web.get(&address).expect(404);
}

/// The catalogue's examples file the same person more than once.
fn seeding_passes_over_what_is_taken(town: &TestTown) {
    let seeded = town.wait(town.counter().seed(50, 7)).unwrap();
    assert_eq!((seeded, town.submissions()), (50, 50));
    town.wait(town.counter().seed(50, 7)).unwrap();
    assert_eq!(town.submissions(), 50, "the same seed files nothing twice");
}
