//! Places of a quota, one filing per person, guides, and filing together.

use chrono::Duration;
use counter::{Amount, Caller, Error, Sender, Stranger, Upload, UploadFault};
use publishing::{Author, Publisher, Rehearsal, Wanted, compile};
use serde_json::{Value, json};
use testkit::{MOST_UNFILED, Resident, TestTown, on_both_engines, usual_forms};

const COURSE: &str = "kyumei-koshu";

on_both_engines!(
    the_last_place_is_given_once,
    a_withdrawal_frees_its_places,
    a_person_files_once_for_a_session,
    who_has_an_open_case_files_again_when_it_is_over,
    places_are_not_given_twice_at_the_same_moment,
    common_answers_are_typed_once,
    a_bundle_of_another_browser_is_not_there,
    seeding_passes_over_what_is_taken,
    one_person_leaves_few_files_unfiled,
    one_network_sends_little_ahead_in_a_day,
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
    assert_eq!(rules(&refused), ["waiting"]);
    hanako.posts("c", COURSE, &group(town, "ウエダ", 10)).expect(201);
    let refused = hanako.posts("d", COURSE, &town.answers(&hanako, COURSE)).expect(422);
    assert_eq!(rules(&refused), ["waiting"]);
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

/// The course, where one filing counts as long as it is open.
fn publishes_with_one_open_filing(town: &TestTown) {
    let mut files = usual_forms();
    let course = files.iter_mut().find(|file| file.path.ends_with(&format!("{COURSE}.json")));
    let course = course.unwrap();
    let mut definition: Value = serde_json::from_str(&course.text).unwrap();
    definition["x-procedure"]["once"]["period"] = json!("while-open");
    course.text = definition.to_string();
    let wanted = Wanted { retire: Vec::new(), by: Author::Operator, whole: true };
    let rehearsed = Rehearsal::without_examples(compile(&files));
    town.wait(Publisher::new(town.archive()).publish(rehearsed, &wanted)).unwrap();
    assert!(town.wait(town.catalogue().follow()).unwrap());
}

fn who_has_an_open_case_files_again_when_it_is_over(town: &TestTown) {
    publishes_with_one_open_filing(town);
    let (hanako, clerk) = (town.resident(), town.clerk_of(COURSE, "sato"));
    let data = town.answers(&hanako, COURSE);
    let receipt = hanako.files(COURSE, &data);
    assert_eq!(rules(&hanako.posts("b", COURSE, &data).expect(422)), ["once"]);
    let case = clerk.finds(&receipt.number);
    clerk.claims(&case);
    assert_eq!(rules(&hanako.posts("c", COURSE, &data).expect(422)), ["once"]);
    clerk.commands(&case, json!({ "type": "complete" })).expect(200);
    hanako.posts("d", COURSE, &data).expect(201);
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
fn bundle(town: &TestTown, who: &Resident) -> String {
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
    let seeded = town.wait(town.counter().seed(50, 7, None)).unwrap();
    assert_eq!((seeded, town.submissions()), (50, 50));
    town.wait(town.counter().seed(50, 7, None)).unwrap();
    assert_eq!(town.submissions(), 50, "the same seed files nothing twice");
}

fn one_person_leaves_few_files_unfiled(town: &TestTown) {
    let (hanako, taro) = (town.resident(), town.resident());
    let [first, other] = ["hanako", "taro"].map(|name| format!("{name}-{}", "x".repeat(32)));
    let send = |who: &Resident, token: &str| {
        let file = ("file", "id.png", Resident::picture());
        who.web.upload("/api/v1/attachments", &[("upload-token", token)], &[], file)
    };
    for _ in 0..MOST_UNFILED {
        send(&hanako, &first).expect(201);
    }
    let refused = send(&hanako, &first).expect(429);
    assert!(refused.header("retry-after").is_some());
    let told = refused.json();
    assert!(told["detail"].as_str().unwrap().contains("使わないファイルを外すか"), "{told}");
    send(&taro, &other).expect(201);
    // What nobody filed within a day is gone, and makes room.
    town.advance(Duration::hours(25));
    send(&hanako, &first).expect(201);
}

fn one_network_sends_little_ahead_in_a_day(town: &TestTown) {
    let send = |person: u32, network: &str, files: u32, megabytes: u32, bytes: Vec<u8>| {
        let sender = Sender {
            network: network.to_owned(),
            of_person: Amount { files: 0, megabytes: 0 },
            of_network: Amount { files, megabytes },
        };
        let caller = Caller::Anonymous(Stranger::with_token(&format!("person {person}")));
        let upload = Upload { file_name: "id.png".to_owned(), bytes, sender: Some(sender) };
        match town.wait(town.counter().upload(&caller, upload)) {
            Err(Error::Upload(fault)) => Some(fault),
            other => other.map(|_| None).unwrap(),
        }
    };
    let picture = || Resident::picture().to_vec();
    for person in 0..3 {
        assert_eq!(send(person, "198.51.100.7", 3, 0, picture()), None);
    }
    assert_eq!(send(4, "198.51.100.7", 3, 0, picture()), Some(UploadFault::TooMuch));
    assert_eq!(send(4, "198.51.100.8", 3, 0, picture()), None, "another network's day");
    town.advance(Duration::hours(25));
    assert_eq!(send(4, "198.51.100.7", 3, 0, picture()), None, "another day");

    // Counted before it is looked at: rubbish costs as much as a photograph.
    let rubbish = || vec![7; 600 * 1024];
    let looked_at = send(1, "203.0.113.1", 0, 1, rubbish());
    assert!(matches!(looked_at, Some(UploadFault::WrongType { .. })), "{looked_at:?}");
    assert_eq!(send(2, "203.0.113.1", 0, 1, rubbish()), Some(UploadFault::TooMuch));
}
