//! From what kind of browser somebody came, in plain words.
//!
//! A few kinds of our own are kept, and never what a browser says of itself: that would tell
//! one machine from another.

use actix_web::{HttpRequest, http::header::USER_AGENT};

/// Marks in what browsers say, the telling ones first, each with our word and its name.
const BROWSERS: [(&str, &str, &str); 7] = [
    ("Edg", "edge", "Edge"),
    ("OPR/", "opera", "Opera"),
    ("SamsungBrowser/", "samsung", "Samsung Internet"),
    ("Firefox/", "firefox", "Firefox"),
    ("FxiOS/", "firefox", "Firefox"),
    ("CriOS/", "chrome", "Chrome"),
    ("Chrome/", "chrome", "Chrome"),
];

const SYSTEMS: [(&str, &str, &str); 7] = [
    ("iPhone", "iphone", "iPhone"),
    ("iPad", "ipad", "iPad"),
    ("Android", "android", "Android"),
    ("Windows", "windows", "Windows"),
    ("CrOS", "chromeos", "ChromeOS"),
    ("Macintosh", "mac", "Mac"),
    ("Linux", "linux", "Linux"),
];

const SAFARI: (&str, &str, &str) = ("Safari/", "safari", "Safari");

/// The two words of the browser that sent a request.
pub(super) fn word_of(request: &HttpRequest) -> String {
    let said = request.headers().get(USER_AGENT).and_then(|said| said.to_str().ok());
    words(said.unwrap_or_default())
}

fn words(said: &str) -> String {
    let found = |all: &[(&str, &'static str, &str)]| {
        all.iter().find(|(mark, ..)| said.contains(mark)).map_or("other", |(_, word, _)| *word)
    };
    let mut browsers = BROWSERS.to_vec();
    // Nearly everybody says this, too.
    browsers.push(SAFARI);
    format!("{} {}", found(&browsers), found(&SYSTEMS))
}

/// `Chrome（Windows）`.
pub(super) fn name_of(words: &str) -> String {
    let (browser, system) = words.split_once(' ').unwrap_or((words, ""));
    let named = |all: &[(&str, &str, &'static str)], word: &str| {
        all.iter().find(|(_, known, _)| *known == word).map(|(.., name)| *name)
    };
    let browser =
        named(&BROWSERS, browser).or_else(|| named(&[SAFARI], browser)).unwrap_or("ブラウザ");
    match named(&SYSTEMS, system) {
        Some(system) => format!("{browser}（{system}）"),
        None => browser.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(said: &str, name: &str) {
        let kept = words(said);
        assert_eq!(name_of(&kept), name, "{said}");
        assert!(kept.len() < 30 && !kept.contains('/'), "{kept}");
    }

    #[test]
    fn a_browser_is_told_in_plain_words() {
        let chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
        check(chrome, "Chrome（Windows）");
        check(&format!("{chrome} Edg/140.0"), "Edge（Windows）");
        check(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1",
            "Safari（iPhone）",
        );
        check(
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox（Linux）",
        );
        check(
            "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36",
            "Chrome（Android）",
        );
        check("curl/8.5.0", "ブラウザ");
        check("", "ブラウザ");
        assert_eq!(name_of(""), "ブラウザ", "from before such things were kept");
    }
}
