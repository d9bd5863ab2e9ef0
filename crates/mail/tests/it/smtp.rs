//! Letters on the wire, against a real SMTP conversation on loopback.

use std::time::{Duration, Instant};

use crate::town::{Heard, Manner, PostOffice, header, headers, letter, morning, outgoing, plain};
use kernel::Language;
use mail::{Matter, SendFault, SmtpTransport, Stage, Transport};

fn send(office: &PostOffice, outgoing: &mail::Outgoing) -> Result<(), SendFault> {
    let patience = Duration::from_millis(500);
    SmtpTransport::with_patience(&office.url(), patience).unwrap().send(outgoing)
}

fn delivered(outgoing: &mail::Outgoing) -> Heard {
    let office = PostOffice::open(Manner::Takes);
    send(&office, outgoing).unwrap();
    office.heard()
}

fn answer_to(manner: Manner) -> Result<(), SendFault> {
    send(&PostOffice::open(manner), &outgoing("hanako@example.jp", plain("s", "t")))
}

#[test]
fn a_letter_arrives_once_with_exactly_its_headers() {
    let received = Matter::Received { received_at: morning(), payment: None };
    let mail =
        outgoing("hanako@example.jp", letter(Language::Japanese, received).render().unwrap());
    let heard = delivered(&mail);

    let recipients: Vec<_> = heard.commands.iter().filter(|c| c.starts_with("RCPT")).collect();
    assert_eq!(recipients, ["RCPT TO:<hanako@example.jp>"]);
    assert_eq!(heard.letters.len(), 1);
    let raw = &heard.letters[0];
    let mut names: Vec<_> = headers(raw).into_iter().map(|(name, _)| name).collect();
    names.sort();
    assert_eq!(
        names,
        [
            "Auto-Submitted",
            "Content-Type",
            "Date",
            "From",
            "MIME-Version",
            "Message-ID",
            "Subject",
            "To"
        ]
    );
    assert_eq!(header(raw, "Message-ID"), format!("<{}@city.sendai.example>", mail.id));
    assert_eq!(header(raw, "Date"), "Sat, 21 Nov 2026 00:04:05 +0000");
    assert_eq!(header(raw, "Auto-Submitted"), "auto-generated");
    assert_eq!(header(raw, "To"), "hanako@example.jp");
    assert!(header(raw, "Content-Type").starts_with("multipart/alternative;"));
}

#[test]
fn the_same_letter_sent_again_is_the_same_bytes() {
    let mail = outgoing("hanako@example.jp", plain("件名", "本文"));
    assert_eq!(delivered(&mail).letters, delivered(&mail).letters);
}

#[test]
fn no_text_reaches_a_header_as_another_header() {
    for bad in [
        "a\r\nBcc: evil@example.jp",
        "a\nb",
        "a\rb",
        "a\0b",
        "a\tb",
        "a\u{85}b",
        "a\u{2028}b",
        "a\u{202E}b",
        "\u{7}",
        "\r\n",
        "%0d%0aBcc: x",
    ] {
        let mut mail = outgoing("hanako@example.jp", plain(bad, bad));
        mail.from.name = bad.to_owned();
        let heard = delivered(&mail);
        let raw = &heard.letters[0];
        assert_eq!(headers(raw).len(), 8, "{bad:?}");
        assert!(headers(raw).iter().all(|(name, _)| name != "Bcc"), "{bad:?}");
        let text = String::from_utf8_lossy(raw);
        let (top, _) = text.split_once("\r\n\r\n").unwrap();
        assert!(top.chars().all(|c| c == '\r' || c == '\n' || !c.is_control()), "{bad:?}");
        let recipients = heard.commands.iter().filter(|c| c.starts_with("RCPT")).count();
        assert_eq!(recipients, 1, "{bad:?}");
    }
}

#[test]
fn a_body_cannot_end_the_letter_early() {
    let nasty =
        format!(".\r\n.\n..\nMAIL FROM:<evil@example.jp>\n{}\n\r.\r\nend", "長".repeat(2_000));
    let ascii = format!(".\n..\n.hidden\n{}\nend", "x".repeat(2_000));
    for body in [nasty, ascii] {
        let heard = delivered(&outgoing("hanako@example.jp", plain("s", &body)));
        assert_eq!(heard.commands.iter().filter(|c| c.starts_with("MAIL")).count(), 1);
        let raw = &heard.letters[0];
        for line in raw.split(|byte| *byte == b'\n') {
            assert!(line.len() <= 999, "{} bytes", line.len());
            assert!(line.is_empty() || line.ends_with(b"\r"), "bare LF");
            assert!(!line.starts_with(b".") || line.starts_with(b".."), "unstuffed dot");
        }
        assert!(raw.iter().all(|byte| *byte != 0));
    }
}

#[test]
fn an_old_carrier_address_is_sent_in_quotes() {
    let heard = delivered(&outgoing("a..b.@docomo.ne.jp", plain("s", "t")));
    assert!(heard.commands.contains(&"RCPT TO:<\"a..b.\"@docomo.ne.jp>".to_owned()), "{heard:?}");
    assert_eq!(header(&heard.letters[0], "To"), "\"a..b.\"@docomo.ne.jp");
}

#[test]
fn a_refusal_tells_whether_to_try_again() {
    let answers = [
        (Manner::RefusesRecipient("450 4.2.1 busy"), SendFault::Transient(Stage::Answer(450))),
        (
            Manner::RefusesRecipient("550 5.1.1 <hanako@example.jp> unknown"),
            SendFault::Permanent(Stage::Answer(550)),
        ),
        (Manner::RefusesLetter("451 4.3.0 later"), SendFault::Transient(Stage::Answer(451))),
        (Manner::RefusesLetter("554 5.7.1 no"), SendFault::Permanent(Stage::Answer(554))),
        (Manner::RefusesLetter("535 5.7.8 password"), SendFault::Transient(Stage::Answer(535))),
        (Manner::DropsAfterData, SendFault::Transient(Stage::Connection)),
        (Manner::HangsUp, SendFault::Transient(Stage::Connection)),
    ];
    for (manner, fault) in answers {
        let told = answer_to(manner).unwrap_err();
        assert_eq!(told, fault, "{manner:?}");
        assert!(!told.to_string().contains("hanako"), "{told}");
    }
}

#[test]
fn a_silent_server_costs_no_more_than_the_time_limit() {
    let start = Instant::now();
    assert_eq!(answer_to(Manner::Silent), Err(SendFault::Transient(Stage::Timeout)));
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn nobody_listening_is_worth_another_try() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let transport = SmtpTransport::from_url(&format!("smtp://{free}")).unwrap();
    let told = transport.send(&outgoing("hanako@example.jp", plain("s", "t")));
    assert_eq!(told, Err(SendFault::Transient(Stage::Connection)));
}

#[test]
fn required_tls_is_never_sent_in_clear() {
    let office = PostOffice::open(Manner::Takes);
    for url in [
        format!("smtp://{}?tls=required", office.at),
        format!("smtp://user:password@{}", office.at),
    ] {
        let told = SmtpTransport::from_url(&url)
            .unwrap()
            .send(&outgoing("hanako@example.jp", plain("s", "t")));
        assert!(told.is_err());
        let heard = office.heard();
        assert!(heard.letters.is_empty());
        assert!(!heard.commands.iter().any(|c| c.starts_with("AUTH")), "{heard:?}");
    }
}
