//! 理由の提示: why something is refused, in the parts that a court looks for.
//!
//! 行政手続法第8条 and 第14条: whoever is refused must be able to tell from the paper alone which facts
//! were taken for true and how which rule was applied to them.

use serde::{Deserialize, Serialize};

use crate::{Refusal, decide::fitting};

/// Why something is refused. Every part is needed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grounds {
    /// 根拠となる規定
    pub basis: String,
    /// 認めた事実
    pub facts: String,
    /// 当てはめ
    pub application: String,
}

/// A part of the grounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GroundPart {
    /// 根拠となる規定
    Basis,
    /// 認めた事実
    Facts,
    /// 当てはめ
    Application,
}

impl GroundPart {
    /// Every part, in the order in which they are read.
    pub const ALL: [Self; 3] = [Self::Basis, Self::Facts, Self::Application];

    /// What it is called on the paper.
    pub const fn heading(self) -> &'static str {
        match self {
            Self::Basis => "根拠となる規定",
            Self::Facts => "認めた事実",
            Self::Application => "当てはめ",
        }
    }

    /// Its word in the API.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Basis => "basis",
            Self::Facts => "facts",
            Self::Application => "application",
        }
    }
}

impl Grounds {
    /// One part.
    pub fn part(&self, part: GroundPart) -> &str {
        match part {
            GroundPart::Basis => &self.basis,
            GroundPart::Facts => &self.facts,
            GroundPart::Application => &self.application,
        }
    }

    /// Whether nothing was said at all.
    pub fn is_empty(&self) -> bool {
        GroundPart::ALL.iter().all(|part| self.part(*part).trim().is_empty())
    }

    /// All parts as one text with their headings, as the paper has them.
    pub fn text(&self) -> String {
        let said = |part: &GroundPart| format!("【{}】\n{}", part.heading(), self.part(*part));
        GroundPart::ALL.iter().map(said).collect::<Vec<_>>().join("\n")
    }

    /// The same without blank ends, or the first part that is missing.
    pub(crate) fn complete(&self) -> Result<Self, Refusal> {
        for part in GroundPart::ALL {
            if fitting(self.part(part))?.is_empty() {
                return Err(Refusal::GroundMissing { part });
            }
        }
        let said = |text: &str| text.trim().to_owned();
        let Self { basis, facts, application } = self;
        Ok(Self { basis: said(basis), facts: said(facts), application: said(application) })
    }
}
