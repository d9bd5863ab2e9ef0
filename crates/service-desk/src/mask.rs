//! Sensitive answers as they are shown to people who may not see them in clear.

use form_engine::{Answer, AnswerGroup, Sensitivity, Shown};

/// Masks every sensitive answer.
pub(crate) fn masked(groups: Vec<AnswerGroup>) -> Vec<AnswerGroup> {
    groups
        .into_iter()
        .map(|group| AnswerGroup {
            answers: group.answers.into_iter().map(mask).collect(),
            ..group
        })
        .collect()
}

fn mask(answer: Answer) -> Answer {
    let shown = match (answer.sensitive, answer.shown) {
        (Some(kind), Shown::Text(text)) => Shown::Text(mask_text(kind, &text)),
        (Some(_), Shown::List(_)) => Shown::Text("＊＊＊＊".to_owned()),
        (_, Shown::Group(answers)) => Shown::Group(answers.into_iter().map(mask).collect()),
        (_, Shown::Rows(rows)) => {
            Shown::Rows(rows.into_iter().map(|row| row.into_iter().map(mask).collect()).collect())
        }
        (_, shown) => shown,
    };
    Answer { shown, ..answer }
}

/// `****-****-9018` for a My Number, the last three digits of an account, stars otherwise.
pub(crate) fn mask_text(kind: Sensitivity, text: &str) -> String {
    let tail = |count: usize| -> String {
        let characters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
        characters.iter().skip(characters.len().saturating_sub(count)).collect()
    };
    match kind {
        Sensitivity::MyNumber => format!("****-****-{}", tail(4)),
        Sensitivity::Bank => format!("****{}", tail(3)),
        Sensitivity::Health | Sensitivity::Household => "＊＊＊＊".to_owned(),
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
}
