//! The published definitions, read from where they are kept.

use std::{fs, path::Path};

use publishing::{Author, FormFile, Publisher, Rehearsal, Wanted, compile};
use serde_json::{Value, json};

use crate::TestTown;

/// What most tests file: each town compiles its own definitions, and a hundred take long.
const USUAL: [&str; 11] = [
    "juminhyo-utsushi",
    "joseki-kaisei",
    "sodai-gomi",
    "jido-teate-nintei",
    "suido-kaishi",
    "suido-chushi",
    "inu-toroku",
    "tenshutsu-todoke",
    "kyumei-koshu",
    "moving",
    "together",
];

/// What the law gives to nobody online but who signs.
const SIGNED: [&str; 2] = ["/juminhyo-utsushi.json", "/joseki-kaisei.json"];

/// The usual definitions with every part and translation. Certificates are given for a picture of a
/// document, as most papers are: few scenes are about the card.
pub fn usual_forms() -> Vec<FormFile> {
    let mut files = lawful_forms();
    let signed = |file: &&mut FormFile| SIGNED.iter().any(|id| file.path.ends_with(id));
    files.iter_mut().filter(signed).for_each(for_a_picture);
    files
}

/// The usual definitions as the house has them.
fn lawful_forms() -> Vec<FormFile> {
    chosen_forms(|id| USUAL.contains(&id))
}

/// What others answer: a bank for 口座振替, and the owner of the house for who asks for water.
pub(crate) fn forms_of_others() -> Vec<FormFile> {
    let mut files = chosen_forms(|id| ["koza-furikae", "suido-kaishi"].contains(&id));
    let water = |file: &&mut FormFile| file.path.ends_with("/suido-kaishi.json");
    for file in files.iter_mut().filter(water) {
        let mut definition: Value = serde_json::from_str(&file.text).unwrap();
        definition["properties"]["ownerConsent"] = json!({
            "$ref": "parts/consent.json",
            "title": "家主の同意",
            "x-consent": ["/address", "/startDate"],
            "x-help": "この住所で水道を使うことへの同意です。",
        });
        let page = json!({ "id": "consent", "title": "同意", "fields": ["ownerConsent"] });
        definition["x-pages"].as_array_mut().unwrap().push(page);
        definition["required"].as_array_mut().unwrap().push("ownerConsent".into());
        for example in definition["x-examples"].as_array_mut().unwrap() {
            if let Some(data) = example.get_mut("data") {
                data["ownerConsent"] = json!({ "name": "大家　太郎", "day": "2026-11-19" });
            }
        }
        file.text = definition.to_string();
    }
    files
}

fn chosen_forms(chosen: impl Fn(&str) -> bool) -> Vec<FormFile> {
    let mut files = every_form();
    files.retain(|file| {
        let name = file.path.rsplit('/').next().unwrap_or_default();
        let id = name.split('.').next().unwrap_or_default();
        publishing::is_shared(&file.path) || chosen(id)
    });
    files
}

/// Asks for the picture of a document instead of a signature.
fn for_a_picture(file: &mut FormFile) {
    let mut definition: Value = serde_json::from_str(&file.text).unwrap();
    definition["x-procedure"]["identity"] = "verified".into();
    definition["properties"]["idCopy"] = json!({ "$ref": "parts/identity-document.json" });
    let page = json!({ "id": "identity", "title": "本人確認書類", "fields": ["idCopy"] });
    definition["x-pages"].as_array_mut().unwrap().push(page);
    definition["required"].as_array_mut().unwrap().push("idCopy".into());
    let examples = definition["x-examples"].as_array_mut().unwrap();
    for data in examples.iter_mut().filter_map(|example| example.get_mut("data")) {
        data["idCopy"] = "0199a3c0-0000-7000-8000-000000000001".into();
    }
    file.text = definition.to_string();
}

/// The same where so many in a hundred decisions of one person are looked at by another (抜取確認).
fn usual_forms_drawing(percent: u32) -> Vec<FormFile> {
    let mut files = usual_forms();
    for file in &mut files {
        let mut definition: Value = serde_json::from_str(&file.text).unwrap();
        if let Some(decision) = definition.pointer_mut("/x-procedure/decision") {
            decision["sample"] = percent.into();
            file.text = definition.to_string();
        }
    }
    files
}

/// The same where two places of each day of 救命講習 are drawn among those who file until 25
/// November. Whoever names a 優先 for emergencies comes first, and one approver decides.
fn usual_forms_by_lot() -> Vec<FormFile> {
    let mut files = usual_forms();
    for file in files.iter_mut().filter(|file| file.path.ends_with("/kyumei-koshu.json")) {
        let mut definition: Value = serde_json::from_str(&file.text).unwrap();
        let procedure = &mut definition["x-procedure"];
        procedure["workflow"] = "lottery-or-quota".into();
        procedure["decision"]["levels"] = json!([
            { "verdict": "approve", "decider": "section", "alone": true },
            { "verdict": "*", "decider": "section" },
        ]);
        procedure["opening"] = json!({ "from": "2026-11-01", "until": "2026-11-25" });
        procedure["draw"] = json!({
            "group": "tables.sessions[form.session].title",
            "places": 2,
            "ranking": ["form.emergencyName.startsWith('優先') ? 1 : 0"],
            "seed": "日経平均株価の終値",
        });
        file.text = definition.to_string();
    }
    files
}

/// The same where who asks for water is compared with others, for a month.
fn usual_forms_compared() -> Vec<FormFile> {
    let mut files = usual_forms();
    for file in files.iter_mut().filter(|file| file.path.ends_with("/suido-kaishi.json")) {
        let mut definition: Value = serde_json::from_str(&file.text).unwrap();
        definition["x-procedure"]["sameAs"] = json!([
            { "id": "same-person", "key": ["form.kana", "form.contact.phone"], "days": 30,
              "message": "フリガナと電話番号が同じです。" },
            { "id": "same-house", "kind": "household", "days": 30,
              "key": ["form.address.town", "form.address.block"], "message": "住所が同じです。" },
        ]);
        file.text = definition.to_string();
    }
    files
}

/// The same where the allowance has words of its own for each verdict, a little of it is granted by
/// a 係長, and the water company is asked before it is granted whole.
fn usual_forms_in_words() -> Vec<FormFile> {
    let mut files = usual_forms();
    for file in files.iter_mut().filter(|file| file.path.ends_with("/jido-teate-nintei.json")) {
        let mut definition: Value = serde_json::from_str(&file.text).unwrap();
        let decision = &mut definition["x-procedure"]["decision"];
        decision["words"] = json!({ "approve": "認定", "approve-in-part": "一部認定",
                                    "refuse": "不認定", "dismiss": "申請の却下" });
        decision["levels"] = json!([
            { "verdict": "approve", "decider": "section", "consult": ["suido-eigyo"] },
            { "verdict": "approve-in-part", "when": "decision.amount <= 10000", "decider": "chief" },
            { "verdict": "*", "decider": "section" },
        ]);
        file.text = definition.to_string();
    }
    files
}

/// The same where a rule approves 住民票の写し, and records who asks for water unless they are found to
/// be somebody's household. Each of these decisions is drawn.
fn usual_forms_ruled(when: &str) -> Vec<FormFile> {
    let mut files = usual_forms_compared();
    for file in &mut files {
        let auto = if file.path.ends_with("/juminhyo-utsushi.json") {
            json!({ "verdict": "approve", "when": when })
        } else if file.path.ends_with("/suido-kaishi.json") {
            json!({ "verdict": "record", "when": "true" })
        } else {
            continue;
        };
        let mut definition: Value = serde_json::from_str(&file.text).unwrap();
        definition["x-procedure"]["decision"]["auto"] = auto;
        definition["x-procedure"]["decision"]["sample"] = 100.into();
        file.text = definition.to_string();
    }
    files
}

/// The same where 住民票の写し is given to nobody but who signs for fewer than five, with what
/// employers file.
pub(crate) fn usual_forms_signed() -> Vec<FormFile> {
    let mut files = chosen_forms(|id| USUAL.contains(&id) || id == "tokucho-ido");
    for file in files.iter_mut().filter(|file| file.path.ends_with("/juminhyo-utsushi.json")) {
        let mut definition: Value = serde_json::from_str(&file.text).unwrap();
        definition["x-procedure"]["identity"] = json!([
            { "when": "form.copies >= 5", "level": "verified" },
            { "level": "signature" },
        ]);
        file.text = definition.to_string();
    }
    files
}

impl TestTown {
    /// From now on so many in a hundred decisions of one person are looked at by another.
    pub fn draws(&self, percent: u32) {
        self.publishes(&usual_forms_drawing(percent));
    }

    /// From now on the places of 救命講習 are drawn among those who file until 25 November.
    pub fn holds_a_draw(&self) {
        self.publishes(&usual_forms_by_lot());
    }

    /// From now on the water company is told who asks for the same person, or from the same house.
    pub fn compares(&self) {
        self.publishes(&usual_forms_compared());
    }

    /// From now on the allowance is decided in words of its own, and not before the water company
    /// was asked.
    pub fn decides_in_words(&self) {
        self.publishes(&usual_forms_in_words());
    }

    /// From now on a rule may approve 住民票の写し `when` this holds, and record who asks for water.
    pub fn has_rules(&self, when: &str) {
        self.publishes(&usual_forms_ruled(when));
    }

    fn publishes(&self, forms: &[FormFile]) {
        let wanted = Wanted { retire: Vec::new(), by: Author::System, whole: true };
        self.wait(async {
            let rehearsal = Rehearsal::without_examples(compile(forms));
            let publisher = Publisher::new(self.archive());
            publisher.publish(rehearsal, &wanted).await.expect("the forms are published");
            self.catalogue().follow().await.expect("the catalogue is followed");
        });
    }
}

/// Every definition, part and translation of the house.
pub fn every_form() -> Vec<FormFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../forms");
    let mut files = Vec::new();
    read(&root, &root, &mut files);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn read(root: &Path, folder: &Path, files: &mut Vec<FormFile>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(root, &path, files);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            let inside = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            files.push(FormFile { path: inside, text: fs::read_to_string(&path).unwrap() });
        }
    }
}
