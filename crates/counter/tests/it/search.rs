//! Residents find their procedure by the words that they use.

use testkit::TestTown;

#[test]
fn held_queries_find_their_procedure() {
    let town = TestTown::with_every_form();
    let mut missed = Vec::new();
    let mut asked = 0;
    for line in include_str!("queries.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let (Some(query), Some(expected)) = (columns.next(), columns.next()) else { continue };
        asked += 1;
        let found: Vec<String> =
            town.catalogue().search(query).iter().take(3).map(|p| p.form.id().to_owned()).collect();
        if !expected.split(',').any(|id| found.iter().any(|found| found == id)) {
            missed.push(format!("{query}: {expected}, found {found:?}"));
        }
    }
    assert!(asked >= 60, "{asked} queries");
    assert!(missed.is_empty(), "{} of {asked}:\n{}", missed.len(), missed.join("\n"));
}

/// On the morning of 20 November 2026.
#[test]
fn the_home_page_names_what_closes_soon_and_start_pages_their_period() {
    let town = TestTown::with_every_form();
    let hanako = town.resident();
    let home = hanako.web.get("/").expect(200).text();
    let soon = home.find("まもなく受付が終わる手続").expect("a list of what closes");
    let named = home.get(soon..).unwrap_or_default();
    let housing = named.find("/procedures/shiei-jutaku-nyukyo").expect("closes in ten days");
    let bids = named.find("/procedures/nyusatsu-shikaku").expect("closes in four weeks");
    assert!(housing < bids, "the first to close comes first");
    assert!(!home.contains("/procedures/shimin-kenshin"), "closes in January");
    let start = hanako.web.get("/procedures/shiei-jutaku-nyukyo").expect(200).text();
    assert!(start.contains("11月2日（月）から11月30日（月）まで"), "the period of the start page");
}

#[test]
fn names_of_banks_are_offered_while_somebody_types() {
    let town = TestTown::open();
    let web = &town.resident().web;
    let banks = web.get("/banks?q=%E3%81%97%E3%81%A1%E3%81%98%E3%82%85%E3%81%86%E3%81%97%E3%81%A1");
    assert_eq!(banks.expect(200).json()[0], "七十七銀行 (0125)");
    let branches = web.get("/banks/0125/branches?q=100").expect(200).json();
    assert_eq!(branches[0], "本店営業部 (100)");
    web.get("/banks").expect(400);
}
