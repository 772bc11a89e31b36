package export

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
)

// What is written is read back: columns in order, types of the cells, nulls.
func TestParquet(t *testing.T) {
	columns := []string{"period", "n", "share", "mixed", "both", "yes", "ids", "nothing", "period", "a, b"}
	rows := [][]any{
		{"2022-Q1", 3, .25, 1, "x", true, []string{"KAZ", "RUS"}, nil, "again", "c"},
		{nil, nil, nil, 1.5, 2, false, []string{}, nil, nil, nil},
		{"2022-Q3", int64(4), -.5, nil, nil, nil, nil, nil, nil, nil},
	}
	var a, b bytes.Buffer
	if err := Parquet(&a, columns, rows); err != nil {
		t.Fatal(err)
	}
	if err := Parquet(&b, columns, rows); err != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Errorf("two files differ (%v)", err)
	}
	type row struct {
		Period  *string  `parquet:"period,optional"`
		N       *int64   `parquet:"n,optional"`
		Share   *float64 `parquet:"share,optional"`
		Mixed   *float64 `parquet:"mixed,optional"`
		Both    *string  `parquet:"both,optional"`
		Yes     *bool    `parquet:"yes,optional"`
		IDs     []string `parquet:"ids,list"`
		Nothing *string  `parquet:"nothing,optional"`
		Again   *string  `parquet:"period_2,optional"`
		AB      *string  `parquet:"a  b,optional"`
	}
	got, err := parquet.Read[row](bytes.NewReader(a.Bytes()), int64(a.Len()))
	if err != nil {
		t.Fatal(err)
	}
	p := func(s string) *string { return &s }
	f := func(v float64) *float64 { return &v }
	i := func(v int64) *int64 { return &v }
	y := func(v bool) *bool { return &v }
	want := []row{
		{p("2022-Q1"), i(3), f(.25), f(1), p("x"), y(true), []string{"KAZ", "RUS"}, nil, p("again"), p("c")},
		{nil, nil, nil, f(1.5), p("2"), y(false), []string{}, nil, nil, nil},
		{p("2022-Q3"), i(4), f(-.5), nil, nil, nil, []string{}, nil, nil, nil},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	file, err := parquet.OpenFile(bytes.NewReader(a.Bytes()), int64(a.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range file.Root().Columns() {
		names = append(names, c.Name())
	}
	if got, want := strings.Join(names, "|"), "period|n|share|mixed|both|yes|ids|nothing|period_2|a  b"; got != want {
		t.Errorf("columns: got %s, want %s", got, want)
	}
}

func TestParquetFaults(t *testing.T) {
	for _, tt := range []struct {
		rows [][]any
		want string
	}{
		{[][]any{{"a"}}, "a row has 1 cells for 2 columns"},
		{[][]any{{"a", struct{}{}}}, "column n: no form for a struct {}"},
	} {
		err := Parquet(&bytes.Buffer{}, []string{"id", "n"}, tt.rows)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("got %v, want %q", err, tt.want)
		}
	}
	var b bytes.Buffer
	if err := Parquet(&b, []string{"id"}, nil); err != nil || b.Len() == 0 {
		t.Errorf("no rows: %v, %d bytes", err, b.Len())
	}
}
