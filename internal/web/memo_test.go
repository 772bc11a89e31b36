package web

import (
	"reflect"
	"testing"

	"entente/data"
	"entente/internal/alignment"
	"entente/internal/votes"
)

// TestMemoVotes: votes that are kept are those of the table that is asked.
func TestMemoVotes(t *testing.T) {
	all, err := votes.Load(data.FS, "votes")
	if err != nil {
		t.Fatal(err)
	}
	half := *all
	half.Rolls = all.Rolls[:len(all.Rolls)/2]
	var m memo
	for _, table := range []*votes.Table{all, &half, all} {
		got, err := m.votes(table, "CHN", "FRA", 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		want, err := alignment.Votes(table, "CHN", "FRA", votes.Pick{}, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("votes of %d roll calls are not those of the table", len(table.Rolls))
		}
	}
}
