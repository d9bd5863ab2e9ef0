//! What `typst-library`'s `plugin` names of the WebAssembly interpreter. No module
//! ever loads, and everything that would follow from one is a type without values.

use std::fmt;
use std::marker::PhantomData;

#[derive(Debug, Clone, Copy)]
enum Never {}

/// Why nothing loads.
#[derive(Debug)]
pub struct Error(());

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("plugins are left out of this build")
    }
}

impl std::error::Error for Error {}

/// Settings without effect.
#[derive(Debug, Default)]
pub struct Config(());

impl Config {
    /// No effect.
    pub fn wasm_relaxed_simd(&mut self, _enable: bool) -> &mut Self {
        self
    }
}

/// An engine that runs nothing.
#[derive(Debug, Default)]
pub struct Engine(());

impl Engine {
    /// An engine that runs nothing.
    pub fn new(_config: &Config) -> Self {
        Self(())
    }
}

/// A loaded module: there is none.
#[derive(Debug)]
pub struct Module(Never);

impl Module {
    /// Always fails.
    pub fn new(_engine: &Engine, _wasm: &[u8]) -> Result<Self, Error> {
        Err(Error(()))
    }

    /// Never called.
    pub fn get_export(&self, _name: &str) -> Option<ExternType> {
        match self.0 {}
    }

    /// Never called.
    pub fn exports(&self) -> std::vec::IntoIter<ExportType> {
        match self.0 {}
    }
}

/// An export of a module: there is none.
#[derive(Debug)]
pub struct ExportType(Never);

impl ExportType {
    /// Never called.
    pub fn name(&self) -> &str {
        match self.0 {}
    }

    /// Never called.
    pub fn ty(&self) -> &ExternType {
        match self.0 {}
    }
}

/// The type of an export.
#[derive(Debug)]
pub enum ExternType {
    /// A function.
    Func(FuncType),
    /// A memory.
    Memory(Memory),
}

/// The type of a function: there is none.
#[derive(Debug)]
pub struct FuncType(Never);

impl FuncType {
    /// Never called.
    pub fn params(&self) -> &[ValType] {
        match self.0 {}
    }

    /// Never called.
    pub fn results(&self) -> &[ValType] {
        match self.0 {}
    }
}

/// The type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValType {
    /// A whole number of 32 bits.
    I32,
    /// Anything else.
    Other,
}

/// A value.
#[derive(Debug, Clone, Copy)]
pub enum Val {
    /// A whole number of 32 bits.
    I32(i32),
    /// Anything else.
    Other,
}

/// Links functions of the host to nothing.
#[derive(Debug)]
pub struct Linker<T> {
    engine: Engine,
    data: PhantomData<fn() -> T>,
}

impl<T> Linker<T> {
    /// A linker without a module.
    pub fn new(_engine: &Engine) -> Self {
        Self { engine: Engine(()), data: PhantomData }
    }

    /// No effect.
    pub fn func_wrap<F>(
        &mut self,
        _module: &str,
        _name: &str,
        _func: F,
    ) -> Result<&mut Self, Error> {
        Ok(self)
    }

    /// The engine.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Never called: it takes a module.
    pub fn instantiate_and_start(
        &self,
        _store: &mut Store<T>,
        module: &Module,
    ) -> Result<Instance, Error> {
        match module.0 {}
    }
}

/// What a running module could reach.
#[derive(Debug)]
pub struct Store<T>(T);

impl<T> Store<T> {
    /// Keeps the data.
    pub fn new(_engine: &Engine, data: T) -> Self {
        Self(data)
    }

    /// The data.
    pub fn data_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

/// A running module: there is none.
#[derive(Debug)]
pub struct Instance(Never);

impl Instance {
    /// Never called.
    pub fn get_export<T>(&self, _store: &Store<T>, _name: &str) -> Option<Extern> {
        match self.0 {}
    }
}

/// Something exported: there is none.
#[derive(Debug)]
pub struct Extern(Never);

impl Extern {
    /// Never called.
    pub fn into_func(self) -> Option<Func> {
        match self.0 {}
    }

    /// Never called.
    pub fn into_memory(self) -> Option<Memory> {
        match self.0 {}
    }
}

/// A function: there is none.
#[derive(Debug)]
pub struct Func(Never);

impl Func {
    /// Never called.
    pub fn ty<T>(&self, _store: &Store<T>) -> FuncType {
        match self.0 {}
    }

    /// Never called.
    pub fn call<T>(
        &self,
        _store: &mut Store<T>,
        _inputs: &[Val],
        _outputs: &mut [Val],
    ) -> Result<(), Error> {
        match self.0 {}
    }
}

/// A memory: there is none.
#[derive(Debug)]
pub struct Memory(Never);

impl Memory {
    /// Never called.
    pub fn size<T>(&self, _store: &Store<T>) -> u64 {
        match self.0 {}
    }

    /// Never called.
    pub fn data<'a, T>(&self, _store: &'a Store<T>) -> &'a [u8] {
        match self.0 {}
    }

    /// Never called.
    pub fn data_mut<'a, T>(&self, _store: &'a mut Store<T>) -> &'a mut [u8] {
        match self.0 {}
    }

    /// Never called.
    pub fn grow<T>(&self, _store: &mut Store<T>, _pages: u64) -> Result<u64, Error> {
        match self.0 {}
    }

    /// Never called.
    pub fn write<C>(&self, _context: C, _offset: usize, _bytes: &[u8]) -> Result<(), Error> {
        match self.0 {}
    }

    /// Never called.
    pub fn read<C>(&self, _context: C, _offset: usize, _bytes: &mut [u8]) -> Result<(), Error> {
        match self.0 {}
    }
}

/// The caller of a host function: there is none.
#[derive(Debug)]
pub struct Caller<'a, T> {
    never: Never,
    data: PhantomData<&'a mut T>,
}

impl<T> Caller<'_, T> {
    /// Never called.
    pub fn get_export(&self, _name: &str) -> Option<Extern> {
        match self.never {}
    }

    /// Never called.
    pub fn data_mut(&mut self) -> &mut T {
        match self.never {}
    }
}
