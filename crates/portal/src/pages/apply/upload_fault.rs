//! Why a file is not taken, said to the person who chose it.

use service_desk::UploadFault;

use crate::{
    fields::{kinds, size},
    wording::{Phrase, Wording},
};

/// The sentence at the field.
pub(in crate::pages) fn upload_sentence(fault: &UploadFault, w: Wording) -> Phrase {
    match fault {
        UploadFault::Empty => w.file_empty(),
        UploadFault::TooLarge { limit } => w.file_too_large(size(*limit)),
        UploadFault::WrongType { accept } => w.file_wrong_type(kinds(accept, w)),
        UploadFault::Heic => w.file_heic(),
        UploadFault::Broken => w.file_broken(),
        UploadFault::Pixels => w.file_pixels(),
        UploadFault::Small { .. } => w.file_small(),
        UploadFault::Encrypted => w.file_encrypted(),
        UploadFault::ActiveContent => w.file_active(),
        UploadFault::TooMany { limit } => w.file_too_many(limit),
        UploadFault::NoSuchField => w.file_no_field(),
    }
}
