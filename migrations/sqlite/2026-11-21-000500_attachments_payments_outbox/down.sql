DROP TABLE outbox;
DROP TABLE payment_events;
DROP TABLE payments;
DROP TABLE attachments;
