//! Attached files in words: names, sizes and kinds.

use kernel::AttachmentId;

use crate::wording::HouseWords;

/// A file that is already there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileView {
    /// Its id, which is the value of the field.
    pub id: AttachmentId,
    /// The name it was given.
    pub name: String,
    /// Its size in words.
    pub size: String,
    /// Where its owner can look at it.
    pub address: String,
}

/// `3.4MB`, `120KB`.
pub fn size(bytes: u64) -> String {
    const KILO: u64 = 1024;
    const MEGA: u64 = KILO * KILO;
    if bytes < MEGA {
        return format!("{}KB", bytes.div_ceil(KILO));
    }
    let tenths = bytes * 10 / MEGA;
    match tenths % 10 {
        0 => format!("{}MB", tenths / 10),
        tenth => format!("{}.{tenth}MB", tenths / 10),
    }
}

/// Media types as people call them: `JPEG・PNG・PDF`.
pub fn kinds(accept: &[String], w: HouseWords) -> String {
    let names: Vec<&str> = accept.iter().map(|media_type| kind(media_type)).collect();
    names.join(w.dot())
}

fn kind(media_type: &str) -> &str {
    match media_type {
        "image/jpeg" => "JPEG",
        "image/png" => "PNG",
        "application/pdf" => "PDF",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use kernel::Language;

    use super::*;

    #[test]
    fn sizes_are_short() {
        let shown = [0, 1, 1024, 122_000, 10 * 1024 * 1024, 3_600_000].map(size);
        assert_eq!(shown, ["0KB", "1KB", "1KB", "120KB", "10MB", "3.4MB"]);
    }

    #[test]
    fn kinds_are_called_as_people_call_them() {
        let accept = ["image/jpeg".into(), "application/pdf".into()];
        let told = |language| kinds(&accept, HouseWords::new(language));
        assert_eq!(told(Language::Japanese), "JPEG・PDF");
        assert_eq!(told(Language::English), "JPEG, PDF");
    }
}
