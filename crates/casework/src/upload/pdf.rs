//! PDFs: parsed, refused when they could act, written anew with only what their pages show.
//!
//! A viewer on a clerk's desk must have nothing to run, to open or to fetch. What is looked at
//! are parsed objects, so neither compression nor an escaped name (`/J#61vaScript`) hides one;
//! and what is kept is only what was looked at, so nothing hides beside them either. A digital
//! signature inside of a PDF does not survive: it covers the bytes that were replaced.

use lopdf::{Dictionary, Document, LoadOptions, Object};

use super::UploadFault;

/// What one stream of objects may unpack to: hundreds of thousands of objects.
const UNPACKED_BYTES: usize = 64 * 1024 * 1024;

/// Actions that stay within the document or only name an address (ISO 32000-2, 12.6.4). All
/// others run, open, send or fetch something.
const CALM_ACTIONS: [&[u8]; 3] = [b"GoTo", b"URI", b"Named"];

/// Where actions stand (ISO 32000-2, 12.6.2 and 12.6.3).
const ACTION_KEYS: [&[u8]; 5] = [b"A", b"AA", b"Next", b"OpenAction", b"PA"];

/// Members that carry programs, other files or forms that only some viewers show.
const ACTIVE_KEYS: [&[u8]; 8] = [
    b"JS",
    b"JavaScript",
    b"EF",
    b"EmbeddedFiles",
    b"XFA",
    b"RichMediaContent",
    b"RichMediaSettings",
    b"Rendition",
];

/// Annotations that play, run or carry something.
const ACTIVE_ANNOTATIONS: [&[u8]; 6] =
    [b"FileAttachment", b"Movie", b"Sound", b"Screen", b"RichMedia", b"3D"];

/// What is no part of a page: who made it with what, and what happens by itself when it is opened.
const DROPPED_KEYS: [&[u8]; 5] = [b"AA", b"Metadata", b"OpenAction", b"PieceInfo", b"Thumb"];

/// Reads `bytes` and writes them anew, passive and without metadata.
pub(super) fn rewrite(bytes: &[u8]) -> Result<Vec<u8>, UploadFault> {
    let limits = LoadOptions::with_max_decompressed_size(UNPACKED_BYTES);
    let mut document = Document::load_mem_with_options(bytes, limits).map_err(|fault| {
        let locked = matches!(fault, lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_));
        if locked { UploadFault::Encrypted } else { UploadFault::Broken }
    })?;
    if document.is_encrypted() || document.was_encrypted() {
        return Err(UploadFault::Encrypted);
    }
    document.catalog().map_err(|_no_root| UploadFault::Broken)?;
    // Changes keep what they replaced; only what the last state reaches is shown.
    document.prune_objects();
    if document.objects.values().any(|object| acts(&document, object)) {
        return Err(UploadFault::ActiveContent);
    }
    document.trailer.remove(b"Info");
    document.objects.values_mut().for_each(strip);
    document.prune_objects();
    let mut passive = Vec::with_capacity(bytes.len());
    document.save_to(&mut passive).map_err(|_cannot_be_written| UploadFault::Broken)?;
    Ok(passive)
}

fn acts(document: &Document, object: &Object) -> bool {
    match object {
        Object::Array(items) => items.iter().any(|item| acts(document, item)),
        Object::Dictionary(members) => dictionary_acts(document, members),
        Object::Stream(stream) => dictionary_acts(document, &stream.dict),
        Object::Null
        | Object::Boolean(_)
        | Object::Integer(_)
        | Object::Real(_)
        | Object::Name(_)
        | Object::String(..)
        | Object::Reference(_) => false,
    }
}

fn dictionary_acts(document: &Document, members: &Dictionary) -> bool {
    let named = |key: &[u8], names: &[&[u8]]| {
        members.get(key).and_then(Object::as_name).is_ok_and(|name| names.contains(&name))
    };
    let is_action = named(b"Type", &[b"Action"]);
    (is_action && !named(b"S", &CALM_ACTIONS))
        || named(b"Subtype", &ACTIVE_ANNOTATIONS)
        || members.iter().any(|(key, value)| {
            ACTIVE_KEYS.contains(&key.as_slice())
                || (ACTION_KEYS.contains(&key.as_slice()) && is_wild_action(document, value))
                || acts(document, value)
        })
}

/// Whether an action at its usual place is one that reaches out: itself, one of several, or, in
/// additional actions, that of one occasion. What lies deeper is looked at as an object of its own.
fn is_wild_action(document: &Document, value: &Object) -> bool {
    let Ok((_, value)) = document.dereference(value) else { return false };
    if let Object::Array(actions) = value {
        return actions.iter().any(|action| is_wild(document, action));
    }
    is_wild(document, value)
        || value
            .as_dict()
            .is_ok_and(|occasions| occasions.iter().any(|(_, action)| is_wild(document, action)))
}

fn is_wild(document: &Document, value: &Object) -> bool {
    let Ok((_, Object::Dictionary(action))) = document.dereference(value) else { return false };
    action.get(b"S").and_then(Object::as_name).is_ok_and(|kind| !CALM_ACTIONS.contains(&kind))
}

fn strip(object: &mut Object) {
    match object {
        Object::Array(items) => items.iter_mut().for_each(strip),
        Object::Dictionary(members) => strip_members(members),
        Object::Stream(stream) => strip_members(&mut stream.dict),
        Object::Null
        | Object::Boolean(_)
        | Object::Integer(_)
        | Object::Real(_)
        | Object::Name(_)
        | Object::String(..)
        | Object::Reference(_) => {}
    }
}

fn strip_members(members: &mut Dictionary) {
    for key in DROPPED_KEYS {
        members.remove(key);
    }
    members.iter_mut().for_each(|(_, value)| strip(value));
}

#[cfg(test)]
mod tests {
    use lopdf::{Stream, dictionary};

    use super::*;

    /// A document of one page; `more` is added to its catalogue.
    fn document(more: &Dictionary) -> Document {
        let mut document = Document::with_version("1.7");
        let pages = document.new_object_id();
        let content = document.add_object(Stream::new(Dictionary::new(), b"BT ET".to_vec()));
        let page = document.add_object(dictionary! {
            "Type" => "Page", "Parent" => pages, "Contents" => content,
            "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        });
        document.objects.insert(
            pages,
            Object::Dictionary(dictionary! {
                "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1,
            }),
        );
        let mut catalog = dictionary! { "Type" => "Catalog", "Pages" => pages };
        catalog.extend(more);
        let root = document.add_object(catalog);
        document.trailer.set("Root", root);
        document
    }

    fn saved(mut document: Document) -> Vec<u8> {
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).unwrap();
        bytes
    }

    fn packed(mut document: Document) -> Vec<u8> {
        let mut bytes = Vec::new();
        document.save_modern(&mut bytes).unwrap();
        bytes
    }

    fn has(haystack: &[u8], needle: &str) -> bool {
        haystack.windows(needle.len()).any(|window| window == needle.as_bytes())
    }

    fn action(kind: &str) -> Dictionary {
        dictionary! { "OpenAction" => dictionary! { "S" => kind, "F" => Object::string_literal("x") } }
    }

    #[test]
    fn a_plain_document_keeps_its_page() {
        let kept = rewrite(&saved(document(&Dictionary::new()))).unwrap();
        assert_eq!(Document::load_mem(&kept).unwrap().get_pages().len(), 1);
    }

    #[test]
    fn every_action_that_reaches_out_is_refused() {
        for kind in [
            "JavaScript",
            "Launch",
            "SubmitForm",
            "ImportData",
            "GoToR",
            "GoToE",
            "Rendition",
            "Movie",
            "Sound",
            "Thread",
            "ResetForm",
            "Hide",
            "SetOCGState",
            "Trans",
            "GoTo3DView",
        ] {
            let bytes = saved(document(&action(kind)));
            assert_eq!(rewrite(&bytes), Err(UploadFault::ActiveContent), "{kind}");
        }
    }

    #[test]
    fn neither_compression_nor_escapes_hide_a_script() {
        let script = || {
            dictionary! { "Names" => dictionary! { "JavaScript" => dictionary! {
                "Names" => vec![Object::string_literal("a"), Object::Dictionary(dictionary! {
                    "S" => "JavaScript", "JS" => Object::string_literal("app.alert(1)"),
                })],
            } } }
        };
        let compressed = packed(document(&script()));
        assert!(!has(&compressed, "JavaScript"), "the test hides it");
        assert_eq!(rewrite(&compressed), Err(UploadFault::ActiveContent));
        let plain = String::from_utf8_lossy(&saved(document(&script()))).into_owned();
        let escaped = plain.replace("/JavaScript", "/J#61vaScript").replace("/JS", "/J#53");
        assert_eq!(rewrite(escaped.as_bytes()), Err(UploadFault::ActiveContent));
    }

    #[test]
    fn actions_behind_references_and_triggers_are_found() {
        let mut hidden = document(&Dictionary::new());
        let launch = hidden.add_object(dictionary! { "S" => "Launch" });
        let page = hidden.get_pages()[&1];
        let triggers = dictionary! { "AA" => dictionary! { "O" => launch } };
        hidden.get_dictionary_mut(page).unwrap().extend(&triggers);
        assert_eq!(rewrite(&saved(hidden)), Err(UploadFault::ActiveContent));
    }

    #[test]
    fn files_inside_of_files_are_refused() {
        let inside = dictionary! { "Names" => dictionary! { "EmbeddedFiles" => dictionary! {} } };
        assert_eq!(rewrite(&saved(document(&inside))), Err(UploadFault::ActiveContent));
    }

    #[test]
    fn what_happens_by_itself_and_who_made_it_is_dropped() {
        let mut signed = document(&dictionary! {
            "OpenAction" => dictionary! { "S" => "URI", "URI" => Object::string_literal("http://x") },
        });
        let metadata = signed.add_object(Stream::new(Dictionary::new(), b"<author>".to_vec()));
        signed.catalog_mut().unwrap().set("Metadata", metadata);
        let info = signed.add_object(dictionary! { "Author" => Object::string_literal("Hanako") });
        signed.trailer.set("Info", info);
        let kept = rewrite(&saved(signed)).unwrap();
        for gone in ["Hanako", "<author>", "http://x", "OpenAction", "Metadata"] {
            assert!(!has(&kept, gone), "{gone}");
        }
    }

    #[test]
    fn what_stands_beside_the_document_is_dropped() {
        let plain = saved(document(&Dictionary::new()));
        let polyglot = [plain.as_slice(), b"PK\x03\x04 a whole archive\n%%EOF\n"].concat();
        match rewrite(&polyglot) {
            Ok(kept) => assert!(!has(&kept, "PK\u{3}\u{4}")),
            Err(fault) => assert_eq!(fault, UploadFault::Broken),
        }
    }

    #[test]
    fn an_encrypted_document_is_told_as_such() {
        let mut locked = document(&Dictionary::new());
        locked.trailer.set("ID", vec![Object::string_literal("a"), Object::string_literal("a")]);
        let version = lopdf::EncryptionVersion::V2 {
            document: &locked,
            owner_password: "owner",
            user_password: "user",
            key_length: 128,
            permissions: lopdf::Permissions::all(),
        };
        let state = lopdf::EncryptionState::try_from(version).unwrap();
        locked.encrypt(&state).unwrap();
        assert_eq!(rewrite(&saved(locked)), Err(UploadFault::Encrypted));
    }

    #[test]
    fn a_cut_off_document_is_broken_and_never_a_panic() {
        let whole = saved(document(&Dictionary::new()));
        for cut in (0..whole.len()).step_by(7) {
            if let Ok(kept) = rewrite(&whole[..cut]) {
                assert!(Document::load_mem(&kept).is_ok(), "{cut}");
            }
        }
    }
}
