-- documents.sqlite, version 3: nothing new; ledger.duckdb holds more of claims.
SELECT 1;
