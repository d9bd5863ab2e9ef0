//! The only doors to a connection.
use kernel::MunicipalityId;
use std::marker::PhantomData;

/// A transaction that can be read from: [`ReadTx`] and [`WriteTx`].
pub trait Reads: sealed::Sealed {
    /// Whose facts this transaction sees.
    fn municipality(&self) -> &MunicipalityId;
}
mod sealed {
    pub trait Sealed {}
}

/// A consistent view for reading.
pub struct ReadTx<'c> {
    municipality: &'c MunicipalityId,
    p: PhantomData<&'c mut ()>,
}
/// A transaction that writes.
pub struct WriteTx<'c> {
    municipality: &'c MunicipalityId,
    p: PhantomData<&'c mut ()>,
}
impl sealed::Sealed for ReadTx<'_> {}
impl sealed::Sealed for WriteTx<'_> {}
impl Reads for ReadTx<'_> {
    fn municipality(&self) -> &MunicipalityId {
        self.municipality
    }
}
impl Reads for WriteTx<'_> {
    fn municipality(&self) -> &MunicipalityId {
        self.municipality
    }
}
