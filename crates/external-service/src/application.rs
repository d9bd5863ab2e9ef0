//! What is written on the page of the pretended bank, and what the bank makes of it.

use std::collections::BTreeMap;

use japanese_values::{bank::holder_from_kana, text};
use serde::Deserialize;
use strum::IntoStaticStr;

/// The code of every account here.
pub(crate) const CODE: &str = "1234";
/// The account for which the bank does nothing.
pub(crate) const REFUSED: &str = "0000000";

/// Digits of the number of an account.
const DIGITS: usize = 7;
/// How many of them are hidden when it is shown.
const HIDDEN: usize = 4;
/// Characters of a branch's name.
const MOST_LETTERS: usize = 40;

/// A bank to choose. No real one has such a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub(crate) enum Bank {
    Mihon,
    Madoguchi,
}

impl Bank {
    pub(crate) const ALL: [Self; 2] = [Self::Mihon, Self::Madoguchi];

    pub(crate) fn word(self) -> &'static str {
        self.into()
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Mihon => "見本銀行",
            Self::Madoguchi => "まどぐち信用金庫",
        }
    }
}

/// What was typed. The code stands apart, for this is shown again. No `Debug`, so that no number
/// of an account can reach a log.
#[derive(Clone, Deserialize)]
pub(crate) struct Written {
    pub(crate) bank: Option<Bank>,
    #[serde(default)]
    pub(crate) branch: String,
    #[serde(default)]
    pub(crate) account: String,
    #[serde(default)]
    pub(crate) holder: String,
}

impl Default for Written {
    fn default() -> Self {
        let (account, holder) = Default::default();
        Self { bank: None, branch: "本店".to_owned(), account, holder }
    }
}

/// What can be applied for.
pub(crate) struct Application {
    bank: Bank,
    branch: String,
    account: String,
    /// In the characters in which banks write it.
    holder: String,
}

/// What is wrong with what was typed: in which field, and what to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) field: &'static str,
    pub(crate) sentence: &'static str,
}

impl Written {
    /// The application, or everything that is wrong with it.
    pub(crate) fn read(&self, code: &str) -> Result<Application, Vec<Problem>> {
        let branch = branch(&self.branch);
        let account = digits(&self.account).filter(|it| it.len() == DIGITS);
        let holder = holder_from_kana(&self.holder).ok();
        let knows_code = digits(code).is_some_and(|it| it == CODE);
        match (self.bank, branch, account, holder, knows_code) {
            (Some(bank), Some(branch), Some(account), Some(holder), true) => {
                Ok(Application { bank, branch, account, holder })
            }
            (bank, branch, account, holder, knows_code) => {
                let wrong = |is_good: bool, field, sentence| {
                    (!is_good).then_some(Problem { field, sentence })
                };
                let problems = [
                    wrong(bank.is_some(), "bank", "金融機関を選んでください。"),
                    wrong(branch.is_some(), "branch", "支店名を40文字までで入力してください。"),
                    wrong(account.is_some(), "account", "口座番号を7桁の数字で入力してください。"),
                    wrong(
                        holder.is_some(),
                        "holder",
                        "口座名義をカタカナで、30文字までで入力してください。",
                    ),
                    wrong(
                        knows_code,
                        "code",
                        "暗証番号がちがいます。見本の暗証番号（1234）を入力してください。",
                    ),
                ];
                Err(problems.into_iter().flatten().collect())
            }
        }
    }
}

impl Application {
    /// Whether the bank does nothing for this account.
    pub(crate) fn is_refused(&self) -> bool {
        self.account == REFUSED
    }

    /// What the town is told: never the whole number of the account.
    pub(crate) fn told(self, receipt: String) -> BTreeMap<String, String> {
        let shown = self.account.get(HIDDEN..).unwrap_or_default();
        let account = format!("普通 ****{shown}");
        [
            ("receipt", receipt),
            ("bank", self.bank.name().to_owned()),
            ("branch", self.branch),
            ("account", account),
            ("holder", self.holder),
        ]
        .map(|(name, fact)| (name.to_owned(), fact))
        .into()
    }
}

fn branch(typed: &str) -> Option<String> {
    let name = text::tidy_line(typed).ok()?;
    (1..=MOST_LETTERS).contains(&name.chars().count()).then_some(name)
}

/// The digits of what people type: full width, with spaces or dashes; `None` when there is
/// anything else in it.
fn digits(typed: &str) -> Option<String> {
    let half = text::half_width_digits(&text::strip_invisible(typed));
    let is_between = |c: char| c.is_whitespace() || matches!(c, '-' | 'ー' | '－' | '‐' | '−');
    let digits: String = half.chars().filter(|&c| !is_between(c)).collect();
    digits.bytes().all(|c| c.is_ascii_digit()).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(account: &str) -> Written {
        Written {
            bank: Some(Bank::Mihon),
            branch: "本店".to_owned(),
            account: account.to_owned(),
            holder: "ヤマダ　ハナコ".to_owned(),
        }
    }

    #[track_caller]
    fn check(written: &Written, code: &str, expected: &[&str]) {
        let problems = written.read(code).err().unwrap_or_default();
        let fields: Vec<&str> = problems.iter().map(|it| it.field).collect();
        assert_eq!(fields, expected, "{} {} {code}", written.account, written.holder);
    }

    #[test]
    fn a_number_is_read_as_people_type_it() {
        for account in ["1234567", "１２３４５６７", "123-4567", "１２３－４５６７", " 123 4567 "]
        {
            check(&written(account), "1234", &[]);
            let told = written(account).read("１２３４").ok().unwrap().told(String::new());
            assert_eq!(told["account"], "普通 ****567");
        }
        for account in ["", "123456", "12345678", "123456a", "一二三四五六七", "-------"] {
            check(&written(account), "1234", &["account"]);
        }
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let nothing = Written { branch: " ".to_owned(), ..Written::default() };
        check(&nothing, "", &["bank", "branch", "account", "holder", "code"]);
    }

    #[test]
    fn each_field_has_its_bounds() {
        for code in ["", "1235", "12345", "abcd"] {
            check(&written("1234567"), code, &["code"]);
        }
        for holder in ["", "山田花子", "<b>", &"ア".repeat(31)] {
            let written = Written { holder: holder.to_owned(), ..written("1234567") };
            check(&written, "1234", &["holder"]);
        }
        for branch in ["", "\u{7}", &"店".repeat(41)] {
            let written = Written { branch: branch.to_owned(), ..written("1234567") };
            check(&written, "1234", &["branch"]);
        }
    }
}
