//! The merchant that listens for callbacks.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Mutex, mpsc},
    time::Duration,
};

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(30);

/// A callback as it came.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Told {
    pub(crate) fn headers(&self) -> Vec<(&str, &str)> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }
}

/// Somebody who hears.
pub(crate) struct Merchant {
    pub(crate) address: SocketAddr,
    heard: Mutex<mpsc::Receiver<Told>>,
}

impl Merchant {
    pub(crate) fn listens() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (tell, heard) = mpsc::channel();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if let Some(told) = receive(stream)
                    && tell.send(told).is_err()
                {
                    return;
                }
            }
        });
        Self { address, heard: Mutex::new(heard) }
    }

    pub(crate) fn hears(&self) -> Told {
        self.heard.lock().unwrap().recv_timeout(PATIENCE).expect("a callback comes")
    }
}

fn receive(stream: TcpStream) -> Option<Told> {
    let mut reader = BufReader::new(stream);
    let (mut headers, mut length) = (Vec::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().ok()?;
            }
            headers.push((name.to_owned(), value.trim().to_owned()));
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let answer = b"HTTP/1.1 204 Told\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    reader.get_mut().write_all(answer).ok()?;
    Some(Told { headers, body })
}
