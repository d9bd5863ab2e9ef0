//! Banks and branches by their names: people know a name, a filing keeps its code.
//!
//! A branch is looked for at the bank that stands before it in the same group.

use std::borrow::Cow;

use japanese_values::{Format, bank};
use kernel::Language;

use crate::Repair;
use crate::message::{self, Institution};

/// Longer words are no name and are not looked for, in bytes.
const LONGEST_NAME: usize = 300;

/// What the words for a bank or a branch mean.
pub(crate) enum Meant<'t> {
    /// A code, or what is to be read like one.
    Code(Cow<'t, str>),
    /// Nothing without doubt: what to say, and what it may be.
    Unknown(String, Option<Repair>),
}

/// Reads the banks and branches of one group.
#[derive(Debug, Default)]
pub(crate) struct Counter {
    bank: String,
}

impl Counter {
    /// The code that `typed` stands for. Other formats are none of its business.
    pub(crate) fn read<'t>(
        &mut self,
        format: Format,
        typed: &'t str,
        language: Language,
    ) -> Meant<'t> {
        let Some(institution) = Institution::of(format) else { return Meant::Code(typed.into()) };
        // Digits of any kind are a code, and the format says what is wrong with them.
        let is_code = typed.chars().all(|c| c.is_numeric() || c.is_whitespace());
        let meant = match institution {
            _ if is_code => Meant::Code(typed.into()),
            Institution::Bank => named_bank(typed, language),
            Institution::Branch | Institution::BranchOfBank => {
                named_branch(&self.bank, typed, language)
            }
        };
        if let (Institution::Bank, Meant::Code(code)) = (institution, &meant) {
            code.as_ref().clone_into(&mut self.bank);
        }
        meant
    }
}

fn named_bank(typed: &str, language: Language) -> Meant<'static> {
    if let Some(bank) = nameable(typed).and_then(bank::only) {
        return Meant::Code(bank.code.into());
    }
    let near = nameable(typed).and_then(|typed| bank::find(typed).into_iter().next());
    let near = near.map(|bank| repair(&bank.to_string(), bank.code, language));
    Meant::Unknown(message::unknown_name(Institution::Bank, language), near)
}

fn named_branch(bank: &str, typed: &str, language: Language) -> Meant<'static> {
    if let Some(branch) = nameable(typed).and_then(|typed| bank::only_branch(bank, typed)) {
        return Meant::Code(branch.code.into());
    }
    let near =
        nameable(typed).and_then(|typed| bank::find_branches(bank, typed).into_iter().next());
    let near = near.map(|branch| repair(&branch.to_string(), branch.code, language));
    let institution = if bank.is_empty() { Institution::Branch } else { Institution::BranchOfBank };
    Meant::Unknown(message::unknown_name(institution, language), near)
}

fn nameable(typed: &str) -> Option<&str> {
    (typed.len() <= LONGEST_NAME).then_some(typed)
}

fn repair(shown: &str, code: &str, language: Language) -> Repair {
    Repair { label: message::repair_label(shown, language), value: code.to_owned() }
}
