//! Banks and branches by their names: people know a name, a filing keeps its code.
//!
//! A branch is looked for at the bank that stands before it in the same group.

use japanese_values::{Format, bank};
use kernel::Language;

use crate::Repair;
use crate::message::{self, Institution};

/// What the words for a bank or a branch mean.
pub(super) enum Meant {
    /// A code, or what is to be read like one.
    Code(String),
    /// Nothing without doubt: what to say, and what it may be.
    Unknown(String, Option<Repair>),
}

/// Reads the banks and branches of one group.
#[derive(Debug, Default)]
pub(super) struct Counter {
    bank: String,
}

impl Counter {
    /// The code that `typed` stands for. Other formats are none of its business.
    pub(super) fn read(&mut self, format: Format, typed: &str, language: Language) -> Meant {
        // Digits of any kind are a code, and the format says what is wrong with them.
        let is_name = typed.chars().any(|c| !c.is_numeric() && !c.is_whitespace());
        let meant = match Institution::of(format).filter(|_| is_name) {
            Some(Institution::Bank) => named_bank(typed, language),
            Some(Institution::Branch) => named_branch(&self.bank, typed, language),
            None => Meant::Code(typed.to_owned()),
        };
        if let (Format::BankCode, Meant::Code(code)) = (format, &meant) {
            self.bank.clone_from(code);
        }
        meant
    }
}

fn named_bank(typed: &str, language: Language) -> Meant {
    if let Some(bank) = bank::only(typed) {
        return Meant::Code(bank.code.to_owned());
    }
    let near = bank::find(typed).into_iter().next();
    let near = near.map(|bank| repair(&bank.to_string(), bank.code, language));
    Meant::Unknown(message::unknown_name(Institution::Bank, language), near)
}

fn named_branch(bank: &str, typed: &str, language: Language) -> Meant {
    if let Some(branch) = bank::only_branch(bank, typed) {
        return Meant::Code(branch.code.to_owned());
    }
    let near = bank::find_branches(bank, typed).into_iter().next();
    let near = near.map(|branch| repair(&branch.to_string(), branch.code, language));
    Meant::Unknown(message::unknown_name(Institution::Branch, language), near)
}

fn repair(shown: &str, code: &str, language: Language) -> Repair {
    Repair { label: message::repair_label(shown, language), value: code.to_owned() }
}
