//! Why a file is not taken, said to the person who chose it: at once, or on the page that is
//! fetched after the refusal.

use counter::UploadFault;
use form_engine::Form;

use crate::wording::Wording;
use ::web::{
    fields::{kinds, size},
    wording::Phrase,
};

/// A file that was not taken: the posted name of its field, and why.
pub(in crate::pages) type Refused = (String, UploadFault);

/// The sentence at the field.
pub(in crate::pages) fn upload_sentence(fault: &UploadFault, w: Wording) -> Phrase {
    match fault {
        UploadFault::Empty => w.file_empty(),
        UploadFault::TooLarge { limit } => w.file_too_large(size(*limit)),
        UploadFault::WrongType { accept } => w.file_wrong_type(kinds(accept, *w)),
        UploadFault::Heic => w.file_heic(),
        UploadFault::Broken => w.file_broken(),
        UploadFault::Pixels => w.file_pixels(),
        UploadFault::Small { .. } => w.file_small(),
        UploadFault::Encrypted => w.file_encrypted(),
        UploadFault::ActiveContent => w.file_active(),
        UploadFault::TooMany { limit } => w.file_too_many(limit),
        UploadFault::TooMuch => w.file_too_much(),
        UploadFault::NoSuchField => w.file_no_field(),
    }
}

/// Refusals as they stand in an address: `refused=idCopy.heic,photo.empty`.
pub(in crate::pages) fn refusals_in_address(refused: &[Refused]) -> String {
    let told = refused
        .iter()
        .map(|(field, fault)| format!("{}.{}", ::web::link::percent_encoded(field), word(fault)));
    format!("refused={}", told.collect::<Vec<_>>().join(","))
}

/// Reads [`refusals_in_address`]. Limits and kinds are those of the fields; what the form does
/// not know is nothing.
pub(in crate::pages) fn refusals_of(address: &str, form: &Form) -> Vec<Refused> {
    let read = |told: &str| {
        let (field, word) = told.rsplit_once('.')?;
        Some((field.to_owned(), fault(form.field(&format!("/{field}"))?, word)?))
    };
    address.split(',').filter_map(read).collect()
}

fn word(fault: &UploadFault) -> &'static str {
    match fault {
        UploadFault::Empty => "empty",
        UploadFault::TooLarge { .. } => "large",
        UploadFault::WrongType { .. } => "kind",
        UploadFault::Heic => "heic",
        UploadFault::Broken => "broken",
        UploadFault::Pixels => "pixels",
        UploadFault::Small { .. } => "small",
        UploadFault::Encrypted => "encrypted",
        UploadFault::ActiveContent => "active",
        UploadFault::TooMany { .. } => "many",
        UploadFault::TooMuch => "much",
        UploadFault::NoSuchField => "field",
    }
}

fn fault(field: &form_engine::Field, word: &str) -> Option<UploadFault> {
    Some(match word {
        "empty" => UploadFault::Empty,
        "large" => UploadFault::TooLarge { limit: field.max_bytes.unwrap_or_default() },
        "kind" => UploadFault::WrongType { accept: field.accept.clone() },
        "heic" => UploadFault::Heic,
        "broken" => UploadFault::Broken,
        "pixels" => UploadFault::Pixels,
        // Its sentence names no number.
        "small" => UploadFault::Small { least: 0 },
        "encrypted" => UploadFault::Encrypted,
        "active" => UploadFault::ActiveContent,
        "many" => UploadFault::TooMany { limit: u32::try_from(field.max_files).ok()? },
        "much" => UploadFault::TooMuch,
        "field" => UploadFault::NoSuchField,
        _ => return None,
    })
}
