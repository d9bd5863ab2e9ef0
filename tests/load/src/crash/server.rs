//! The server under test: started, found, killed without warning.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use crate::fault::Fault;

/// A running server. It is killed when it goes out of scope.
pub(crate) struct Server {
    child: Child,
    // Kept open: a server that cannot print would not be the one we test.
    _output: BufReader<ChildStdout>,
    address: SocketAddr,
}

impl Server {
    /// Starts the server on `data` and waits until it says where it listens.
    pub(crate) fn start(binary: &Path, data: &Path) -> Result<Self, Fault> {
        fs::create_dir_all(data)?;
        let log = File::options().create(true).append(true).open(data.with_extension("log"))?;
        let mut child = Command::new(binary)
            .args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()?;
        let output = child.stdout.take().ok_or(Fault::NotStarted("it has no output"))?;
        let mut output = BufReader::new(output);
        match listening(&mut output) {
            Ok(address) => Ok(Self { child, _output: output, address }),
            Err(fault) => {
                child.kill()?;
                child.wait()?;
                Err(fault)
            }
        }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// SIGKILL, as the power supply would.
    pub(crate) fn kill(&mut self) -> Result<(), Fault> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may be dead already, and nobody is left to tell.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Reads up to the line that says where the server listens.
fn listening(output: &mut BufReader<ChildStdout>) -> Result<SocketAddr, Fault> {
    let mut line = String::new();
    loop {
        line.clear();
        if output.read_line(&mut line)? == 0 {
            return Err(Fault::NotStarted("it ended before it listened"));
        }
        if let Some(address) = line.trim().strip_prefix("listening on http://") {
            return address
                .parse()
                .map_err(|_malformed| Fault::NotStarted("its address is no address"));
        }
    }
}
