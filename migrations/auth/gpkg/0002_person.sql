-- Whose account it is: the code of a person, so that a worker finds the own posts. It gives no right.

ALTER TABLE account ADD COLUMN person TEXT NOT NULL DEFAULT '';
