//! What is asked: every line of the table, with the ids of somebody's things in its address.

use ::web::route::{Admission, Object, Route};
use kernel::{
    AttachmentId, BulkJobId, BundleId, DraftId, ReceiptNumber, StaffId, SubmissionId, SystemIds,
    ViewId,
};
use serde_json::{Value, json};
use testkit::TestTown;

/// A procedure that stands for all.
pub(crate) const WATER: &str = "suido-kaishi";

/// What one resident has, by its names in addresses.
#[derive(Clone)]
pub(crate) struct Things {
    pub(crate) draft: String,
    pub(crate) page: String,
    pub(crate) draft_file: String,
    pub(crate) bundle: String,
    pub(crate) number: String,
    pub(crate) notice: String,
    pub(crate) case: String,
    pub(crate) case_file: String,
    /// A file that went with a message.
    pub(crate) sent: String,
    pub(crate) view: String,
    pub(crate) job: String,
    pub(crate) release: String,
    pub(crate) batch: String,
    pub(crate) search: String,
    pub(crate) person: String,
}

pub(crate) fn name(route: &Route) -> String {
    format!("{} {}", route.method, route.path)
}

pub(crate) fn is_of_somebody(route: &Route) -> bool {
    route.rule.object != Object::Nothing
}

pub(crate) fn is_of_the_office(route: &Route) -> bool {
    matches!(route.rule.access, Admission::Staff { .. } | Admission::Program { .. })
}

/// Both methods of a line.
pub(crate) fn methods(route: &Route) -> &'static [&'static str] {
    if route.method == "GET" { &["GET", "HEAD"] } else { &["POST"] }
}

impl Things {
    /// Ids of the same shape that nothing has.
    pub(crate) fn that_are_not(town: &TestTown, page: &str) -> Self {
        let now = town.now();
        Self {
            draft: DraftId::new(&SystemIds, now).to_string(),
            page: page.to_owned(),
            draft_file: AttachmentId::new(&SystemIds, now).to_string(),
            bundle: BundleId::new(&SystemIds, now).to_string(),
            number: ReceiptNumber::draw(&SystemIds, now).to_string(),
            // Notices of a submission are numbered.
            notice: "1".to_owned(),
            case: SubmissionId::new(&SystemIds, now).to_string(),
            case_file: AttachmentId::new(&SystemIds, now).to_string(),
            sent: AttachmentId::new(&SystemIds, now).to_string(),
            view: ViewId::new(&SystemIds, now).to_string(),
            job: BulkJobId::new(&SystemIds, now).to_string(),
            release: BulkJobId::new(&SystemIds, now).to_string(),
            // Batches of a town are numbered.
            batch: "999".to_owned(),
            search: "0".repeat(64),
            person: StaffId::new(&SystemIds, now).to_string(),
        }
    }

    /// The same with what is not, `none`, in place of what `object` names.
    pub(crate) fn without(&self, none: &Self, object: Object) -> Self {
        match object {
            Object::DraftFile => Self { draft_file: none.draft_file.clone(), ..self.clone() },
            Object::CaseFile => Self { case_file: none.case_file.clone(), ..self.clone() },
            Object::ThreadFile => Self { sent: none.sent.clone(), ..self.clone() },
            Object::Nothing
            | Object::Draft
            | Object::Bundle
            | Object::Submission
            | Object::Notice
            | Object::Case
            | Object::View
            | Object::BulkJob
            | Object::Release
            | Object::Batch
            | Object::Search
            | Object::Person => none.clone(),
        }
    }

    /// The address of a line with these ids in it.
    pub(crate) fn address(&self, route: &Route) -> String {
        let parts = route.path.split('/').map(|part| match part {
            "{draft}" => self.draft.clone(),
            "{page}" => self.page.clone(),
            "{file}" => self.draft_file.clone(),
            "{bundle}" => self.bundle.clone(),
            "{number}" | "{receipt_number}" => self.number.clone(),
            "{notice}" => format!("{}.pdf", self.notice),
            "{id}" if route.path.contains("/cases/") => self.case.clone(),
            "{id}" | "{procedure}" => WATER.to_owned(),
            // The first of its case, and the first page of its file.
            "{consultation}" | "{n}" => "1".to_owned(),
            "{attachment}" => self.case_file.clone(),
            "{sent}" => self.sent.clone(),
            "{view}" => self.view.clone(),
            "{job}" => self.job.clone(),
            "{release}" => self.release.clone(),
            "{batch}" => self.batch.clone(),
            "{print}" => "1.pdf".to_owned(),
            "{search}" => self.search.clone(),
            "{person}" => self.person.clone(),
            // Nobody's: whoever holds a link may follow it.
            "{token}" => "0".repeat(64),
            "{category}" => "certificates".to_owned(),
            "{event}" => "moving".to_owned(),
            "{tag}" => "en".to_owned(),
            "{shape}" => "card".to_owned(),
            "{code}" => "980-0011".to_owned(),
            // Whoever knows a bill's address may pay it: this is nobody's.
            "{payment}" => "0193a5c8-7e1b-7c3d-9e4f-00000000f00f".to_owned(),
            "{closed_on}" => "2026-11-25".to_owned(),
            "{bank}" => "0001".to_owned(),
            "{question}" => "debit".to_owned(),
            plain if plain.contains('{') => panic!("say what stands for {plain} in {}", route.path),
            plain => plain.to_owned(),
        });
        parts.collect::<Vec<_>>().join("/")
    }

    pub(crate) fn ids(&self) -> [&String; 12] {
        let Self { draft, draft_file, bundle, number, case, case_file, sent, .. } = self;
        let Self { view, job, release, search, person, .. } = self;
        [
            draft, draft_file, bundle, number, case, case_file, sent, view, job, release, search,
            person,
        ]
    }
}

pub(crate) fn typed(route: &Route) -> Vec<(String, String)> {
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    match route.path.rsplit('/').next().unwrap() {
        "commands" => vec![field("type", "claim"), field("version", "1")],
        "decision" => vec![field("type", "approve"), field("version", "1")],
        "bulk" => vec![field("do", "claim"), field("key", "1"), field("sure", "yes")],
        "correction" if route.path.starts_with("/office") => vec![
            field("type", "request_correction"),
            field("version", "1"),
            field("remark:/name", "確かめてください"),
        ],
        "edit" if route.path.starts_with("/office/views") => {
            vec![field("name", "期限の近いもの"), field("version", "1")]
        }
        "edit" => vec![
            field(":version", "1"),
            field(":reason", "番地の書き方"),
            field("address/block", "7番2号"),
        ],
        "prints" => vec![field("do", "papers"), field("reason", "lost")],
        "count" => vec![field("codes", "1-1")],
        "posting" => {
            vec![field("paper", "1"), field("post", "ordinary"), field("on", "2026-11-24")]
        }
        "answer" => vec![
            field(":version", "1"),
            field(":way", "telephone"),
            field(":identity", "生年月日と住所"),
            field("employer", "株式会社あおば"),
        ],
        "reveal" => vec![field("at", "/name"), field("reason", "確認のため")],
        "changes" => vec![field("type", "disable"), field("sure", "yes")],
        "code" => vec![field("reason", "窓口で運転免許証"), field("sure", "yes")],
        "{release}" => vec![field("do", "release")],
        "{consultation}" => vec![field("version", "1"), field("stance", "agree")],
        "{attachment}" => vec![field("reason", "確認のため")],
        "turn" => vec![field("turn", "90")],
        "routing" => vec![field("department", "suido-eigyo"), field("do", "try")],
        "messages" => vec![field("message", "こんにちは")],
        "message" => {
            vec![field("type", "message"), field("version", "1"), field("text", "こんにちは")]
        }
        _ => Vec::new(),
    }
}

pub(crate) fn body(route: &Route) -> Value {
    match route.path.rsplit('/').next().unwrap() {
        "commands" => json!({ "type": "claim", "version": 1 }),
        "bulk" => json!({ "command": { "type": "claim" }, "cases": [] }),
        "corrections" => json!({ "data": {} }),
        "withdrawal" => json!({ "reason": "やめます" }),
        "messages" => json!({ "text": "こんにちは" }),
        "{release}" => json!({ "outcome": "released" }),
        _ => json!({}),
    }
}
