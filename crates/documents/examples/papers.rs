//! Prints every kind of paper into a folder, to be looked at:
//! `cargo run -p documents --example papers -- FOLDER`
#![allow(clippy::unwrap_used, reason = "it may fall over")]

#[path = "../tests/sample/mod.rs"]
mod sample;

use std::path::PathBuf;
use std::time::Instant;

use documents::{
    Decision, LabelSheet, application_pdf, labels_pdf, money_receipt_pdf, notice_pdf,
    postal_request_pdf, receipt_pdf, sending_pdf,
};

#[expect(clippy::print_stdout, reason = "an example talks to its reader")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name a folder")?);
    std::fs::create_dir_all(&folder)?;
    let mut demonstration = sample::receipt();
    demonstration.file.sample = true;
    let notices = [Decision::Approved, Decision::Refused]
        .map(|it| notice_pdf(&sample::notice(it)))
        .into_iter()
        .collect::<Result<Vec<_>, _>>()?;
    let papers: [(&str, &dyn Fn() -> _); 10] = [
        ("postal-request", &|| postal_request_pdf(&sample::postal_request())),
        ("sending", &|| sending_pdf(&sample::two(), &notices)),
        ("labels", &|| labels_pdf(&sample::two(), LabelSheet::TwentyFour, 3)),
        ("money-receipt", &|| money_receipt_pdf(&sample::money_receipt())),
        ("receipt", &|| receipt_pdf(&sample::receipt())),
        ("receipt-sample", &|| receipt_pdf(&demonstration)),
        ("application", &|| application_pdf(&sample::application())),
        ("notice-approved", &|| notice_pdf(&sample::notice(Decision::Approved))),
        ("notice-in-part", &|| notice_pdf(&sample::notice(Decision::ApprovedInPart))),
        ("notice-refused", &|| notice_pdf(&sample::notice(Decision::Refused))),
    ];
    for (name, print) in papers {
        let start = Instant::now();
        let pdf = print()?;
        println!("{name}: {} bytes, {} ms", pdf.len(), start.elapsed().as_millis());
        std::fs::write(folder.join(format!("{name}.pdf")), pdf)?;
    }
    Ok(())
}
