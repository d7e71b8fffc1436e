ALTER TABLE board_updates ADD COLUMN at_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE board_updates ADD COLUMN folded BOOLEAN NOT NULL DEFAULT false;
CREATE INDEX board_updates_unfolded ON board_updates (board_id, seq) WHERE NOT folded;
