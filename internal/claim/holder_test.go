package claim_test

import (
	"fmt"
	"testing"
)

// TestHolder: who holds the first claim of somebody other than the writer, of
// which kind, whether named, for whom, and when it was said.
func TestHolder(t *testing.T) {
	w := newWorld(t)
	for _, tt := range []struct{ text, want string }{
		{"“The talks were useful,” said one Western ambassador, who asked not to be named.", "person of THE_WEST anonymous 2022-12-04"},
		{"The Russian foreign minister, Sergey Lavrov, said on 1 December 2022 that the talks had failed.", "person RUS state 2022-12-01"},
		{"Temur Umarov, a fellow at the Carnegie Endowment for International Peace, said that Russia would accept it.", "person of CARNEGIE 2022-12-04"},
		{"Experts say that the army is tired.", "group anonymous 2022-12-04"},
		{"Russia said that the army was ready.", "state RUS state 2022-12-04"},
		{"“He insulted our dead,” said Halima Garba, whose brother was killed in 2019.", "person 2022-12-04"},
		{"According to a report by the central bank, debt has doubled.", "document 2022-12-04"},
		{"Russia wants the bases, Umarov said, but Tajikistan does not.", "person 2022-12-04"},
	} {
		c := w.find(t, tt.text, "2022-12-04")
		got := "nobody"
		for _, cl := range c.Claims {
			h := cl.Holder
			if h.Kind == "article" {
				continue
			}
			got = string(h.Kind)
			if h.Country != "" {
				got += " " + h.Country
			}
			if h.Affiliation != "" {
				got += " of " + h.Affiliation
			}
			if h.StateActor {
				got += " state"
			}
			if h.Anonymous {
				got += " anonymous"
			}
			got += " " + cl.Date.String()
			break
		}
		if got != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.text, got, tt.want)
		}
		for _, cl := range c.Claims { // what others say of a state is not its word
			if fmt.Sprint(cl.Holder.Actor) == "TJK" {
				t.Errorf("%s: Tajikistan says %q", tt.text, cl.In(c.Text))
			}
		}
	}
}
