package gold

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A Record is a sentence with one event that people coded in it; there may be others.
type Record struct {
	ID, Text       string
	Type           string   // PLOVER event type by its present name
	Source, Target []string // words of the sentence
}

// recordActors are the words of actors: an array of objects, one object, or, where
// there is none, a string without meaning.
type recordActors []string

func (a *recordActors) UnmarshalJSON(b []byte) error {
	var list []struct{ ActorText string }
	if json.Unmarshal(b, &list) != nil {
		list = make([]struct{ ActorText string }, 1)
		if json.Unmarshal(b, &list[0]) != nil {
			return nil
		}
	}
	for _, x := range list {
		if x.ActorText != "" {
			*a = append(*a, x.ActorText)
		}
	}
	return nil
}

// maxRecords bounds a file of records, in bytes.
const maxRecords = 64 << 20

// Records reads the gold standard records of PLOVER, a JSON array. Types that had
// another name in 2016 get the present one; records without an event are left out.
//
// Source: openeventdata/PLOVER, PLOVER_GSR_CAMEO.txt.
func Records(r io.Reader) ([]Record, error) {
	var all []struct {
		ID, Event, Text string
		Source, Target  recordActors
	}
	if err := json.NewDecoder(io.LimitReader(r, maxRecords)).Decode(&all); err != nil {
		return nil, fmt.Errorf("read records: %w", err)
	}
	renamed := map[string]string{"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE", "FIGHT": "ASSAULT"}
	var out []Record
	for _, x := range all {
		typ := strings.ToUpper(x.Event)
		if n, ok := renamed[typ]; ok {
			typ = n
		}
		if x.Text == "" || !slices.Contains(Types, typ) {
			continue
		}
		rec := Record{ID: x.ID, Text: x.Text, Type: typ}
		rec.Source, rec.Target = x.Source, x.Target
		out = append(out, rec)
	}
	return out, nil
}
