//! What the tests share: a letter to send, and an SMTP server that can misbehave.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its part")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver, Sender as Reports};
use std::thread;
use std::time::Duration;

use kernel::{Instant, Language, LetterId, SystemIds};
use mail::{Enquiries, Letter, Matter, Outgoing, Rendered, Sender};

pub const MORNING: &str = "2026-11-21T09:04:05+09:00";

pub fn morning() -> Instant {
    Instant::parse_rfc3339(MORNING).unwrap()
}

pub fn letter(language: Language, matter: Matter) -> Letter {
    let (city, procedure, department) = match language {
        Language::Japanese => ("仙台市", "住民票の写しの交付請求", "戸籍住民課"),
        Language::EasyJapanese => {
            ("仙台市", "住民票（じゅうみんひょう）の 写（うつ）し", "戸籍住民課")
        }
        Language::English => ("Sendai City", "Copy of the residence record", "Resident Registry"),
    };
    Letter {
        language,
        city: city.to_owned(),
        procedure: procedure.to_owned(),
        receipt_number: receipt_number(),
        status_url: "https://tetsuzuki.city.sendai.example/status".to_owned(),
        desk: Enquiries {
            department: department.to_owned(),
            phone: Some("022-000-0000".to_owned()),
            hours: Some("8:30-17:00".to_owned()),
        },
        sample: false,
        matter,
        words: None,
    }
}

/// The only number with this body whose check character fits.
fn receipt_number() -> kernel::ReceiptNumber {
    "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
        .chars()
        .find_map(|check| format!("2611-7K3M-92Q{check}").parse().ok())
        .unwrap()
}

pub fn outgoing(to: &str, rendered: Rendered) -> Outgoing {
    Outgoing {
        id: LetterId::new(&SystemIds, morning()),
        from: Sender {
            name: "仙台市 オンライン窓口".to_owned(),
            address: "noreply@city.sendai.example".parse().unwrap(),
        },
        to: to.parse().unwrap(),
        written_at: morning(),
        letter: rendered,
    }
}

pub fn plain(subject: &str, text: &str) -> Rendered {
    Rendered { subject: subject.to_owned(), text: text.to_owned(), html: format!("<p>{text}</p>") }
}

/// How the server behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    Takes,
    /// Answers the recipient with this.
    RefusesRecipient(&'static str),
    /// Answers the finished letter with this.
    RefusesLetter(&'static str),
    /// Never says a word.
    Silent,
    /// Takes the letter and hangs up without an answer.
    DropsAfterData,
    /// Hangs up at once.
    HangsUp,
}

/// What one connection brought: everything the client said, and the letter's raw bytes.
#[derive(Debug, Default, Clone)]
pub struct Heard {
    pub commands: Vec<String>,
    pub letters: Vec<Vec<u8>>,
}

/// An SMTP server on loopback.
pub struct PostOffice {
    pub at: SocketAddr,
    heard: Receiver<Heard>,
}

impl PostOffice {
    pub fn open(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        let (reports, heard) = mpsc::channel();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                serve(stream, manner, &reports);
            }
        });
        Self { at, heard }
    }

    pub fn url(&self) -> String {
        format!("smtp://{}", self.at)
    }

    /// What the next connection brought.
    pub fn heard(&self) -> Heard {
        self.heard.recv_timeout(Duration::from_secs(10)).unwrap()
    }
}

fn serve(stream: TcpStream, manner: Manner, reports: &Reports<Heard>) {
    let mut heard = Heard::default();
    drop(converse(stream, manner, &mut heard));
    drop(reports.send(heard));
}

fn converse(mut stream: TcpStream, manner: Manner, heard: &mut Heard) -> std::io::Result<()> {
    match manner {
        Manner::HangsUp => return Ok(()),
        Manner::Silent => return stream.read_to_end(&mut Vec::new()).map(drop),
        _ => stream.write_all(b"220 post.example ESMTP\r\n")?,
    }
    let mut lines = BufReader::new(stream.try_clone()?);
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let command = line.trim_end().to_owned();
        heard.commands.push(command.clone());
        let verb = command.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let answer = match (verb.as_str(), manner) {
            ("EHLO", _) => "250-post.example\r\n250 8BITMIME",
            ("RCPT", Manner::RefusesRecipient(answer)) => answer,
            ("DATA", _) => {
                stream.write_all(b"354 go on\r\n")?;
                heard.letters.push(read_letter(&mut lines)?);
                match manner {
                    Manner::DropsAfterData => return Ok(()),
                    Manner::RefusesLetter(answer) => answer,
                    _ => "250 taken",
                }
            }
            ("QUIT", _) => {
                stream.write_all(b"221 bye\r\n")?;
                return Ok(());
            }
            _ => "250 ok",
        };
        stream.write_all(format!("{answer}\r\n").as_bytes())?;
    }
}

/// Up to the line with one dot, as it stood on the wire.
fn read_letter(lines: &mut impl BufRead) -> std::io::Result<Vec<u8>> {
    let mut letter = Vec::new();
    loop {
        let start = letter.len();
        if lines.read_until(b'\n', &mut letter)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if &letter[start..] == b".\r\n" {
            letter.truncate(start);
            return Ok(letter);
        }
    }
}

/// The header block, unfolded, one entry a header.
pub fn headers(letter: &[u8]) -> Vec<(String, String)> {
    let text = String::from_utf8(letter.to_vec()).unwrap();
    let (head, _) = text.split_once("\r\n\r\n").unwrap();
    head.replace("\r\n ", " ")
        .split("\r\n")
        .map(|line| {
            let (name, value) = line.split_once(": ").unwrap();
            (name.to_owned(), value.to_owned())
        })
        .collect()
}

pub fn header(letter: &[u8], name: &str) -> String {
    let found: Vec<_> = headers(letter).into_iter().filter(|(n, _)| n == name).collect();
    assert_eq!(found.len(), 1, "{name}: {found:?}");
    found[0].1.clone()
}
