package store

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
)

// TestLedgerDoc keeps docs/ledger.md the same as the schema: every table and
// column of both databases, with the words the schema says of it.
func TestLedgerDoc(t *testing.T) {
	s := openTest(t, t.TempDir())
	path := filepath.Join("..", "..", "docs", "ledger.md")
	old, err := os.ReadFile(path)
	if err != nil && !*update {
		t.Fatal(err)
	}
	head, _, ok := strings.Cut(string(old), "\n<!-- columns")
	if !ok {
		t.Fatalf("%s: no mark <!-- columns --> where the tables begin", path)
	}
	got := head + "\n<!-- columns: written by go test ./internal/store -run LedgerDoc -update -->\n" + columnsDoc(t, s)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if d := cmp.Diff(got, string(old)); d != "" {
		t.Errorf("%s is not that of the schema; run with -update\n%s", path, d)
	}
}

func columnsDoc(t *testing.T, s *Store) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\nThe version of the schema is %d.\n\n## ledger.duckdb\n", Version)
	for _, line := range strings.Split(strings.TrimSpace(table(t, s, `
		SELECT 'table', table_name, comment FROM duckdb_tables() WHERE database_name = 'ledger' UNION ALL
		SELECT 'view', view_name, comment FROM duckdb_views() WHERE database_name = 'ledger' AND NOT internal ORDER BY ALL`)), "\n") {
		c := strings.SplitN(line, "|", 3)
		if c[2] == "NULL" {
			t.Errorf("%s %s has no comment", c[0], c[1])
		}
		fmt.Fprintf(&b, "\n### %s (%s)\n\n%s\n\n| column | type | is |\n| --- | --- | --- |\n", c[1], c[0], c[2])
		for _, col := range strings.Split(strings.TrimSpace(table(t, s, `SELECT column_name, data_type, is_nullable, comment FROM duckdb_columns()
			WHERE database_name = 'ledger' AND table_name = `+quote(c[1])+" ORDER BY column_index")), "\n") {
			v := strings.SplitN(col, "|", 4)
			if v[3] == "NULL" && c[0] == "table" {
				t.Errorf("%s.%s has no comment", c[1], v[0])
			}
			if v[3] == "NULL" {
				v[3] = commentOf(t, s, v[0])
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", v[0], v[1], strings.ReplaceAll(v[3], "|", "\\|"))
		}
	}
	b.WriteString("\n## documents.sqlite\n")
	rows, err := s.docs.Query("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND type = 'table' AND name NOT LIKE 'search\\_%' ESCAPE '\\' ORDER BY name")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	column := regexp.MustCompile(`(?m)^  ([a-z]+) +([A-Z]+)[^\n]*?-- (.*)$`)
	for rows.Next() {
		var name, sql string
		if err := rows.Scan(&name, &sql); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "\n### %s (table)\n\n", name)
		cols := column.FindAllStringSubmatch(sql, -1)
		if name == "search" {
			b.WriteString("Full-text index (FTS5, contentless, Porter stems) of `title` and `text`; `rowid` is `documents.document`.\n")
			continue
		}
		var n int
		if err := s.docs.QueryRow("SELECT count(*) FROM pragma_table_info(?)", name).Scan(&n); err != nil || n != len(cols) {
			t.Errorf("table %s has %d columns and %d with a comment (%v)", name, n, len(cols), err)
		}
		b.WriteString("| column | type | is |\n| --- | --- | --- |\n")
		for _, c := range cols {
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", c[1], c[2], c[3])
		}
	}
	return b.String()
}

// commentOf is what a table says of a column that a view passes on.
func commentOf(t *testing.T, s *Store, column string) string {
	for _, from := range []string{"events", "documents", "evidence", "document_stories", "event_clusters", "claims", "batches"} {
		c := strings.TrimSpace(table(t, s, "SELECT comment FROM duckdb_columns() WHERE database_name = 'ledger' AND table_name = "+quote(from)+" AND column_name = "+quote(column)))
		if c != "" && c != "NULL" {
			return c
		}
	}
	t.Errorf("column %s of a view has no comment", column)
	return ""
}

// Both databases have a file for each version.
func TestMigrations(t *testing.T) {
	for _, database := range []string{"documents", "ledger"} {
		files, err := fs.Glob(migrations, "migrations/"+database+"/*.sql")
		if err != nil || len(files) != Version {
			t.Errorf("%s: %d files for %d versions (%v)", database, len(files), Version, err)
		}
		if s, err := steps(database, 0); err != nil || len(s) != Version {
			t.Errorf("%s: steps from 0: %d, %v", database, len(s), err)
		}
	}
}

// exported is some of the columns of an export.
type exported struct {
	ID       string  `parquet:"id,optional" json:"id"`
	Words    string  `parquet:"words,optional" json:"words"`
	Document string  `parquet:"document,optional" json:"document"`
	Scale    float64 `parquet:"scale,optional" json:"scale"`
	Begin    int64   `parquet:"begin_byte,optional" json:"begin_byte"`
}

// readers read an export with other people's code than DuckDB's.
var readers = map[string]func(*testing.T, []byte) []exported{
	"jsonl": func(t *testing.T, b []byte) (out []exported) {
		for line := range bytes.Lines(b) {
			var e exported
			if err := json.Unmarshal(line, &e); err != nil {
				t.Fatal(err)
			}
			out = append(out, e)
		}
		return out
	},
	"csv": func(t *testing.T, b []byte) (out []exported) {
		lines, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		at := map[string]int{}
		for i, name := range lines[0] {
			at[name] = i
		}
		for _, l := range lines[1:] {
			scale, _ := strconv.ParseFloat(l[at["scale"]], 64)
			begin, _ := strconv.ParseInt(l[at["begin_byte"]], 10, 64)
			out = append(out, exported{l[at["id"]], l[at["words"]], l[at["document"]], scale, begin})
		}
		return out
	},
	"parquet": func(t *testing.T, b []byte) []exported {
		out, err := parquet.Read[exported](bytes.NewReader(b), int64(len(b)))
		if err != nil {
			t.Fatal(err)
		}
		return out
	},
}

// The same ledger exports to the same bytes, and Parquet reads back.
func TestExport(t *testing.T) {
	s := openTest(t, t.TempDir())
	appendTest(t, s, allCoded(book)...)
	for i := range 100 {
		appendTest(t, s, synth(i))
	}
	rows, err := s.Events(t.Context(), Filter{})
	if err != nil {
		t.Fatal(err)
	}
	var want []exported
	for _, r := range rows {
		want = append(want, exported{r.Event.ID, r.Words, r.Doc.ID, r.Event.Scale, int64(r.Event.Evidence[0].Begin)})
	}
	for format := range formats {
		var a, b bytes.Buffer
		if err := s.Export(t.Context(), format, &a); err != nil {
			t.Fatal(err)
		}
		if err := s.Export(t.Context(), format, &b); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a.Bytes(), b.Bytes()) {
			t.Errorf("%s: two exports differ", format)
		}
		if d := cmp.Diff(want, readers[format](t, a.Bytes())); d != "" {
			t.Errorf("%s: read back: %s", format, d)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(s.dir, "export-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if err := s.Export(t.Context(), "xlsx", nil); err == nil {
		t.Error("unknown format: no error")
	}
}
