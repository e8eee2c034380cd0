-- The contents go back into the bodies of the log. Of organisations, persons and posts there is none
-- here: 0004 is taken back before.

UPDATE change_log SET body = CAST(substr(body, 1, cut) || (SELECT c.body FROM area_content AS c WHERE c.fid = change_log.content) || substr(body, cut + 1) AS BLOB)
WHERE cut IS NOT NULL AND kind = 'area';
UPDATE change_log SET body = CAST(substr(body, 1, cut) || (SELECT c.body FROM building_content AS c WHERE c.fid = change_log.content) || substr(body, cut + 1) AS BLOB)
WHERE cut IS NOT NULL AND kind = 'building';
UPDATE change_log SET body = CAST(substr(body, 1, cut) || (SELECT c.body FROM line_content AS c WHERE c.fid = change_log.content) || substr(body, cut + 1) AS BLOB)
WHERE cut IS NOT NULL AND kind = 'line';
UPDATE change_log SET body = CAST(substr(body, 1, cut) || (SELECT c.body FROM place_content AS c WHERE c.fid = change_log.content) || substr(body, cut + 1) AS BLOB)
WHERE cut IS NOT NULL AND kind = 'place';

ALTER TABLE change_log DROP COLUMN cut;
ALTER TABLE change_log DROP COLUMN content;
