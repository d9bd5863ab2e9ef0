//! Japan Post's list is found by postal code.

use japanese_values::{Place, PostalCode, postal};

fn places(code: &str) -> Vec<Place> {
    postal::places(PostalCode::parse(code).expect("a postal code"))
}

#[test]
fn a_code_names_its_town() {
    let [kamisugi] = places("980-0011")[..] else { panic!("one place") };
    assert_eq!(
        kamisugi,
        Place {
            municipality_code: "04101",
            prefecture: "宮城県",
            city: "仙台市青葉区",
            town: "上杉",
            prefecture_kana: "ミヤギケン",
            city_kana: "センダイシアオバク",
            town_kana: "カミスギ",
        }
    );
}

#[test]
fn a_code_may_name_many_towns_or_none() {
    assert_eq!(places("452-0961").len(), 66);
    assert_eq!(places("980-0000")[0].town, "", "the whole ward");
    assert_eq!(places("980-8671"), [], "a large office has a code of its own");
}

#[test]
fn remarks_of_the_list_are_not_towns() {
    let towns = |code| places(code).iter().map(|place| place.town).collect::<Vec<_>>();
    assert_eq!(towns("409-0142"), [""]);
    assert!(towns("029-5501").contains(&"下左草"));
    assert!(towns("761-4101").contains(&"甲") && towns("761-4101").contains(&"乙"));
}

#[test]
fn an_address_agrees_with_its_code_or_not() {
    let agrees = |code, address| postal::agrees(PostalCode::parse(code).expect("a code"), address);
    assert_eq!(agrees("980-0011", "宮城県仙台市青葉区上杉1-1"), Some(true));
    assert_eq!(agrees("980-0011", "仙台市青葉区上杉1-1"), Some(true));
    assert_eq!(agrees("980-0011", "宮城県仙台市泉区上杉1-1"), Some(false));
    assert_eq!(agrees("981-0112", "宮城県利府町利府"), Some(true));
    assert_eq!(agrees("981-0112", "宮城県宮城郡利府町利府"), Some(true));
    assert_eq!(agrees("980-8671", "宮城県仙台市青葉区国分町3-7-1"), None);
}
