//! Where requests cross between two parties: passes each on, and knows when somebody dies.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex, mpsc},
    thread,
};

use ureq::http::Request;

/// What is done once the request has been answered there and before the answer is brought back.
type Fate = Box<dyn FnOnce() + Send>;

/// A crossing; requests to `address` come out at `there`.
#[derive(Clone)]
pub(crate) struct Crossing {
    pub(crate) address: String,
    there: Arc<Mutex<String>>,
    fate: Arc<Mutex<Option<(String, Fate)>>>,
}

struct Asked {
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// Headers that are about one connection.
const OF_THE_LINE: [&str; 5] =
    ["connection", "content-length", "transfer-encoding", "host", "accept-encoding"];

impl Crossing {
    pub(crate) fn to(there: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let there = Arc::new(Mutex::new(there.to_owned()));
        let crossing = Self { address, there, fate: Arc::default() };
        let carried = crossing.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let carried = carried.clone();
                thread::spawn(move || carried.carry(stream));
            }
        });
        crossing
    }

    /// From now on requests come out here.
    pub(crate) fn leads_to(&self, there: &str) {
        there.clone_into(&mut self.there.lock().expect("nobody fell"));
    }

    /// The next request that begins like this (`POST /orders`) is answered there, and then this
    /// is done in place of bringing the answer back. Tells when it is done.
    pub(crate) fn plans(
        &self,
        beginning: &str,
        fate: impl FnOnce() + Send + 'static,
    ) -> mpsc::Receiver<()> {
        let (tell, told) = mpsc::channel();
        let fate = Box::new(move || {
            fate();
            tell.send(()).expect("somebody waits");
        });
        *self.fate.lock().expect("nobody fell") = Some((beginning.to_owned(), fate));
        told
    }

    fn carry(&self, stream: TcpStream) -> Option<()> {
        let mut reader = BufReader::new(stream);
        let asked = read(&mut reader)?;
        let line = format!("{} {}", asked.method, asked.path);
        let fate = {
            let mut planned = self.fate.lock().expect("nobody fell");
            let is_due = planned.as_ref().is_some_and(|(start, _)| line.starts_with(start));
            if is_due { planned.take() } else { None }
        };
        let answer = self.pass_on(asked);
        if let Some((_, fate)) = fate {
            assert!(answer.is_some(), "it is answered there");
            fate();
            return None;
        }
        let answer = answer.unwrap_or_else(|| b"HTTP/1.1 502 Nobody\r\n\r\n".to_vec());
        reader.get_mut().write_all(&answer).ok()
    }

    /// The answer as it goes over the line; `None` when nobody is there.
    fn pass_on(&self, asked: Asked) -> Option<Vec<u8>> {
        let there = self.there.lock().expect("nobody fell").clone();
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .proxy(None)
            .build()
            .into();
        let uri = format!("{there}{}", asked.path);
        let mut request = Request::builder().method(asked.method.as_str()).uri(uri);
        for (name, value) in &asked.headers {
            request = request.header(name, value);
        }
        let answer = agent.run(request.body(asked.body).expect("a request")).ok()?;
        let (parts, mut body) = answer.into_parts();
        let body = body.read_to_vec().ok()?;
        let mut bytes = format!("HTTP/1.1 {}\r\n", parts.status.as_u16()).into_bytes();
        for (name, value) in &parts.headers {
            if !OF_THE_LINE.contains(&name.as_str()) {
                bytes.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
            }
        }
        let end = format!("content-length: {}\r\nconnection: close\r\n\r\n", body.len());
        Some([bytes, end.into_bytes(), body].concat())
    }
}

fn read(reader: &mut BufReader<TcpStream>) -> Option<Asked> {
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let (method, rest) = line.split_once(' ')?;
    let path = rest.split(' ').next()?;
    let mut asked = Asked {
        method: method.to_owned(),
        path: path.to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
    };
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        let (name, value) = (name.to_ascii_lowercase(), value.trim().to_owned());
        if name == "content-length" {
            asked.body = vec![0; value.parse().ok()?];
        }
        if !OF_THE_LINE.contains(&name.as_str()) {
            asked.headers.push((name, value));
        }
    }
    reader.read_exact(&mut asked.body).ok()?;
    Some(asked)
}
