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
    request.set_payload(Payload::Stream { payload: Box::pin(Paced::new(body, PATIENCE)) });
}

struct Paced {
    body: Payload,
    patience: Duration,
    started: Instant,
    received: u64,
    /// Set only while waiting.
    alarm: Option<Pin<Box<Sleep>>>,
}

impl Paced {
    fn new(body: Payload, patience: Duration) -> Self {
        Self { body, patience, started: Instant::now(), received: 0, alarm: None }
    }
}

/// How long a sender of `received` bytes may have taken until more is here.
fn allowance(received: u64, patience: Duration) -> Duration {
    patience.saturating_add(Duration::from_millis(received.saturating_mul(1000) / BYTES_PER_SECOND))
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
        let deadline = self.started + allowance(self.received, self.patience);
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
    use futures_util::{StreamExt as _, stream};

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn paced(body: impl Stream<Item = Result<Bytes, PayloadError>> + 'static) -> Paced {
        let body: Payload = Payload::Stream { payload: Box::pin(body) };
        Paced::new(body, Duration::from_millis(10))
    }

    #[test]
    fn a_large_photo_over_a_slow_line_has_the_time_it_needs() {
        // 12 MB at one megabit a second take a minute and a half.
        for second in 1..=96 {
            let received = u64::from(second) * 125_000;
            assert!(allowance(received, PATIENCE) > SECOND * second, "{second}");
        }
    }

    #[test]
    fn a_byte_a_second_has_hardly_more_than_the_patience() {
        assert!(allowance(60, PATIENCE) < PATIENCE + SECOND);
    }

    #[actix_web::test]
    async fn a_sender_that_falls_silent_is_cut_off() {
        let first = stream::iter([Ok(Bytes::from_static(b"first"))]);
        let mut body = paced(first.chain(stream::pending()));
        assert_eq!(body.next().await.unwrap().unwrap(), "first");
        assert!(was_too_slow(&body.next().await.unwrap().unwrap_err()));
    }

    #[actix_web::test]
    async fn what_is_already_here_is_passed_on_whole() {
        let chunks = stream::iter((0..100).map(|_| Ok(Bytes::from(vec![0; 1000]))));
        let received: Vec<_> = paced(chunks).collect().await;
        let total: usize = received.into_iter().map(|chunk| chunk.unwrap().len()).sum();
        assert_eq!(total, 100_000);
    }
}
