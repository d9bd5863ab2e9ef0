//! `madoguchi payment-provider`: the pretended provider as its own process.

use std::{process::ExitCode, sync::Arc, time::Duration};

use kernel::{SystemClock, SystemIds};
use payment_stub::{Secret, StubConfig};

use crate::{environment, fault::Fault, output, settings::Settings};

pub(crate) fn run(settings: &Settings, listen: &str) -> Result<ExitCode, Fault> {
    let secret = environment::variable("MADOGUCHI_PAYMENT_SECRET").ok_or_else(|| {
        Fault::usage("set MADOGUCHI_PAYMENT_SECRET here and for `madoguchi serve` to the same text")
    })?;
    let config = StubConfig {
        listen: listen.to_owned(),
        journal: Some(settings.data.join("payment-provider.jsonl")),
        ..pretended(Secret::new(secret.into_bytes()))
    };
    actix_web::rt::System::new().block_on(async {
        let (server, address) = payment_stub::serve(config).map_err(Fault::usage)?;
        output::data(format_args!("listening on http://{address}"));
        server.await.map_err(Fault::found)?;
        Ok(ExitCode::SUCCESS)
    })
}

/// The provider on a free port of this machine, in memory.
pub(crate) fn pretended(secret: Secret) -> StubConfig {
    StubConfig {
        listen: "127.0.0.1:0".to_owned(),
        secret,
        journal: None,
        clock: Arc::new(SystemClock),
        ids: Arc::new(SystemIds),
        delay: chrono::Duration::seconds(30),
        tick: Duration::from_millis(250),
    }
}
