//! 支援措置: what is kept back of where a person is while their case is protected.
//!
//! Which answers tell it, the engine knows ([`Answer::locates`]). Here they become answers of a kind
//! of their own, so that whatever masks, reveals, compares or lists sealed answers does so with
//! these, and nothing has to think of them.

use form_engine::{Answer, AnswerGroup, Sensitivity, Shown};
use kernel::Instant;
use review_workflow::{Case, Event};

use crate::{MessageView, SignatureView, UploadedFile, VerifiedView, mask::STARS};

/// For whom the answers of a case are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelter {
    /// The case is not protected: nothing is kept back.
    Open,
    /// It is, for somebody who may ask where the person is, and says why.
    Asked,
    /// It is, for everybody else.
    Shut,
}

impl Shelter {
    /// Of a case, for somebody who may ask or may not.
    pub fn of(case: &Case, may_ask: bool, now: Instant) -> Self {
        match (case.is_protected(now), may_ask) {
            (false, _) => Self::Open,
            (true, true) => Self::Asked,
            (true, false) => Self::Shut,
        }
    }

    /// Whether anything is kept back.
    pub const fn is_on(self) -> bool {
        matches!(self, Self::Asked | Self::Shut)
    }

    /// The answers, with what tells where somebody is as sealed as any sealed answer.
    pub fn over(self, groups: Vec<AnswerGroup>) -> Vec<AnswerGroup> {
        if !self.is_on() {
            return groups;
        }
        let over = |group: AnswerGroup| AnswerGroup { answers: self.all(group.answers), ..group };
        groups.into_iter().map(over).collect()
    }

    /// Who signed, without the address of their card.
    pub fn over_signature(self, mut view: Option<SignatureView>) -> Option<SignatureView> {
        let signed = view.as_mut().and_then(|view| view.proved.as_mut().ok());
        if let Some(signed) = signed.filter(|_| self.is_on()) {
            STARS.clone_into(&mut signed.by.address);
        }
        view
    }

    /// Who is verified, without the address that was told of them.
    pub fn over_verified(self, mut view: Option<VerifiedView>) -> Option<VerifiedView> {
        let told = view.as_mut().and_then(|view| view.said.facts.get_mut("address"));
        if let Some(address) = told.filter(|_| self.is_on()) {
            STARS.clone_into(address);
        }
        view
    }

    /// A file, without its name: it may say where they are.
    pub fn over_file(self, mut file: UploadedFile) -> UploadedFile {
        if self == Self::Shut {
            STARS.clone_into(&mut file.name);
        }
        file
    }

    /// A message as whoever holds number and code reads it: what the applicant sent, they have.
    pub fn over_message(self, message: MessageView) -> MessageView {
        if self.is_on() && !message.from_office {
            return MessageView { files: Vec::new(), ..message };
        }
        message
    }

    /// What happened, without the words in which somebody wrote down where a paper goes; who may ask
    /// reads them.
    pub fn over_event(self, mut event: Event) -> Event {
        if let Event::AddressConfirmed { text, .. } = &mut event
            && self == Self::Shut
        {
            STARS.clone_into(text);
        }
        event
    }

    fn all(self, answers: Vec<Answer>) -> Vec<Answer> {
        answers.into_iter().map(|answer| self.one(answer)).collect()
    }

    fn one(self, answer: Answer) -> Answer {
        let told = |own| if answer.locates { Some(self.kind(own)) } else { own };
        let own = answer.sensitive;
        let (shown, sensitive) = match answer.shown {
            Shown::Group(inside) => (Shown::Group(self.all(inside)), own),
            Shown::Rows(rows) => {
                (Shown::Rows(rows.into_iter().map(|row| self.all(row)).collect()), own)
            }
            shown @ (Shown::Text(_) | Shown::List(_)) => (shown, told(own)),
            shown @ (Shown::Nothing | Shown::Attachments(_)) => (shown, own),
        };
        Answer { shown, sensitive, ..answer }
    }

    /// What is sealed for another reason too takes the right of that one as well: it keeps its kind
    /// before who may ask, and shows none of it before others.
    fn kind(self, own: Option<Sensitivity>) -> Sensitivity {
        match own {
            Some(kind @ (Sensitivity::Health | Sensitivity::Household | Sensitivity::Identity))
                if self == Self::Asked =>
            {
                kind
            }
            Some(_) | None => Sensitivity::Whereabouts,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mask::masked_for;

    fn answer(at: &str, sensitive: Option<Sensitivity>, locates: bool, shown: Shown) -> Answer {
        Answer { at: at.into(), label: at.into(), shown, sensitive, locates, computed: false }
    }

    fn text(text: &str) -> Shown {
        Shown::Text(text.to_owned())
    }

    fn groups() -> Vec<AnswerGroup> {
        let town = || answer("/address/town", None, true, text("国分町"));
        let answers = vec![
            answer("/name", None, false, text("青葉 花子")),
            answer("/address", None, true, Shown::Group(vec![town()])),
            answer("/rows", None, false, Shown::Rows(vec![vec![town()]])),
            answer("/stay", Some(Sensitivity::Household), true, text("実家")),
            answer("/branch", Some(Sensitivity::Bank), true, text("0125")),
            answer("/ward", None, true, Shown::List(vec!["青葉区".to_owned()])),
        ];
        vec![AnswerGroup { page: "one".into(), title: "1".into(), answers }]
    }

    #[test]
    fn what_tells_where_somebody_is_is_stars_and_the_rest_is_not() {
        let shown = masked_for(Shelter::Shut.over(groups()), &|_| false);
        let flat: Vec<(String, String)> =
            crate::compare::flat(shown).into_iter().map(|it| (it.at, it.text)).collect();
        let starred = |at: &str| (at.to_owned(), STARS.to_owned());
        assert_eq!(flat[0], ("/name".to_owned(), "青葉 花子".to_owned()));
        let at = ["/address/town", "/address/town", "/stay", "/branch", "/ward"].map(starred);
        assert_eq!(flat[1..], at);
    }

    #[test]
    fn what_is_sealed_for_two_reasons_takes_two_rights() {
        let kinds = |shelter: Shelter| -> Vec<Option<Sensitivity>> {
            let flat = crate::compare::flat(shelter.over(groups()));
            flat.into_iter().map(|it| it.sensitive).collect()
        };
        let (asked, shut) = (kinds(Shelter::Asked), kinds(Shelter::Shut));
        assert_eq!(asked[3], Some(Sensitivity::Household));
        assert_eq!(shut[3], Some(Sensitivity::Whereabouts));
        assert_eq!(asked[4], Some(Sensitivity::Whereabouts), "a branch is a place here");
        assert_eq!(Shelter::Open.over(groups()), groups());
    }
}
