//! What stands in front: proxies, the listener of operators, raw requests, and the settings
//! for them, tried on the program itself.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, Command, Output, Stdio},
};

use kernel::{Clock as _, SystemClock};
use tempfile::TempDir;
use testkit::StripeHouse;

fn madoguchi() -> Command {
    Command::new(env!("CARGO_BIN_EXE_madoguchi"))
}

fn run(arguments: &[&str]) -> Output {
    madoguchi().args(arguments).output().expect("the program runs")
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A counter with one procedure; ended when the test ends, however it ends.
struct Counter {
    child: Child,
    host: String,
    /// Where the metrics are, if they have a listener of their own.
    inner: Option<String>,
    _folder: TempDir,
}

impl Drop for Counter {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Counter {
    fn opens(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let forms = folder.path().join("forms");
        fs::create_dir(&forms).expect("a folder of forms");
        let definition = run(&["forms", "new", "jishu-bosai"]).stdout;
        fs::write(forms.join("jishu-bosai.json"), definition).expect("a definition");
        let mut command = madoguchi();
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder.path().join("data"));
        command.arg("--forms").arg(forms).args(arguments);
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let talk = BufReader::new(child.stderr.take().expect("a pipe"));
        let out = BufReader::new(child.stdout.take().expect("a pipe"));
        let line = out.lines().next().expect("a line").expect("a text");
        let host = line.strip_prefix("listening on http://").expect("an address").to_owned();
        let wanted = arguments.contains(&"--metrics-listen");
        let inner = wanted.then(|| {
            let mut lines = talk.lines().map_while(Result::ok);
            let line = lines.find(|line| line.starts_with("metrics on http://"));
            let line = line.expect("it says where the metrics are");
            line.trim_start_matches("metrics on http://").trim_end_matches("/metrics").to_owned()
        });
        Self { child, host, inner, _folder: folder }
    }

    fn asks(&self, head: &str) -> String {
        ask(&self.host, head)
    }
}

/// The answer to a request that begins with `head`, to its last byte.
fn ask(host: &str, head: &str) -> String {
    let mut stream = TcpStream::connect(host).expect("it listens");
    let asked = format!("{head}\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(asked.as_bytes()).expect("it reads");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("it answers");
    String::from_utf8_lossy(&answer).into_owned()
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

#[test]
fn counters_are_for_operators_and_never_for_what_a_proxy_hands_on() {
    let demo = Counter::opens(&["--demo"]);
    let near = demo.asks("GET /metrics HTTP/1.1");
    assert_eq!(status(&near), "200");
    assert!(near.contains("madoguchi_http_answers_total"), "{near}");
    for header in ["X-Forwarded-For: 127.0.0.1", "Forwarded: for=127.0.0.1", "Via: 1.1 nginx"] {
        let handed_on = demo.asks(&format!("GET /metrics HTTP/1.1\r\n{header}"));
        assert_eq!(status(&handed_on), "404", "{header}");
    }

    let sober = ["--smtp", "smtp://127.0.0.1:1", "--payment-provider", "http://127.0.0.1:1"];
    let beside = ["--metrics-listen", "127.0.0.1:0"];
    let service = Counter::opens(&[&sober[..], &beside].concat());
    let inner = service.inner.clone().expect("a listener of its own");
    assert_eq!(status(&service.asks("GET /metrics HTTP/1.1")), "404", "beside the pages");
    assert_eq!(status(&ask(&inner, "GET /metrics HTTP/1.1")), "200");
    let handed_on = ask(&inner, "GET /metrics HTTP/1.1\r\nX-Forwarded-For: 127.0.0.1");
    assert_eq!(status(&handed_on), "404");
    assert_eq!(status(&ask(&inner, "GET / HTTP/1.1")), "404", "no pages beside the counters");
    assert_eq!(status(&service.asks("GET /readyz HTTP/1.1")), "200");
}

#[test]
fn what_could_be_read_in_two_ways_is_refused() {
    let demo = Counter::opens(&["--demo"]);
    for head in [
        "GET http://evil.example/ HTTP/1.1",
        "CONNECT evil.example:443 HTTP/1.1",
        "POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked",
        "POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6",
        "POST / HTTP/1.1\r\nContent-Length: 5\r\nX: a\nTransfer-Encoding: chunked",
        "POST / HTTP/1.1\r\nContent-Length: 5\r\nX: a\nContent-Length: 6",
        "POST / HTTP/1.1\r\nContent-Length: 5\r\nX: a\rTransfer-Encoding: chunked",
        "POST / HTTP/1.1\r\nTransfer-Encoding: xchunked",
        "GET / HTTP/1.1\r\nX-Folded: a\r\n b",
    ] {
        let refused = demo.asks(head);
        assert!(["400", "405"].contains(&status(&refused)), "{head}: {refused}");
    }
    let head = demo.asks("HEAD / HTTP/1.1");
    let (headers, body) = head.split_once("\r\n\r\n").expect("a head");
    assert!(headers.starts_with("HTTP/1.1 200") && body.is_empty(), "{head}");
}

#[test]
fn nobody_serves_behind_a_proxy_that_is_not_named() {
    let arguments = ["serve", "--listen", "0.0.0.0:0", "--public-url", "https://city.example"];
    let refused = run(&arguments);
    assert_eq!(refused.status.code(), Some(2));
    let told = String::from_utf8_lossy(&refused.stderr);
    assert!(told.contains("--trusted-proxies"), "{told}");
}

#[test]
fn config_says_where_each_value_comes_from() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("madoguchi.toml");
    let text = "operators = ['10.1.0.0/16']\nservers = 2\n[city]\nname = '多賀城市'\n";
    fs::write(&file, text).expect("a settings file");
    let mut command = madoguchi();
    command.env("MADOGUCHI_QUEUE", "99").env("MADOGUCHI_LISTEN", "0.0.0.0:81");
    command.arg("--config").arg(&file).args(["config", "--trusted-proxies", "10.0.0.5"]);
    let printed = told(&command.output().expect("it runs"));
    for line in [
        "operators = [\"10.1.0.0/16\"] # file",
        "servers = 2 # file",
        "queue = 99 # variable",
        "listen = \"0.0.0.0:81\" # variable",
        "trusted-proxies = [\"10.0.0.5/32\"] # flag",
        "connections = 4 # default",
        "name = \"多賀城市\" # file",
    ] {
        assert!(printed.lines().any(|printed| printed == line), "{line}\n{printed}");
    }
    let json = told(&command.arg("--json").output().expect("it runs"));
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((&json["servers"], &json["from"]["servers"]), (&2.into(), &"file".into()));

    let text = "[city]\nname = '多賀城市'\ncontact = { ja = '市役所', en = 'City Hall' }\n";
    fs::write(&file, text).expect("a settings file");
    let command = || {
        let mut command = madoguchi();
        command.arg("--config").arg(&file).arg("config");
        command
    };
    let printed = told(&command().output().expect("it runs"));
    for line in [
        "name = \"多賀城市\" # file",
        "[city.contact] # file",
        "ja = \"市役所\"",
        "en = \"City Hall\"",
    ] {
        assert!(printed.lines().any(|printed| printed == line), "{line}\n{printed}");
    }
    let set = told(&command().env("MADOGUCHI_CITY_CONTACT", "総合案内").output().expect("it runs"));
    assert!(set.contains("contact = \"総合案内\" # variable"), "{set}");

    fs::write(&file, "trusted-proxy = ['10.0.0.5']").expect("a slip");
    let refused = madoguchi().arg("--config").arg(&file).arg("config").output().expect("it runs");
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("trusted-proxy"));
}

#[test]
fn the_table_of_routes_can_be_read_by_people_and_machines() {
    let printed = told(&run(&["routes"]));
    let line = printed.lines().find(|line| line.contains(" /office/cases/{id}/commands "));
    let words: Vec<&str> = line.expect("the line").split_whitespace().collect();
    assert_eq!(words.first(), Some(&"POST"));
    assert_eq!(words.last(), Some(&"staff-form"));
    let json: serde_json::Value =
        serde_json::from_str(&told(&run(&["routes", "--json"]))).expect("JSON");
    let routes = json.as_array().expect("a list");
    assert_eq!(routes.len() + 1, printed.lines().count());
    let names = ["method", "path", "access", "object", "csrf", "rate"];
    assert!(routes.iter().all(|route| names.iter().all(|name| !route[name].is_null())));
}

#[test]
fn config_check_connects_to_everything_and_says_what_is_wrong() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let relay = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let closed = relay.local_addr().expect("an address").port();
    drop(relay);
    let check = |arguments: &[&str]| {
        let mut command = madoguchi();
        command.arg("--data").arg(&data).args(["config", "check"]).args(arguments);
        command.output().expect("it runs")
    };
    let demo = told(&check(&["--demo"]));
    assert!(demo.lines().all(|line| line.starts_with("ok\t")), "{demo}");
    assert!(!data.exists(), "looking makes nothing");

    let (smtp, provider) =
        (format!("smtp://127.0.0.1:{closed}?tls=none"), format!("http://127.0.0.1:{closed}"));
    let wrong = check(&["--smtp", &smtp, "--payment-provider", &provider]);
    assert_eq!(wrong.status.code(), Some(1));
    let wrong = String::from_utf8_lossy(&wrong.stdout).into_owned();
    for line in ["wrong\tsmtp\t", "wrong\tpayment-provider\tdoes not answer", "ok\tdata\t"] {
        assert!(wrong.contains(line), "{line}\n{wrong}");
    }
}

/// A file with a secret, as its keeper leaves it.
fn secret(folder: &TempDir, name: &str, text: &str, mode: u32) -> String {
    use std::os::unix::fs::PermissionsExt as _;
    let file = folder.path().join(name);
    fs::write(&file, format!("{text}\n")).expect("a file");
    fs::set_permissions(&file, fs::Permissions::from_mode(mode)).expect("a mode");
    file.display().to_string()
}

#[test]
fn a_provider_is_tried_with_its_key_and_the_key_never_shows() {
    let folder = tempfile::tempdir().expect("a folder");
    let check = |arguments: &[&str]| {
        let mut command = madoguchi();
        command.arg("--data").arg(folder.path().join("data"));
        command.args(["config", "check", "--payment-gateway", "stripe-checkout"]).args(arguments);
        let found = told(&command.output().expect("it runs"));
        assert!(!found.contains("agreed"), "{found}");
        let line = found.lines().find(|line| line.contains("\tpayment-provider\t"));
        line.expect("a line about it").to_owned()
    };
    let with = |key: &str, hook: &str, url: &str| {
        let (keys, hooks) = ("--payment-secret-file", "--payment-webhook-secret-file");
        check(&[keys, key, hooks, hook, "--payment-provider", url])
    };
    let key = secret(&folder, "key", "sk_test_agreed", 0o400);
    let hook = secret(&folder, "hook", "whsec_agreed", 0o440);
    let open = secret(&folder, "open", "sk_test_agreed", 0o444);
    let empty = secret(&folder, "empty", "", 0o400);
    let nobody = "http://127.0.0.1:1";
    for (line, why) in [
        (check(&[]), "payment-secret-file is not set"),
        (check(&["--payment-secret-file", &key]), "payment-webhook-secret-file is not set"),
        (with(&hook, &hook, nobody), "holds something else than sk_… or rk_…"),
        (with(&key, &key, nobody), "holds something else than whsec_…"),
        (with(&open, &hook, nobody), "can be read by everybody"),
        (with(&empty, &hook, nobody), "is empty"),
        (with("/nowhere", &hook, nobody), "payment-secret-file: /nowhere cannot be read"),
        (with(&key, &hook, "http://stripe.example"), "neither https nor this machine"),
        (with(&key, &hook, nobody), "does not answer"),
    ] {
        assert!(line.starts_with("wrong\t") && line.contains(why), "{why}\n{line}");
    }
    let shown = madoguchi().args(["config", "--payment-secret-file", &key]).output();
    let shown = told(&shown.expect("it runs"));
    assert!(shown.contains(&format!("payment-secret-file = \"{key}\" # flag")), "{shown}");
    assert!(!shown.contains("agreed"), "{shown}");

    let Some(stripe) = StripeHouse::opens(SystemClock.now()) else { return };
    let good = with(&key, &hook, stripe.address());
    assert!(good.starts_with("ok\t") && good.contains("no money moves"), "{good}");
    let other = secret(&folder, "other", "sk_test_another", 0o400);
    let refused = with(&other, &hook, stripe.address());
    assert!(refused.contains("does not accept the key"), "{refused}");
}

#[test]
fn books_are_compared_with_the_provider_that_serve_is_told_of() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = madoguchi();
    command.arg("--data").arg(folder.path().join("data")).args(["payments", "reconcile"]);
    let unnamed = command.output().expect("it runs");
    assert_eq!(unnamed.status.code(), Some(2), "{unnamed:?}");
    let Some(stripe) = StripeHouse::opens(SystemClock.now()) else { return };
    let (key, hook) = (StripeHouse::KEY, StripeHouse::WEBHOOK_SECRET);
    command.env("MADOGUCHI_PAYMENT_GATEWAY", "stripe-checkout");
    command.env("MADOGUCHI_PAYMENT_SECRET_FILE", secret(&folder, "key", key, 0o400));
    command.env("MADOGUCHI_PAYMENT_WEBHOOK_SECRET_FILE", secret(&folder, "hook", hook, 0o400));
    let compared = command.args(["--payment-provider", stripe.address()]).output();
    assert_eq!(told(&compared.expect("it runs")), "0 there, 0 here, 0 new differences\n");
}

#[test]
fn no_database_is_reached_by_a_line_on_which_others_read() {
    let serve = |url: &str, more: &[&str]| {
        let folder = tempfile::tempdir().expect("a folder");
        let mut command = madoguchi();
        command.arg("--data").arg(folder.path().join("data")).args(["--database", url]);
        let refused = command.args(["serve", "--demo"]).args(more).output().expect("it runs");
        (refused.status.code(), String::from_utf8_lossy(&refused.stderr).into_owned())
    };
    for url in ["postgres://town@192.0.2.1/town", "postgres://town@db.example/town?sslmode=require"]
    {
        let (code, why) = serve(url, &[]);
        assert_eq!(code, Some(2), "{why}");
        assert!(why.contains("sslmode=verify-full"), "{why}");
    }
    for command in [&["migrate"][..], &["staff", "list"], &["audit", "verify"], &["fsck"]] {
        let mut refused = madoguchi();
        refused.args(["--database", "postgres://town:secret@192.0.2.1/town"]).args(command);
        let refused = refused.output().expect("it runs");
        assert_eq!(refused.status.code(), Some(2), "{command:?} has the password as well");
    }
    // Nothing listens there, and that is what it says.
    let (code, why) = serve("postgres://town@127.0.0.1:1/town", &[]);
    assert!(code == Some(1) && why.contains("nothing listens"), "{why}");
    let (code, why) = serve("postgres://town@127.0.0.1:1,db/town", &["--database-without-tls"]);
    assert!(code == Some(1) && !why.contains("sslmode"), "{why}");
}

#[test]
fn a_master_key_that_the_machine_keeps_is_never_made_and_may_be_read_by_its_group() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    let key = folder.path().join("master.key");
    let verify = |key: &std::path::Path| {
        let mut command = madoguchi();
        command.arg("--data").arg(folder.path().join("data")).arg("--master-key-file").arg(key);
        command.args(["audit", "verify"]).output().expect("it runs")
    };
    let missing = verify(&key);
    assert_eq!(missing.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("openssl rand -hex 32"));
    assert!(!key.exists() && !folder.path().join("data/master.key").exists());

    fs::write(&key, format!("{}\n", "5a".repeat(32))).expect("a key");
    let mode = |mode| fs::set_permissions(&key, fs::Permissions::from_mode(mode)).expect("a mode");
    mode(0o444);
    assert!(String::from_utf8_lossy(&verify(&key).stderr).contains("by everybody"));
    mode(0o440);
    assert_eq!(verify(&key).status.code(), Some(0));
    let other = folder.path().join("other.key");
    fs::write(&other, format!("{}\n", "5b".repeat(32))).expect("a key");
    fs::set_permissions(&other, fs::Permissions::from_mode(0o400)).expect("a mode");
    let refused = verify(&other);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("not the key of this database"));
}
