-- The database of the orders example. Applied on the writer by the team's pipeline (or once by the rehearsal), never when
-- a service starts: a release must start on a reader, where nothing can be created. Repeatable.

create table if not exists catalogue (
  item        text    primary key check (item ~ '^[a-z][a-z0-9-]{0,39}$'),
  name        text    not null,
  price_cents integer not null check (price_cents > 0)
);

-- The customer's UUID is the key: a sequence would, after a failover that lost rows, issue numbers a second time that
-- customers already hold. No foreign key to the catalogue: the two services must be able to part.
create table if not exists orders (
  id        uuid        primary key,
  item      text        not null,
  quantity  integer     not null check (quantity between 1 and 1000),
  placed_at timestamptz not null default now()
);

-- What write canaries store to prove that this Region commits; rows older than a day are deleted by the next one.
create table if not exists canary_orders (
  nonce text        primary key,
  epoch integer     not null,
  at    timestamptz not null default now()
);
create index if not exists canary_orders_at on canary_orders (at);

insert into catalogue (item, name, price_cents) values
  ('tea', 'Tea', 350),
  ('coffee', 'Coffee', 420),
  ('cocoa', 'Cocoa', 480),
  ('scone', 'Scone', 310)
on conflict (item) do nothing;
