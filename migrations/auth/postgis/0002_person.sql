-- Whose account it is: the code of a person, so that a worker finds the own posts. It gives no right.

ALTER TABLE redsail_auth.account ADD COLUMN person text NOT NULL DEFAULT '';
