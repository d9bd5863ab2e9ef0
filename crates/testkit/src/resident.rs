//! A resident: files through the API, looks up with number and code, or uses the pages.

use std::fmt::Write as _;

use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};

use crate::{Answer, Browser, Payment};

/// A PNG of one grey pixel: the copy of an identity document in tests.
const PICTURE: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52,
    0x00, 0x00, 0x00, 0xf0, 0x00, 0x00, 0x00, 0xb4, 0x01, 0x00, 0x00, 0x00, 0x00, 0x82, 0xe7, 0x9c,
    0x45, 0x00, 0x00, 0x00, 0x28, 0x49, 0x44, 0x41, 0x54, 0x78, 0xda, 0xed, 0xc9, 0xa1, 0x01, 0x00,
    0x00, 0x0c, 0x02, 0x20, 0xff, 0x7f, 0x5a, 0x3f, 0x58, 0x5d, 0x81, 0x4a, 0x7a, 0x8a, 0xd6, 0x5a,
    0x6b, 0xad, 0xb5, 0xd6, 0x5a, 0x6b, 0xad, 0xb5, 0xd6, 0x5a, 0xeb, 0xff, 0x1e, 0x2d, 0xe1, 0x04,
    0x24, 0xed, 0xdf, 0x61, 0x3a, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60,
    0x82,
];

/// Where the ids that stand for files in the definitions' examples have nothing but this;
/// no id that was drawn looks like it.
const EXAMPLE_FILE: &str = "-0000-7000-8000-00000000";

/// Where the letters of [`Resident::files`] go.
pub const HANAKO: &str = "hanako@example.jp";

/// Somebody at home.
#[derive(Debug)]
pub struct Resident {
    /// Their browser.
    pub web: Browser,
}

/// What somebody holds after filing.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// 受付番号
    pub number: String,
    /// 照会コード
    pub code: String,
    /// What was answered.
    pub body: Value,
}

impl Receipt {
    /// Reads the answer to a filing.
    pub fn read(body: Value) -> Self {
        let text = |name: &str| body[name].as_str().expect("a receipt").to_owned();
        Self { number: text("receipt_number"), code: text("access_code"), body }
    }

    /// What is to be paid.
    #[track_caller]
    pub fn payment(&self) -> Payment {
        Payment::of_address(self.body["payment_url"].as_str().expect("something is to be paid"))
    }
}

impl Resident {
    /// Somebody with a fresh browser for the town, or the provider, at `home`.
    pub fn at(home: &str) -> Self {
        Self { web: Browser::new(home) }
    }

    /// A picture's bytes, as a telephone would send them.
    pub const fn picture() -> &'static [u8] {
        PICTURE
    }

    /// A PDF of two pages so large, in points, each with a black bar.
    pub fn two_pages((width, height): (u32, u32)) -> Vec<u8> {
        let page = format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents 5 0 R >>"
        );
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>",
            &page,
            &page,
            "<< /Length 15 >>\nstream\n20 2 90 5 re f \nendstream",
        ];
        let (mut pdf, mut table) = ("%PDF-1.7\n".to_owned(), String::new());
        for (number, object) in (1..).zip(objects) {
            writeln!(table, "{:010} 00000 n ", pdf.len()).unwrap();
            write!(pdf, "{number} 0 obj\n{object}\nendobj\n").unwrap();
        }
        let begins = pdf.len();
        write!(pdf, "xref\n0 6\n0000000000 65535 f \n{table}").unwrap();
        write!(pdf, "trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{begins}\n%%EOF\n").unwrap();
        pdf.into_bytes()
    }

    /// Sends a picture ahead; gives its id.
    #[track_caller]
    pub fn sends_picture(&self, headers: &[(&str, &str)]) -> String {
        let file = ("file", "id.png", PICTURE);
        let stored = self.web.upload("/api/v1/attachments", headers, &[], file).expect(201);
        stored.json()["id"].as_str().unwrap().to_owned()
    }

    /// The answers with a real picture wherever an example names a file.
    #[track_caller]
    pub fn with_pictures(&self, mut data: Value) -> Value {
        self.replace_files(&mut data);
        data
    }

    fn replace_files(&self, value: &mut Value) {
        match value {
            Value::String(text) if text.contains(EXAMPLE_FILE) => {
                *text = self.sends_picture(&[]);
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.replace_files(item)),
            Value::Object(members) => {
                members.values_mut().for_each(|member| self.replace_files(member));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// Posts a submission under `key`.
    pub fn posts(&self, key: &str, procedure: &str, data: &Value) -> Answer {
        let body = json!({ "procedure": procedure, "data": data });
        self.web.post_json("/api/v1/submissions", &[("idempotency-key", key)], &body)
    }

    /// Files under a key of its own, letters to [`HANAKO`].
    #[track_caller]
    pub fn files(&self, procedure: &str, data: &Value) -> Receipt {
        static FILED: AtomicU32 = AtomicU32::new(0);
        let key = format!("filing-{}", FILED.fetch_add(1, Ordering::Relaxed));
        let body = json!({
            "procedure": procedure,
            "data": data,
            "contact": { "email": HANAKO },
        });
        let answer = self.web.post_json("/api/v1/submissions", &[("idempotency-key", &key)], &body);
        Receipt::read(answer.expect(201).json())
    }

    /// Gives number and code, so that this browser sees the submission's pages.
    #[track_caller]
    pub fn opens(&self, receipt: &Receipt) {
        let page = self.web.get("/status").expect(200);
        let typed = [("number", receipt.number.as_str()), ("code", receipt.code.as_str())];
        self.web.submit(&page, "/status", &typed).expect(303);
    }

    /// Presses the button that pays, on the submission's page.
    #[track_caller]
    pub fn presses_pay(&self, receipt: &Receipt) -> Answer {
        let page = self.web.get(&format!("/receipts/{}", receipt.number)).expect(200);
        self.web.submit(&page, &format!("/receipts/{}/payment", receipt.number), &[])
    }

    /// Pays at the provider's page with a card that works; then the provider behaves as the
    /// scenario has it.
    #[track_caller]
    pub fn pays_by_card(&self, page: &str, scenario: &str) {
        Self::tries_card(page, scenario).expect(303);
    }

    /// The same, whatever the provider answers.
    pub fn tries_card(page: &str, scenario: &str) -> Answer {
        let card = [
            ("method", "card"),
            ("card_number", "4242 4242 4242 4242"),
            ("card_expiry", "12/30"),
            ("card_code", "123"),
        ];
        Self::fills_in(page, "/pay", &[&card[..], &[("scenario", scenario)]].concat())
    }

    /// Takes a number for the convenience store at the provider's page.
    #[track_caller]
    pub fn takes_a_number(&self, page: &str) {
        Self::tries_a_number(page).expect(303);
    }

    /// The same, whatever the provider answers.
    pub fn tries_a_number(page: &str) -> Answer {
        Self::fills_in(page, "/pay", &[("method", "convenience-store")])
    }

    /// Pays at the store what a number was taken for.
    #[track_caller]
    pub fn pays_the_number(&self, page: &str) {
        Self::tries_to_pay_the_number(page).expect(303);
    }

    /// The same, whatever the provider answers.
    pub fn tries_to_pay_the_number(page: &str) -> Answer {
        Self::fills_in(page, "/pay/settle", &[])
    }

    /// Signs at the page of the card app with a card on which this stands.
    #[track_caller]
    pub fn signs(page: &str, typed: &[(&str, &str)]) -> Answer {
        let (base, id) = page.split_once("/sign?transaction=").expect("the page of the app");
        let usual = [("transaction", id), ("card", "valid"), ("code", "mado1234")];
        let told = |name: &str| typed.iter().any(|(typed, _)| *typed == name);
        let fields = usual.into_iter().filter(|(name, _)| !told(name)).chain(typed.iter().copied());
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Browser::new(base).post_form("/sign", &fields.collect::<Vec<_>>())
    }

    /// Fills in the page of the bank, but for what is typed otherwise.
    pub fn at_the_bank(page: &str, typed: &[(&str, &str)]) -> Answer {
        let (base, reference) = page.split_once("/reception?reference=").expect("the bank's page");
        let usual = [
            ("reference", reference),
            ("bank", "mihon"),
            ("branch", "本店"),
            ("account", "1234567"),
            ("holder", "ヤマダ ハナコ"),
            ("code", "1234"),
        ];
        let told = |name: &str| typed.iter().any(|(typed, _)| *typed == name);
        let fields = usual.into_iter().filter(|(name, _)| !told(name)).chain(typed.iter().copied());
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Browser::new(base).post_form("/reception", &fields.collect::<Vec<_>>())
    }

    /// At the page of a provider of identities: goes on as who stands ready there, but for what is
    /// typed; gives the way back.
    #[track_caller]
    pub fn is_verified_at(door: &str, typed: &[(&str, &str)]) -> String {
        let (base, asked) = door.split_once("/auth?").expect("the page of the provider");
        let web = Browser::new(base);
        let page = web.get(&format!("/auth?{asked}")).expect(200);
        let mut fields = page.hidden("/auth");
        fields.extend(typed.iter().map(|(name, value)| ((*name).into(), (*value).into())));
        let back = web.post_form("/auth", &fields).expect(303).location();
        let (_, path) = back.split_once("/identity/").expect("a way back");
        format!("/identity/{path}")
    }

    fn fills_in(page: &str, path: &str, typed: &[(&str, &str)]) -> Answer {
        let (base, token) = page.split_once("/pay?").expect("the provider's page");
        let token = token.split('&').filter_map(|pair| pair.split_once('='));
        let fields = token.chain(typed.iter().copied());
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Browser::new(base).post_form(path, &fields.collect::<Vec<_>>())
    }

    /// Asks where a submission stands.
    pub fn looks_up(&self, number: &str, code: &str) -> Answer {
        let proof = format!("Receipt {code}");
        let path = format!("/api/v1/submissions/{number}");
        self.web.send("GET", &path, &[("authorization", &proof)], Vec::new())
    }

    /// Where a submission stands.
    #[track_caller]
    pub fn status(&self, receipt: &Receipt) -> Value {
        self.looks_up(&receipt.number, &receipt.code).expect(200).json()
    }

    /// Writes to the office with a picture; gives the picture's id.
    #[track_caller]
    pub fn writes_with_a_picture(&self, receipt: &Receipt, text: &str) -> String {
        let file = self.sends_picture(&[]);
        let body = json!({ "text": text, "files": [file] });
        self.acts(receipt, "messages", &body).expect(201);
        file
    }

    /// Does something with a submission: `corrections`, `withdrawal` or `messages`.
    pub fn acts(&self, receipt: &Receipt, what: &str, body: &Value) -> Answer {
        let proof = format!("Receipt {}", receipt.code);
        let path = format!("/api/v1/submissions/{}/{what}", receipt.number);
        self.web.post_json(&path, &[("authorization", &proof)], body)
    }
}
