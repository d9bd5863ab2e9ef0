//! What is printed to post many papers at once. It has a press of its own: a morning's post holds up
//! nobody's paper.

use documents::{Envelope, LabelSheet, PaperError, Sending};
use kernel::Instant;

use crate::{Casework, Error, paper::Pdf};

impl Casework {
    /// The list of a batch, and behind it for each envelope a sheet with its address and its paper
    /// as it was issued: `papers` are in the order of `envelopes`, and whether they are printed on
    /// both sides.
    pub async fn sending_paper(
        &self,
        batch: i64,
        envelopes: Vec<Envelope>,
        (papers, both_sides): (Vec<Vec<u8>>, bool),
        now: Instant,
    ) -> Result<Pdf, Error> {
        let sending = Sending { both_sides, ..self.sending(batch, envelopes, now) };
        let print = move |sending: &Sending| documents::sending_pdf(sending, &papers);
        self.print_together("soufu", sending, print).await
    }

    /// A label for each envelope; the first one stands at `first` of its sheet.
    pub async fn label_paper(
        &self,
        batch: i64,
        envelopes: Vec<Envelope>,
        (sheet, first): (LabelSheet, i64),
        now: Instant,
    ) -> Result<Pdf, Error> {
        let sending = self.sending(batch, envelopes, now);
        let print = move |sending: &Sending| documents::labels_pdf(sending, sheet, first);
        self.print_together("label", sending, print).await
    }

    async fn print_together(
        &self,
        name: &str,
        sending: Sending,
        print: impl FnOnce(&Sending) -> Result<Vec<u8>, PaperError> + Send + 'static,
    ) -> Result<Pdf, Error> {
        let file_name = format!("{name}-{}.pdf", sending.batch);
        let size = sending.envelopes.len();
        let set = self.inner.envelopes.run(size, move || print(&sending));
        let bytes = set.await?.map_err(Error::internal)?;
        Ok(Pdf { file_name, bytes })
    }

    fn sending(&self, batch: i64, envelopes: Vec<Envelope>, made_at: Instant) -> Sending {
        let (city, sample) = (self.inner.city.official_name().to_owned(), self.inner.city.demo);
        Sending { city, batch, made_at, sample, both_sides: false, envelopes }
    }
}
