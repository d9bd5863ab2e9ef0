//! A wire between a store and its PostgreSQL server that can be cut, or go silent, at a
//! chosen moment. It knows of the protocol only how `COMMIT` looks.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    os::unix::net::UnixStream,
    sync::{Arc, Condvar, Mutex, MutexGuard, Weak},
    thread,
};

/// When the wire is cut, once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// The server never hears `COMMIT`.
    BeforeCommit,
    /// The server hears `COMMIT`, and nobody waits for what becomes of it.
    DuringCommit,
    /// The server has committed, and its answer is lost.
    CommitUnheard,
    /// The answer arrives; the connection is broken when it is used again.
    AfterCommit,
    /// Instead of the message of this number from now on, counted from 1.
    AtMessage(u32),
}

/// What the wire does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mood {
    Passing,
    /// Connections are ended as soon as they are made.
    Refusing,
    /// Bytes are taken and go nowhere.
    Silent,
    Closed,
}

struct Plan {
    mood: Mood,
    cut: Option<Cut>,
    /// Nothing is let through after the cut.
    for_good: bool,
    /// Messages since the cut was planned.
    messages: u32,
    /// What is carried now.
    open: Vec<Weak<Ends>>,
}

struct Shared {
    plan: Mutex<Plan>,
    changed: Condvar,
}

/// The wire. It ends when it is dropped.
pub struct Relay {
    shared: Arc<Shared>,
    port: u16,
    url: String,
}

impl Relay {
    /// A wire to the server of `url`, which is told by TCP or by the folder of its socket.
    pub fn to(url: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (place, asked) = url.split_once('?').unwrap_or((url, ""));
        let (scheme, rest) = place.split_once("://").unwrap();
        let (authority, database) = rest.split_once('/').unwrap_or((rest, ""));
        let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
        let named = asked.split('&').find_map(|part| part.strip_prefix("host="));
        let server = named.unwrap_or(host).to_owned();
        let kept: Vec<&str> = asked.split('&').filter(|part| !part.starts_with("host=")).collect();
        let at = if user.is_empty() { "" } else { "@" };
        let url = format!("{scheme}://{user}{at}127.0.0.1:{port}/{database}?{}", kept.join("&"));
        let plan =
            Plan { mood: Mood::Passing, cut: None, for_good: false, messages: 0, open: Vec::new() };
        let shared = Arc::new(Shared { plan: Mutex::new(plan), changed: Condvar::new() });
        let carried = Arc::clone(&shared);
        thread::spawn(move || accept(&listener, &server, &carried));
        Self { shared, port, url }
    }

    /// The server's address by way of this wire.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Plans one cut.
    pub fn cut(&self, cut: Cut) {
        let mut plan = self.shared.lock();
        (plan.cut, plan.for_good, plan.messages) = (Some(cut), false, 0);
    }

    /// Plans one cut after which the server cannot be reached.
    pub fn cut_for_good(&self, cut: Cut) {
        self.cut(cut);
        self.shared.lock().for_good = true;
    }

    /// Whether the planned cut is still to come.
    pub fn is_waiting(&self) -> bool {
        self.shared.lock().cut.is_some()
    }

    /// The server is gone: every connection ends, new ones as soon as they are made.
    pub fn go_down(&self) {
        self.shared.turn(Mood::Refusing);
        let open = std::mem::take(&mut self.shared.lock().open);
        open.iter().filter_map(Weak::upgrade).for_each(|ends| ends.end());
    }

    /// Takes what is sent and answers nothing.
    pub fn go_silent(&self) {
        self.shared.turn(Mood::Silent);
    }

    /// Carries everything again, also what was held back.
    pub fn carry_on(&self) {
        self.shared.turn(Mood::Passing);
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.shared.turn(Mood::Closed);
        // Wakes the thread that waits for connections.
        drop(TcpStream::connect(("127.0.0.1", self.port)));
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().unwrap()
    }

    fn turn(&self, mood: Mood) {
        self.lock().mood = mood;
        self.changed.notify_all();
    }

    /// Waits until bytes are carried again; false when the wire has ended.
    fn may_pass(&self) -> bool {
        let waiting = |plan: &mut Plan| plan.mood == Mood::Silent;
        let plan = self.changed.wait_while(self.lock(), waiting).unwrap();
        plan.mood != Mood::Closed
    }

    /// What becomes of a message to the server.
    fn judge(&self, message: &[u8]) -> Option<Cut> {
        let mut plan = self.lock();
        plan.messages += 1;
        let is_commit = message.windows(7).any(|part| part == b"COMMIT\0");
        let due = match plan.cut? {
            Cut::AtMessage(number) => plan.messages == number,
            Cut::BeforeCommit | Cut::DuringCommit | Cut::CommitUnheard | Cut::AfterCommit => {
                is_commit
            }
        };
        if !due {
            return None;
        }
        if plan.for_good {
            plan.mood = Mood::Refusing;
        }
        plan.cut.take()
    }
}

fn accept(listener: &TcpListener, server: &str, shared: &Arc<Shared>) {
    while let Ok((client, _)) = listener.accept() {
        let mood = shared.lock().mood;
        match mood {
            Mood::Closed => return,
            Mood::Refusing => drop(client),
            Mood::Passing | Mood::Silent => carry(client, Wire::to(server), shared),
        }
    }
}

/// One connection: a thread each way.
fn carry(client: TcpStream, server: Wire, shared: &Arc<Shared>) {
    client.set_nodelay(true).unwrap();
    let ends =
        Arc::new(Ends { client: Wire::Tcp(client), server, answer: Mutex::new(Answer::Carried) });
    let (there, back) = (Arc::clone(&ends), ends);
    shared.lock().open.push(Arc::downgrade(&back));
    let (shared_there, shared_back) = (Arc::clone(shared), Arc::clone(shared));
    thread::spawn(move || there.carry_there(&shared_there));
    thread::spawn(move || back.carry_back(&shared_back));
}

/// What becomes of the server's next answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Carried,
    Swallowed,
    CarriedLast,
}

struct Ends {
    client: Wire,
    server: Wire,
    answer: Mutex<Answer>,
}

impl Ends {
    fn carry_there(&self, shared: &Shared) {
        let mut buffer = vec![0; 65_536];
        while let Some(message) = self.client.take(&mut buffer).filter(|_| shared.may_pass()) {
            let cut = shared.judge(message);
            match cut {
                Some(Cut::BeforeCommit | Cut::AtMessage(_)) => break,
                Some(Cut::CommitUnheard) => *self.answer.lock().unwrap() = Answer::Swallowed,
                Some(Cut::AfterCommit) => *self.answer.lock().unwrap() = Answer::CarriedLast,
                Some(Cut::DuringCommit) | None => {}
            }
            if !self.server.give(message) || cut == Some(Cut::DuringCommit) {
                break;
            }
        }
        self.end();
    }

    fn carry_back(&self, shared: &Shared) {
        let mut buffer = vec![0; 65_536];
        while let Some(answer) = self.server.take(&mut buffer).filter(|_| shared.may_pass()) {
            let fate = *self.answer.lock().unwrap();
            if fate == Answer::Swallowed || !self.client.give(answer) || fate == Answer::CarriedLast
            {
                break;
            }
        }
        self.end();
    }

    fn end(&self) {
        self.client.end();
        self.server.end();
    }
}

/// A socket of either kind.
enum Wire {
    Tcp(TcpStream),
    Unix(UnixStream),
}

impl Wire {
    fn to(server: &str) -> Self {
        if server.starts_with('/') {
            return Self::Unix(UnixStream::connect(format!("{server}/.s.PGSQL.5432")).unwrap());
        }
        let port = if server.contains(':') { "" } else { ":5432" };
        let stream = TcpStream::connect(format!("{server}{port}")).unwrap();
        stream.set_nodelay(true).unwrap();
        Self::Tcp(stream)
    }

    fn take<'a>(&self, buffer: &'a mut [u8]) -> Option<&'a [u8]> {
        let count = match self {
            Self::Tcp(stream) => (&*stream).read(buffer),
            Self::Unix(stream) => (&*stream).read(buffer),
        };
        count.ok().filter(|count| *count > 0).map(|count| &buffer[..count])
    }

    fn give(&self, bytes: &[u8]) -> bool {
        match self {
            Self::Tcp(stream) => (&*stream).write_all(bytes).is_ok(),
            Self::Unix(stream) => (&*stream).write_all(bytes).is_ok(),
        }
    }

    /// The other end hears of it; that it has gone already is no fault.
    fn end(&self) {
        drop(match self {
            Self::Tcp(stream) => stream.shutdown(Shutdown::Both),
            Self::Unix(stream) => stream.shutdown(Shutdown::Both),
        });
    }
}
