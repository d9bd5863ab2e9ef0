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
            town.desk().search(query).iter().take(3).map(|p| p.form.id().to_owned()).collect();
        if !expected.split(',').any(|id| found.iter().any(|found| found == id)) {
            missed.push(format!("{query}: {expected}, found {found:?}"));
        }
    }
    assert!(asked >= 60, "{asked} queries");
    assert!(missed.is_empty(), "{} of {asked}:\n{}", missed.len(), missed.join("\n"));
}
