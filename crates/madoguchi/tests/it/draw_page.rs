//! `madoguchi draw-page`: a page of somebody's PDF, drawn in a process that ends whatever the PDF
//! wants.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use testkit::Resident;

/// How the process ended, by itself or by a signal, and what it wrote.
fn draws(pdf: &[u8], page: Option<u32>) -> (Option<i32>, Vec<u8>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_madoguchi"))
        .arg("draw-page")
        .args(page.map(|page| page.to_string()))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program runs");
    drop(child.stdin.take().expect("a pipe").write_all(pdf));
    let ended = child.wait_with_output().expect("it ends");
    (ended.status.code(), ended.stdout)
}

/// A page that draws the first of these forms, each `(dictionary, content)`, on A4.
fn hostile(forms: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources \
          << /XObject << /X 5 0 R >> >> >>"
            .to_vec(),
        b"<< /Length 5 >>\nstream\n/X Do\nendstream".to_vec(),
    ];
    for (dictionary, content) in forms {
        let mut object =
            format!("<< /Type /XObject {dictionary} /Length {} >>\nstream\n", content.len())
                .into_bytes();
        object.extend_from_slice(content);
        object.extend_from_slice(b"\nendstream");
        objects.push(object);
    }
    let (mut pdf, mut table) = (b"%PDF-1.7\n".to_vec(), Vec::new());
    for (number, object) in (1..).zip(&objects) {
        table.push(format!("{:010} 00000 n \n", pdf.len()));
        pdf.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        pdf.extend_from_slice(object);
        pdf.extend_from_slice(b"\nendobj\n");
    }
    let (begins, size, table) = (pdf.len(), objects.len() + 1, table.concat());
    let end = format!(
        "xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n\
         startxref\n{begins}\n%%EOF\n"
    );
    pdf.extend_from_slice(end.as_bytes());
    pdf
}

#[test]
fn a_page_is_drawn_apart() {
    let pdf = Resident::two_pages((200, 10));
    let (ended, page) = draws(&pdf, Some(1));
    assert_eq!(ended, Some(0));
    assert!(page.starts_with(&[0xFF, 0xD8, 0xFF]), "a JPEG");
    assert_eq!(draws(&pdf, None), (Some(0), b"2".to_vec()));
    let none = Some(i32::from(back_office::NO_SUCH_PAGE));
    assert_eq!(draws(&pdf, Some(3)), (none, Vec::new()));
    assert_eq!(draws(b"%PDF-1.7 cut off", Some(1)), (Some(1), Vec::new()));
}

/// Each form draws the next one ten times: three kilobytes, and work for weeks.
#[test]
fn a_page_without_an_end_is_ended() {
    const LAST: usize = 12;
    let form = |number: usize| {
        let plain = "/Subtype /Form /BBox [0 0 595 842]";
        if number == LAST {
            return (plain.to_owned(), b"0 0 9 9 re f".to_vec());
        }
        let next = number + 6;
        let dictionary = format!("{plain} /Resources << /XObject << /X {next} 0 R >> >>");
        (dictionary, b"/X Do ".repeat(10))
    };
    let forms: Vec<(String, Vec<u8>)> = (0..=LAST).map(form).collect();
    assert_eq!(draws(&hostile(&forms), Some(1)), (None, Vec::new()), "a signal ends it");
}

/// A picture that unpacks to a gigabyte.
#[test]
fn a_page_that_fills_the_memory_is_ended() {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    let zeros = vec![0; 1 << 20];
    for _ in 0..1024 {
        packed.write_all(&zeros).expect("memory");
    }
    let picture = "/Subtype /Image /Width 32768 /Height 32768 /ColorSpace /DeviceGray \
                   /BitsPerComponent 8 /Filter /FlateDecode";
    let pdf = hostile(&[(picture.to_owned(), packed.finish().expect("memory"))]);
    assert_eq!(draws(&pdf, Some(1)), (None, Vec::new()), "a signal ends it");
}

#[test]
fn a_page_that_leads_too_deep_is_ended() {
    let deep = (String::from("/Subtype /Form /BBox [0 0 595 842]"), b"[".repeat(4_000_000));
    assert_eq!(draws(&hostile(&[deep]), Some(1)), (None, Vec::new()), "a signal ends it");
}
