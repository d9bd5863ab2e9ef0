//! 本人確認: who gave the answers, as a provider of identities said when they were filed.

use back_office::VerifiedView;
use form_engine::Form;
use kernel::Language;

use ::web::shown;

/// Who is verified, as the page of a case shows it.
pub(super) struct KnownView {
    pub(super) verdict: &'static str,
    pub(super) colour: &'static str,
    /// What to do where something differs.
    pub(super) advice: Option<&'static str>,
    pub(super) facts: Vec<(&'static str, String)>,
}

/// What is said of somebody: our name for it, and how the page calls it.
const FACTS: [(&str, &str); 11] = [
    ("organisation", "法人・団体"),
    ("agent", "代理人"),
    ("user", "手続した方"),
    ("delegation", "委任の番号"),
    ("delegatedUntil", "委任の終わりの日"),
    ("corporateNumber", "法人番号"),
    ("representative", "代表者"),
    ("name", "氏名"),
    ("birthDate", "生年月日"),
    ("sex", "性別"),
    ("address", "住所"),
];

impl KnownView {
    pub(super) fn of(view: &VerifiedView, form: &Form) -> Self {
        let differs = !view.changed.is_empty() || view.address == Some(false);
        let said = |name: &str| view.said.facts.get(name).map(|told| in_words(name, told));
        let by =
            if view.said.by == "business" { "GビズID" } else { "マイナンバーカード" };
        let at = shown::full_moment(view.said.at, Language::Japanese);
        let mut facts = vec![("方法", by.to_owned()), ("日時", at)];
        for (name, label) in FACTS {
            let beside = match (name, view.address) {
                ("address", Some(true)) => "（申請と同じ）",
                ("address", Some(false)) => "（申請とちがいます）",
                _ => "",
            };
            facts.extend(said(name).map(|told| (label, told + beside)));
        }
        let titles = |pointers: &[String]| {
            let titles: Vec<&str> = pointers
                .iter()
                .filter_map(|at| form.field(at).map(|field| field.title(Language::Japanese)))
                .collect();
            (!titles.is_empty()).then(|| titles.join("、"))
        };
        facts.extend(titles(&view.answers).map(|titles| ("確かめた答え", titles)));
        facts.extend(titles(&view.changed).map(|titles| ("あとで変わった答え", titles)));
        facts.push(("確かめた所", view.said.provider.clone()));
        Self {
            verdict: if differs {
                "済みです。申請とちがうところがあります"
            } else {
                "済みです"
            },
            colour: if differs { "amber" } else { "green" },
            advice: differs.then_some(
                "引っ越しや氏名の変更の途中か、入力のまちがいか、別の人かを確かめてください。",
            ),
            facts,
        }
    }
}

/// A fact as people read it.
fn in_words(name: &str, told: &str) -> String {
    match (name, told, told.parse()) {
        ("birthDate" | "delegatedUntil", _, Ok(day)) => shown::plain_day(day, Language::Japanese),
        ("sex", "1", _) => "男".to_owned(),
        ("sex", "2", _) => "女".to_owned(),
        _ => told.to_owned(),
    }
}
