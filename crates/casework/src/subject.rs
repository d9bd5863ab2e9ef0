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
    addresses: Vec<String>,
}

/// As what forms mark the addresses of who applies.
const ADDRESSES: [&str; 5] = [
    "applicant.address",
    "resident.home",
    "resident.address",
    "resident.newAddress",
    "resident.formerAddress",
];

/// One applicant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Party {
    /// As the form has it.
    pub name: String,
    /// In kana.
    pub kana: Option<String>,
    /// As an ISO date.
    pub birth_date: Option<String>,
    /// Whether it is a company or another body.
    pub is_organisation: bool,
}

/// Where an applicant lives, or lived.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Address {
    /// Its postal code.
    pub postal: String,
    /// Its prefecture and city; empty where a form asks for addresses in the municipality alone.
    pub region: String,
    /// Its ward, where the form asks for one beside the town.
    pub ward: String,
    /// Its town.
    pub town: String,
    /// The number of the house.
    pub block: String,
    /// The name of the building and the number of the room.
    pub building: String,
}

impl Address {
    /// Town and number of the house.
    pub fn whole(&self) -> String {
        format!("{}{}", self.town, self.block)
    }

    /// As it stands on an envelope, where what names no city lies in `home`.
    pub fn on_envelope(&self, home: &str) -> String {
        let Self { region, ward, town, block, building, .. } = self;
        let region = if region.is_empty() { home } else { region };
        format!("{region}{ward}{town}{block} {building}").trim_end().to_owned()
    }
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
    /// Where they live.
    pub addresses: Vec<Address>,
    /// How many warnings the resident confirmed.
    pub warnings: u32,
}

impl SubjectPointers {
    /// Where they stand in `form`, as far as the field is one that is meant.
    fn of(form: &Form, meant: fn(&Field) -> bool) -> Self {
        let find = |prefill: &str| {
            form.pages().iter().find_map(|page| pointer_of(&page.fields, prefill, meant))
        };
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
            addresses: ADDRESSES.iter().filter_map(|prefill| find(prefill)).collect(),
        }
    }

    fn read(&self, data: &Value) -> Subject {
        let text = |pointer: &Option<String>| {
            let value = pointer.as_deref().and_then(|p| data.pointer(p)).and_then(Value::as_str);
            value.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let party = |(at, is_organisation): (&PartyPointers, bool)| {
            let (kana, birth_date) = (text(&at.kana), text(&at.birth_date));
            text(&at.name).map(|name| Party { name, kana, birth_date, is_organisation })
        };
        let bodies = [true, false, false];
        let address = |at: &String| {
            let part = |name: &str| {
                let value = data.pointer(&format!("{at}/{name}")).and_then(Value::as_str);
                value.unwrap_or_default().to_owned()
            };
            let address = Address {
                postal: part("postal"),
                region: part("prefecture") + &part("city"),
                ward: part("ward"),
                town: part("town"),
                block: part("block"),
                building: part("building"),
            };
            Some(address).filter(|address| !address.town.is_empty())
        };
        Subject {
            parties: self.parties.iter().zip(bodies).filter_map(party).collect(),
            addresses: self.addresses.iter().filter_map(address).collect(),
            phone: text(&self.phone),
            email: text(&self.email),
            warnings: 0,
        }
    }
}

/// Rows repeat, applicants do not: repeated groups are not searched.
fn pointer_of(fields: &[Arc<Field>], prefill: &str, meant: fn(&Field) -> bool) -> Option<String> {
    fields.iter().filter(|field| meant(field)).find_map(|field| {
        if field.prefill.as_deref() == Some(prefill) {
            Some(field.pointer.clone())
        } else if field.widget == form_engine::Widget::Group {
            pointer_of(&field.children, prefill, meant)
        } else {
            None
        }
    })
}

impl Subject {
    /// What the answers to a form say of their applicants.
    pub fn of(form: &Form, answers: &Value) -> Self {
        SubjectPointers::of(form, |_| true).read(answers)
    }

    /// The same without what is marked as sensitive: what a search may find a case by.
    pub fn searchable(form: &Form, answers: &Value) -> Self {
        SubjectPointers::of(form, |field| field.sensitive.is_none()).read(answers)
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
        let party = text("name").map(|name| Party { name, kana: text("kana"), ..Party::default() });
        Self {
            parties: party.into_iter().collect(),
            warnings: u32::try_from(warnings).unwrap_or(u32::MAX),
            ..Self::default()
        }
    }
}

/// What stands before or behind the name of a company.
pub(crate) const LEGAL_FORMS: [&str; 12] = [
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Companies, people in care, holders of a pass: whoever it is, the queue names them.
    #[test]
    fn every_example_of_the_catalogue_names_its_applicant() {
        let forms = publishing::compile(&catalogue()).forms;
        assert!(forms.len() > 90, "the catalogue was not read");
        let mut nameless = Vec::new();
        for (id, form) in &forms {
            let pointers = SubjectPointers::of(form, |_| true);
            for (number, data) in (1..).zip(form.valid_examples()) {
                if pointers.read(&data).name().is_none() {
                    nameless.push(format!("{id} {number}"));
                }
            }
        }
        assert_eq!(nameless, [""; 0]);
    }

    /// However a department words it: what asks where somebody lives or how they are reached is kept
    /// back while a case is protected. The two that are not ask for a name.
    #[test]
    fn every_question_of_the_catalogue_that_asks_where_somebody_is_is_known() {
        fn open(fields: &[Arc<Field>], form: &str, found: &mut Vec<String>) {
            const ASKS: [&str; 5] = ["住所", "所在地", "電話番号", "郵便番号", "メールアドレス"];
            for field in fields {
                let title = field.title(kernel::Language::Japanese);
                let is_text = matches!(
                    field.widget,
                    form_engine::Widget::Text | form_engine::Widget::TextArea
                );
                if is_text && !field.locates && ASKS.iter().any(|word| title.contains(word)) {
                    found.push(format!("{form} {title}"));
                }
                open(&field.children, form, found);
            }
        }
        let mut found = Vec::new();
        for (id, form) in &publishing::compile(&catalogue()).forms {
            form.pages().iter().for_each(|page| open(&page.fields, id, &mut found));
        }
        found.sort();
        assert_eq!(
            found,
            [
                "tenkyo-yoyaku 前の住所に残る世帯の世帯主の氏名",
                "tenshutsu-todoke 新しい住所での世帯主の氏名",
            ],
        );
    }

    #[test]
    fn an_envelope_finds_its_way_in_the_city_and_out_of_it() {
        let text = str::to_owned;
        let here = Address {
            postal: text("980-0803"),
            ward: text("青葉区"),
            town: text("国分町三丁目"),
            block: text("7番1号"),
            building: text("コーポ青葉 203"),
            ..Address::default()
        };
        assert_eq!(here.on_envelope("仙台市"), "仙台市青葉区国分町三丁目7番1号 コーポ青葉 203");
        let there = Address {
            region: text("東京都千代田区"),
            town: text("丸の内一丁目"),
            block: text("1番"),
            ..Address::default()
        };
        assert_eq!(there.on_envelope("仙台市"), "東京都千代田区丸の内一丁目1番");
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
}
