-- One index serves those who load, who replay and who forget, and each append writes one page less.
DROP INDEX board_updates_by_board;
DROP INDEX board_updates_unfolded;
CREATE INDEX board_updates_by_board ON board_updates (board_id, folded, seq);
