-- Sources that nothing is left of are removed; whoever has them in memory hears of it as of any other change.

CREATE TRIGGER sources_deleted AFTER DELETE ON sources
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_rows('sources', 'id');
