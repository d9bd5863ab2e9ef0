//! The press: one template and one set of data go in, one PDF comes out.
//!
//! Typst sees nothing but what is handed to it here: its templates, their shared parts, the data
//! and the fonts. It has no file system, no packages and no clock of its own.

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

use crate::{CaseFile, PaperError, PostalRequest, Sending, is_paper_of, mark, typeface};

/// The kinds of paper.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Template {
    Receipt,
    MoneyReceipt,
    Application,
    PostalRequest,
    Notice,
    SendingList,
    Envelopes,
    Labels,
    Across,
}

/// What stands in the metadata of a paper.
struct Imprint {
    /// Who it is of: one case, or one printing of a batch.
    of: String,
    subject: String,
    author: String,
    keywords: Vec<String>,
    made_at: Instant,
    standards: &'static [PdfStandard],
}

/// PDF/A-2a, so that it can be read in thirty years, and PDF/UA-1, so that it can be read aloud.
const FOR_GOOD: [PdfStandard; 2] = [PdfStandard::A_2a, PdfStandard::Ua_1];

/// What the template of notices says where the 宛名 has no room.
const NO_ROOM: &str = "no room in the window";

impl Template {
    const fn name(self) -> &'static str {
        match self {
            Self::Receipt => "receipt.typ",
            Self::MoneyReceipt => "money-receipt.typ",
            Self::Application => "application.typ",
            Self::PostalRequest => "postal-request.typ",
            Self::Notice => "notice.typ",
            Self::SendingList => "sending-list.typ",
            Self::Envelopes => "envelopes.typ",
            Self::Labels => "labels.typ",
            Self::Across => "across.typ",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Receipt => "受付票",
            Self::MoneyReceipt => "領収書",
            Self::Application => "申請書（控え）",
            Self::PostalRequest => "請求書（郵送用）",
            Self::Notice => "決定通知書",
            Self::SendingList => "送付リスト",
            Self::Envelopes => "あて名の紙",
            Self::Labels => "あて名ラベル",
            Self::Across => "見た人",
        }
    }
}

/// Sets `data` in `template`. The finished paper carries the mark of its case.
pub(crate) fn print(
    template: Template,
    file: &CaseFile,
    data: Value,
) -> Result<Vec<u8>, PaperError> {
    let pdf = set(template, &Imprint::of_case(file), data)?;
    if is_paper_of(&pdf, &file.submission, &file.receipt_number) {
        Ok(pdf)
    } else {
        Err(PaperError::Mark)
    }
}

/// The same for what is not filed yet: the paper carries the mark of its draft.
pub(crate) fn print_of_draft(
    template: Template,
    request: &PostalRequest,
    data: Value,
) -> Result<Vec<u8>, PaperError> {
    let pdf = set(template, &Imprint::of_draft(request), data)?;
    if mark::is_paper_of_draft(&pdf, &request.draft) { Ok(pdf) } else { Err(PaperError::Mark) }
}

/// Sets what belongs to several papers in `template`; it is of no case, and for a printer.
pub(crate) fn print_many(
    template: Template,
    sending: &Sending,
    data: Value,
) -> Result<Vec<u8>, PaperError> {
    set(template, &Imprint::of_batch(sending), data)
}

/// Sets words across a sheet with nothing on it; it is of no case, and never leaves as a paper.
pub(crate) fn print_across(
    words: &str,
    (width, height): (u32, u32),
    now: Instant,
) -> Result<Vec<u8>, PaperError> {
    let data = json!({ "words": words, "width": width, "height": height });
    set(Template::Across, &Imprint::of_nothing(now), data)
}

fn set(template: Template, imprint: &Imprint, data: Value) -> Result<Vec<u8>, PaperError> {
    let printed = Bench::new(template, imprint, data).print(imprint);
    // What was set stays in Typst's cache until it is told to forget; a paper of one
    // person has no business in memory while the next is made.
    comemo::evict(0);
    printed
}

impl Imprint {
    fn of_case(file: &CaseFile) -> Self {
        Self {
            of: file.submission.to_string(),
            subject: file.procedure.clone(),
            author: file.city.clone(),
            keywords: mark::keywords(&file.submission, &file.receipt_number).into(),
            made_at: file.made_at,
            standards: &FOR_GOOD,
        }
    }

    fn of_draft(request: &PostalRequest) -> Self {
        Self {
            of: request.draft.to_string(),
            subject: request.procedure.clone(),
            author: request.city.clone(),
            keywords: vec![mark::keyword_of_draft(&request.draft)],
            made_at: request.made_at,
            standards: &FOR_GOOD,
        }
    }

    fn of_batch(sending: &Sending) -> Self {
        Self {
            of: format!("{}-{}", sending.batch, sending.made_at.millis()),
            subject: format!("束{}", sending.batch),
            author: sending.city.clone(),
            keywords: Vec::new(),
            made_at: sending.made_at,
            standards: &[],
        }
    }

    const fn of_nothing(made_at: Instant) -> Self {
        Self {
            of: String::new(),
            subject: String::new(),
            author: String::new(),
            keywords: Vec::new(),
            made_at,
            standards: &[],
        }
    }
}

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
    [
        ("paper.typ", include_str!("templates/paper.typ")),
        ("receipt.typ", include_str!("templates/receipt.typ")),
        ("money-receipt.typ", include_str!("templates/money-receipt.typ")),
        ("application.typ", include_str!("templates/application.typ")),
        ("postal-request.typ", include_str!("templates/postal-request.typ")),
        ("notice.typ", include_str!("templates/notice.typ")),
        ("envelope.typ", include_str!("templates/envelope.typ")),
        ("sending-list.typ", include_str!("templates/sending-list.typ")),
        ("envelopes.typ", include_str!("templates/envelopes.typ")),
        ("labels.typ", include_str!("templates/labels.typ")),
        ("across.typ", include_str!("templates/across.typ")),
    ]
    .map(|(name, text)| Source::new(file_id(name), text.to_owned()))
    .into()
});

static DATA: LazyLock<FileId> = LazyLock::new(|| file_id("data.json"));

/// Only ever called with the names above; Typst keeps every id for good.
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
    fn new(template: Template, imprint: &Imprint, mut body: Value) -> Self {
        let missing: Vec<String> = typeface::make_printable(&mut body)
            .into_iter()
            .map(|c| format!("U+{:04X}", u32::from(c)))
            .collect();
        let sheet = json!({
            "body": body,
            "missing": missing,
            "title": mark::plain(&format!("{}　{}", template.title(), imprint.subject)),
            "author": mark::plain(&imprint.author),
            "keywords": imprint.keywords,
        });
        Self { template, data: Bytes::from_string(sheet.to_string()), made_at: imprint.made_at }
    }

    fn print(&self, imprint: &Imprint) -> Result<Vec<u8>, PaperError> {
        let document = self.set().map_err(|faults| self.fault(&faults))?;
        let writing = PaperError::Writing { template: self.template.name() };
        let options = self.options(imprint).ok_or_else(|| writing.clone())?;
        typst_pdf::pdf(&document, &options).map_err(|_quotes_the_text| writing)
    }

    fn set(&self) -> Result<PagedDocument, Vec<SourceDiagnostic>> {
        typst::compile::<PagedDocument>(self).output.map_err(|faults| faults.into_iter().collect())
    }

    fn options(&self, imprint: &Imprint) -> Option<PdfOptions> {
        let minutes = JST.local_minus_utc() / 60;
        Some(PdfOptions {
            ident: Smart::Custom(format!("{}/{}", imprint.of, self.template.name())),
            creator: Smart::Custom(Some("Madoguchi".to_owned())),
            timestamp: self.moment().and_then(|now| Timestamp::new_local(now, minutes)),
            standards: PdfStandards::new(imprint.standards).ok()?,
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

    /// Only the place: Typst's sentence can quote the data. One of ours is known by its words.
    fn fault(&self, faults: &[SourceDiagnostic]) -> PaperError {
        if faults.first().is_some_and(|fault| fault.message.ends_with(NO_ROOM)) {
            return PaperError::AddressWindow;
        }
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
        let document =
            Bench::new(Template::Application, &Imprint::of_case(&file), body).set().unwrap();
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
