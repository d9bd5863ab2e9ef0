//! Who a submission is about: the few facts that lists, searches and letters need.
//!
//! A form marks them with `x-prefill`; nothing is guessed from names of fields. Who is
//! named first: the organisation that applies, the person whom the case is about, the
//! person at the screen.

use std::sync::Arc;

use form_engine::{Field, Form};
use serde_json::{Value, json};

/// Where a form keeps what it says of one applicant: a company, a person.
#[derive(Debug, Default)]
struct PartyPointers {
    name: Option<String>,
    kana: Option<String>,
    birth_date: Option<String>,
}

/// Where a form keeps its applicants, and how they are reached.
#[derive(Debug, Default)]
struct SubjectPointers {
    /// In the order in which they are named.
    parties: [PartyPointers; 3],
    phone: Option<String>,
    email: Option<String>,
}

/// One applicant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Party {
    /// As the form has it.
    pub name: String,
    /// In kana.
    pub kana: Option<String>,
    /// As an ISO date.
    pub birth_date: Option<String>,
}

/// What one submission says of its applicants.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subject {
    /// Everybody who is named; lists show the first.
    pub parties: Vec<Party>,
    /// Their telephone.
    pub phone: Option<String>,
    /// Their address for letters.
    pub email: Option<String>,
    /// How many warnings the resident confirmed.
    pub warnings: u32,
}

impl SubjectPointers {
    fn of(form: &Form) -> Self {
        let find =
            |prefill: &str| form.pages().iter().find_map(|page| pointer_of(&page.fields, prefill));
        let party = |name: &str, kana: &str, birth_date: &str| PartyPointers {
            name: find(name),
            kana: find(kana),
            birth_date: find(birth_date),
        };
        Self {
            parties: [
                party("applicant.organisation", "applicant.organisationKana", ""),
                party("applicant.name", "applicant.kana", "applicant.birthDate"),
                party("resident.name", "resident.kana", "resident.birthDate"),
            ],
            phone: find("resident.phone"),
            email: find("resident.email"),
        }
    }

    fn read(&self, data: &Value) -> Subject {
        let text = |pointer: &Option<String>| {
            let value = pointer.as_deref().and_then(|p| data.pointer(p)).and_then(Value::as_str);
            value.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let party = |at: &PartyPointers| {
            let (kana, birth_date) = (text(&at.kana), text(&at.birth_date));
            text(&at.name).map(|name| Party { name, kana, birth_date })
        };
        Subject {
            parties: self.parties.iter().filter_map(party).collect(),
            phone: text(&self.phone),
            email: text(&self.email),
            warnings: 0,
        }
    }
}

/// Rows repeat, applicants do not: repeated groups are not searched.
fn pointer_of(fields: &[Arc<Field>], prefill: &str) -> Option<String> {
    fields.iter().find_map(|field| {
        if field.prefill.as_deref() == Some(prefill) {
            Some(field.pointer.clone())
        } else if field.widget == form_engine::Widget::Group {
            pointer_of(&field.children, prefill)
        } else {
            None
        }
    })
}

impl Subject {
    /// What the answers to a form say of their applicants.
    pub fn of(form: &Form, answers: &Value) -> Self {
        SubjectPointers::of(form).read(answers)
    }

    /// The name that lists show.
    pub fn name(&self) -> Option<String> {
        self.parties.first().map(|party| party.name.clone())
    }

    /// Its kana.
    pub fn kana(&self) -> Option<String> {
        self.parties.first().and_then(|party| party.kana.clone())
    }

    /// What is sealed beside a submission for the lists of the office.
    pub fn to_stored(&self) -> Vec<u8> {
        json!({ "name": self.name(), "kana": self.kana(), "warnings": self.warnings })
            .to_string()
            .into_bytes()
    }

    /// Reads what was sealed beside a submission.
    pub fn from_stored(bytes: &[u8]) -> Self {
        let stored: Value = serde_json::from_slice(bytes).unwrap_or_default();
        let text = |key: &str| stored.get(key).and_then(Value::as_str).map(str::to_owned);
        let warnings = stored.get("warnings").and_then(Value::as_u64).unwrap_or(0);
        let party = text("name").map(|name| Party { name, kana: text("kana"), birth_date: None });
        Self {
            parties: party.into_iter().collect(),
            warnings: u32::try_from(warnings).unwrap_or(u32::MAX),
            ..Self::default()
        }
    }

    /// The words by which the office finds it.
    pub fn search_words(&self) -> Vec<String> {
        let named = |party: &Party| {
            let kana = party.kana.iter().flat_map(|kana| words_of(kana));
            words_of(&party.name).into_iter().chain(kana).collect::<Vec<_>>()
        };
        self.parties.iter().flat_map(named).chain(self.phone.clone()).collect()
    }

    /// Name and day of birth of everybody of whom the form asks both.
    pub fn persons(&self) -> impl Iterator<Item = (&str, &str)> {
        self.parties.iter().filter_map(|party| Some((&*party.name, party.birth_date.as_deref()?)))
    }
}

/// What stands before or behind the name of a company.
const LEGAL_FORMS: [&str; 12] = [
    "株式会社",
    "有限会社",
    "合同会社",
    "合資会社",
    "合名会社",
    "一般社団法人",
    "一般財団法人",
    "公益社団法人",
    "公益財団法人",
    "社会福祉法人",
    "医療法人",
    "特定非営利活動法人",
];

/// The longest name that is a person's when nothing divides it.
const LONGEST_UNDIVIDED: usize = 12;

/// A name, its parts, and of a name that nothing divides its beginnings and ends: who
/// looks for a surname finds it without knowing where it stops.
fn words_of(name: &str) -> Vec<String> {
    let divides = |c: char| c.is_whitespace() || matches!(c, '・' | '･' | ',' | '，');
    let parts: Vec<&str> = name.split(divides).filter(|part| !part.is_empty()).collect();
    let mut words = vec![name.to_owned()];
    if parts.len() > 1 {
        words.extend(parts.into_iter().map(str::to_owned));
        return words;
    }
    let bare = LEGAL_FORMS.iter().find_map(|form| {
        let rest = name.strip_prefix(form).or_else(|| name.strip_suffix(form))?;
        (!rest.is_empty()).then(|| rest.to_owned())
    });
    if let Some(bare) = bare {
        words.push(bare);
        return words;
    }
    let letters: Vec<char> = name.chars().collect();
    if letters.len() > LONGEST_UNDIVIDED {
        return words;
    }
    let is_kana = |c: &char| matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | 'ｦ'..='ﾟ');
    let lengths = if letters.iter().all(is_kana) { 2..=5 } else { 1..=3 };
    for length in lengths.filter(|length| *length < letters.len()) {
        words.push(letters.iter().take(length).collect());
        words.push(letters.iter().skip(letters.len() - length).collect());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, found_by: &[&str], not_by: &[&str]) {
        let words = words_of(name);
        for word in found_by {
            assert!(words.iter().any(|w| w == word), "{name}: {word} is missing in {words:?}");
        }
        for word in not_by {
            assert!(words.iter().all(|w| w != word), "{name}: {word} finds it");
        }
    }

    #[test]
    fn a_name_is_found_by_its_whole_and_its_parts() {
        check("山田　花子", &["山田　花子", "山田", "花子"], &["山", "子"]);
        check("マリア・シルバ サントス", &["マリア", "シルバ", "サントス"], &["マ"]);
        check("山田花子", &["山田花子", "山田", "花子", "山", "山田花"], &["田花"]);
        check("ヤマダハナコ", &["ヤマダ", "ハナコ", "ヤマダハ"], &["ヤ"]);
        check("株式会社せんだい商店", &["株式会社せんだい商店", "せんだい商店"], &["株"]);
        check("林", &["林"], &[]);
    }

    /// Companies, people in care, holders of a pass: whoever it is, the queue names them.
    #[test]
    fn every_example_of_the_catalogue_names_its_applicant() {
        let forms = publishing::compile(&catalogue()).forms;
        assert!(forms.len() > 90, "the catalogue was not read");
        let mut nameless = Vec::new();
        for (id, form) in &forms {
            let pointers = SubjectPointers::of(form);
            for (number, data) in (1..).zip(form.valid_examples()) {
                if pointers.read(&data).name().is_none() {
                    nameless.push(format!("{id} {number}"));
                }
            }
        }
        assert_eq!(nameless, [""; 0]);
    }

    /// The definitions of the house, from where they are kept.
    fn catalogue() -> Vec<publishing::FormFile> {
        fn read(folder: &std::path::Path, inside: &str, files: &mut Vec<publishing::FormFile>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                if path.is_dir() {
                    read(&path, &format!("{inside}{name}/"), files);
                } else if path.extension().is_some_and(|extension| extension == "json") {
                    let text = std::fs::read_to_string(&path).unwrap();
                    files.push(publishing::FormFile { path: format!("{inside}{name}"), text });
                }
            }
        }
        let mut files = Vec::new();
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../forms");
        read(&root, "", &mut files);
        files
    }

    #[test]
    fn a_name_of_any_length_gives_few_words() {
        assert_eq!(words_of(&"あ".repeat(100)).len(), 1);
        assert!(words_of("あいうえおかきくけこ").len() < 12);
    }
}
