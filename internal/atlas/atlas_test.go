package atlas

import (
	"strings"
	"testing"

	"entente/data"
)

func shipped(t testing.TB) *Atlas {
	t.Helper()
	a, err := Load(data.FS, "actors", "gazetteer")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestShipped(t *testing.T) { shipped(t) }

func best(a *Atlas, forms []string, i int) string {
	hs := a.Longest(forms, i)
	s := ""
	for _, h := range hs {
		if h.Tokens == hs[0].Tokens {
			s += " " + h.Entity.ID + ":" + string(h.Kind)
			if h.Weak {
				s += "~"
			}
		}
	}
	if s == "" {
		return "-"
	}
	return strings.TrimSpace(s)
}

func TestLongest(t *testing.T) {
	a := shipped(t)
	for _, c := range []struct{ text, want string }{
		{"U.S. officials", "USA:adjective USA:alias"},
		{"US officials", "USA:adjective USA:alias"},
		{"us officials", "-"},
		{"turkey", "-"},
		{"Turkey", "TUR:name"},
		{"TURKEY SAYS", "TUR:name"},
		{"Guinea - Bissau", "GNB:name"},
		{"People 's Republic of China", "CHN:alias"},
		{"People's Republic of China", "CHN:alias"},
		{"Cote d’Ivoire", "CIV:alias"},
		{"I ran", "-"},
		{"Papua New Guinea", "PNG:name"},
		{"South Korea 's", "KOR:name"},
		{"Nigeria", "NGA:name"},
		{"SCO", "SCO:acronym"},
		{"Sco", "-"},
	} {
		got := best(a, strings.Fields(c.text), 0)
		if !strings.Contains(got, c.want) {
			t.Errorf("%s: got %s, want %s", c.text, got, c.want)
		}
	}
	if r, n := a.LongestRole([]string{"border", "guards", "say"}, 0); n != 2 || r.Sector != "MIL" {
		t.Error(r, n)
	}
}
