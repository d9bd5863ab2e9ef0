//! Bodies that arrive too slowly are cut off, so that idle senders cannot hold the counter.
//!
//! The rule is a rate, not a deadline: a large photo over a slow line gets the time it needs.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use actix_web::{
    HttpMessage as _,
    dev::{Payload, ServiceRequest},
    error::PayloadError,
    web::Bytes,
};
use futures_util::Stream;
use tokio::time::{Instant, Sleep, sleep_until};

/// A body slower than this on average is not somebody's phone (4 kB/s is a tenth of 3G).
const BYTES_PER_SECOND: u64 = 4_000;
/// What everybody gets on top: a handover between cells, a hesitating proxy.
const PATIENCE: Duration = Duration::from_secs(10);

/// Puts the rate before the body of `request`. Bodies that are already here cost nothing.
pub(crate) fn pace(request: &mut ServiceRequest) {
    let body = match request.take_payload() {
        Payload::None => return,
        body @ (Payload::H1 { .. } | Payload::Stream { .. }) => body,
    };
    let paced = Paced { body, started: Instant::now(), received: 0, alarm: None };
    request.set_payload(Payload::Stream { payload: Box::pin(paced) });
}

struct Paced {
    body: Payload,
    started: Instant,
    received: u64,
    /// Set only while waiting.
    alarm: Option<Pin<Box<Sleep>>>,
}

impl Paced {
    /// By when more has to be here.
    fn deadline(&self) -> Instant {
        self.started + PATIENCE + Duration::from_millis(self.received * 1000 / BYTES_PER_SECOND)
    }
}

impl Stream for Paced {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Poll::Ready(chunk) = Pin::new(&mut self.body).poll_next(context) {
            self.alarm = None;
            if let Some(Ok(bytes)) = &chunk {
                let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                self.received = self.received.saturating_add(length);
            }
            return Poll::Ready(chunk);
        }
        let deadline = self.deadline();
        let alarm = self.alarm.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        match alarm.as_mut().poll(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(()) => Poll::Ready(Some(Err(too_slow()))),
        }
    }
}

fn too_slow() -> PayloadError {
    PayloadError::Io(std::io::ErrorKind::TimedOut.into())
}

/// Whether reading a body ended because it came too slowly.
pub(crate) fn was_too_slow(fault: &PayloadError) -> bool {
    matches!(fault, PayloadError::Io(io) if io.kind() == std::io::ErrorKind::TimedOut)
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt as _;

    use super::*;

    /// `count` chunks of `size` bytes, one every `pause`.
    async fn outcome(count: usize, size: usize, pause: Duration) -> Result<usize, PayloadError> {
        let chunks = futures_util::stream::iter(0..count).then(move |_| async move {
            tokio::time::sleep(pause).await;
            Ok(Bytes::from(vec![0; size]))
        });
        let body = Payload::Stream { payload: Box::pin(chunks) };
        let mut paced = Paced { body, started: Instant::now(), received: 0, alarm: None };
        let mut total = 0;
        while let Some(chunk) = paced.next().await {
            total += chunk?.len();
        }
        Ok(total)
    }

    #[tokio::test(start_paused = true)]
    async fn a_large_photo_over_a_slow_line_arrives() {
        // 12 MB at one megabit a second take a minute and a half.
        let pause = Duration::from_millis(100);
        assert_eq!(outcome(960, 12_500, pause).await.unwrap(), 12_000_000);
    }

    #[tokio::test(start_paused = true)]
    async fn a_byte_a_second_is_cut_off() {
        let start = Instant::now();
        let fault = outcome(10_000, 1, Duration::from_secs(1)).await.unwrap_err();
        assert!(was_too_slow(&fault), "{fault}");
        assert!(start.elapsed() < Duration::from_secs(12), "{:?}", start.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn a_sender_that_falls_silent_is_cut_off() {
        let fault = outcome(2, 1000, Duration::from_secs(3600)).await.unwrap_err();
        assert!(was_too_slow(&fault), "{fault}");
    }
}
