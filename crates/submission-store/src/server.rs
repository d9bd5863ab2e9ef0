//! The address of a PostgreSQL server: how a connection is kept from hanging, and why one
//! was not made.

use diesel::ConnectionError;

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

/// Times are UTC without a zone.
const SESSION: &str = "-c%20timezone%3DUTC%20-c%20client_min_messages%3Dwarning";

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

/// `url` with our options; those that it names itself are left as they are.
pub(crate) fn with_options(url: &str, bound: Bound) -> String {
    let (place, asked) = url.split_once('?').unwrap_or((url, ""));
    let mut options = SESSION.to_owned();
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
        );
        assert!(
            url.starts_with("postgres://u:p@h:5/town?connect_timeout=9&keepalives=1&"),
            "{url}"
        );
        assert_eq!(url.matches("connect_timeout").count(), 1, "{url}");
        assert_eq!(url.matches("options=").count(), 1, "{url}");
        assert!(url.ends_with("%20-c%20search_path%3Dx"), "{url}");
        assert!(url.contains("statement_timeout%3D15000%20-c%20lock_timeout"), "{url}");
        let unbound = with_options("postgres://h/town", Bound::None);
        assert!(unbound.contains("timezone%3DUTC") && !unbound.contains("statement_timeout"));
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
