//! The one place that reads environment variables that clap does not.

use kernel::Language;

/// The variable's value, if it is set and not empty.
#[expect(clippy::disallowed_methods, reason = "this is where the environment is read")]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The language of the locale, for those who write definitions here: Japanese where it names
/// none, as on a server.
pub(crate) fn language() -> Language {
    let named = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(variable);
    spoken_in(named.as_deref().unwrap_or_default())
}

fn spoken_in(locale: &str) -> Language {
    match locale.split(['_', '.', '@']).next().unwrap_or_default() {
        "" | "C" | "POSIX" | "ja" => Language::Japanese,
        _ => Language::English,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_that_names_no_language_is_at_home() {
        for locale in ["", "C", "C.UTF-8", "POSIX", "ja_JP.UTF-8", "ja"] {
            assert_eq!(spoken_in(locale), Language::Japanese, "{locale}");
        }
        for locale in ["en_US.UTF-8", "en", "de_DE@euro"] {
            assert_eq!(spoken_in(locale), Language::English, "{locale}");
        }
    }
}
