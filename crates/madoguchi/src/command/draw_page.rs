//! `madoguchi draw-page`: one page of a PDF that somebody sent, in a process of its own.

use std::{
    io::{self, Read as _, Write as _},
    process::ExitCode,
};

use back_office::{DrawingError, NO_SUCH_PAGE, draw};

use crate::{fault::Fault, memory};

/// Reads a PDF, writes a picture, and knows nothing else: whoever starts it gives it no settings.
pub(crate) fn run(page: Option<u32>) -> Result<ExitCode, Fault> {
    memory::stay_small()?;
    let mut pdf = Vec::new();
    io::stdin().lock().read_to_end(&mut pdf).map_err(Fault::found)?;
    match draw(pdf, page) {
        Ok(drawn) => {
            io::stdout().lock().write_all(&drawn).map_err(Fault::found)?;
            Ok(ExitCode::SUCCESS)
        }
        Err(DrawingError::NoSuchPage) => Ok(ExitCode::from(NO_SUCH_PAGE)),
        Err(fault @ DrawingError::Unreadable) => Err(Fault::found(fault)),
    }
}
