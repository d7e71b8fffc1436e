-- A copy of a file has the parts of the first one, rather than its own.
ALTER TABLE files ADD COLUMN parts_of TEXT REFERENCES files (id);
CREATE INDEX files_by_parts ON files (parts_of);
