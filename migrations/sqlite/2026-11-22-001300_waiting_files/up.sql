-- What one person has sent and not filed: looked for with every file that comes and every page that
-- names one. By its expiry alone, whatever waits in the whole municipality would be read.
CREATE INDEX attachments_waiting ON attachments (municipality, owner_hash, expires_at)
    WHERE submission_id IS NULL;
