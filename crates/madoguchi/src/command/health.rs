//! `madoguchi health`: whether the server of this machine is ready, for images without a shell.

use std::{process::ExitCode, time::Duration};

use crate::{fault::Fault, settings::Settings};

/// Longer than a healthy server needs, shorter than whoever asks waits.
const PATIENCE: Duration = Duration::from_secs(2);

pub(crate) fn run(settings: &Settings) -> Result<ExitCode, Fault> {
    // Who listens everywhere listens here.
    let address = settings.listen.replace("0.0.0.0:", "127.0.0.1:").replace("[::]:", "[::1]:");
    let agent: ureq::Agent =
        ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).build().into();
    agent
        .get(format!("http://{address}/readyz"))
        .call()
        .map_err(|fault| Fault::found(format!("the server on {address} is not ready: {fault}")))?;
    Ok(ExitCode::SUCCESS)
}
