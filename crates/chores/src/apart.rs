//! One row for itself: whatever is wrong with it, the others go on.

use casework::Error;

/// Runs the work on one row; a fault of its own, even a panic, is given back in words. What is
/// not the row's fault (the store, the provider) ends the round, which is tried again.
pub(crate) async fn apart<T: Send + 'static>(
    work: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<Result<T, String>, Error> {
    match tokio::spawn(work).await {
        Ok(Ok(done)) => Ok(Ok(done)),
        Ok(Err(
            fault @ (Error::Busy
            | Error::Full
            | Error::Away
            | Error::InDoubt { .. }
            | Error::ProviderAway),
        )) => Err(fault),
        Ok(Err(fault)) => Ok(Err(fault.to_string())),
        Err(ended) => Ok(Err(ended.to_string())),
    }
}
