-- A row precedes its file, so that a file is deleted only because its row says so. The
-- default is what a server of the version before writes: a row whose file is there.
ALTER TABLE attachments ADD COLUMN state TEXT NOT NULL DEFAULT 'stored'
    CHECK (state IN ('pending', 'stored', 'expired')
        AND (state = 'stored' OR submission_id IS NULL));

-- The folder of files that belongs to this database, by the id that stands in both. Up to
-- the row `absent_up_to`, an operator knows that files are missing.
CREATE TABLE attachment_folders (
    municipality TEXT NOT NULL PRIMARY KEY,
    folder TEXT NOT NULL CHECK (length(folder) = 32),
    absent_up_to TEXT
);
