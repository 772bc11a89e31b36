-- ledger.duckdb, version 5: nothing changes here.
SELECT 1;
