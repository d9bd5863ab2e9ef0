//! A flag before a variable before the file before the default, and which of them it was.

use std::collections::BTreeMap;

use ::web::guard::IpRange;

use crate::{
    environment,
    fault::Fault,
    given::{Given, Origin},
};

/// Settings as they are laid over one another.
pub(super) struct Layers<'a> {
    given: &'a Given,
    origins: BTreeMap<&'static str, Origin>,
}

impl<'a> Layers<'a> {
    pub(super) const fn new(given: &'a Given) -> Self {
        Self { given, origins: BTreeMap::new() }
    }

    /// A setting that may be absent. `given` is what the flag or its variable says.
    pub(super) fn take<T>(
        &mut self,
        key: &'static str,
        given: Option<T>,
        file: Option<T>,
    ) -> Option<T> {
        let origin = match (&given, &file) {
            (Some(_), _) => self.given.origin(key).unwrap_or(Origin::Flag),
            (None, Some(_)) => Origin::File,
            (None, None) => Origin::Default,
        };
        self.origins.insert(key, origin);
        given.or(file)
    }

    pub(super) fn or<T>(
        &mut self,
        key: &'static str,
        given: Option<T>,
        file: Option<T>,
        default: impl FnOnce() -> T,
    ) -> T {
        self.take(key, given, file).unwrap_or_else(default)
    }

    /// A setting of several: with commas between in a flag, a list in the file.
    pub(super) fn list(
        &mut self,
        key: &'static str,
        given: Option<String>,
        file: Option<Vec<String>>,
    ) -> Option<Vec<String>> {
        let parts = |text: String| {
            let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
            parts.map(str::to_owned).collect()
        };
        self.take(key, given.map(parts), file)
    }

    pub(super) fn networks(
        &mut self,
        key: &'static str,
        given: Option<String>,
        file: Option<Vec<String>>,
    ) -> Result<Option<Vec<IpRange>>, Fault> {
        let named = |text: String| -> Result<IpRange, Fault> {
            text.parse().map_err(|fault| Fault::usage(format!("{key}: {fault}")))
        };
        let listed = self.list(key, given, file);
        listed.map(|texts| texts.into_iter().map(named).collect()).transpose()
    }

    /// A setting without a flag.
    pub(super) fn variable<T: From<String>>(
        &mut self,
        key: &'static str,
        variable: &str,
        file: Option<T>,
    ) -> Option<T> {
        let set = environment::variable(variable).map(T::from);
        let origin = if set.is_some() { Some(Origin::Variable) } else { None };
        let taken = self.take(key, set, file);
        self.origins.extend(origin.map(|origin| (key, origin)));
        taken
    }

    pub(super) fn origins(self) -> BTreeMap<&'static str, Origin> {
        self.origins
    }
}
