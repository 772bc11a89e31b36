package imports_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"entente/internal/record"
	"entente/internal/store/ask"
)

var update = flag.Bool("update", false, "write docs/imports.md anew")

// TestImportsDoc keeps the columns in docs/imports.md the same as the schema, and
// sees that each format and flag is told of.
func TestImportsDoc(t *testing.T) {
	const path = "../../../docs/imports.md"
	dir := t.TempDir()
	s := open(t, dir, false)
	addSynth(t, s, 10, 10)
	s.Close()
	l, err := ask.Open(t.Context(), dir, ask.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	var b strings.Builder
	b.WriteString("<!-- columns: written by go test ./internal/store/imports -run ImportsDoc -update -->\n\n## Columns of imports.duckdb\n")
	tables := map[string]string{}
	if _, err := l.Query(context.Background(), `SELECT table_name, comment FROM duckdb_tables() WHERE database_name = 'imports' UNION ALL
		SELECT view_name, comment FROM duckdb_views() WHERE database_name = 'imports' AND NOT internal`, func(_ []string, v []any) error {
		tables[fmt.Sprint(v[0])] = fmt.Sprint(v[1])
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	last := ""
	if _, err := l.Query(context.Background(), ask.Columns, func(_ []string, v []any) error {
		if v[1] != last {
			last = fmt.Sprint(v[1])
			fmt.Fprintf(&b, "\n### %s\n\n%s\n\n| column | type | is |\n| --- | --- | --- |\n", last, tables[last])
		}
		if v[4] == nil || tables[last] == "<nil>" {
			t.Errorf("%s.%s has no meaning", last, v[2])
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", v[2], v[3], v[4])
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(string(old), "<!-- columns")
	for _, name := range append(record.FormatNames(), record.FlagNames()...) {
		if name != "" && name != "synth" && !strings.Contains(head, "`"+name+"`") {
			t.Errorf("%s: nothing on %q", path, name)
		}
	}
	got := head + b.String()
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
