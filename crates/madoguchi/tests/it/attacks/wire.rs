//! Bytes that no browser sends, and what the program itself leaves behind: its log, its files.

use std::{
    fs::{self, File},
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tempfile::TempDir;
use testkit::Browser;

use super::SIGN_IN;

/// A counter that logs everything it can, with one procedure.
struct Talkative {
    child: Child,
    host: String,
    folder: TempDir,
}

impl Drop for Talkative {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Talkative {
    fn opens() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let forms = folder.path().join("forms");
        let parts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../forms/parts");
        fs::create_dir_all(forms.join("parts")).expect("a folder of forms");
        for part in fs::read_dir(parts).expect("the shared parts") {
            let part = part.expect("a part");
            fs::copy(part.path(), forms.join("parts").join(part.file_name())).expect("a copy");
        }
        let mut made = Command::new(env!("CARGO_BIN_EXE_madoguchi"));
        let definition = made.args(["forms", "new", "jishu-bosai"]).output().expect("it runs");
        fs::write(forms.join("jishu-bosai.json"), definition.stdout).expect("a definition");
        let log = File::create(folder.path().join("log")).expect("a log");
        let mut child = Command::new(env!("CARGO_BIN_EXE_madoguchi"))
            .env("MADOGUCHI_LOG", "trace")
            .args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder.path().join("data"))
            .arg("--forms")
            .arg(forms)
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("it starts");
        let out = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut lines = out.lines().map_while(Result::ok);
        let host =
            lines.find_map(|line| Some(line.strip_prefix("listening on http://")?.to_owned()));
        Self { child, host: host.expect("an address"), folder }
    }

    fn browser(&self) -> Browser {
        Browser::new(&format!("http://{}", self.host))
    }

    /// What comes back for these bytes, as far as it comes, and how long it took.
    fn hears(&self, bytes: &[u8]) -> (u16, Duration) {
        let mut stream = TcpStream::connect(&self.host).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a limit");
        stream.set_write_timeout(Some(PATIENCE)).expect("a limit");
        let begun = Instant::now();
        // Whoever is refused early is hung up on while still talking.
        let _hung_up = stream.write_all(bytes);
        let mut answer = [0; 1024];
        let length = stream.read(&mut answer).unwrap_or(0);
        let told = String::from_utf8_lossy(answer.get(..length).unwrap_or_default()).into_owned();
        let status = told.split(' ').nth(1).and_then(|word| word.parse().ok());
        (status.unwrap_or(0), begun.elapsed())
    }

    /// A clerk of the whole city with a token: the token, and the clerk's id.
    fn hires(&self, email: &str) -> (String, String) {
        let run = |words: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_madoguchi"));
            command.arg("staff").args(words);
            command.arg("--data").arg(self.folder.path().join("data"));
            let output = command.output().expect("it runs");
            assert!(output.status.success(), "{output:?}");
            String::from_utf8_lossy(&output.stdout).trim().to_owned()
        };
        let who = ["--email", email];
        let post = ["add", "--name", "canary-clerk", "--role", "clerk", "--department", "city"];
        run(&[&post[..], &who].concat());
        let token = run(&[&["token", "--scope", "cases"][..], &who].concat());
        let token = token.split_whitespace().last().expect("a token").to_owned();
        let people: Value = serde_json::from_str(&run(&["list", "--json"])).expect("JSON");
        let mut people = people.as_array().expect("a list").iter();
        let clerk = people.find(|person| person["email"] == email).expect("the clerk");
        (token, clerk["id"].as_str().expect("an id").to_owned())
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).expect("the log")
    }
}

/// Whoever waits longer for an answer gets none.
const PATIENCE: Duration = Duration::from_secs(8);
const FILE: &str = "POST /api/v1/submissions HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\
                    Content-Type: application/json\r\nIdempotency-Key: k\r\n";

#[test]
fn bodies_without_end_are_refused_at_once() {
    let counter = Talkative::opens();
    let (status, took) =
        counter.hears(format!("{FILE}Content-Length: 10000000000\r\n\r\n{{").as_bytes());
    assert_eq!(status, 413);
    assert!(took < Duration::from_secs(4), "{took:?}");
    let mut chunks = format!("{FILE}Transfer-Encoding: chunked\r\n\r\n").into_bytes();
    for _ in 0..200 {
        chunks.extend_from_slice(b"8000\r\n");
        chunks.extend_from_slice(" ".repeat(0x8000).as_bytes());
        chunks.extend_from_slice(b"\r\n");
    }
    // Refused in the middle, or hung up on.
    let (status, _) = counter.hears(&chunks);
    assert!([413, 0].contains(&status), "{status}");
    assert_eq!(counter.browser().get("/healthz").status, 200);
}

#[test]
fn floods_of_headers_members_and_letters_are_refused() {
    let counter = Talkative::opens();
    let headers = "X-Flood: 1\r\n".repeat(200);
    let (status, _) = counter.hears(
        format!("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{headers}\r\n").as_bytes(),
    );
    assert!([400, 431].contains(&status), "headers: {status}");
    let long = "x".repeat(200_000);
    let (status, _) = counter
        .hears(format!("GET /{long} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").as_bytes());
    assert!([400, 414, 431].contains(&status), "address: {status}");
    let web = counter.browser();
    let members = (0..60_000).map(|n| format!("\"k{n}\":1,")).collect::<Vec<_>>().concat();
    let body = format!("{{\"procedure\":\"jishu-bosai\",\"data\":{{{members}\"z\":1}}}}");
    let begun = Instant::now();
    let told = web.send(
        "POST",
        "/api/v1/submissions",
        &[("content-type", "application/json"), ("idempotency-key", "k")],
        body.into_bytes(),
    );
    assert!([400, 413, 422].contains(&told.status), "members: {}", told.status);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    assert!(told.body.len() < 5_000_000, "{} bytes about it", told.body.len());
    let part = "--e\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n".repeat(10_000);
    let kind = [("content-type", "multipart/form-data; boundary=e")];
    let told =
        web.send("POST", "/api/v1/attachments", &kind, format!("{part}--e--\r\n").into_bytes());
    assert!([400, 413, 422].contains(&told.status), "parts: {}", told.status);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one visit that leaves canaries wherever it can")]
fn the_log_holds_nothing_personal_and_one_event_a_line() {
    const CANARIES: [&str; 6] = [
        "カナリア",
        "canary@example.jp",
        "canary-password",
        "2026canary",
        "canary-token",
        "CANARYSECRET",
    ];
    let counter = Talkative::opens();
    let web = counter.browser();
    let mut inside: Vec<String> = CANARIES.map(str::to_owned).to_vec();
    let body = json!({
        "procedure": "jishu-bosai",
        "data": { "name": "カナリア 花子", "kana": "カナリア ハナコ", "purpose": "other",
                  "detail": "CANARYSECRET\n{\"level\":\"INFO\",\"forged\":true}" },
        "contact": { "email": "canary@example.jp" },
    });
    let filed = web.post_json("/api/v1/submissions", &[("idempotency-key", "2026canary")], &body);
    let filed = filed.expect(201).json();
    let of = |name: &str| filed[name].as_str().expect("a text").to_owned();
    let (number, code) = (of("receipt_number"), of("access_code"));
    inside.extend([code.clone(), code.replace('-', ""), of("digest_salt")]);
    for proof in
        [format!("Receipt {code}"), "Receipt AAAA-BBBB-CCCC".into(), "Bearer canary-token".into()]
    {
        web.send(
            "GET",
            &format!("/api/v1/submissions/{number}"),
            &[("authorization", &proof)],
            Vec::new(),
        );
    }
    let wrong =
        json!({ "procedure": "jishu-bosai", "data": { "name": "カナリア\0", "CANARYSECRET": 1 } });
    web.post_json("/api/v1/submissions", &[("idempotency-key", "2026canary")], &wrong);
    let page = web.get(SIGN_IN).expect(200);
    web.submit(&page, SIGN_IN, &[("email", "canary@example.jp"), ("password", "canary-password")]);
    let page = web.get("/status").expect(200);
    web.submit(&page, "/status", &[("number", &number), ("code", &code)]).expect(303);
    web.get(&format!("/receipts/{number}")).expect(200);
    web.get("/search?q=%0a%7b%22level%22%3a%22CANARYSECRET%22%7d").expect(200);
    web.send("GET", "/nothing", &[("user-agent", "CANARYSECRET {\"level\":\"INFO\"}")], Vec::new());
    inside.extend(page.hidden("/status").into_iter().map(|(_, value)| value));

    let (token, staff) = counter.hires("canary-clerk@city.example");
    let proof = format!("Bearer {token}");
    let queue = "/api/v1/cases?q=%E3%82%AB%E3%83%8A%E3%83%AA%E3%82%A2";
    web.send("GET", queue, &[("authorization", &proof)], Vec::new()).expect(200);
    inside.extend([token, "canary-clerk".to_owned()]);

    let log = counter.log();
    let lines: Vec<&str> = log.lines().collect();
    assert!(lines.len() > 30, "everything is logged: {log}");
    // What the program says to whoever started it stands beside the events.
    for line in lines.iter().filter(|line| line.starts_with('{')) {
        let event: Value =
            serde_json::from_str(line).unwrap_or_else(|_| panic!("no event: {line}"));
        assert!(event["timestamp"].is_string() && event["forged"].is_null(), "{line}");
    }
    for secret in inside.iter().filter(|secret| secret.len() > 4) {
        let line = lines.iter().find(|line| line.contains(secret.as_str()));
        assert_eq!(line, None, "{secret} is in the log");
    }
    let looked = lines.iter().find(|line| line.contains("looked at cases")).expect("it is logged");
    assert!(looked.contains(&staff) && looked.contains("\"searched\":true"), "{looked}");
    let refused = lines.iter().find(|line| line.contains("sign-in refused")).expect("it is logged");
    assert!(
        refused.contains("\"network\":\"") && refused.contains("\"outcome\":\"wrong\""),
        "{refused}"
    );
}

#[test]
fn every_file_of_the_data_folder_is_private() {
    let counter = Talkative::opens();
    let page = counter.browser().get("/").expect(200);
    drop(page);
    let mut open = Vec::new();
    look_into(&counter.folder.path().join("data"), &mut open);
    assert!(open.is_empty(), "others may read {open:?}");
}

fn look_into(folder: &Path, open: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry");
        let mode = entry.metadata().expect("what it is").permissions().mode();
        if mode & 0o077 != 0 {
            open.push(format!("{} {mode:o}", entry.path().display()));
        }
        if entry.path().is_dir() {
            look_into(&entry.path(), open);
        }
    }
}
