package ask_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"entente/internal/importer"
	"entente/internal/store"
	"entente/internal/store/ask"
	"entente/internal/store/imports"
	"entente/internal/synth"
)

func ledger(t *testing.T) (dir string, l *ask.Ledger) {
	t.Helper()
	dir = t.TempDir()
	s, err := store.Open(t.Context(), dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	i, err := imports.Open(t.Context(), dir, imports.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var iso []string
	for n := range 200 {
		iso = append(iso, fmt.Sprintf("C%02X", n))
	}
	if _, err := importer.Synth(t.Context(), synth.New(1, iso), 1, 500, i, importer.Options{}); err != nil {
		t.Fatal(err)
	}
	if err := i.Close(); err != nil {
		t.Fatal(err)
	}
	l, err = ask.Open(t.Context(), dir, ask.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return dir, l
}

func query(l *ask.Ledger, q string) (out string, err error) {
	_, err = l.Query(context.Background(), q, func(_ []string, values []any) error {
		out += fmt.Sprintln(values...)
		return nil
	})
	return out, err
}

func TestAnswers(t *testing.T) {
	_, l := ledger(t)
	for q, want := range map[string]string{
		"SELECT count(*) FROM imports.imported": "500\n",
		"FROM events SELECT count(*);":          "0\n",
		"WITH a AS (SELECT 1 AS x) SELECT x, NULL, 1.5, DATE '2015-10-27', [1, 2], 'a' FROM a": "1 <nil> 1.5 2015-10-27 [1 2] a\n",
		"SELECT count(*) > 40 FROM (DESCRIBE imports.imported) x, range(3)":                    "true\n",
		"SELECT max(x) FROM (SELECT sum(n) OVER () AS x FROM imports.imported_months)":         "500\n",
	} {
		if got, err := query(l, q); err != nil || got != want {
			t.Errorf("%s: got %q (%v), want %q", q, got, err, want)
		}
	}
}

// What is not a question is refused, and so is a question that would read or write
// anything but the ledger.
func TestRefuses(t *testing.T) {
	dir, l := ledger(t)
	secret := filepath.Join(t.TempDir(), "secret.csv")
	if err := os.WriteFile(secret, []byte("a\n1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{
		"INSERT INTO documents SELECT * FROM documents",
		"DELETE FROM imports.parties",
		"CREATE TABLE x (a INTEGER)",
		"CREATE TEMP TABLE x (a INTEGER)",
		"DROP TABLE events",
		"UPDATE meta SET value = '9'",
		"SET threads = 1",
		"SET enable_external_access = true",
		"RESET lock_configuration",
		"PRAGMA threads = 1",
		"ATTACH '" + filepath.Join(dir, "x.duckdb") + "' AS x",
		"DETACH imports",
		"INSTALL httpfs",
		"LOAD httpfs",
		"COPY (SELECT 1) TO '" + filepath.Join(dir, "out.csv") + "'",
		"EXPORT DATABASE '" + dir + "'",
		"SELECT * FROM read_csv('" + secret + "')",
		"SELECT * FROM '" + secret + "'",
		"SELECT * FROM read_text('" + secret + "')",
		"SELECT * FROM glob('/*')",
		"SELECT 1; DROP TABLE events",
		"BEGIN", "CALL pragma_version()", "CHECKPOINT", "VACUUM", "USE imports",
		"SELECT ?", "", "nonsense",
	} {
		if out, err := query(l, q); err == nil {
			t.Errorf("%s: answered %q", q, out)
		}
	}
	if _, err := query(l, "DROP TABLE events"); !errors.Is(err, ask.ErrNotReading) {
		t.Errorf("not a question: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*.csv")); len(left) > 0 {
		t.Errorf("written: %q", left)
	}
	if got, err := query(l, "SELECT count(*) FROM imports.parties"); err != nil || got != "200\n" {
		t.Errorf("after all that: %q, %v", got, err)
	}
}

// Every table, view and column has its meaning.
func TestColumns(t *testing.T) {
	_, l := ledger(t)
	n := 0
	if _, err := l.Query(t.Context(), ask.Columns, func(_ []string, v []any) error {
		n++
		if v[0] == "imports" && v[4] == nil {
			t.Errorf("%v has no meaning", v)
		}
		return nil
	}); err != nil || n < 150 {
		t.Errorf("%d columns, %v", n, err)
	}
}

func TestMissing(t *testing.T) {
	if _, err := ask.Open(t.Context(), t.TempDir(), ask.Options{}); !errors.Is(err, store.ErrNotFound) || !strings.Contains(err.Error(), "entente import") {
		t.Errorf("empty folder: %v", err)
	}
}
