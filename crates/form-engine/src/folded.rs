//! A body that is compiled when something asks for it, from its packed document: a quarter of the
//! document, a sixth of what is compiled from it.

use std::{
    io::{Read as _, Write as _},
    sync::OnceLock,
};

use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};

use crate::body::Body;
use crate::definition::Purpose;
use crate::{Parts, Source};

pub(crate) struct Folded {
    packed: Box<[u8]>,
    parts: Parts,
    body: OnceLock<Box<Body>>,
}

impl Folded {
    pub(crate) fn of(document: &str, parts: &Parts) -> Self {
        // The best would be a sixth smaller and cost a start four times as much.
        let mut packing = DeflateEncoder::new(Vec::new(), Compression::fast());
        let packed = packing.write_all(document.as_bytes()).and_then(|()| packing.finish());
        // Writing into memory does not fail.
        let packed = packed.unwrap_or_default().into();
        Self { packed, parts: parts.clone(), body: OnceLock::new() }
    }

    pub(crate) fn body(&self) -> &Body {
        self.body.get_or_init(|| Box::new(self.compile()))
    }

    #[expect(clippy::expect_used, reason = "the same document was compiled before it was packed")]
    fn compile(&self) -> Body {
        let mut text = String::new();
        DeflateDecoder::new(&*self.packed).read_to_string(&mut text).expect("packed here");
        let source = Source { file: "", text: &text, overlays: &[] };
        let read = Body::read(&source, &self.parts, Purpose::Opening);
        let (_, mut body) = read.expect("compiled before");
        body.leave_failing_examples();
        body
    }
}
