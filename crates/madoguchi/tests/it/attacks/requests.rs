//! Requests that a page of ours would never make: without its token, with another's ids, for
//! files of the machine, in words of SQL.

use std::process::Command;

use kernel::Role;
use serde_json::{Value, json};
use testkit::{Answer, Browser, Receipt, Resident, TestTown, on_both_engines};

use super::{ALLOWANCE, COPY, PASSWORD, WATER, clerk_with_password, signs_in};

on_both_engines!(
    no_form_is_taken_without_the_token_of_this_session,
    json_is_taken_as_json_alone,
    another_origin_may_read_nothing,
    an_id_in_another_place_opens_nothing,
    sql_that_somebody_types_is_text,
    no_address_leads_to_a_file_of_the_machine,
    what_is_somebodys_is_kept_by_no_cache,
    a_broken_database_is_told_by_a_number_alone,
    a_forged_way_back_from_the_provider_pays_nothing,
);

/// The lines of the table of routes, as operators read them.
fn routes() -> Vec<Value> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_madoguchi"));
    let printed = command.args(["routes", "--json"]).output().expect("the program runs").stdout;
    let routes: Value = serde_json::from_slice(&printed).expect("JSON");
    routes.as_array().expect("a list").clone()
}

fn word<'a>(route: &'a Value, name: &str) -> &'a str {
    route[name].as_str().unwrap_or_default()
}

/// Somebody with a draft, a submission and a session in the office, all in one browser.
struct Everything {
    web: Browser,
    draft: String,
    page: String,
    receipt: Receipt,
    case: String,
    /// `Authorization` of a program of the office.
    proof: String,
}

impl Everything {
    fn of(town: &TestTown, who: Resident, name: &str) -> Self {
        let receipt = who.files(WATER, &town.answers(&who, WATER));
        let page = who.web.get("/status").expect(200);
        let typed = [("number", receipt.number.as_str()), ("code", receipt.code.as_str())];
        who.web.submit(&page, "/status", &typed).expect(303);
        let action = format!("/procedures/{COPY}");
        let page = who.web.get(&action).expect(200);
        let draft = who.web.submit(&page, &action, &[]).expect(303).location();
        let first = who.web.get(&draft).expect(303).location();
        let email = clerk_with_password(town, name, PASSWORD);
        signs_in(town, &who.web, &email, PASSWORD, "203.0.113.9").expect(303);
        let clerk = town.clerk_of(WATER, &format!("{name}2"));
        let case = clerk.finds(&receipt.number);
        let last = |path: &str| path.rsplit('/').next().expect("a name").to_owned();
        let (draft, page) = (last(&draft), last(&first));
        Self { web: who.web, draft, page, receipt, case, proof: clerk.proof }
    }

    /// The address of a line, with what is theirs in it.
    fn address(&self, path: &str) -> String {
        let parts = path.split('/').map(|part| match part {
            "{draft}" => self.draft.as_str(),
            "{page}" => self.page.as_str(),
            "{number}" | "{receipt_number}" => self.receipt.number.as_str(),
            "{id}" if path.contains("/cases/") => self.case.as_str(),
            "{id}" => WATER,
            "{event}" => "moving",
            "{category}" => "certificates",
            "{tag}" => "en",
            "{shape}" => "card",
            "{code}" => "980-0011",
            "{bank}" => "0001",
            "{notice}" => "1.pdf",
            varies if varies.starts_with('{') => "0193a5c8-7e1b-7c3d-9e4f-00000000f001",
            plain => plain,
        });
        parts.collect::<Vec<_>>().join("/")
    }

    /// A form with this token, as the line takes it.
    fn posts(&self, route: &Value, token: Option<&str>) -> Answer {
        let path = self.address(word(route, "path"));
        let mut fields = vec![("type".to_owned(), "claim".to_owned())];
        fields.extend(token.map(|token| ("csrf".to_owned(), token.to_owned())));
        let takes_file = ["/verify", "/office/staff/transfers"].contains(&path.as_str());
        if word(route, "rate") == "upload" || takes_file {
            let picture = ("file", "id.png", Resident::picture());
            return self.web.upload(&format!("{path}?at=idCopy"), &[], &fields, picture);
        }
        self.web.post_form(&path, &fields)
    }
}

fn no_form_is_taken_without_the_token_of_this_session(town: &TestTown) {
    let hanako = Everything::of(town, town.resident(), "sato");
    let mallory = town.resident().web;
    let of = |web: &Browser, form: &str| {
        let mut hidden = web.get(form).expect(200).hidden(form).into_iter();
        hidden.find(|(name, _)| name == "csrf").expect("a token").1
    };
    let stolen = of(&mallory, "/status");
    let before = town.submissions();
    let forms = routes().into_iter().filter(|route| word(route, "csrf") == "form-token");
    let (mut faults, mut asked) = (Vec::new(), 0);
    for route in forms {
        for token in [None, Some(""), Some(stolen.as_str()), Some("0000")] {
            let answer = hanako.posts(&route, token);
            asked += 1;
            if answer.status != 403 {
                faults.push(format!("{} {token:?}: {}", word(&route, "path"), answer.status));
            }
        }
    }
    assert!(asked > 80, "{asked}");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(town.submissions(), before);
    hanako.web.get("/office/").expect(200);
    // The session of the office has a token of its own.
    let residents = of(&hanako.web, "/status");
    let next = routes().into_iter().find(|route| word(route, "path") == "/office/next");
    hanako.posts(&next.expect("the line"), Some(&residents)).expect(403);
}

fn json_is_taken_as_json_alone(town: &TestTown) {
    let hanako = Everything::of(town, town.resident(), "sato");
    town.grants("sato2", Role::Approver, &town.department_of(WATER));
    let holder = format!("Receipt {}", hanako.receipt.code);
    for route in routes().iter().filter(|route| word(route, "csrf") == "origin") {
        let path = hanako.address(word(route, "path"));
        let of_staff = route["access"]["who"] == "program";
        let proof = if of_staff { &hanako.proof } else { &holder };
        for kind in ["text/plain", "application/x-www-form-urlencoded", "application/jsonx"] {
            let headers =
                [("content-type", kind), ("idempotency-key", "k"), ("authorization", proof)];
            let answer = hanako.web.send("POST", &path, &headers, b"{}".to_vec());
            assert_eq!(answer.status, 415, "{path} {kind}: {}", answer.text());
        }
    }
}

fn another_origin_may_read_nothing(town: &TestTown) {
    let web = town.resident().web;
    for origin in
        ["https://evil.example", "null", "http://127.0.0.1.evil.example", "http://xlocalhost"]
    {
        for path in ["/", "/status", "/api/v1/procedures", "/api/openapi.json"] {
            let asks = [("origin", origin), ("access-control-request-method", "POST")];
            for method in ["GET", "OPTIONS"] {
                let answer = web.send(method, path, &asks, Vec::new());
                let allowed =
                    answer.headers.keys().find(|name| name.as_str().starts_with("access-control-"));
                assert_eq!(allowed, None, "{method} {path} for {origin}");
            }
        }
    }
}

fn an_id_in_another_place_opens_nothing(town: &TestTown) {
    let (hanako, mallory) = (town.resident(), town.resident());
    let hers = hanako.files(WATER, &town.answers(&hanako, WATER));
    let own = mallory.files(WATER, &town.answers(&mallory, WATER));
    let proof = format!("Receipt {}", own.code);
    let program = [("authorization", proof.as_str())];
    let before = hanako.status(&hers);

    for query in [
        format!("?receipt_number={}", hers.number),
        format!("?id={0}&id={0}", hers.number),
        format!("/{}", hers.number),
        format!("%2f..%2f{}", hers.number),
        format!("/../{}", hers.number),
    ] {
        let path = format!("/api/v1/submissions/{}{query}", own.number);
        let text = mallory.web.send("GET", &path, &program, Vec::new()).text();
        assert!(!text.contains(&format!("\"receipt_number\":\"{}\"", hers.number)), "{path}");
    }
    let list = format!("/api/v1/submissions/{},{}", own.number, hers.number);
    mallory.web.send("GET", &list, &program, Vec::new()).expect(404);
    for smuggled in [
        json!({ "text": "こんにちは", "receipt_number": hers.number }),
        json!({ "text": ["こんにちは", hers.number] }),
        json!({ "text": { "id": hers.number } }),
    ] {
        let refused = mallory.acts(&own, "messages", &smuggled);
        assert!([400, 422].contains(&refused.status), "{smuggled}: {}", refused.status);
    }
    let page = mallory.web.get("/status").expect(200);
    let twice = [
        ("number", own.number.as_str()),
        ("number", hers.number.as_str()),
        ("code", own.code.as_str()),
    ];
    let answer = mallory.web.submit(&page, "/status", &twice);
    assert!(answer.header("location").is_none_or(|to| !to.contains(&hers.number)));
    let page = mallory.web.get(&format!("/receipts/{}", hers.number));
    assert!([303, 404].contains(&page.status), "{}", page.text());
    assert_eq!(hanako.status(&hers), before);

    let stranger = town.clerk_of(ALLOWANCE, "ito");
    for query in [format!("?id={}", hers.number), "?department=suido-eigyo".to_owned()] {
        let told = stranger.get(&format!("/api/v1/cases{query}")).text();
        assert!(!told.contains(&hers.number), "{told}");
    }
}

const SQL: [&str; 10] = [
    "'",
    "' OR '1'='1",
    "\" OR \"\"=\"",
    "1; DROP TABLE submissions;--",
    "') UNION SELECT id, master FROM staff--",
    "1' AND (SELECT count(*) FROM generate_series(1,100000000))>0--",
    "%",
    "_%",
    "\\",
    "{\"$ne\":null}",
];

fn sql_that_somebody_types_is_text(town: &TestTown) {
    let hanako = town.resident();
    hanako.files(WATER, &town.answers(&hanako, WATER));
    let clerk = town.clerk_of(WATER, "sato");
    let names = [
        "q",
        "state",
        "sort",
        "procedure",
        "department",
        "assignee",
        "cursor",
        "limit",
        "received_from",
        "ended_until",
        "ward",
        "channel",
    ];
    for typed in SQL {
        let escaped = typed.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
        for name in names {
            let answer = clerk.get(&format!("/api/v1/cases?{name}={escaped}"));
            let told = answer.text().to_lowercase();
            assert!([200, 400, 404, 422].contains(&answer.status), "{name}={typed}: {told}");
            let quoted = ["sqlite", "postgres", "syntax", "near \"", "relation"];
            assert!(!quoted.iter().any(|word| told.contains(word)), "{name}={typed}: {told}");
            if answer.status == 200 {
                assert_eq!(answer.json()["cases"], json!([]), "{name}={typed}");
            }
        }
        for path in ["/search?q=", "/banks?q=", "/postal/"] {
            let answer = hanako.web.get(&format!("{path}{escaped}"));
            assert!(answer.status < 500, "{path}{typed}: {}", answer.status);
        }
    }
    assert_eq!(clerk.queue("").len(), 1);
}

fn no_address_leads_to_a_file_of_the_machine(town: &TestTown) {
    let web = town.resident().web;
    for path in [
        "/assets/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/assets/..%2f..%2f..%2fetc%2fpasswd",
        "/assets/..%5c..%5cetc%5cpasswd",
        "/%252e%252e/%252e%252e/etc/passwd",
        "//etc/passwd",
        "/etc/passwd",
        "/file:///etc/passwd",
        "/procedures/..%2f..%2f..%2fetc%2fpasswd",
        "/procedures/%00",
        "/procedures/CON",
        "/api/v1/procedures/..%2fmaster.key",
        "/receipts/..%2f..%2fmaster.key",
        "/master.key",
        "/madoguchi.sqlite",
        "/attachments/",
        "/assets/",
        "/.git/config",
        "/.env",
        "/office.js.map",
        "/counter.css~",
        "/backup.zip",
        "/server-status",
    ] {
        let answer = web.get(path);
        assert!([400, 404].contains(&answer.status), "{path}: {}", answer.status);
        let told = String::from_utf8_lossy(&answer.body).into_owned();
        assert!(!told.contains("root:") && !told.contains("Index of"), "{path}: {told}");
    }
}

fn what_is_somebodys_is_kept_by_no_cache(town: &TestTown) {
    let hanako = Everything::of(town, town.resident(), "sato");
    let private = hanako.receipt.number.as_str();
    let mut asked = 0;
    for route in routes().iter().filter(|route| word(route, "method") == "GET") {
        let path = hanako.address(word(route, "path"));
        if path.starts_with("/assets/") {
            continue;
        }
        // What a cache would take for a style sheet, and is none.
        for end in ["", "/x.css", ";x.js", ".css", "%2f..%2fx.css", "?x.css"] {
            let headers = [("authorization", hanako.proof.as_str())];
            let headers = if path.contains("/cases") { &headers[..] } else { &[] };
            let answer = hanako.web.send("GET", &format!("{path}{end}"), headers, Vec::new());
            let kept = answer.header("cache-control").unwrap_or_default().to_owned();
            let told = String::from_utf8_lossy(&answer.body);
            let private = told.contains(private) || word(&route["access"], "who") != "anybody";
            asked += 1;
            assert!(kept.contains("no-store") || !private, "{path}{end}: {kept}");
            assert!(!answer.headers.contains_key("etag") || !private, "{path}{end}");
            assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}{end}");
            if path.starts_with("/api/v1/") {
                let kind = answer.header("content-type").unwrap_or_default();
                assert!(
                    ["application/json", "application/problem+json", "application/schema+json"]
                        .contains(&kind),
                    "{path}: {kind}"
                );
            }
        }
    }
    assert!(asked > 200, "{asked}");
}

fn a_broken_database_is_told_by_a_number_alone(town: &TestTown) {
    let hanako = town.resident();
    let receipt = hanako.files(WATER, &town.answers(&hanako, WATER));
    town.is_damaged();
    town.tamper("ALTER TABLE revisions RENAME TO elsewhere");
    let program = hanako.looks_up(&receipt.number, &receipt.code).expect(500);
    let page = hanako.web.get("/status").expect(200);
    let typed = [("number", receipt.number.as_str()), ("code", receipt.code.as_str())];
    hanako.web.submit(&page, "/status", &typed);
    let person = hanako.web.get(&format!("/receipts/{}", receipt.number)).expect(500);
    for answer in [program, person] {
        let told = answer.text();
        assert!(told.contains(answer.header("x-request-id").expect("a number")), "{told}");
        for inside in
            ["revisions", "elsewhere", "SQL", "sql", "relation", "panicked", ".rs", "/crates"]
        {
            assert!(!told.contains(inside), "{inside}: {told}");
        }
    }
}

fn a_forged_way_back_from_the_provider_pays_nothing(town: &TestTown) {
    let hanako = town.resident();
    let receipt = hanako.files(COPY, &town.answers(&hanako, COPY));
    let page = hanako.web.get("/status").expect(200);
    let typed = [("number", receipt.number.as_str()), ("code", receipt.code.as_str())];
    let back = hanako.web.submit(&page, "/status", &typed).expect(303).location();
    for query in ["?status=success", "?paid=true&amount=410", "?state=captured", "?payment=1"] {
        hanako.web.get(&format!("{back}{query}"));
        hanako.web.send("POST", &format!("/payments/callback{query}"), &[], Vec::new()).expect(400);
    }
    let status = hanako.status(&receipt);
    assert_eq!(status["state"], "awaiting-payment");
    assert_eq!(status["payment"]["state"], "open");
}
