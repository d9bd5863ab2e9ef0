//! What every page owes its readers, as a check over its HTML.
//!
//! It reads what a screen reader would: names, descriptions, headings, ids. Colours and
//! sizes are for the browser's own tests.

use std::collections::HashSet;

use scraper::{ElementRef, Html, Selector};

/// Fails with every fault of the page at once.
#[track_caller]
pub fn audit(html: &str) {
    let faults = Audit { page: &Html::parse_document(html) }.faults();
    assert!(faults.is_empty(), "{}\n\n{html}", faults.join("\n"));
}

struct Audit<'a> {
    page: &'a Html,
}

impl<'a> Audit<'a> {
    fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        faults.extend(self.frame());
        faults.extend(self.headings());
        faults.extend(self.ids());
        faults.extend(self.references());
        faults.extend(self.controls());
        faults.extend(self.names());
        faults.extend(self.inline_code());
        faults.extend(self.posts());
        faults
    }

    fn all(&self, selector: &str) -> Vec<ElementRef<'a>> {
        self.page.select(&Selector::parse(selector).unwrap()).collect()
    }

    fn frame(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.all("html[lang]").iter().all(|html| html.attr("lang") == Some("")) {
            faults.push("the page has no language".to_owned());
        }
        if self.all("title").first().is_none_or(|title| words(*title).is_empty()) {
            faults.push("the page has no title".to_owned());
        }
        if self.all("main").len() != 1 {
            faults.push("the page has not exactly one main part".to_owned());
        }
        faults
    }

    fn headings(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.all("h1").len() != 1 {
            faults.push(format!("{} first headings", self.all("h1").len()));
        }
        let mut above = 1;
        for heading in self.all("main h1, main h2, main h3, main h4") {
            let level: u32 = heading.value().name().trim_start_matches('h').parse().unwrap();
            // A summary of mistakes may stand above the first heading.
            if level > above + 1 {
                faults.push(format!("heading skips a level: {}", words(heading)));
            }
            if words(heading).is_empty() {
                faults.push("an empty heading".to_owned());
            }
            above = level;
        }
        faults
    }

    fn ids(&self) -> Vec<String> {
        let mut seen = HashSet::new();
        let ids = self.all("[id]").into_iter().filter_map(|element| element.attr("id"));
        ids.filter(|id| !seen.insert(*id)).map(|id| format!("two elements with id {id}")).collect()
    }

    fn references(&self) -> Vec<String> {
        let ids: HashSet<&str> = self.all("[id]").iter().filter_map(|e| e.attr("id")).collect();
        let mut faults = Vec::new();
        for name in ["aria-describedby", "aria-labelledby", "for", "form"] {
            for element in self.all(&format!("[{name}]")) {
                let named = element.attr(name).unwrap_or_default();
                let missing = named.split_whitespace().filter(|id| !ids.contains(id));
                faults.extend(missing.map(|id| format!("{name} names {id}, which is not there")));
            }
        }
        for link in self.all("a[href^='#']") {
            let target = link.attr("href").unwrap_or_default().trim_start_matches('#');
            if !ids.contains(target) {
                faults.push(format!("a link to #{target}, which is not there"));
            }
        }
        faults
    }

    fn controls(&self) -> Vec<String> {
        let labelled: HashSet<&str> =
            self.all("label[for]").iter().filter_map(|label| label.attr("for")).collect();
        let mut faults = Vec::new();
        for control in self.all("input:not([type=hidden]), select, textarea, output") {
            let by_id = control.attr("id").is_some_and(|id| labelled.contains(id));
            let around = control.ancestors().filter_map(ElementRef::wrap);
            let wrapped = around.into_iter().any(|element| element.value().name() == "label");
            let aria = control.attr("aria-label").or(control.attr("aria-labelledby")).is_some();
            if !(by_id || wrapped || aria) {
                faults.push(format!("a control without label: {}", control.html()));
            }
            if control.attr("placeholder").is_some() {
                faults.push(format!("a placeholder: {}", control.html()));
            }
        }
        for fieldset in self.all("fieldset") {
            let first = fieldset.children().find_map(ElementRef::wrap);
            if first.is_none_or(|first| first.value().name() != "legend" || words(first).is_empty())
            {
                faults.push(format!("a fieldset without legend: {}", fieldset.html()));
            }
        }
        faults
    }

    fn names(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for element in self.all("a, button:not([hidden]), summary") {
            // The script fills templates before anybody sees them.
            let in_template = element
                .ancestors()
                .filter_map(ElementRef::wrap)
                .any(|around| around.value().name() == "template");
            let named = !words(element).is_empty() || element.attr("aria-label").is_some();
            if !named && !in_template {
                faults.push(format!("nothing to read: {}", element.html()));
            }
        }
        faults.extend(self.all("img:not([alt])").iter().map(ElementRef::html));
        faults
    }

    fn inline_code(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for element in self.all("*") {
            for (name, value) in element.value().attrs() {
                if name == "style" || name.starts_with("on") || value.starts_with("javascript:") {
                    faults.push(format!("inline code: {name}={value}"));
                }
                if value.contains("<ruby") || value.contains('《') {
                    faults.push(format!("a reading in an attribute: {name}={value}"));
                }
            }
        }
        faults.extend(self.all("style, script:not([src])").iter().map(ElementRef::html));
        faults
    }

    fn posts(&self) -> Vec<String> {
        let token = Selector::parse("input[name=csrf]").unwrap();
        let bare = self.all("form[method=post]").into_iter();
        bare.filter(|form| form.select(&token).next().is_none())
            .map(|form| format!("a form without token: {:?}", form.attr("action")))
            .collect()
    }
}

fn words(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().trim().to_owned()
}

#[test]
fn the_audit_notices_what_it_is_for() {
    let bad = r#"<html><body><main><h1>a</h1><h3>b</h3></main><p id=x id=y></p><input name=a style="color:red">
        <a href="/"></a><form method=post></form><fieldset><p>q</p></fieldset></body></html>"#;
    let faults = Audit { page: &Html::parse_document(bad) }.faults().join("\n");
    for part in ["language", "title", "skips", "label", "inline", "token", "legend", "read"] {
        assert!(faults.contains(part), "{part} not in:\n{faults}");
    }
}
