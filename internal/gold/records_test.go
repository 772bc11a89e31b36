package gold

import (
	"slices"
	"strings"
	"testing"
)

func TestRecords(t *testing.T) {
	got, err := Records(strings.NewReader(`[
		{"id": "a", "event": "DOCUMENT", "eventText": "about"},
		{"id": "b", "event": "DEMAND", "text": "Oman asked Peru and Chad.", "source": [{"actorText": "Oman"}], "target": [{"actorText": "Peru"}, {"actorText": "Chad"}]},
		{"id": "c", "event": "RETREAT", "text": "Laos will resign.", "source": {"actorText": "Laos"}, "target": ""}]`))
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].Type != "REQUEST" || !slices.Equal(got[0].Target, []string{"Peru", "Chad"}) || !slices.Equal(got[1].Source, []string{"Laos"}) || got[1].Target != nil {
		t.Errorf("got %+v", got)
	}
	if _, err := Records(strings.NewReader(`[{"id":`)); err == nil {
		t.Error("a file cut short was no error")
	}
}
