package query

import (
	"context"
	"reflect"
	"testing"
)

// TestSearchKnows: what the index knows of the documents found is what the ledger does.
func TestSearchKnows(t *testing.T) {
	s := fill(t, 400)
	l := ledger(t, s, Options{})
	ctx := context.Background()
	any := 0
	for _, q := range []string{"matter", "matter 7", `"the matter"`, "mat*", "nowhere"} {
		want, err := s.Search(ctx, q, 15)
		if err != nil {
			t.Fatal(err)
		}
		got, err := l.Search(ctx, q, 15)
		if err != nil || len(got) != len(want) {
			t.Fatalf("%s: got %d hits, %v, want %d", q, len(got), err, len(want))
		}
		any += len(got)
		for i, h := range want {
			if d := sourceOf(h.Doc); !reflect.DeepEqual(got[i].Document, d) || got[i].Score != h.Score || got[i].Snippet != h.Words || got[i].Matches != len(h.Spans) {
				t.Errorf("%s, hit %d: got %+v, want %+v %+v", q, i, got[i], d, h)
			}
		}
	}
	if any == 0 {
		t.Error("nothing was found")
	}
}
