//! What `subsetter` names to rewrite the outlines of variable fonts. Ours are static.

use std::fmt;

/// Why nothing is written.
#[derive(Debug)]
pub struct Error(());

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("variable fonts are left out of this build")
    }
}

impl std::error::Error for Error {}

/// Writes nothing.
#[derive(Debug, Default)]
pub struct TableWriter(());

/// Something that could be written.
pub trait FontWrite {
    /// Writes nothing.
    fn write_into(&self, _writer: &mut TableWriter) {}
}

/// Always fails.
pub fn dump_table<T: FontWrite>(_table: &T) -> Result<Vec<u8>, Error> {
    Err(Error(()))
}

/// Font tables.
pub mod tables {
    /// Outlines.
    pub mod glyf {
        use kurbo::BezPath;

        use crate::{Error, FontWrite};

        /// The box around an outline.
        #[derive(Debug, Default)]
        pub struct Bbox {
            /// Its left edge.
            pub x_min: i16,
        }

        /// An outline.
        #[derive(Debug, Default)]
        pub struct SimpleGlyph {
            /// The box around it.
            pub bbox: Bbox,
            /// Its contours.
            pub contours: Vec<Vec<()>>,
        }

        impl SimpleGlyph {
            /// Always fails.
            pub fn from_bezpath(_path: &BezPath) -> Result<Self, Error> {
                Err(Error(()))
            }
        }

        impl FontWrite for SimpleGlyph {}
    }
}
