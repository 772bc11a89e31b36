package cli

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
)

// A table as Parquet is read back with the types of its cells; what is not stated
// is null.
func TestTableParquet(t *testing.T) {
	tab := &table{columns: []string{"id", "n", "share", "sure", "of"}}
	tab.add("a", 1, .5, true, []string{"KAZ", "RUS"})
	tab.add("b", nil, nil, nil, nil)
	var b bytes.Buffer
	if err := tab.with("method", "m").write(&b, "parquet"); err != nil {
		t.Fatal(err)
	}
	type row struct {
		ID     *string  `parquet:"id,optional"`
		N      *int64   `parquet:"n,optional"`
		Share  *float64 `parquet:"share,optional"`
		Sure   *bool    `parquet:"sure,optional"`
		Of     []string `parquet:"of,list"`
		Method *string  `parquet:"method,optional"`
	}
	got, err := parquet.Read[row](bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	id, id2, n, share, sure, m := "a", "b", int64(1), .5, true, "m"
	want := []row{{&id, &n, &share, &sure, []string{"KAZ", "RUS"}, &m}, {&id2, nil, nil, nil, []string{}, &m}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
