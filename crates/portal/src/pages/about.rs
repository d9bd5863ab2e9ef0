//! Pages about the counter itself: help, privacy, accessibility, the list of procedures.

use std::sync::Arc;

use actix_web::web;
use askama::Template;
use counter::{Counter, Published};

use super::catalogue::{by_category, category_name};
use crate::{link, rule::PUBLIC, visit::Visit, wording::Wording};
use ::web::{page::Page, table::Table, wording::Phrase};

pub(super) fn routes(table: &mut Table) {
    table
        .get("/help", PUBLIC, help)
        .get("/privacy", PUBLIC, privacy)
        .get("/accessibility", PUBLIC, accessibility)
        .get("/progress", PUBLIC, progress);
}

#[derive(Template)]
#[template(path = "resident/help.html")]
struct HelpPage {
    visit: Visit,
    w: Wording,
}

async fn help(visit: Visit) -> Page<HelpPage> {
    let w = visit.words();
    Page::ok(HelpPage { visit, w })
}

impl HelpPage {
    fn questions(&self) -> [(Phrase, Phrase); 6] {
        let w = self.w;
        [
            (w.help_save_q(), w.help_save_a()),
            (w.help_twice_q(), w.help_twice_a()),
            (w.help_lost_q(), w.help_lost_a()),
            (w.help_name_q(), w.help_name_a()),
            (w.help_photo_q(), w.help_photo_a()),
            (w.help_paper_q(), w.help_paper_a()),
        ]
    }
}

#[derive(Template)]
#[template(path = "resident/privacy.html")]
struct PrivacyPage {
    visit: Visit,
    w: Wording,
}

async fn privacy(visit: Visit) -> Page<PrivacyPage> {
    let w = visit.words();
    Page::ok(PrivacyPage { visit, w })
}

impl PrivacyPage {
    fn sections(&self) -> [(Phrase, Phrase); 5] {
        let w = self.w;
        [
            (w.privacy_use_h(), w.privacy_use()),
            (w.privacy_who_h(), w.privacy_who()),
            (w.privacy_keep_h(), w.privacy_keep()),
            (w.privacy_mail_h(), w.privacy_mail()),
            (w.privacy_cookie_h(), w.privacy_cookie()),
        ]
    }
}

#[derive(Template)]
#[template(path = "resident/accessibility.html")]
struct AccessibilityPage {
    visit: Visit,
    w: Wording,
}

async fn accessibility(visit: Visit) -> Page<AccessibilityPage> {
    let w = visit.words();
    Page::ok(AccessibilityPage { visit, w })
}

#[derive(Template)]
#[template(path = "resident/progress.html")]
struct ProgressPage {
    visit: Visit,
    w: Wording,
    groups: Vec<ProgressGroup>,
}

/// The procedures of one category.
struct ProgressGroup {
    name: Phrase,
    rows: Vec<ProgressRow>,
}

struct ProgressRow {
    title: String,
    address: String,
    department: String,
    days: Phrase,
}

async fn progress(counter: web::Data<Counter>, visit: Visit) -> Page<ProgressPage> {
    let w = visit.words();
    let row = |published: &Arc<Published>| ProgressRow {
        title: published.form.title(visit.language).to_owned(),
        address: link::procedure(published.form.id()),
        department: counter
            .catalogue()
            .department_name(&published.form.procedure().department, visit.language),
        days: {
            let procedure = published.form.procedure();
            let others = w.other_periods(&procedure.processing_branches);
            let usual = procedure.processing.map(|term| w.span(term));
            Phrase::new(usual.unwrap_or_else(|| w.progress_at_once().plain()) + &others)
        },
    };
    let all = counter.catalogue().procedures();
    let group = |(slug, inside): (&str, Vec<&Arc<Published>>)| {
        let mut rows: Vec<ProgressRow> = inside.into_iter().map(row).collect();
        rows.sort_by(|a, b| a.title.cmp(&b.title));
        ProgressGroup { name: category_name(&all, slug, visit.language), rows }
    };
    let groups = by_category(&all).into_iter().map(group).collect();
    Page::ok(ProgressPage { visit, w, groups })
}
