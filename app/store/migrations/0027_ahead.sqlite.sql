-- How far the journals before board_updates have been moved into it: one row.
CREATE TABLE board_updates_moved (seq BIGINT NOT NULL);
INSERT INTO board_updates_moved (seq) VALUES (0);
