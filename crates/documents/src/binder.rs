//! Papers bound together: the pages of several PDFs behind each other in one, each as it was set.
//!
//! Only for papers of this house. What belongs to a whole paper (its metadata, how it is read
//! aloud) stays with the paper: what is bound is for a printer.

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

/// What a page can have from what it stands under (ISO 32000-2, 7.7.3.4).
const INHERITED: [&[u8]; 4] = [b"Resources", b"MediaBox", b"CropBox", b"Rotate"];

/// A page of A4, in points.
const A4: [i64; 4] = [0, 0, 595, 842];

/// So deep no tree of pages is: one that is deeper turns in a circle.
const DEEPEST: usize = 32;

/// A PDF that pages are put into.
pub(crate) struct Binder {
    document: Document,
    pages: ObjectId,
}

impl Binder {
    pub(crate) fn new() -> Self {
        let mut document = Document::with_version("1.7");
        let pages = document.new_object_id();
        Self { document, pages }
    }

    /// Takes the pages of a PDF in. They stand nowhere until they are bound.
    pub(crate) fn take(&mut self, pdf: &[u8]) -> lopdf::Result<Vec<ObjectId>> {
        let mut taken = Document::load_mem(pdf)?;
        for page in taken.get_pages().into_values() {
            let alone = standing_alone(&taken, page)?;
            taken.objects.insert(page, Object::Dictionary(alone));
        }
        taken.renumber_objects_with(self.document.max_id + 1);
        let pages: Vec<ObjectId> = taken.get_pages().into_values().collect();
        for page in &pages {
            taken.get_dictionary_mut(*page)?.set("Parent", self.pages);
        }
        self.document.max_id = taken.max_id;
        self.document.objects.extend(taken.objects);
        Ok(pages)
    }

    /// An empty page of A4 behind these where they end on a front, so that what comes next begins
    /// on one.
    pub(crate) fn end_on_a_back(&mut self, order: &mut Vec<ObjectId>) {
        if order.len().is_multiple_of(2) {
            return;
        }
        let blank = dictionary! {
            "Type" => "Page",
            "Parent" => self.pages,
            "MediaBox" => A4.map(Object::Integer).to_vec(),
            "Resources" => Dictionary::new(),
        };
        order.push(self.document.add_object(blank));
    }

    /// One PDF of these pages in their order, and of nothing else.
    pub(crate) fn bind(mut self, order: &[ObjectId]) -> lopdf::Result<Vec<u8>> {
        let kids: Vec<Object> = order.iter().copied().map(Object::Reference).collect();
        let count = i64::try_from(kids.len()).unwrap_or(i64::MAX);
        let tree = dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count };
        self.document.objects.insert(self.pages, Object::Dictionary(tree));
        let catalog = dictionary! {
            "Type" => "Catalog",
            "Pages" => self.pages,
            "Lang" => Object::string_literal("ja"),
        };
        let catalog = self.document.add_object(catalog);
        self.document.trailer.set("Root", catalog);
        self.document.prune_objects();
        let mut bound = Vec::new();
        self.document.save_to(&mut bound)?;
        Ok(bound)
    }
}

/// A page with everything that it had from what it stood under.
fn standing_alone(document: &Document, page: ObjectId) -> lopdf::Result<Dictionary> {
    let mut alone = document.get_dictionary(page)?.clone();
    let mut above = alone.get(b"Parent").and_then(Object::as_reference).ok();
    for _storey in 0..DEEPEST {
        let Some(id) = above else { break };
        let tree = document.get_dictionary(id)?;
        for key in INHERITED.into_iter().filter(|key| !alone.has(key)).collect::<Vec<_>>() {
            if let Ok(value) = tree.get(key) {
                alone.set(key, value.clone());
            }
        }
        above = tree.get(b"Parent").and_then(Object::as_reference).ok();
    }
    // It counts the marks of a tree that stays behind.
    alone.remove(b"StructParents");
    Ok(alone)
}
