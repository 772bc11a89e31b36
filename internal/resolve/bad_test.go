package resolve_test

import (
	"strings"
	"testing"
)

// Two presidents of one surname in office at once: neither is guessed without
// support from the text.
func TestSharedSurname(t *testing.T) {
	for _, tt := range []struct{ text, actor, reason string }{
		{"Morales said the road was closed.", "", "may be per.morales.evo or per.morales.jimmy; nothing in the text decides"},
		{"Morales said the road to La Paz was closed, the Bolivian army reported.", "per.morales.evo", "actors/"},
		{"Guatemalan President Morales said the road was closed.", "per.morales.jimmy", "by the state or body in front of the name"},
		{"Jimmy Morales spoke first.\n\nMorales said the road was closed.", "per.morales.jimmy", ""},
	} {
		r := read(t, tt.text, "2019-06-01")
		at := strings.LastIndex(tt.text, "Morales")
		found := false
		for _, m := range r.Mentions {
			if m.Begin <= at && at < m.End {
				found = true
				if m.Actor != tt.actor || !strings.Contains(m.Reason, tt.reason) || tt.actor == "" && m.Country != "" {
					t.Errorf("%q: actor %q, country %q, reason %q; want %q, %q", tt.text, m.Actor, m.Country, m.Reason, tt.actor, tt.reason)
				}
			}
		}
		if !found && tt.actor != "" {
			t.Errorf("%q: no mention of Morales", tt.text)
		}
	}
}

// A chain of 500 words of titles is bounded, and the name behind it still found.
func TestTitleChain(t *testing.T) {
	for _, chain := range []string{
		strings.Repeat("Deputy Prime Minister ", 167),
		strings.Repeat("Deputy Prime Minister and Acting ", 100),
		strings.Repeat("president of the council of the ", 84),
	} {
		text := "Peru's " + chain + "Foreign Minister Jane Doe resigned."
		r := read(t, text, "2022-12-05")
		found := false
		for _, m := range r.Mentions {
			if m.Begin < 0 || m.End > len(text) || m.Empty() {
				t.Fatalf("mention %+v", m.Span)
			}
			if words := len(strings.Fields(m.In(text))); words > 200 {
				t.Errorf("a mention of %d words", words)
			}
			found = found || strings.Contains(m.In(text), "Jane Doe")
		}
		if !found {
			t.Errorf("%.40s…: no mention of Jane Doe among %d", chain, len(r.Mentions))
		}
	}
}
