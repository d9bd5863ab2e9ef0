//! Filing together: what is typed once stands in each procedure where it belongs.

use std::{collections::BTreeSet, sync::Arc};

use form_engine::Field;
use testkit::{Resident, TestTown, on_both_engines};

on_both_engines!(
    a_move_puts_each_address_where_it_belongs,
    who_does_not_move_is_asked_for_one_address,
    a_corrected_common_answer_reaches_the_drafts,
    pressing_twice_makes_one_draft_for_each_procedure,
);

const OLD: &str = "国分町三丁目";
const NEW: &str = "増田";

/// The address of a bundle of `procedures`.
fn bundle(who: &Resident, procedures: &[&str]) -> String {
    let page = who.web.get("/procedures/suido-kaishi").expect(200);
    let mut typed = page.hidden("/procedures/suido-kaishi");
    typed.extend(procedures.iter().map(|id| ("procedure".to_owned(), (*id).to_owned())));
    who.web.post_form("/together", &typed).expect(303).location()
}

const PERSON: [(&str, &str); 6] = [
    ("name", "山田 花子"),
    ("kana", "ヤマダ ハナコ"),
    ("birthDate.era", "西暦"),
    ("birthDate.year", "1990"),
    ("birthDate.month", "3"),
    ("birthDate.day", "9"),
];
const HERE: [(&str, &str); 6] = [
    ("address/postal", "980-8671"),
    ("address/prefecture", "宮城県"),
    ("address/city", "仙台市青葉区"),
    ("address/town", OLD),
    ("address/block", "7番1号"),
    ("contact/phone", "022-261-1111"),
];
const THERE: [(&str, &str); 6] = [
    ("moving", "japan"),
    ("newAddress/postal", "981-1224"),
    ("newAddress/prefecture", "宮城県"),
    ("newAddress/city", "名取市"),
    ("newAddress/town", NEW),
    ("newAddress/block", "1番1号"),
];

fn answers(who: &Resident, bundle: &str, typed: &[(&str, &str)]) {
    let page = who.web.get(bundle).expect(200);
    who.web.submit(&page, bundle, typed).expect(303);
}

/// The drafts of a bundle, in its order.
fn drafts(who: &Resident, bundle: &str) -> Vec<String> {
    let list = who.web.get(bundle).expect(200).text();
    let links = list.split("href=\"/apply/").skip(1);
    links.filter_map(|rest| rest.split('/').next()).map(str::to_owned).collect()
}

/// What stands in the box called `name` on a page of a draft.
fn stands(who: &Resident, draft: &str, page: &str, name: &str) -> String {
    let text = who.web.get(&format!("/apply/{draft}/{page}")).expect(200).text();
    let box_ = text.split("<input").find(|input| input.contains(&format!("name=\"{name}\"")));
    let value = box_.and_then(|input| input.split("value=\"").nth(1)?.split('"').next());
    value.unwrap_or_else(|| panic!("no box {name}: {text}")).to_owned()
}

fn a_move_puts_each_address_where_it_belongs(town: &TestTown) {
    let hanako = town.resident();
    let address = bundle(
        &hanako,
        &["tenshutsu-todoke", "sodai-gomi", "suido-chushi", "suido-kaishi", "jido-teate-nintei"],
    );
    answers(&hanako, &address, &[&PERSON[..], &HERE, &THERE].concat());
    let drafts = drafts(&hanako, &address);
    let [leaving, rubbish, stop, start, children] = &drafts[..] else { panic!("{drafts:?}") };
    assert_eq!(stands(&hanako, leaving, "where", "newAddress/town"), NEW);
    assert_eq!(stands(&hanako, leaving, "current", "currentAddress/town"), OLD);
    assert_eq!(stands(&hanako, rubbish, "place", "address/town"), OLD);
    assert_eq!(stands(&hanako, stop, "place", "address/town"), OLD);
    assert_eq!(stands(&hanako, stop, "moving", "newAddress/town"), NEW);
    // Both ask for a place in the city, and the new home is not there.
    assert_eq!(stands(&hanako, start, "place", "address/town"), "");
    assert_eq!(stands(&hanako, children, "address", "address/town"), OLD);
}

fn who_does_not_move_is_asked_for_one_address(town: &TestTown) {
    let hanako = town.resident();
    let address = bundle(&hanako, &["sodai-gomi", "jido-teate-nintei"]);
    let page = hanako.web.get(&address).expect(200).text();
    assert!(page.contains("いまの住所") && !page.contains("新しい住所"), "{page}");
    assert!(!page.contains("name=\"moving\""), "{page}");
    answers(&hanako, &address, &[&PERSON[..], &HERE].concat());
    let drafts = drafts(&hanako, &address);
    assert_eq!(stands(&hanako, &drafts[1], "address", "address/town"), OLD);
}

fn a_corrected_common_answer_reaches_the_drafts(town: &TestTown) {
    let hanako = town.resident();
    let address = bundle(&hanako, &["sodai-gomi"]);
    answers(&hanako, &address, &[&PERSON[..], &HERE].concat());
    answers(&hanako, &address, &[&PERSON[..], &HERE, &[("address/town", "上杉一丁目")]].concat());
    let drafts = drafts(&hanako, &address);
    assert_eq!(drafts.len(), 1);
    assert_eq!(stands(&hanako, &drafts[0], "place", "address/town"), "上杉一丁目");
}

fn pressing_twice_makes_one_draft_for_each_procedure(town: &TestTown) {
    let hanako = town.resident();
    let address = bundle(&hanako, &["sodai-gomi", "suido-chushi"]);
    let page = hanako.web.get(&address).expect(200);
    let typed = [&PERSON[..], &HERE, &[("moving", "to-abroad")]].concat();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| hanako.web.submit(&page, &address, &typed).expect(303));
        }
    });
    let home = hanako.web.get("/").expect(200).text();
    assert_eq!(home.matches("href=\"/apply/").count(), 2, "{home}");
    assert_eq!(drafts(&hanako, &address).len(), 2);
}

/// Reads every definition; nothing of a town is needed.
fn catalogue() -> publishing::Compiled {
    publishing::compile(&testkit::every_form())
}

fn addresses(id: &str, fields: &[Arc<Field>], into: &mut BTreeSet<String>) {
    for field in fields {
        if field.child("town").is_some() {
            let source = field.prefill.as_deref().unwrap_or("asked");
            into.insert(format!("{id}\t{}\t{source}", field.pointer));
        }
        addresses(id, &field.children, into);
    }
}

/// Whoever adds an address to a procedure of a guide says here whose it is.
#[test]
fn every_address_that_a_guide_leads_to_has_its_meaning() {
    let catalogue = catalogue();
    let guides = catalogue.guides.values();
    let led_to: BTreeSet<&str> = guides.flat_map(form_engine::Form::guided_procedures).collect();
    let mut found = BTreeSet::new();
    for form in catalogue.forms.values().filter(|form| led_to.contains(form.id())) {
        form.pages().iter().for_each(|page| addresses(form.id(), &page.fields, &mut found));
    }
    let table = include_str!("addresses.tsv").lines().filter(|line| !line.starts_with('#'));
    let meant: BTreeSet<String> = table
        .filter_map(|line| line.rsplit_once('\t').map(|(meant, _)| meant.to_owned()))
        .collect();
    let differ: Vec<&String> = found.symmetric_difference(&meant).collect();
    assert!(found.len() > 90 && differ.is_empty(), "{} addresses: {differ:#?}", found.len());
}
