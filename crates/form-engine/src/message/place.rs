//! The sentence about a postal code of another place.

use japanese_values::PostalCode;
use kernel::Language;

/// As many places as a sentence can name.
const NAMED: usize = 3;

/// A postal code that stands for other places than the address beside it.
pub(crate) fn other_place(code: PostalCode, places: &[String], language: Language) -> String {
    let named: Vec<&str> = places.iter().take(NAMED).map(String::as_str).collect();
    let (comma, more) = match language {
        Language::Japanese | Language::EasyJapanese => ("、", "など"),
        Language::English => (", ", " …"),
    };
    let named = named.join(comma) + if places.len() > NAMED { more } else { "" };
    match language {
        Language::Japanese => format!(
            "郵便番号{code}は、{named}の番号です。郵便番号か住所を、もう一度確かめてください。"
        ),
        Language::EasyJapanese => format!(
            "郵便番号 {code}は {named}の 番号です。郵便番号か 住所を もういちど 見て ください。"
        ),
        Language::English => {
            format!("The postal code {code} belongs to {named}. Please check it and the address.")
        }
    }
}
