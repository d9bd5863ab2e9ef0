DROP INDEX attachments_waiting;
