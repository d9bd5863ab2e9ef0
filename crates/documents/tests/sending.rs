//! What is printed to post several papers at once.
#![allow(clippy::unwrap_used, reason = "it may fall over")]

mod sample;

use documents::{Decision, LabelSheet, labels_pdf, notice_pdf, sending_pdf};
use lopdf::{Document, Object};
use sample::{envelope, notice, sending, two};

fn pages(pdf: &[u8]) -> Vec<String> {
    let read = Document::load_mem(pdf).unwrap();
    let numbers = read.get_pages().into_keys();
    numbers.map(|number| read.extract_text(&[number]).unwrap()).collect()
}

#[test]
fn a_list_and_then_each_address_before_its_paper() {
    let papers = [Decision::Approved, Decision::Refused].map(|it| notice_pdf(&notice(it)).unwrap());
    let pdf = sending_pdf(&two(), &papers).unwrap();
    let pages = pages(&pdf);
    let plain = |text: &str| text.split_whitespace().collect::<String>();
    let starts: Vec<usize> = ["送付リスト", "〒980-0803", "〒981-3133"]
        .map(|wanted| pages.iter().rposition(|page| plain(page).contains(wanted)).unwrap())
        .into();
    assert_eq!(starts[..2], [0, 1], "{pages:?}");
    assert!(plain(&pages[0]).contains("髙橋花子様") && plain(&pages[0]).contains("12-2"));
    assert!(plain(&pages[1]).contains("髙橋花子様") && plain(&pages[1]).contains("12-1"));
    assert!(plain(&pages[2]).contains("承認決定通知書"), "{pages:?}");
    assert!(plain(&pages[starts[2]]).contains("𠮷田次郎様"), "{pages:?}");
    assert!(plain(&pages[starts[2] + 1]).contains("不許可決定通知書"), "{pages:?}");
}

/// Printed on both sides, no sheet of paper holds what belongs into two envelopes.
#[test]
fn on_both_sides_every_part_begins_on_a_front() {
    let papers = [Decision::Approved, Decision::Refused].map(|it| notice_pdf(&notice(it)).unwrap());
    let sending = documents::Sending { both_sides: true, ..two() };
    let pages = pages(&sending_pdf(&sending, &papers).unwrap());
    let plain = |text: &str| text.split_whitespace().collect::<String>();
    for part in ["〒980-0803", "承認決定通知書", "〒981-3133", "不許可決定通知書"]
    {
        let begins = pages.iter().rposition(|page| plain(page).contains(part)).unwrap();
        assert!(begins.is_multiple_of(2), "{part}: {pages:?}");
    }
    assert!(plain(&pages[1]).is_empty() && plain(&pages[3]).is_empty(), "{pages:?}");
}

/// What is bound shows what was issued: the same marks on the page in the same type.
#[test]
fn a_bound_paper_is_byte_for_byte_what_was_issued() {
    let papers = [Decision::Refused, Decision::Approved].map(|it| notice_pdf(&notice(it)).unwrap());
    let bound = Document::load_mem(&sending_pdf(&two(), &papers).unwrap()).unwrap();
    let content = |document: &Document| -> Vec<Vec<u8>> {
        let pages = document.get_pages().into_values();
        pages.map(|page| document.get_page_content(page)).collect()
    };
    let streams = |document: &Document| -> Vec<Vec<u8>> {
        let all = document.objects.values();
        all.filter_map(|it| it.as_stream().ok()).map(|it| it.content.clone()).collect()
    };
    let (whole, kept) = (content(&bound), streams(&bound));
    for paper in &papers {
        let issued = Document::load_mem(paper).unwrap();
        for page in content(&issued) {
            assert!(whole.contains(&page), "a page");
        }
        let fonts = issued.objects.values().filter_map(|it| it.as_dict().ok());
        let fonts = fonts.filter_map(|it| it.get(b"FontFile2").or(it.get(b"FontFile3")).ok());
        for font in fonts.filter_map(|it| it.as_reference().ok()) {
            let font = &issued.get_object(font).and_then(Object::as_stream).unwrap().content;
            assert!(kept.contains(font), "a font");
        }
    }
    assert_eq!(bound.trailer.get(b"Info").ok(), None, "no metadata of one of them");
}

#[test]
fn as_many_papers_as_envelopes_or_nothing() {
    let paper = notice_pdf(&notice(Decision::Approved)).unwrap();
    assert!(sending_pdf(&two(), &[paper]).is_err());
    assert!(sending_pdf(&two(), &[b"%PDF-1.7".to_vec(), Vec::new()]).is_err());
}

#[test]
fn no_address_runs_over_its_page() {
    let paper = notice_pdf(&notice(Decision::Approved)).unwrap();
    for long in ["長", "行\n", "Lange Straße ", "a", "\u{E000}"] {
        let (address, name) = (long.repeat(400), long.repeat(100));
        let mut given = envelope(1, "980-0803", &address, &name);
        given.title = long.repeat(60);
        given.number = long.repeat(40);
        let given = sending(vec![given]);
        assert!(sending_pdf(&given, std::slice::from_ref(&paper)).is_ok(), "{long:?}");
        assert!(labels_pdf(&given, LabelSheet::TwentyFour, 1).is_ok(), "{long:?}");
    }
}

#[test]
fn labels_begin_where_the_sheet_is_still_whole() {
    let many = |count: i64| {
        let one =
            |place| envelope(place, "980-0803", "仙台市青葉区国分町三丁目7番1号", "青葉　花子");
        sending((1..=count).map(one).collect())
    };
    for (sheet, labels) in [(LabelSheet::Twelve, 12), (LabelSheet::TwentyFour, 24)] {
        assert_eq!(LabelSheet::of(labels), Some(sheet));
        for (first, count, sheets) in
            [(1, labels, 1), (2, labels, 2), (labels, 1, 1), (labels, 2, 2), (1, 2 * labels, 2)]
        {
            let pdf = labels_pdf(&many(count), sheet, first).unwrap();
            assert_eq!(pages(&pdf).len(), sheets, "{sheet:?} {first} {count}");
        }
    }
    assert_eq!(LabelSheet::of(10), None);
}
