//! Many at once, some of whom go away in the middle: nobody is shown another's page or paper,
//! also when all of it happens within one moment of the clock.

use std::{io::Write as _, net::TcpStream, thread};

use testkit::{Answer, Receipt, Resident, TestTown, on_both_engines};

use super::WATER;

on_both_engines!(many_at_once_are_shown_their_own_alone, also_within_one_moment_of_the_clock);

const RESIDENTS: usize = 8;
const ROUNDS: usize = 12;

/// Somebody, what they filed under a name that nobody else has, and their paper.
struct Holder {
    who: Resident,
    receipt: Receipt,
    paper: Vec<u8>,
}

impl Holder {
    fn files(town: &TestTown, kana: &str) -> Self {
        let who = town.resident();
        let mut answers = town.answers(&who, WATER);
        answers["kana"] = format!("カナリア {kana}").into();
        let receipt = who.files(WATER, &answers);
        let page = who.web.get("/status").expect(200);
        let typed = [("number", receipt.number.as_str()), ("code", receipt.code.as_str())];
        who.web.submit(&page, "/status", &typed).expect(303);
        let mut holder = Self { who, receipt, paper: Vec::new() };
        holder.paper = holder.asks("/receipt.pdf").expect(200).body;
        assert!(holder.paper.starts_with(b"%PDF"));
        holder
    }

    fn asks(&self, what: &str) -> Answer {
        self.who.web.get(&format!("/receipts/{}{what}", self.receipt.number))
    }

    /// Asks for a paper and hangs up before it comes.
    fn hangs_up(&self, host: &str) {
        let Receipt { number, code, .. } = &self.receipt;
        let head = format!(
            "GET /api/v1/submissions/{number} HTTP/1.1\r\nHost: {host}\r\n\
             Authorization: Receipt {code}\r\n\r\n"
        );
        let mut stream = TcpStream::connect(host).expect("it listens");
        stream.write_all(head.as_bytes()).expect("it reads");
    }
}

fn many_at_once_are_shown_their_own_alone(town: &TestTown) {
    nobody_is_shown_anothers(town, false);
}

fn also_within_one_moment_of_the_clock(town: &TestTown) {
    town.clock().stand_still();
    nobody_is_shown_anothers(town, true);
}

fn nobody_is_shown_anothers(town: &TestTown, within_a_moment: bool) {
    let kana = ["アオイ", "イズミ", "ウミ", "エリ", "オト", "カスミ", "キヨ", "クミ"];
    let holders: Vec<Holder> = kana.iter().map(|kana| Holder::files(town, kana)).collect();
    let host = town.host();
    let numbers: Vec<&str> = holders.iter().map(|holder| holder.receipt.number.as_str()).collect();
    let answered: usize = thread::scope(|scope| {
        let running: Vec<_> = holders
            .iter()
            .map(|holder| scope.spawn(|| sees_own_alone(holder, &numbers, host, within_a_moment)))
            .collect();
        running.into_iter().map(|thread| thread.join().expect("nobody saw another's")).sum()
    });
    assert_eq!(answered, RESIDENTS * ROUNDS * 2);
}

fn sees_own_alone(holder: &Holder, numbers: &[&str], host: &str, within_a_moment: bool) -> usize {
    let own = holder.receipt.number.as_str();
    let mut answered = 0;
    for round in 0..ROUNDS {
        if round % 3 == 0 {
            holder.hangs_up(host);
        }
        let page = holder.asks("").expect(200).text();
        let program = holder.who.status(&holder.receipt).to_string();
        for shown in [&page, &program] {
            assert!(shown.contains(own));
            let foreign = numbers.iter().find(|number| **number != own && shown.contains(**number));
            assert_eq!(foreign, None, "{own} is shown another's");
            answered += 1;
        }
        // Papers wait for each other; one round in four is enough. They tell when they were
        // printed, so that only within one moment two are the same.
        if within_a_moment && round % 4 == 0 {
            let paper = holder.asks("/receipt.pdf");
            let is_own = paper.status == 200 && paper.body == holder.paper;
            assert!(is_own || paper.status == 503, "{own}: another paper, {}", paper.status);
        }
    }
    answered
}
