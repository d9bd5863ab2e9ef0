//! The formats that a form definition can name.

use crate::Fault;

/// A format of a text value, as a form definition names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// `jp-my-number`.
    MyNumber,
}

impl Format {
    /// Every format.
    pub const ALL: &'static [Self] = &[Self::MyNumber];

    /// The format of this name: `jp-phone`, `date`, …
    pub fn named(_name: &str) -> Option<Self> {
        unimplemented!()
    }

    /// The name in form definitions.
    pub fn name(self) -> &'static str {
        unimplemented!()
    }

    /// The canonical text of what was typed, or what is wrong with it.
    pub fn read(self, _raw: &str) -> Result<String, Fault> {
        unimplemented!()
    }

    /// What looks mistaken about an accepted canonical text, such as `taro@gmial.com`.
    pub fn doubt(self, _canonical: &str) -> Option<Fault> {
        unimplemented!()
    }

    /// The canonical text as people read it: `022-261-1111`, `令和8年11月20日`, `****-****-9018`.
    pub fn display(self, _canonical: &str) -> String {
        unimplemented!()
    }
}
