//! The boxes of a refusal's grounds, as the page of a case shows them.

use back_office::Published;
use kernel::Language;
use review_workflow::{Case, GroundPart, Grounds};

use crate::typed::Typed;

/// What stands in the boxes before anybody has written there.
#[derive(Default)]
pub(super) struct Prepared {
    grounds: Grounds,
    /// Whether the reason of a proposal stands in for empty boxes.
    has_reason: bool,
}

impl Prepared {
    /// Those that were proposed, else the rule that the definition names.
    pub(super) fn of(case: &Case, published: &Published) -> Self {
        if let Some(proposal) = case.proposal.as_ref().filter(|it| !it.verdict.is_in_favour()) {
            let grounds = proposal.grounds.clone().unwrap_or_default();
            return Self { grounds, has_reason: true };
        }
        let basis = published.form.procedure().legal_basis.get(Language::Japanese);
        let grounds = Grounds { basis: basis.to_owned(), ..Grounds::default() };
        Self { grounds, has_reason: false }
    }

    /// What stands in a box of the form of `kind`: what was typed there, else what is known.
    pub(super) fn part<'a>(&'a self, typed: &'a Typed, kind: &str, part: GroundPart) -> &'a str {
        if typed.value("type") == kind { typed.value(part.word()) } else { self.grounds.part(part) }
    }

    /// Whether all boxes may stay empty, as they do where a proposal has one text.
    pub(super) fn may_stay_empty(&self, kind: &str) -> bool {
        kind != "propose" && self.has_reason && self.grounds.is_empty()
    }

    #[cfg(test)]
    pub(super) fn sample() -> Self {
        let grounds = Grounds { basis: "<b>条例第3条".into(), ..Grounds::default() };
        Self { grounds, has_reason: false }
    }
}

/// What belongs into a box.
pub(crate) const fn help(part: GroundPart) -> &'static str {
    match part {
        GroundPart::Basis => "法令や条例、要綱の名前と条・項を書きます。",
        GroundPart::Facts => "何を見て、どんな事実を認めたかを、この申請に即して書きます。",
        GroundPart::Application => "その事実が規定のどの要件に当たるか、当たらないかを書きます。",
    }
}
