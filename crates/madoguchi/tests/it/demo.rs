//! The demonstration, as somebody meets it who has just started the program.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use testkit::Browser;

/// Ended when the test ends, however it ends.
struct Demonstration(Child);

impl Drop for Demonstration {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[test]
fn a_sign_in_works_as_soon_as_it_is_printed() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_madoguchi"));
    command.args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data"]).arg(folder.path());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut demonstration = Demonstration(command.spawn().expect("it starts"));
    let out = demonstration.0.stdout.take().expect("a pipe");
    let first = BufReader::new(out).lines().next().expect("a line").expect("a text");
    let home = first.strip_prefix("listening on ").expect("an address");

    let talk = BufReader::new(demonstration.0.stderr.take().expect("a pipe"));
    let mut talk = talk.lines().map(|line| line.expect("a text"));
    let clerk = talk.find(|line| line.contains("clerk@demo.example")).expect("a sign-in");
    let mut words = clerk.split_whitespace().rev();
    let (password, email) = (words.next().expect("a password"), words.next().expect("an address"));
    let web = Browser::new(home);
    let page = web.get("/office/sign-in").expect(200);
    let typed = [("email", email), ("password", password)];
    let entered = web.submit(&page, "/office/sign-in", &typed).expect(303);
    assert_eq!(entered.location(), "/office/");
    web.get("/office/").expect(200);
}
