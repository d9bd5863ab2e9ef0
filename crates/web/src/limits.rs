//! The classes of requests, and how often each may be asked in a minute.

use std::{collections::BTreeMap, fmt};

use counter::Amount;
use serde::Serialize;
use strum::{IntoStaticStr, VariantArray};

/// What a request costs us, or what it could be misused for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, IntoStaticStr, VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Rate {
    /// A page for residents.
    Page,
    /// A form of a page.
    Form,
    /// The script's checks while somebody types.
    Live,
    /// Files.
    Upload,
    /// A paper that is set when it is asked for.
    Paper,
    /// Words to look for: procedures, banks, postal codes.
    Search,
    /// Staff at the door.
    SignIn,
    /// Codes that open something.
    Code,
    /// Sending a form.
    Filing,
    /// The API, asking.
    Read,
    /// The API, changing.
    Write,
    /// A page for staff.
    StaffPage,
    /// What staff look for in cases: it names people.
    StaffSearch,
    /// A form for staff.
    StaffForm,
    /// The payment provider.
    Callback,
    /// Styles and scripts, which cost nothing.
    Asset,
    /// What probes ask.
    Probe,
}

/// A minute's worth; 0 means without limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// From one network: a household, a school, an office, a carrier's shared address.
    pub network: u32,
    /// From one browser, session or token.
    pub person: u32,
}

/// How often somebody may ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Classes with other limits than the usual.
    pub set: BTreeMap<Rate, Limit>,
    /// Wrong codes from one network, for receipts and drafts, a minute.
    pub wrong_codes: u32,
    /// Files sent ahead: over one network in a day, and waiting of one person.
    pub unfiled_files: Limit,
    /// The same in megabytes.
    pub unfiled_megabytes: Limit,
    /// How many servers share the load; each takes its part of a network's limit.
    pub servers: u32,
    /// Whether callers on this very machine are spared, as in a demonstration. Signing in,
    /// codes and uploads are counted all the same.
    pub spare_this_machine: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            set: BTreeMap::new(),
            wrong_codes: 20,
            // A carrier's address is many households'; nobody fills in a hundred forms at once.
            unfiled_files: Limit { network: 5_000, person: 200 },
            unfiled_megabytes: Limit { network: 20_000, person: 500 },
            servers: 1,
            spare_this_machine: false,
        }
    }
}

/// The text is no limit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LimitFault {
    /// Nothing is called so.
    #[error("no limit is called `{0}`; there are {all}", all = Limits::words())]
    Unknown(String),
    /// The numbers cannot be read.
    #[error("`{0}`: write CLASS=NETWORK or CLASS=NETWORK/PERSON, whole numbers for a minute")]
    Unreadable(String),
}

/// Wrong codes are no class of requests, and yet have a limit.
const WRONG_CODES: &str = "wrong-codes";
/// Neither is what waits to be filed.
const UNFILED_FILES: &str = "unfiled-files";
const UNFILED_MEGABYTES: &str = "unfiled-megabytes";

impl Rate {
    /// Every class.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// The word in settings and labels.
    pub fn word(self) -> &'static str {
        self.into()
    }

    /// What holds unless it is set. A network may be a whole town behind its carrier's
    /// address; a person has two hands.
    const fn usual(self) -> Limit {
        let (network, person) = match self {
            Self::Page | Self::StaffPage => (1800, 300),
            Self::Form => (600, 120),
            Self::Live => (1800, 240),
            Self::Upload => (240, 60),
            Self::Paper => (120, 20),
            Self::Search => (900, 180),
            Self::SignIn => (50, 0),
            Self::Code => (60, 20),
            // A whole office behind one address files less than this on its busiest day.
            Self::Filing => (300, 0),
            Self::Read => (1800, 1200),
            Self::Write => (900, 600),
            Self::StaffSearch => (900, 60),
            Self::StaffForm => (900, 120),
            Self::Callback => (1200, 0),
            Self::Asset | Self::Probe => (0, 0),
        };
        Limit { network, person }
    }

    /// Whether guessing or filling the disk is what the limit is against.
    const fn is_for_everybody(self) -> bool {
        matches!(self, Self::SignIn | Self::Code | Self::Upload)
    }
}

impl Limits {
    /// What holds for `rate` in one of the servers.
    pub(crate) fn of(&self, rate: Rate) -> Limit {
        let Limit { network, person } = self.set.get(&rate).copied().unwrap_or(rate.usual());
        let part = if network == 0 { 0 } else { network.div_ceil(self.servers.max(1)) };
        Limit { network: part, person }
    }

    /// Whether a caller is not counted who is `near`: on this very machine.
    pub(crate) fn spares(&self, rate: Rate, near: bool) -> bool {
        near && self.spare_this_machine && !rate.is_for_everybody()
    }

    /// Sets what `CLASS=NETWORK` or `CLASS=NETWORK/PERSON` says.
    pub fn set(&mut self, text: &str) -> Result<(), LimitFault> {
        let unreadable = || LimitFault::Unreadable(text.to_owned());
        let number = |digits: &str| digits.trim().parse::<u32>().ok().ok_or_else(unreadable);
        let (word, numbers) = text.split_once('=').ok_or_else(unreadable)?;
        let word = word.trim();
        if word == WRONG_CODES {
            self.wrong_codes = number(numbers)?;
            return Ok(());
        }
        let over = |usual: Limit| match numbers.split_once('/') {
            Some((network, person)) => {
                Ok(Limit { network: number(network)?, person: number(person)? })
            }
            None => Ok(Limit { network: number(numbers)?, ..usual }),
        };
        if word == UNFILED_FILES {
            self.unfiled_files = over(self.unfiled_files)?;
            return Ok(());
        }
        if word == UNFILED_MEGABYTES {
            self.unfiled_megabytes = over(self.unfiled_megabytes)?;
            return Ok(());
        }
        let rate = Rate::ALL.iter().copied().find(|rate| rate.word() == word);
        let rate = rate.ok_or_else(|| LimitFault::Unknown(word.to_owned()))?;
        self.set.insert(rate, over(rate.usual())?);
        Ok(())
    }

    /// What may be sent ahead: over one network, and by one person.
    pub(crate) fn sent_ahead(&self) -> (Amount, Amount) {
        let (files, megabytes) = (self.unfiled_files, self.unfiled_megabytes);
        (
            Amount { files: files.network, megabytes: megabytes.network },
            Amount { files: files.person, megabytes: megabytes.person },
        )
    }

    fn words() -> String {
        let words: Vec<&str> = Rate::ALL.iter().copied().map(Rate::word).collect();
        format!("{}, {WRONG_CODES}, {UNFILED_FILES}, {UNFILED_MEGABYTES}", words.join(", "))
    }
}

impl fmt::Display for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for rate in Rate::ALL.iter().copied() {
            let Limit { network, person } = self.set.get(&rate).copied().unwrap_or(rate.usual());
            write!(f, "{}={network}/{person},", rate.word())?;
        }
        write!(f, "{WRONG_CODES}={}", self.wrong_codes)?;
        for (word, limit) in
            [(UNFILED_FILES, self.unfiled_files), (UNFILED_MEGABYTES, self.unfiled_megabytes)]
        {
            write!(f, ",{word}={}/{}", limit.network, limit.person)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_can_be_set_again() {
        let mut shown = Limits::default();
        shown.set("paper=6/2").unwrap();
        shown.set(" filing = 0 ").unwrap();
        shown.set("unfiled-files=70/7").unwrap();
        shown.set("unfiled-megabytes=9").unwrap();
        let mut read = Limits::default();
        shown.to_string().split(',').for_each(|rule| read.set(rule).unwrap());
        assert_eq!(read.to_string(), shown.to_string());
        assert_eq!(read.of(Rate::Paper), Limit { network: 6, person: 2 });
        assert_eq!(read.of(Rate::Filing).network, 0);
        let (network, person) = read.sent_ahead();
        assert_eq!((network.files, network.megabytes), (70, 9));
        assert_eq!((person.files, person.megabytes), (7, 500));
    }

    #[test]
    fn a_slip_of_the_hand_is_named() {
        let fault = |text: &str| Limits::default().set(text).unwrap_err().to_string();
        assert!(fault("pages=1").contains("`pages`") && fault("pages=1").contains("staff-page"));
        for text in ["page", "page=", "page=-1", "page=1/", "page=1/x", "page=4294967296"] {
            assert!(fault(text).contains("CLASS=NETWORK"), "{text}");
        }
    }
}
