//! Payments: their surface follows that of the room of fees.
