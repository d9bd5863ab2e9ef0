//! How long a job with many cases takes, from the press to the last result.
//!
//! `cargo run --release -p counter --example bulk_rate [PROCEDURE] [CASES]`: on SQLite in the
//! folder for temporary files. `suido-kaishi` is recorded, `juminhyo-utsushi` issues a paper.

#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a measurement, not the product"
)]

use std::{env::args, time::Instant as Stopwatch};

use back_office::{BulkCommand, BulkKey, BulkRequest, BulkResult};
use chrono::Duration;
use fees::PaymentEventKind::Captured;
use testkit::TestTown;

fn main() {
    let procedure = args().nth(1).unwrap_or_else(|| "suido-kaishi".to_owned());
    let number = args().nth(2).map_or(800, |number| number.parse().expect("a number"));
    let town = TestTown::open();
    let clerk = town.clerk_of(&procedure, "sato");
    let hanako = town.resident();
    let mut cases = Vec::new();
    for place in 0..number {
        // Nobody sends more pictures in a minute than this.
        town.advance(Duration::seconds(2));
        let receipt = hanako.files(&procedure, &town.answers(&hanako, &procedure));
        if receipt.body["payment_url"].is_string() {
            let paid = receipt.payment().says(Captured, &format!("paid-{place}"), town.now());
            town.provider_calls(&paid).expect(204);
        }
        let case = clerk.finds(&receipt.number);
        let version = clerk.case(&case)["version"].as_i64().expect("a version");
        cases.push((case.parse().expect("an id"), version));
    }
    let office = town.back_office();
    town.wait(async {
        let token = clerk.proof.strip_prefix("Bearer ").expect("a token");
        let staff = office.staff_of_token(token).await.expect("it is read").expect("a person");
        let begun = Stopwatch::now();
        let check = office.check_bulk(&staff, &BulkCommand::Settle, cases.clone()).await;
        let can = check.expect("it is checked").can.len();
        println!("{can} of {number} checked in {:.1?}", begun.elapsed());
        let (key, from) = (BulkKey::Drawn(office.bulk_key()), String::new());
        let wanted = BulkRequest { key, command: BulkCommand::Settle, cases, from };
        let begun = Stopwatch::now();
        let job = office.start_bulk(&staff, wanted).await.expect("it begins");
        println!("begun in {:.1?}", begun.elapsed());
        office.work_on_bulk(&job).await.expect("it ends");
        println!("worked on in {:.1?}", begun.elapsed());
        let begun = Stopwatch::now();
        let lines = office.bulk(&staff, &job).await.expect("it is there").lines;
        let done = lines.iter().filter(|line| line.result == Some(BulkResult::Done)).count();
        println!("{done} done, read in {:.1?}", begun.elapsed());
    });
}
