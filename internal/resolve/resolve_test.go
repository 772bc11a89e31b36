package resolve_test

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"

	"entente/data"
	"entente/internal/atlas"
	"entente/internal/doc"
	"entente/internal/edtf"
	"entente/internal/event"
	"entente/internal/nlp"
	"entente/internal/page"
	"entente/internal/resolve"
	"entente/internal/resolve/times"
	"entente/models"
)

type world struct {
	pages    *page.Reader
	parser   *nlp.Parser
	resolver *resolve.Resolver
	atlas    *atlas.Atlas
}

var theWorld = sync.OnceValues(func() (*world, error) {
	a, err := atlas.Load(data.FS, "actors", "gazetteer")
	if err != nil {
		return nil, err
	}
	p, err := nlp.Load(models.FS, "en")
	if err != nil {
		return nil, err
	}
	dates, err := fs.Sub(data.FS, "dates")
	if err != nil {
		return nil, err
	}
	t, err := times.Load(dates)
	if err != nil {
		return nil, err
	}
	pages, err := page.New(data.FS, "dates", nil)
	if err != nil {
		return nil, err
	}
	return &world{pages, p, resolve.New(a).WithTimes(t.Resolve), a}, nil
})

// read takes a text, published on a day, to its mentions.
func read(tb testing.TB, text, published string) *event.Resolved {
	tb.Helper()
	w, err := theWorld()
	if err != nil {
		tb.Fatal(err)
	}
	var at edtf.Date
	if published != "" {
		at = edtf.MustParse(published)
	}
	p, err := w.pages.Read(&doc.Document{ID: "x", Text: text}, page.Options{Published: at})
	if err != nil {
		tb.Fatal(err)
	}
	parsed, err := w.parser.Parse(p)
	if err != nil {
		tb.Fatal(err)
	}
	r, err := w.resolver.Resolve(parsed)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// show is one line a mention: words, kind, actor or country, sector, role.
func show(r *event.Resolved, m event.Mention) string {
	id := m.Actor
	if m.Country != "" && m.Country != id {
		id = strings.Trim(id+"@"+m.Country, "@")
	}
	return fmt.Sprintf("%s|%s|%s|%s|%s", m.In(r.Text), m.Kind, id, m.Sector, m.Role)
}

// TestMentions: each sentence must give at least these mentions, written as words,
// kind, country, and role; "-" before words: no mention may hold that country.
func TestMentions(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []string // "words = kind country role"
	}{
		{"Kazakh President Kassym-Jomart Tokayev arrived in Vienna.", []string{"Kassym-Jomart Tokayev = person KAZ president"}},
		{"Uzbek leader Shavkat Mirziyoyev thanked Emomali Rahmon.", []string{"Shavkat Mirziyoyev = person UZB president", "Emomali Rahmon = person TJK president"}},
		{"The Kremlin rejected the plan, and Downing Street welcomed it.", []string{"Kremlin = * RUS", "Downing Street = * GBR"}},
		{"Ankara recalled its envoy from Paris.", []string{"Ankara = * TUR"}},
		{"Chinese security forces crossed the river.", []string{"Chinese security forces = unit CHN"}},
		{"The European Union and NATO issued a statement.", []string{"European Union = organisation EU", "NATO = organisation NATO"}},
		{"The Shanghai Cooperation Organization (SCO) met in June.", []string{"Shanghai Cooperation Organization = organisation SCO"}},
		{"European Council President Charles Michel flew to Astana.", []string{"Charles Michel = person EUROPEAN_COUNCIL"}},
		{"A fellow at the Kissinger Institute on China and the United States disagreed.", []string{"-CHN", "-USA"}},
		{"London's Royal United Services Institute published a note.", []string{"-GBR"}},
		{"He told RFE/RL that the road was closed.", []string{"-USA"}},
		{"Kyrgyz border guards detained two Tajik citizens.", []string{"Kyrgyz border guards = unit KGZ", "Tajik citizens = collective TJK"}},
		{"Georgia's parliament passed the bill in Tbilisi.", []string{"Georgia = * GEO"}},
		{"Jordan sent medics to Chad.", []string{"Jordan = state JOR", "Chad = state TCD"}},
		{"The Taliban closed the school.", []string{"Taliban = * TALIBAN"}},
		{"Israeli Prime Minister Yair Lapid spoke to the US president.", []string{"Yair Lapid = person ISR prime minister", "US president = person USA"}},
		{"South Korea and North Korea exchanged fire.", []string{"South Korea = state KOR", "North Korea = state PRK"}},
		{"Guinea-Bissau and Equatorial Guinea signed a note.", []string{"Guinea-Bissau = state GNB", "Equatorial Guinea = state GNQ"}},
		{"Niger and Nigeria closed their border.", []string{"Niger = state NER", "Nigeria = state NGA"}},
		{"Experts and observers doubted it.", []string{"Experts = collective -", "observers = collective -"}},
		{"The Dutch foreign minister met his Belgian counterpart.", []string{"Dutch foreign minister = person NLD foreign minister", "Belgian counterpart = person BEL"}},
		{"Hezbollah and Hamas praised the attack.", []string{"Hezbollah = * HEZBOLLAH", "Hamas = * HAMAS"}},
		{"UN Secretary-General Antonio Guterres condemned it.", []string{"Antonio Guterres = person UNO"}},
		{"Turkey's defence ministry denied the report.", []string{"defence ministry = * TUR"}},
	} {
		r := read(t, tt.text, "2022-12-05")
		var all []string
		for _, m := range r.Mentions {
			all = append(all, show(r, m))
		}
		for _, w := range tt.want {
			if no, ok := strings.CutPrefix(w, "-"); ok {
				if slices.ContainsFunc(r.Mentions, func(m event.Mention) bool { return m.Country == no }) {
					t.Errorf("%q: a mention acts for %s: %q", tt.text, no, all)
				}
				continue
			}
			words, rest, _ := strings.Cut(w, " = ")
			f := strings.SplitN(rest, " ", 3)
			at := strings.Index(tt.text, words)
			ok := slices.ContainsFunc(r.Mentions, func(m event.Mention) bool {
				if m.Begin > at || m.End < at+len(words) {
					return false
				}
				if f[0] != "*" && string(m.Kind) != f[0] {
					return false
				}
				switch {
				case f[1] == "-":
					if m.Country != "" {
						return false
					}
				case m.Country != f[1] && m.Actor != f[1] && m.Organisation != f[1]:
					return false
				}
				return len(f) < 3 || m.Role == f[2]
			})
			if !ok {
				t.Errorf("%q: no mention %q among %q", tt.text, w, all)
			}
		}
	}
}

// TestPostAtDate: who holds a post depends on the day.
func TestPostAtDate(t *testing.T) {
	for _, tt := range []struct{ text, published, role string }{
		{"Charles Michel spoke to reporters.", "2018-06-01", "prime minister"},
		{"Donald Tusk spoke to reporters.", "2012-06-01", "prime minister"},
		{"Joe Biden spoke to reporters.", "2014-06-01", "vice president"},
		{"Joe Biden spoke to reporters.", "2022-06-01", "president"},
		{"Sooronbay Jeenbekov spoke to reporters.", "2019-06-01", "president"},
		{"Sooronbay Jeenbekov spoke to reporters.", "2022-06-01", ""},
	} {
		r := read(t, tt.text, tt.published)
		if len(r.Mentions) == 0 {
			t.Errorf("%q at %s: no mention", tt.text, tt.published)
			continue
		}
		if got := r.Mentions[0].Role; got != tt.role {
			t.Errorf("%q at %s: role %q, want %q (%s)", tt.text, tt.published, got, tt.role, r.Mentions[0].Reason)
		}
	}
}

// TestSurname: a surname alone is whoever leads a state, or speaks for it abroad, at the
// date; without a date it is at least of the state all of that name have led.
func TestSurname(t *testing.T) {
	for _, tt := range []struct{ text, published, actor, country string }{
		{"Obama spoke to reporters.", "2014-06-01", "per.obama.barack", "USA"},
		{"Bush spoke to reporters.", "1990-06-01", "per.bush.george-h-w", "USA"},
		{"Bush spoke to reporters.", "2003-06-01", "per.bush.george-w", "USA"},
		{"Kim met the Brazilian president.", "2018-06-01", "per.kim.jong-un", "PRK"},
		{"Lavrov met the Brazilian president.", "2022-06-01", "per.lavrov.sergey", "RUS"},
		{"Lavrov met the Brazilian president.", "1995-06-01", "", ""},
		{"Aliyev met the Brazilian president.", "", "", "AZE"},
		{"Obama met the Brazilian president.", "", "per.obama.barack", "USA"},
		{"Bush administration officials met reporters.", "", "", "USA"},
		{"Mandela met the Brazilian president.", "", "per.mandela.nelson", "ZAF"},
		{"Kim met the Brazilian president.", "", "", ""},
		{"Paul met the Brazilian president.", "", "", ""},
		{"Paul met the Brazilian president.", "2015-06-01", "per.paul.evans", "HTI"},
	} {
		r := read(t, tt.text, tt.published)
		if len(r.Mentions) == 0 {
			t.Errorf("%q at %s: no mention", tt.text, tt.published)
			continue
		}
		if m := r.Mentions[0]; m.Actor != tt.actor || m.Country != tt.country {
			t.Errorf("%q at %s: actor %q of %q, want %q of %q (%s)", tt.text, tt.published, m.Actor, m.Country, tt.actor, tt.country, m.Reason)
		}
	}
}

// TestMemory: short names, pronouns and plurals stand for who was named before.
func TestMemory(t *testing.T) {
	text := "Kazakh President Kassym-Jomart Tokayev met Uzbek President Shavkat Mirziyoyev in Tashkent on Monday.\n\n" +
		"Tokayev said the two countries would build a road. He thanked his host."
	r := read(t, text, "2022-12-05")
	find := func(words string, from int) event.Mention {
		at := from + strings.Index(text[from:], words)
		for _, m := range r.Mentions {
			if m.Begin == at && m.End == at+len(words) {
				return m
			}
		}
		t.Fatalf("no mention on %q", words)
		return event.Mention{}
	}
	second := strings.Index(text, "\n\n")
	if m := find("Tokayev", second); m.Country != "KAZ" || m.Antecedent.IsZero() {
		t.Errorf("Tokayev: %+v", m)
	}
	if m := find("the two countries", second); len(m.Members) != 2 {
		t.Errorf("the two countries: %d members, want 2", len(m.Members))
	}
	if m := find("He", second); m.Country != "KAZ" {
		t.Errorf("He acts for %q, want KAZ", m.Country)
	}
}

// TestSpeakers: who says what stands in quotation marks.
func TestSpeakers(t *testing.T) {
	text := "“The road is closed,” Anna Lind, a fellow at the Oslo Institute for Peace, told reporters. “It will stay so.”\n\n" +
		"“We heard nothing,” said Omar Farouk, a trader. He called the tax “absurd” and left.\n\n" +
		"A bus stopped near the “special zone” at the port."
	r := read(t, text, "2022-12-05")
	want := []string{"Lind", "Lind", "Farouk"}
	for i, who := range want {
		at, ok := r.Quotes[i].Speaker.Index()
		if !ok || !strings.Contains(r.Mentions[at].Name, who) {
			t.Errorf("quote %d %q: speaker is not %s", i, r.Quotes[i].In(r.Text), who)
		}
	}
	last := r.Quotes[len(r.Quotes)-1]
	if _, ok := last.Speaker.Index(); ok {
		t.Errorf("%q is nobody's speech", last.In(r.Text))
	}
}

// FuzzResolve: spans stand inside their sentences and mentions are in order,
// whatever the text.
func FuzzResolve(f *testing.F) {
	f.Add("Kazakh President Kassym-Jomart Tokayev (right) met the two leaders, “he said”.")
	f.Add(strings.Repeat("Deputy Prime Minister ", 40) + "of Peru, Chile and Peru and Chile")
	f.Add("США и Китай ‘«“[")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4000 || !strings.ContainsAny(text, "abcdefghijklmnopqrstuvwxyz") || strings.ToValidUTF8(text, "") != text {
			return
		}
		r := read(t, text, "2022-12-05")
		last := 0
		for _, m := range r.Mentions {
			s := r.Sentences[m.Sentence]
			if m.Begin < last || m.Empty() || !s.Contains(m.Span) || m.Head < 0 || m.Head >= len(s.Tokens) {
				t.Fatalf("mention %+v in sentence %+v", m, s.Span)
			}
			last = m.Begin
			for _, k := range m.Members {
				if k < 0 || k >= len(r.Mentions) {
					t.Fatalf("member %d of %d", k, len(r.Mentions))
				}
			}
		}
	})
}

func BenchmarkResolve(b *testing.B) {
	w, err := theWorld()
	if err != nil {
		b.Fatal(err)
	}
	text := strings.Repeat("Kazakh President Kassym-Jomart Tokayev met Uzbek President Shavkat Mirziyoyev in Tashkent on Monday. "+
		"He said the two countries would build a road to Afghanistan, and thanked the Asian Development Bank.\n\n", 20)
	p, err := w.pages.Read(&doc.Document{ID: "x", Text: text}, page.Options{Published: edtf.MustParse("2022-12-05")})
	if err != nil {
		b.Fatal(err)
	}
	parsed, err := w.parser.Parse(p)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := w.resolver.Resolve(parsed); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(parsed.Sentences)), "ns/sentence")
}

// TestSpeaker: in a text that speaks for a state "we" and "our government" are
// that state; within quotation marks, and where nobody is known to speak, they are
// nobody.
func TestSpeaker(t *testing.T) {
	w, err := theWorld()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ speaker, text, want string }{
		{"KEN", "We condemn the raid on Chad. Our government has signed a pact with Uganda.", "We=KEN Chad=TCD Our=KEN government=KEN Uganda=UGA"},
		{"", "We condemn the raid on Chad.", "Chad=TCD"},
		{"KEN", "The Chadian minister said: \"We will not pay.\"", "Chadian minister=TCD"},
	} {
		p, err := w.pages.Read(&doc.Document{ID: "x", Text: c.text, Speaker: c.speaker}, page.Options{})
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := w.parser.Parse(p)
		if err != nil {
			t.Fatal(err)
		}
		r, err := w.resolver.Resolve(parsed)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range r.Mentions {
			if m.Country != "" {
				got = append(got, m.In(c.text)+"="+m.Country)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q spoken by %q: got %q, want %q", c.text, c.speaker, got, c.want)
		}
	}
}

// TestBracketWithoutCapitals: a name in small letters before a bracket has no
// initials to compare with.
func TestBracketWithoutCapitals(t *testing.T) {
	w, err := theWorld()
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"The landlocked developing countries (LLDCs) asked Oman for help.",
	} {
		p, err := w.pages.Read(&doc.Document{ID: "x", Text: text}, page.Options{})
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := w.parser.Parse(p)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.resolver.Resolve(parsed); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}
