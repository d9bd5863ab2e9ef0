//! Letters from the desk to a real SMTP server and to a folder.

mod folder;
mod letters;
mod smtp;
mod town;
