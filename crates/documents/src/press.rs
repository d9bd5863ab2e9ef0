//! The press: one template and one set of data go in, one PDF comes out.
//!
//! Typst sees nothing but what is handed to it here: four templates, their shared part,
//! the data and the fonts. It has no file system, no packages and no clock of its own.

use std::path::PathBuf;
use std::sync::LazyLock;

use chrono::{Datelike, Timelike};
use kernel::{Instant, JST};
use serde_json::{Value, json};
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, WorldExt, comemo};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::{CaseFile, PaperError, is_paper_of, mark, typeface};

/// The kinds of paper.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Template {
    Receipt,
    MoneyReceipt,
    Application,
    Notice,
}

impl Template {
    const fn name(self) -> &'static str {
        match self {
            Self::Receipt => "receipt.typ",
            Self::MoneyReceipt => "money-receipt.typ",
            Self::Application => "application.typ",
            Self::Notice => "notice.typ",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Receipt => "受付票",
            Self::MoneyReceipt => "領収書",
            Self::Application => "申請書（控え）",
            Self::Notice => "決定通知書",
        }
    }
}

/// Sets `data` in `template`. The finished paper carries the mark of its case.
pub(crate) fn print(
    template: Template,
    file: &CaseFile,
    data: Value,
) -> Result<Vec<u8>, PaperError> {
    let printed = Bench::new(template, file, data).print(file);
    // What was set stays in Typst's cache until it is told to forget; a paper of one
    // person has no business in memory while the next is made.
    comemo::evict(0);
    let pdf = printed?;
    if is_paper_of(&pdf, &file.submission, &file.receipt_number) {
        Ok(pdf)
    } else {
        Err(PaperError::Mark)
    }
}

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
    [
        ("paper.typ", include_str!("templates/paper.typ")),
        ("receipt.typ", include_str!("templates/receipt.typ")),
        ("money-receipt.typ", include_str!("templates/money-receipt.typ")),
        ("application.typ", include_str!("templates/application.typ")),
        ("notice.typ", include_str!("templates/notice.typ")),
    ]
    .map(|(name, text)| Source::new(file_id(name), text.to_owned()))
    .into()
});

static DATA: LazyLock<FileId> = LazyLock::new(|| file_id("data.json"));

/// Only ever called with the six names above; Typst keeps every id for good.
fn file_id(name: &str) -> FileId {
    let Ok(path) = VirtualPath::new(name) else { unreachable!("a plain file name") };
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// The whole world of one paper.
struct Bench {
    template: Template,
    data: Bytes,
    made_at: Instant,
}

impl Bench {
    fn new(template: Template, file: &CaseFile, mut body: Value) -> Self {
        let missing: Vec<String> = typeface::make_printable(&mut body)
            .into_iter()
            .map(|c| format!("U+{:04X}", u32::from(c)))
            .collect();
        let keywords = mark::keywords(&file.submission, &file.receipt_number);
        let sheet = json!({
            "body": body,
            "missing": missing,
            "title": mark::plain(&format!("{}　{}", template.title(), file.procedure)),
            "author": mark::plain(&file.city),
            "keywords": keywords,
        });
        Self { template, data: Bytes::from_string(sheet.to_string()), made_at: file.made_at }
    }

    fn print(&self, file: &CaseFile) -> Result<Vec<u8>, PaperError> {
        let document = self.set().map_err(|faults| self.fault(&faults))?;
        let writing = PaperError::Writing { template: self.template.name() };
        let options = self.options(file).ok_or_else(|| writing.clone())?;
        typst_pdf::pdf(&document, &options).map_err(|_quotes_the_text| writing)
    }

    fn set(&self) -> Result<PagedDocument, Vec<SourceDiagnostic>> {
        typst::compile::<PagedDocument>(self).output.map_err(|faults| faults.into_iter().collect())
    }

    /// PDF/A-2a, so that it can be read in thirty years, and PDF/UA-1, so that it can
    /// be read aloud.
    fn options(&self, file: &CaseFile) -> Option<PdfOptions> {
        let minutes = JST.local_minus_utc() / 60;
        Some(PdfOptions {
            ident: Smart::Custom(format!("{}/{}", file.submission, self.template.name())),
            creator: Smart::Custom(Some("Madoguchi".to_owned())),
            timestamp: self.moment().and_then(|now| Timestamp::new_local(now, minutes)),
            standards: PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]).ok()?,
            ..PdfOptions::default()
        })
    }

    fn moment(&self) -> Option<Datetime> {
        let local = self.made_at.local();
        Datetime::from_ymd_hms(
            local.year(),
            u8::try_from(local.month()).ok()?,
            u8::try_from(local.day()).ok()?,
            u8::try_from(local.hour()).ok()?,
            u8::try_from(local.minute()).ok()?,
            u8::try_from(local.second()).ok()?,
        )
    }

    /// Only the place: Typst's sentence can quote the data.
    fn fault(&self, faults: &[SourceDiagnostic]) -> PaperError {
        let line = faults.first().and_then(|fault| {
            let id = fault.span.id()?;
            let range = self.range(fault.span)?;
            self.source(id).ok()?.lines().byte_to_line(range.start)
        });
        PaperError::Setting {
            template: self.template.name(),
            line: line.map_or(0, |counted_from_zero| counted_from_zero + 1),
        }
    }
}

impl World for Bench {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &typeface::CASE.book
    }

    fn main(&self) -> FileId {
        file_id(self.template.name())
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        SOURCES.iter().find(|source| source.id() == id).cloned().ok_or_else(|| absent(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if *DATA == id { Ok(self.data.clone()) } else { Err(absent(id)) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        typeface::CASE.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        self.moment()
    }
}

fn absent(id: FileId) -> FileError {
    FileError::NotFound(PathBuf::from(id.vpath().get_without_slash()))
}

#[cfg(test)]
mod tests {
    use kernel::{ReceiptNumber, SubmissionId, SystemIds};
    use typst::layout::{Frame, FrameItem};
    use typst::text::TextItem;

    use super::*;

    /// Sets `value` as an answer and returns every run of text on the pages.
    fn set(value: &str) -> Vec<TextItem> {
        let now = Instant::from_millis(1_795_222_800_000);
        let file = CaseFile {
            city: "仙台市".to_owned(),
            procedure: "手続".to_owned(),
            submission: SubmissionId::new(&SystemIds, now),
            receipt_number: ReceiptNumber::draw(&SystemIds, now),
            made_at: now,
            sample: true,
        };
        let body = json!({
            "file": file.face(),
            "received": "",
            "revision": 1,
            "groups": [{ "title": value, "entries": [{ "label": value, "value": value }] }],
            "attachments": [],
            "contact": { "department": value, "phone": null, "email": null, "hours": null },
        });
        let document = Bench::new(Template::Application, &file, body).set().unwrap();
        let mut runs = Vec::new();
        document.pages().iter().for_each(|page| collect(&page.frame, &mut runs));
        runs
    }

    fn collect(frame: &Frame, runs: &mut Vec<TextItem>) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => collect(&group.frame, runs),
                FrameItem::Text(run) => runs.push(run.clone()),
                FrameItem::Shape(..)
                | FrameItem::Image(..)
                | FrameItem::Link(..)
                | FrameItem::Tag(_) => {}
            }
        }
    }

    fn read(runs: &[TextItem]) -> String {
        runs.iter().map(|run| run.text.as_str()).collect()
    }

    /// Glyph 0 is the box that stands for "no glyph".
    fn boxes(runs: &[TextItem]) -> usize {
        runs.iter().flat_map(|run| &run.glyphs).filter(|glyph| glyph.id == 0).count()
    }

    #[test]
    fn no_name_prints_as_a_box_and_every_name_can_be_read_back() {
        for name in [
            "髙橋",
            "山﨑",
            "𠮷田",
            "葛\u{E0100}西",
            "鷗外",
            "辻\u{E0101}",
            "渡邉",
            "渡邊",
            "齋藤",
            "栁",
            "桒原",
            "塚本",
            "增田",
            "黑木",
            "神谷",
            "羽田",
            "Nguyễn Thị Ánh",
            "Łukasz Şahin",
            "François Müller",
            "Иван",
            "ﾀｶﾊｼ ﾊﾅｺ",
            "㈱仙台",
            "①②③",
            "〒980-8671",
        ] {
            let runs = set(name);
            assert_eq!(boxes(&runs), 0, "{name}");
            assert_eq!(read(&runs).matches(name).count(), 4, "{name}: {}", read(&runs));
        }
    }

    #[test]
    fn a_variation_keeps_its_shape() {
        let glyphs = |name: &str| -> Vec<u16> {
            set(name)
                .iter()
                .find(|run| run.text.contains('葛'))
                .map_or_else(Vec::new, |run| run.glyphs.iter().map(|glyph| glyph.id).collect())
        };
        let (plain, varied) = (glyphs("葛"), glyphs("葛\u{E0100}"));
        assert_eq!((plain.len(), varied.len()), (1, 1));
        assert_ne!(plain, varied);
    }

    #[test]
    fn characters_without_a_type_print_as_geta_with_a_note() {
        let runs = set("김\u{E000}");
        assert_eq!(boxes(&runs), 0);
        assert!(read(&runs).contains("〓〓"));
        assert!(read(&runs).contains("U+AE40、U+E000"));
    }

    #[test]
    fn typst_in_an_answer_is_printed_and_not_run() {
        for source in [
            "#read(\"/etc/passwd\")",
            "#panic(1)",
            "$x^2$",
            "*a* _b_",
            "= a",
            "<a> @a",
            "// a",
            "\\u{41}",
        ] {
            assert_eq!(read(&set(source)).matches(source).count(), 4, "{source}");
        }
    }

    #[test]
    fn there_are_no_files_but_ours() {
        let bench = Bench {
            template: Template::Notice,
            data: Bytes::from_string("{}"),
            made_at: Instant::from_millis(0),
        };
        for name in ["/etc/passwd", "etc/passwd", "Cargo.toml", "fonts/NotoSans-Regular.ttf"] {
            assert!(bench.file(file_id(name)).is_err(), "{name}");
            assert!(bench.source(file_id(name)).is_err(), "{name}");
        }
        assert!(bench.file(*DATA).is_ok());
        assert!(bench.source(bench.main()).is_ok());
    }

    #[test]
    fn a_fault_names_the_place_and_not_the_data() {
        let now = Instant::from_millis(0);
        let bench = Bench {
            template: Template::Notice,
            data: Bytes::from_string(r#"{"body":{"file":"geheim"}}"#),
            made_at: now,
        };
        let fault = bench.fault(&bench.set().unwrap_err());
        assert!(matches!(fault, PaperError::Setting { template: "notice.typ", line } if line > 0));
        assert!(!fault.to_string().contains("geheim"));
    }
}
