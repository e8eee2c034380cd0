-- A put's content stands in the log and in the version that it made. It is kept once: the
-- log's body is then cut open where the content goes, and names the row that has it.

-- +goose Up

-- fid in area_content, building_content … as kind says; null where body is whole.
ALTER TABLE change_log ADD COLUMN content INTEGER;

-- The bytes of body in front of the content.
ALTER TABLE change_log ADD COLUMN cut INTEGER;
