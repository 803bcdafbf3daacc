-- A link that its site does not give (404, 410, a refusal) is remembered too: it is tried again, but ever less
-- often, instead of in every round in which it is offered.

ALTER TABLE private.keys ADD COLUMN refused VARCHAR DEFAULT '';  -- reason of the last try; '' if it brought it
