//! 手紙のひな形: in which words a department's letters by mail tell what has happened. They are kept
//! beside the templates of notices, and written, published and chosen as those are.
//!
//! 件名 and the sentences around the facts are the department's; the facts themselves, the way to the
//! status page and whom to ask are in every letter.

use catalogue::Published;
use kernel::{Instant, Language, ReceiptNumber};
use mail::{LetterWords, Topic};
use submission_store::{
    Reads, Scope, StoreError, cases, notice_templates, submissions::Submission,
};

use crate::{
    Casework, Error, NoticeFault, NoticePart, NoticeProblem, NoticeText, NoticeWording,
    Placeholder,
    notice_template::{fault_among, nearest_published},
    placeholder::whole,
};

/// How the kind of a template begins that is one of letters.
const LETTER: &str = "mail-";

/// What the letters are about that a kind of template words; nothing where it is one of notices.
pub fn letter_topic(kind: &str) -> Option<Topic> {
    kind.strip_prefix(LETTER)?.parse().ok()
}

/// The kind of the template that words these letters.
pub fn letter_kind(topic: Topic) -> String {
    format!("{LETTER}{}", topic.word())
}

impl NoticeText {
    /// The words that come with the program.
    pub(crate) fn shipped_letter(topic: Topic) -> Self {
        let wording = |language| {
            let LetterWords { title, lead, next } = LetterWords::shipped(topic, language);
            NoticeWording { title, body: lead.join("\n"), records: next.join("\n") }
        };
        Self {
            addressee: String::new(),
            sender: String::new(),
            amounts: false,
            japanese: wording(Language::Japanese),
            easy: wording(Language::EasyJapanese),
            english: wording(Language::English),
        }
    }

    /// Everything that keeps it from being the words of letters.
    pub(crate) fn letter_problems(&self) -> Vec<NoticeProblem> {
        let mut found = Vec::new();
        for (part, text) in self.parts() {
            let known: &[Placeholder] = match part {
                // A subject is read on locked telephones.
                NoticePart::Title(_) => &[],
                NoticePart::Body(_) | NoticePart::Records(_) => &Placeholder::IN_LETTERS,
                NoticePart::Addressee | NoticePart::Sender => continue,
            };
            let is_needed = match part {
                NoticePart::Title(of) | NoticePart::Body(of) => {
                    of == Language::Japanese || self.wording(of).is_written()
                }
                NoticePart::Addressee | NoticePart::Sender | NoticePart::Records(_) => false,
            };
            let fault = if text.is_empty() && is_needed {
                Some(NoticeFault::Missing)
            } else {
                fault_among(part, text, known)
            };
            found.extend(fault.map(|fault| NoticeProblem { part, fault }));
        }
        found
    }
}

impl Casework {
    /// The words of a letter about a case: those of the nearest template that has some in this
    /// language, else those that come with the program.
    pub(crate) async fn letter_words(
        &self,
        submission: &Submission,
        published: &Published,
        topic: Topic,
        language: Language,
    ) -> Result<Option<LetterWords>, Error> {
        let (id, kind) = (submission.id.clone(), letter_kind(topic));
        let procedure = submission.procedure.clone();
        let read = self.inner.store.read(move |tx| {
            if notice_templates::published(tx, &procedure, &kind)?.is_empty() {
                return Ok(None);
            }
            let Some(record) = cases::find(tx, &Scope::Worker, &id)? else { return Ok(None) };
            let department = &record.place.department;
            let number = nearest_published(tx, department, &procedure, &kind)?;
            body_of(tx, number)
        });
        let Some(body) = read.await.map_err(|fault: StoreError| fault)? else { return Ok(None) };
        let text: NoticeText = serde_json::from_str(&body).map_err(Error::internal)?;
        let (number, received) = (&submission.receipt_number, submission.arrived_at);
        Ok(self.worded(&text, published, language, (number, received)))
    }

    fn worded(
        &self,
        text: &NoticeText,
        published: &Published,
        language: Language,
        (number, received): (&ReceiptNumber, Instant),
    ) -> Option<LetterWords> {
        let wording = text.wording(language);
        let value = |place: Placeholder| {
            if place == Placeholder::Number {
                return Some(number.to_string());
            }
            if place == Placeholder::Received {
                return Some(mail::day_in_words(received.day(), language));
            }
            let is_told = Placeholder::IN_LETTERS.contains(&place);
            is_told.then(|| self.said_of(published, place, language))?
        };
        let lines = |text: &str| -> Vec<String> {
            text.lines().filter_map(|line| whole(line, value)).collect()
        };
        let words = LetterWords {
            title: wording.title.clone(),
            lead: lines(&wording.body),
            next: lines(&wording.records),
        };
        // A language that nobody wrote, or of which a case leaves nothing, is told as it came.
        (!words.title.is_empty() && !words.lead.is_empty()).then_some(words)
    }

    /// Subject and text of an example of such letters, for who filed in `language`.
    pub fn letter_proof(
        &self,
        text: &NoticeText,
        published: &Published,
        topic: Topic,
        language: Language,
        now: Instant,
    ) -> Result<(String, String), Error> {
        let number = ReceiptNumber::draw(&*self.inner.ids, now);
        let words = self.worded(text, published, language, (&number, now));
        let letter = self.letter_about(&number, published, language, topic.example(now), words);
        let written = letter.render().map_err(Error::internal)?;
        Ok((written.subject, written.text))
    }
}

fn body_of(tx: &mut impl Reads, number: Option<i64>) -> Result<Option<String>, StoreError> {
    let found = number.map(|number| notice_templates::find(tx, number)).transpose()?.flatten();
    Ok(found.map(|template| template.body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(change: impl FnOnce(&mut NoticeText), expected: &[(NoticePart, NoticeFault)]) {
        let mut text = NoticeText::shipped_letter(Topic::Approved);
        change(&mut text);
        let found = text.tidied().letter_problems();
        let found: Vec<_> = found.into_iter().map(|it| (it.part, it.fault)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_comes_with_the_program_can_be_kept() {
        for topic in Topic::ALL {
            let kind = letter_kind(topic);
            assert_eq!(letter_topic(&kind), Some(topic));
            let problems = NoticeText::shipped(&kind).tidied().problems(&kind);
            assert!(problems.is_empty(), "{kind}: {problems:?}");
        }
        assert_eq!(letter_topic("approval"), None);
        assert_eq!(letter_topic("mail-nothing"), None);
    }

    #[test]
    fn a_letter_names_nobody_and_its_subject_nothing() {
        let (title, body) =
            (NoticePart::Title(Language::Japanese), NoticePart::Body(Language::Japanese));
        let unknown = |word: &str| NoticeFault::Unknown { word: word.to_owned() };
        check(|text| text.japanese.title = "{手続}の結果".into(), &[(title, unknown("手続"))]);
        check(|text| text.japanese.body = "{申請者}様".into(), &[(body, unknown("申請者"))]);
        check(|text| text.japanese.body = "{理由}".into(), &[(body, unknown("理由"))]);
        check(|text| text.japanese.body = " \n".into(), &[(body, NoticeFault::Missing)]);
        check(|text| text.japanese.records = "{電話}まで".into(), &[]);
        check(|text| text.english = NoticeWording::default(), &[]);
        check(
            |text| text.english.title = String::new(),
            &[(NoticePart::Title(Language::English), NoticeFault::Missing)],
        );
    }
}
