//! How much memory the compiled catalogue holds (`max alloc`: with what compiling takes meanwhile).

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on stops")]

mod written;

use divan::{AllocProfiler, Bencher};
use form_engine::Form;
use written::{compile, forms, read_parts, written};

#[global_allocator]
static ALLOCATOR: AllocProfiler<mimalloc::MiMalloc> = AllocProfiler::new(mimalloc::MiMalloc);

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn the_whole_catalogue(bencher: Bencher<'_, '_>) {
    let definitions = written(&forms());
    bencher.bench_local(|| {
        let parts = read_parts();
        let light = |one| {
            let mut form = compile(one, &parts);
            // As the desk does, which keeps it in the store.
            drop(form.take_document());
            form
        };
        definitions.iter().map(light).collect::<Vec<Form>>()
    });
}
