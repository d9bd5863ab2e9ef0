//! Cases: their surface follows that of the room of reviews.
