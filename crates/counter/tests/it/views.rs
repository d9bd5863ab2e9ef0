//! Views of the queue that people keep, and those that a department shares.

use kernel::Role;
use testkit::{Answer, Browser, PASSWORD, TestTown, on_both_engines};

const WATER: &str = "suido-kaishi";
const ALLOWANCE: &str = "jido-teate-nintei";

on_both_engines!(
    a_list_is_kept_as_it_is_narrowed,
    words_are_kept_by_no_view,
    a_shared_view_narrows_and_never_widens,
    what_is_put_away_comes_back_for_thirty_days,
    nobody_keeps_more_than_thirty_views,
    two_who_change_a_view_at_once_hear_of_it,
    a_view_that_is_made_from_another_looks_like_it,
);

/// Fills in the form of a view on `page` and sends it to `action`.
fn saves(web: &Browser, page: &str, action: &str, typed: &[(&str, &str)]) -> Answer {
    let form = web.get(page).expect(200);
    let field = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let fields = [form.hidden(action), typed.iter().map(field).collect()].concat();
    web.post_form(action, &fields)
}

fn keeps(web: &Browser, typed: &[(&str, &str)]) -> String {
    saves(web, "/office/views/new?view=all", "/office/views", typed).expect(303).location()
}

fn files(town: &TestTown, procedure: &str) -> String {
    let who = town.resident();
    who.files(procedure, &town.answers(&who, procedure)).number
}

#[expect(clippy::too_many_lines, reason = "one life of a view")]
fn a_list_is_kept_as_it_is_narrowed(town: &TestTown) {
    let clerk = town.at_work("sato", Role::Clerk, WATER);
    let [first, second] = [files(town, WATER), files(town, WATER)];
    let list = clerk.get("/office/?view=all&state=received&sort=newest").expect(200).text();
    let link = "/office/views/new?view=all&#38;state=received&#38;sort=newest";
    assert!(list.contains(link), "{list}");
    let form = clerk.get("/office/views/new?view=all&state=received&sort=newest").expect(200);
    let tick = "<input type=\"checkbox\" name=\"state\" value=\"received\" checked>";
    assert!(form.text().contains(tick), "{}", form.text());

    let typed = [
        ("name", "新しい水道"),
        ("view", "all"),
        ("state", "received"),
        ("sort", "newest"),
        ("size", "20"),
        ("column", "moved"),
        ("column", "department"),
        ("counted", "yes"),
    ];
    let nameless: Vec<_> = typed.iter().skip(1).copied().collect();
    let page = "/office/views/new";
    let refused = saves(&clerk, page, "/office/views", &nameless).expect(422).text();
    assert!(
        refused.contains("ビューの名前を")
            && refused.contains("value=\"moved\" aria-describedby=\"columns-help\" checked"),
        "{refused}"
    );
    let view = saves(&clerk, page, "/office/views", &typed).expect(303).location();

    let shown = clerk.get(&view).expect(200).text();
    assert!(shown.contains("新しい水道 <small>2件</small>"), "{shown}");
    assert!(shown.find(&second) < shown.find(&first), "in its order");
    assert!(shown.contains(">最後の動き</th>") && shown.contains(">所管</th>"), "{shown}");
    assert!(!shown.contains(">申請者</th>") && !shown.contains(">残り</th>"), "{shown}");
    let entry = format!("href=\"{view}\" aria-current=\"page\">新しい水道 <span>2<");
    assert!(shown.contains(&entry), "in the menu, with its number: {shown}");

    let edit = format!("{view}/edit");
    saves(&clerk, &edit, &edit, &[("name", "水道"), ("view", "closed")]).expect(303);
    let shown = clerk.get(&view).expect(200).text();
    assert!(shown.contains("水道 <small>0件</small>") && !shown.contains(&first), "{shown}");

    // The same view by the API, where what it narrows cannot be given once more.
    let of_all =
        keeps(&clerk, &[("name", "受付"), ("view", "all"), ("state", "received"), ("size", "20")]);
    let id = of_all.rsplit('/').next().unwrap();
    let token = town.wait(town.back_office().people().issue_token(
        "sato@city.example",
        ["cases".to_owned()].into(),
        chrono::Duration::days(1),
    ));
    let proof = format!("Bearer {}", token.unwrap());
    let ask = |query: &str| {
        clerk.send(
            "GET",
            &format!("/api/v1/cases?{query}"),
            &[("authorization", &proof)],
            Vec::new(),
        )
    };
    let rows = ask(&format!("view={id}")).expect(200).json();
    assert_eq!(rows["cases"].as_array().unwrap().len(), 2);
    ask(&format!("view={id}&state=in-review")).expect(422);
    ask("view=unclaimed").expect(200);
    ask("view=0193a5c8-7e1b-7c3d-9e4f-00000000f001").expect(404);
    ask("view=nothing").expect(422);
}

fn words_are_kept_by_no_view(town: &TestTown) {
    let clerk = town.at_work("sato", Role::Clerk, WATER);
    files(town, WATER);
    let page = clerk.get("/office/?view=all").expect(200);
    let fields = [page.hidden("/office/"), vec![("q".to_owned(), "山田".to_owned())]].concat();
    let searched = clerk.post_form("/office/", &fields).expect(303).location();
    let list = clerk.get(&searched).expect(200).text();
    let (_, keep) = list.split_once("href=\"/office/views/new?").unwrap();
    let keep = keep.split_once('"').unwrap().0.replace("&#38;", "&");
    let form = clerk.get(&format!("/office/views/new?{keep}")).expect(200).text();
    assert!(form.contains("検索の言葉は残しません"), "{form}");
    let typed = [("name", "検索"), ("view", "all"), ("q", "山田"), ("search", "0193")];
    let view = keeps(&clerk, &typed);
    let shown = clerk.get(&view).expect(200).text();
    assert!(shown.contains("<small>1件</small>"), "everything: {shown}");
    let kept: Vec<String> =
        town.dump().into_iter().filter(|row| row.starts_with("views")).collect();
    assert!(
        kept.len() == 1 && !kept[0].contains("山田") && !kept[0].contains("0193\""),
        "{kept:?}"
    );
}

fn a_shared_view_narrows_and_never_widens(town: &TestTown) {
    let chief = town.at_work("kato", Role::Approver, WATER);
    let clerk = town.at_work("sato", Role::Clerk, WATER);
    let elsewhere = town.at_work("ito", Role::Clerk, ALLOWANCE);
    for page in ["/office/views", "/office/views/new?view=all"] {
        let told = clerk.get(page).expect(200).text();
        assert!(told.contains("部署全体を受け持つ主任と決裁者が作れます"), "{told}");
    }
    let [water, allowance] = [files(town, WATER), files(town, ALLOWANCE)];
    let of_water = town.department_of(WATER);
    let shared = ("shared", of_water.as_str());
    let view = keeps(&chief, &[("name", "水道のすべて"), ("view", "all"), shared]);
    let listed = clerk.get(&view).expect(200).text();
    assert!(listed.contains(&water) && !listed.contains(&allowance), "{listed}");
    assert!(!listed.contains(&format!("{view}/edit")), "who does not lead changes nothing");
    clerk.get(&format!("{view}/edit")).expect(403);
    elsewhere.get(&view).expect(404);
    assert!(!elsewhere.get("/office/").expect(200).text().contains("水道のすべて"));
    // A view of one's own is nobody else's, and only who leads a department shares with it.
    let own = keeps(&clerk, &[("name", "わたしの"), ("view", "mine")]);
    let lead = town.at_work("abe", Role::Lead, WATER);
    keeps(&lead, &[("name", "主任の"), ("view", "all"), shared]);
    chief.get(&own).expect(404);
    let wanted = [("name", "みんなの"), ("view", "all"), shared];
    saves(&clerk, "/office/views/new", "/office/views", &wanted).expect(403);
    let all_departments =
        keeps(&chief, &[("name", "よその手当"), ("view", "all"), ("procedure", ALLOWANCE), shared]);
    let listed = clerk.get(&all_departments).expect(200).text();
    assert!(!listed.contains(&allowance), "by their own grants: {listed}");
}

fn what_is_put_away_comes_back_for_thirty_days(town: &TestTown) {
    let clerk = town.at_work("sato", Role::Clerk, WATER);
    let view = keeps(&clerk, &[("name", "水道"), ("view", "all")]);
    let (edit, away, back) =
        (format!("{view}/edit"), format!("{view}/away"), format!("{view}/back"));
    assert_eq!(saves(&clerk, &edit, &away, &[]).expect(303).location(), "/office/views");
    clerk.get(&view).expect(404);
    let list = clerk.get("/office/views").expect(200).text();
    assert!(list.contains("しまったビュー") && list.contains(&back), "{list}");
    assert_eq!(saves(&clerk, "/office/views", &back, &[]).expect(303).location(), view);
    clerk.get(&view).expect(200);

    saves(&clerk, &edit, &away, &[]).expect(303);
    town.advance(chrono::Duration::days(31));
    town.signs_in(&clerk, "sato@city.example", PASSWORD, &[]).expect(303);
    assert!(!clerk.get("/office/views").expect(200).text().contains("しまったビュー"));
    town.wait(town.chores().tidy_up()).unwrap();
    assert!(!town.dump().iter().any(|row| row.starts_with("views")), "and then it is gone");
}

fn nobody_keeps_more_than_thirty_views(town: &TestTown) {
    let clerk = town.at_work("sato", Role::Clerk, WATER);
    let mut last = String::new();
    for n in 0..30 {
        last = keeps(&clerk, &[("name", &format!("ビュー{n}")), ("view", "all")]);
    }
    let typed = [("name", "もうひとつ"), ("view", "all")];
    let refused = saves(&clerk, "/office/views/new", "/office/views", &typed).expect(422).text();
    assert!(refused.contains("30個まで") && refused.contains("value=\"もうひとつ\""), "{refused}");
    saves(&clerk, &format!("{last}/edit"), &format!("{last}/away"), &[]).expect(303);
    keeps(&clerk, &typed);
    let full = saves(&clerk, "/office/views", &format!("{last}/back"), &[]).expect(422).text();
    assert!(full.contains("30個まで"), "{full}");
}

fn two_who_change_a_view_at_once_hear_of_it(town: &TestTown) {
    let clerk = town.at_work("sato", Role::Clerk, WATER);
    let view = keeps(&clerk, &[("name", "水道"), ("view", "all")]);
    let edit = format!("{view}/edit");
    let form = clerk.get(&edit).expect(200);
    let named =
        |name: &str| [form.hidden(&edit), vec![("name".to_owned(), name.to_owned())]].concat();
    clerk.post_form(&edit, &named("先")).expect(303);
    let late = clerk.post_form(&edit, &named("後")).expect(409);
    assert!(late.text().contains("先に直しました"), "{}", late.text());
    assert!(late.text().contains("value=\"後\""), "nothing typed is lost: {}", late.text());
    assert!(clerk.get(&view).expect(200).text().contains("先 <small>"));
    // Whoever has read that saves it once more.
    let again = [late.hidden(&edit), vec![("name".to_owned(), "後".to_owned())]].concat();
    clerk.post_form(&edit, &again).expect(303);
    assert!(clerk.get(&view).expect(200).text().contains("後 <small>"));
}

fn a_view_that_is_made_from_another_looks_like_it(town: &TestTown) {
    let clerk = town.at_work("sato", Role::Clerk, WATER);
    let looks = [("name", "水道"), ("view", "all"), ("column", "moved"), ("size", "20")];
    let view = keeps(&clerk, &looks);
    let list = clerk.get(&view).expect(200).text();
    let (_, rest) = list.split_once("href=\"/office/views/new?").unwrap();
    let address = rest.split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&");
    let form = clerk.get(&format!("/office/views/new?{address}")).expect(200).text();
    assert!(form.contains("value=\"20\" selected"), "{form}");
    let ticked = |column: &str| {
        let (_, rest) = form.split_once(&format!("name=\"column\" value=\"{column}\"")).unwrap();
        rest.split('>').next().unwrap().contains("checked")
    };
    assert!(ticked("moved") && !ticked("applicant"), "{form}");
    clerk.get("/office/views/new?like=0193a5c8-7e1b-7c3d-9e4f-0123456789ab").expect(404);
}
