//! Sensitive answers as they are shown to people who may not see them in clear.

use form_engine::{Answer, AnswerGroup, Sensitivity, Shown};

/// Masks every sensitive answer.
pub fn masked(groups: Vec<AnswerGroup>) -> Vec<AnswerGroup> {
    masked_for(groups, &|_| true)
}

/// The same for somebody who can open some kinds: of the others not even the end of a number is
/// left.
pub fn masked_for(
    groups: Vec<AnswerGroup>,
    opens: &dyn Fn(Sensitivity) -> bool,
) -> Vec<AnswerGroup> {
    let all = |answers: Vec<Answer>| answers.into_iter().map(|it| mask(it, opens)).collect();
    groups.into_iter().map(|group| AnswerGroup { answers: all(group.answers), ..group }).collect()
}

/// What stands in the place of what is kept back.
pub const STARS: &str = "＊＊＊＊";

fn mask(answer: Answer, opens: &dyn Fn(Sensitivity) -> bool) -> Answer {
    let all = |answers: Vec<Answer>| answers.into_iter().map(|it| mask(it, opens)).collect();
    let shown = match (answer.sensitive, answer.shown) {
        (Some(kind), Shown::Text(text)) if !is_secret(kind, &text) => {
            return Answer { shown: Shown::Text(text), sensitive: None, ..answer };
        }
        (Some(kind), Shown::Text(_)) if !opens(kind) => Shown::Text(STARS.to_owned()),
        (Some(kind), Shown::Text(text)) => Shown::Text(mask_text(kind, &text)),
        (Some(_), Shown::List(_)) => Shown::Text(STARS.to_owned()),
        (_, Shown::Group(answers)) => Shown::Group(all(answers)),
        (_, Shown::Rows(rows)) => Shown::Rows(rows.into_iter().map(all).collect()),
        (_, shown) => shown,
    };
    Answer { shown, ..answer }
}

/// Whether this answer is what the kind protects. Of an account and of My Number it is the
/// number: whether there is one, which bank and which branch, is no secret.
fn is_secret(kind: Sensitivity, text: &str) -> bool {
    /// A bank's code has four digits, and every account more.
    const SECRET_DIGITS: usize = 5;
    match kind {
        Sensitivity::MyNumber | Sensitivity::Bank => {
            text.chars().filter(char::is_ascii_digit).count() >= SECRET_DIGITS
        }
        Sensitivity::Health
        | Sensitivity::Household
        | Sensitivity::Identity
        | Sensitivity::Whereabouts => true,
    }
}

/// `****-****-9018` for a My Number, the last three digits of an account, stars otherwise.
pub fn mask_text(kind: Sensitivity, text: &str) -> String {
    if !is_secret(kind, text) {
        return text.to_owned();
    }
    let tail = |count: usize| -> String {
        let characters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
        characters.iter().skip(characters.len().saturating_sub(count)).collect()
    };
    match kind {
        Sensitivity::MyNumber => format!("****-****-{}", tail(4)),
        Sensitivity::Bank => format!("****{}", tail(3)),
        Sensitivity::Health
        | Sensitivity::Household
        | Sensitivity::Identity
        | Sensitivity::Whereabouts => STARS.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_my_number_shows_four_digits_and_an_account_three() {
        assert_eq!(mask_text(Sensitivity::MyNumber, "1234-5678-9018"), "****-****-9018");
        assert_eq!(mask_text(Sensitivity::Bank, "1234567"), "****567");
        assert_eq!(mask_text(Sensitivity::Health, "喘息"), "＊＊＊＊");
    }

    #[test]
    fn which_bank_and_whether_there_is_a_number_is_no_secret() {
        for (kind, text) in [
            (Sensitivity::MyNumber, "入力しない（市が住民票の情報で確認します）"),
            (Sensitivity::Bank, "七十七銀行"),
            (Sensitivity::Bank, "0125"),
        ] {
            let answer = Answer {
                at: "/a".into(),
                label: "あ".into(),
                shown: Shown::Text(text.into()),
                sensitive: Some(kind),
                locates: false,
                computed: false,
            };
            let masked = mask(answer, &|_| true);
            assert_eq!((masked.shown, masked.sensitive), (Shown::Text(text.into()), None));
        }
        assert_eq!(mask_text(Sensitivity::Bank, "10530-12345671"), "****671");
    }
}
