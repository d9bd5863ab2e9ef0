//! 束: what is printed to post several papers at once: a list, a sheet with the address for each
//! envelope, and the papers as they were issued; or labels. Knows of a paper what its envelope says.

use kernel::Instant;
use serde_json::{Value, json};

use crate::binder::Binder;
use crate::press::{self, Template};
use crate::square::square;
use crate::{PaperError, wording};

/// Papers that are posted together, in order of the post.
#[derive(Debug, Clone)]
pub struct Sending {
    /// The city's name, such as `仙台市`.
    pub city: String,
    /// 束番号
    pub batch: i64,
    /// When this is printed.
    pub made_at: Instant,
    /// Whether this is a demonstration: 「見本」 is printed across each page.
    pub sample: bool,
    /// Whether it is printed on both sides: then each sheet and each paper begins on a front.
    pub both_sides: bool,
    /// One for each paper.
    pub envelopes: Vec<Envelope>,
}

/// What an envelope says, and of which paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Counts from 1 in the batch.
    pub place: i64,
    /// By which it is told from all others; what its square says.
    pub code: String,
    /// The postal code, where one is known.
    pub postal: String,
    /// The rest of the address.
    pub address: String,
    /// Whom it is addressed to, without 様.
    pub addressee: String,
    /// 文書番号
    pub number: String,
    /// The procedure's title.
    pub title: String,
    /// The department that answers for it.
    pub department: String,
}

/// A sheet of labels as shops have it; the labels touch, and stand in the middle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelSheet {
    /// 12面: 2 by 6 of 86.4 × 42.3 mm.
    Twelve,
    /// 24面: 3 by 8 of 66.0 × 33.9 mm.
    TwentyFour,
}

impl LabelSheet {
    /// The sheet with so many labels.
    pub const fn of(labels: i64) -> Option<Self> {
        match labels {
            12 => Some(Self::Twelve),
            24 => Some(Self::TwentyFour),
            _ => None,
        }
    }

    /// Columns and rows.
    const fn grid(self) -> (i64, i64) {
        match self {
            Self::Twelve => (2, 6),
            Self::TwentyFour => (3, 8),
        }
    }

    /// Width and height of a label, in tenths of a millimetre.
    const fn label(self) -> (i64, i64) {
        match self {
            Self::Twelve => (864, 423),
            Self::TwentyFour => (660, 339),
        }
    }
}

/// The list, and behind it for each envelope its sheet and its paper: `papers` are PDFs of this
/// house in the order of the envelopes.
pub fn sending_pdf(sending: &Sending, papers: &[Vec<u8>]) -> Result<Vec<u8>, PaperError> {
    let body = sending.face(None);
    let list = press::print_many(Template::SendingList, sending, body.clone())?;
    let sheets = press::print_many(Template::Envelopes, sending, body)?;
    let bound = bound(&list, &sheets, papers, sending.both_sides)
        .map_err(|_quotes_the_file| PaperError::Binding)?;
    bound.ok_or(PaperError::Binding)
}

/// Nothing where there are not as many sheets as papers: one that ran over its page would put each
/// paper behind it into the envelope of another.
fn bound(
    list: &[u8],
    sheets: &[u8],
    papers: &[Vec<u8>],
    both_sides: bool,
) -> lopdf::Result<Option<Vec<u8>>> {
    let mut binder = Binder::new();
    let mut order = binder.take(list)?;
    let sheets = binder.take(sheets)?;
    if sheets.len() != papers.len() {
        return Ok(None);
    }
    for (sheet, paper) in sheets.into_iter().zip(papers) {
        for part in [vec![sheet], binder.take(paper)?] {
            if both_sides {
                binder.end_on_a_back(&mut order);
            }
            order.extend(part);
        }
    }
    binder.bind(&order).map(Some)
}

/// A label for each envelope; the first one stands at `first`, counted from 1 along the rows.
pub fn labels_pdf(sending: &Sending, sheet: LabelSheet, first: i64) -> Result<Vec<u8>, PaperError> {
    let ((columns, rows), (width, height)) = (sheet.grid(), sheet.label());
    let labels = json!({
        "columns": columns,
        "rows": rows,
        "width": width,
        "height": height,
        "skip": (first - 1).clamp(0, columns * rows - 1),
    });
    press::print_many(Template::Labels, sending, sending.face(Some(&labels)))
}

impl Sending {
    fn face(&self, labels: Option<&Value>) -> Value {
        json!({
            "file": { "city": self.city, "sample": self.sample },
            "batch": self.batch,
            "made": wording::moment(self.made_at),
            "envelopes": self.envelopes.iter().map(Envelope::face).collect::<Vec<_>>(),
            "labels": labels,
        })
    }
}

impl Envelope {
    fn face(&self) -> Value {
        json!({
            "place": self.place,
            "code": self.code,
            "postal": on_one_line(&self.postal),
            "address": on_one_line(&self.address),
            "addressee": on_one_line(&self.addressee),
            "number": on_one_line(&self.number),
            "title": on_one_line(&self.title),
            "department": on_one_line(&self.department),
            "square": square(&self.code),
        })
    }
}

/// Lines that somebody else broke would push the sheet over its page.
fn on_one_line(text: &str) -> String {
    text.replace(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'], " ")
}
