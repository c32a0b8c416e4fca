-- /readyz asks which migrations are applied. The table is Prisma's own; it does not exist in a database that is only
-- used to compare schemas.
do $$ begin
  if to_regclass('_prisma_migrations') is not null then
    grant select on _prisma_migrations to countersign_app;
  end if;
end $$;
