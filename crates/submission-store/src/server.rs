//! The address of a PostgreSQL server: how a connection is kept from hanging, and why one
//! was not made.

use std::{fs, path::Path};

use diesel::ConnectionError;
use zeroize::Zeroizing;

use crate::StoreError;

/// Seconds and milliseconds after which a connection to a machine that is gone is given up,
/// and the name by which the server's operator knows us. What the address says itself stands.
const MANNERS: [(&str, &str); 7] = [
    ("connect_timeout", "3"),
    ("keepalives", "1"),
    ("keepalives_idle", "5"),
    ("keepalives_interval", "2"),
    ("keepalives_count", "3"),
    ("tcp_user_timeout", "10000"),
    ("application_name", "madoguchi"),
];

/// Times are UTC without a zone; days are written as ISO has them, whatever the server's habit.
const SESSION: &str =
    "-c%20timezone%3DUTC%20-c%20datestyle%3DISO%20-c%20client_min_messages%3Dwarning";

/// A use case that hangs must not hold its locks.
const BOUNDS: &str = "%20-c%20statement_timeout%3D15000%20-c%20lock_timeout%3D5000\
     %20-c%20idle_in_transaction_session_timeout%3D30000";

/// How long a statement may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bound {
    /// As long as a person waits.
    Short,
    /// As long as it takes: migrations, and commands that look at everything.
    None,
}

/// `url` with our options; those that it names itself are left as they are. The session sees the
/// rows of `town`.
pub(crate) fn with_options(url: &str, bound: Bound, town: &str) -> String {
    let (place, asked) = url.split_once('?').unwrap_or((url, ""));
    let mut options = format!("{SESSION}%20-c%20madoguchi.town%3D{town}");
    if bound == Bound::Short {
        options.push_str(BOUNDS);
    }
    let mut parts = Vec::new();
    let mut named = Vec::new();
    for part in asked.split('&').filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        if name == "options" {
            // The server takes the last of two.
            options.push_str("%20");
            options.push_str(value);
        } else {
            named.push(name);
            parts.push(part.to_owned());
        }
    }
    let manners = MANNERS.iter().filter(|(name, _)| !named.contains(name));
    parts.extend(manners.map(|(name, value)| format!("{name}={value}")));
    parts.push(format!("options={options}"));
    format!("{place}?{}", parts.join("&"))
}

/// `url` with the password that `file` holds in its first line.
pub(crate) fn with_password(url: &str, file: &Path) -> Result<String, StoreError> {
    let (place, asked) = url.split_once('?').unwrap_or((url, ""));
    let in_place = place.rsplit_once('@').is_some_and(|(user, _)| user.matches(':').count() > 1);
    if in_place || option(asked, "password").is_some() {
        return Err(StoreError::Url("carries a password, and database-password-file another"));
    }
    let text = fs::read_to_string(file).map(Zeroizing::new);
    let text = text.ok().ok_or(StoreError::Url("database-password-file cannot be read"))?;
    let password = text.lines().next().unwrap_or_default();
    // Every byte is written in digits, so that none means anything to the URL.
    let hex = |half: u8| char::from_digit(u32::from(half), 16);
    let digits = password.bytes().flat_map(|byte| [Some('%'), hex(byte >> 4), hex(byte & 15)]);
    let digits: String = digits.flatten().collect();
    let between = if asked.is_empty() { "?" } else { "&" };
    let url = url.trim_end_matches('?');
    Ok(format!("{url}{between}password={digits}"))
}

/// How the line to the database is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// It does not leave this machine: a file, a local socket, the loopback network.
    Inside,
    /// TLS, with the server's certificate and name verified.
    Verified,
    /// Whoever is between can read along, or pretend to be the server.
    Open,
}

/// How `url` protects the line, by what it says: libpq's words `host`, `hostaddr`, `sslmode`.
pub(crate) fn line(url: &str) -> Line {
    let (place, asked) = url.split_once('?').unwrap_or((url, ""));
    if option(asked, "sslmode") == Some("verify-full") {
        return Line::Verified;
    }
    let place = place.split_once("://").map_or(place, |(_, rest)| rest);
    let place = place.split_once('/').map_or(place, |(hosts, _)| hosts);
    let written = place.rsplit_once('@').map_or(place, |(_, hosts)| hosts);
    let hosts = option(asked, "hostaddr").or_else(|| option(asked, "host")).unwrap_or(written);
    if hosts.split(',').all(is_inside) { Line::Inside } else { Line::Open }
}

/// Whether a host, with or without its port, is this machine. None at all is a socket.
fn is_inside(host: &str) -> bool {
    const HERE: [&str; 5] = ["", "localhost", "127.0.0.1", "::1", "[::1]"];
    let is_socket = host.starts_with(['/', '@']) || host.to_ascii_lowercase().starts_with("%2f");
    let name = host.rsplit_once(':').filter(|(_, port)| port.parse::<u16>().is_ok());
    let bare = name.map_or(host, |(name, _)| name);
    is_socket || HERE.contains(&host) || HERE.contains(&bare)
}

fn option<'a>(asked: &'a str, wanted: &str) -> Option<&'a str> {
    let named = asked.split('&').filter_map(|part| part.split_once('='));
    named.filter(|(name, _)| *name == wanted).map(|(_, value)| value).next_back()
}

/// Why a connection was not made. The library's own words name user and host and quote the
/// address; these do not. A server that speaks another language is sent for its own log.
pub(crate) fn why(fault: &ConnectionError) -> &'static str {
    let ConnectionError::BadConnection(text) = fault else {
        return "the address cannot be read";
    };
    REASONS
        .iter()
        .find(|(words, _)| words.iter().all(|word| text.contains(word)))
        .map_or("it was refused; the server's own log says why", |(_, why)| why)
}

/// Words of the library or the server, and what they mean. The first that fits is told.
const REASONS: [(&[&str], &str); 19] = [
    (&["password authentication failed"], "the user or the password is not accepted"),
    (&["no password supplied"], "the server wants a password and the address has none"),
    (&["role", "does not exist"], "the user or the password is not accepted"),
    (&["pg_hba.conf"], "the server's pg_hba.conf has no entry for this user and machine"),
    (&["database", "does not exist"], "the server has no database of that name"),
    (&["could not translate host name"], "the host name is not known"),
    (&["Connection refused"], "nothing listens at that host and port"),
    (&["No such file or directory"], "there is no socket in that folder"),
    (&["No route to host"], "the network does not lead to that host"),
    (&["unreachable"], "the network does not lead to that host"),
    (&["timeout expired"], "the host did not answer in time"),
    (&["certificate"], "the server's certificate is not accepted (TLS)"),
    (&["SSL support is not compiled in"], "this program was built without TLS"),
    (&["server does not support SSL"], "the server does not speak TLS"),
    (&["SSL"], "the TLS connection was not made"),
    (&["too many"], "the server takes no more connections"),
    (&["connection slots are reserved"], "the server takes no more connections"),
    (&["the database system is"], "the server is starting, stopping or read-only"),
    (&["closed the connection"], "the server closed the connection"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_address_says_itself_stands() {
        let url = with_options(
            "postgres://u:p@h:5/town?connect_timeout=9&options=-c%20search_path%3Dx",
            Bound::Short,
            "sendai",
        );
        assert!(
            url.starts_with("postgres://u:p@h:5/town?connect_timeout=9&keepalives=1&"),
            "{url}"
        );
        assert_eq!(url.matches("connect_timeout").count(), 1, "{url}");
        assert_eq!(url.matches("options=").count(), 1, "{url}");
        assert!(url.contains("%20-c%20madoguchi.town%3Dsendai%20"), "{url}");
        assert!(url.ends_with("%20-c%20search_path%3Dx"), "{url}");
        assert!(url.contains("statement_timeout%3D15000%20-c%20lock_timeout"), "{url}");
        let unbound = with_options("postgres://h/town", Bound::None, "*");
        assert!(unbound.contains("timezone%3DUTC") && !unbound.contains("statement_timeout"));
    }

    #[test]
    fn only_a_line_that_stays_here_or_is_verified_is_protected() {
        for (url, told) in [
            ("postgres:///town?host=/run/postgresql", Line::Inside),
            ("postgres://u@%2Frun%2Fpostgresql/town", Line::Inside),
            ("postgres:///town", Line::Inside),
            ("postgres://u:p@127.0.0.1:5432/town", Line::Inside),
            ("postgres://u@[::1]:5432/town", Line::Inside),
            ("postgres://u@localhost/town", Line::Inside),
            ("postgres://u@localhost,db2/town", Line::Open),
            ("postgres://u@localhost/town?host=db", Line::Open),
            ("postgres://u@db/town?hostaddr=127.0.0.1", Line::Inside),
            ("postgres://u@db/town", Line::Open),
            ("postgres://u@db/town?sslmode=require", Line::Open),
            ("postgres://u@db/town?sslmode=verify-full&sslmode=disable", Line::Open),
            ("postgres://u@db1,db2/town?sslmode=verify-full&sslrootcert=/ca", Line::Verified),
        ] {
            assert_eq!(line(url), told, "{url}");
        }
    }

    #[test]
    fn a_password_is_read_from_its_file_and_from_one_place_only() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), "a&b?c\n").unwrap();
        let url = |url| with_password(url, file.path());
        assert_eq!(
            url("postgres://u@h/town").unwrap(),
            "postgres://u@h/town?password=%61%26%62%3f%63"
        );
        assert!(url("postgres:///town?host=/run").unwrap().contains("?host=/run&password=%61"));
        assert!(url("postgres://u:p@h/town").is_err());
        assert!(url("postgres://u@h/town?password=p").is_err());
        assert!(with_password("postgres://u@h/town", Path::new("/nowhere")).is_err());
    }

    #[test]
    fn a_refusal_is_explained_without_naming_anybody() {
        let told = |text: &str| why(&ConnectionError::BadConnection(text.to_owned()));
        for (text, part) in [
            (
                "connection to server at \"db\" (10.0.0.9), port 5432 failed: FATAL:  password authentication failed for user \"hanako\"",
                "password",
            ),
            (
                "could not translate host name \"db.city\" to address: Name or service not known",
                "host name",
            ),
            (
                "connection to server at \"db\", port 5432 failed: Connection refused",
                "nothing listens",
            ),
            ("connection to server at \"db\", port 5432 failed: timeout expired", "in time"),
            (
                "connection to server at \"db\", port 5432 failed: SSL error: certificate verify failed",
                "certificate",
            ),
            (
                "connection to server at \"db\", port 5432 failed: server does not support SSL, but SSL was required",
                "TLS",
            ),
            (
                "sslmode value \"verify-full\" invalid when SSL support is not compiled in",
                "without TLS",
            ),
            (
                "connection to server on socket \"/run/.s.PGSQL.5432\" failed: FATAL:  database \"town\" does not exist",
                "no database",
            ),
            (
                "connection to server on socket \"/run/.s.PGSQL.5432\" failed: No such file or directory",
                "socket",
            ),
            (
                "connection to server at \"db\", port 5432 failed: FATAL:  データベースシステムは起動しています",
                "own log",
            ),
        ] {
            let why = told(text);
            assert!(why.contains(part), "{text}: {why}");
            for secret in ["hanako", "db.city", "10.0.0.9", "5432"] {
                assert!(!why.contains(secret), "{why}");
            }
        }
    }
}
