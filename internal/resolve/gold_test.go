package resolve_test

import (
	"bufio"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"entente/internal/doc"
	"entente/internal/edtf"
	"entente/internal/event"
	"entente/internal/page"
)

// These tests measure what the words of a span name on gold standards that are
// no part of the project; without them they are skipped. To score the countries:
//
//	go test ./internal/resolve -run TestGoldCountries -v -pred ./pred.jsonl
//	python3 ../shared/accept/score_gold.py country --gold ../shared/data/gold/PLOVER_GSR_CAMEO.txt --pred ./pred.jsonl
var (
	predFile  = flag.String("pred", "", "write the country of each actor of the gold records to this file, as JSON lines")
	errorList = flag.Bool("errors", false, "list wrong countries of the gold records of even number")
	handFile  = flag.String("hand", "", "write 200 random country assignments of PLV spans to this file, to be checked by hand")
)

// gold opens a file of the shared folder beside the project.
func gold(t *testing.T, name string) *os.File {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", "gold", name))
	if err != nil {
		t.Skipf("NOT MEASURED, no gold standard: %v", err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// parsed takes a text of one sentence to its tree.
func parsed(t testing.TB, text, published string) *doc.Parsed {
	t.Helper()
	w, err := theWorld()
	if err != nil {
		t.Fatal(err)
	}
	var day edtf.Date
	if published != "" {
		day = edtf.MustParse(published)
	}
	p, err := w.pages.Read(&doc.Document{ID: "x", Text: text}, page.Options{Published: day})
	if err != nil {
		t.Fatal(err)
	}
	out, err := w.parser.Parse(p)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// where finds words in a text as words; of words with a gap ("..."), the first
// part. The span is empty if they are not there.
func where(text, words string) doc.Span {
	words, _, _ = strings.Cut(strings.Join(strings.Fields(words), " "), " ..")
	for from := 0; words != ""; {
		i := strings.Index(text[from:], words)
		if i < 0 {
			break
		}
		b, e := from+i, from+i+len(words)
		if (b == 0 || !letter(text[b-1])) && (e == len(text) || !letter(text[e])) {
			return doc.Span{Begin: b, End: e}
		}
		from = b + 1
	}
	return doc.Span{}
}

func letter(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c >= 0x80
}

type goldActor struct {
	Text string `json:"actorText"`
	Code string `json:"code"`
}

// slips of the gold standard, as its scorer mends them.
var codeFix = map[string]string{"JAP": "JPN", "VTN": "VNM", "ROM": "ROU", "UNK": "XKX", "TMP": "TLS", "ZAR": "COD"}

func TestGoldCountries(t *testing.T) {
	var records []struct {
		ID, Text       string
		Source, Target json.RawMessage
	}
	if err := json.NewDecoder(gold(t, "PLOVER_GSR_CAMEO.txt")).Decode(&records); err != nil {
		t.Fatal(err)
	}
	w, err := theWorld()
	if err != nil {
		t.Fatal(err)
	}
	var pred strings.Builder
	var right, answered, all [2]int // of even and odd records
	for n, r := range records {
		var actors []goldActor
		var lines []string
		for _, role := range []string{"source", "target"} {
			var list []goldActor
			raw := r.Source
			if role == "target" {
				raw = r.Target
			}
			if json.Unmarshal(raw, &list) != nil {
				continue
			}
			for i := range list {
				lines = append(lines, fmt.Sprintf(`{"id":%q,"role":%q,"i":%d,"country":`, r.ID, role, i))
			}
			actors = append(actors, list...)
		}
		p := parsed(t, r.Text, "")
		spans := make([]doc.Span, len(actors))
		for i, a := range actors {
			spans[i] = where(p.Text, a.Text)
		}
		got := w.resolver.Spans(p, spans)
		for i, a := range actors {
			if spans[i].Len() == 0 {
				got[i] = event.Mention{}
			}
			fmt.Fprintf(&pred, "%s%q}\n", lines[i], got[i].Country)
			code := cmp.Or(codeFix[a.Code], a.Code)
			if e, ok := w.atlas.Entity(code); !ok || e.Kind != event.State || e.Type == "historic" {
				continue
			}
			half := n % 2
			all[half]++
			if got[i].Country != "" {
				answered[half]++
			}
			if got[i].Country == code {
				right[half]++
			} else if *errorList && half == 0 {
				t.Logf("%s, got %q (%s): %s | %s", code, got[i].Country, got[i].Reason, a.Text, r.Text)
			}
		}
	}
	if *predFile != "" {
		if err := os.WriteFile(*predFile, []byte(pred.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for half, name := range []string{"even", "odd"} {
		t.Logf("%s records: accuracy %.4f, precision %.4f of %d", name, float64(right[half])/float64(all[half]), float64(right[half])/float64(answered[half]), all[half])
	}
	accuracy := float64(right[0]+right[1]) / float64(all[0]+all[1])
	precision := float64(right[0]+right[1]) / float64(answered[0]+answered[1])
	t.Logf("accuracy %.4f, precision %.4f", accuracy, precision)
	if accuracy < 0.92 || precision < 0.97 {
		t.Errorf("accuracy %.4f, precision %.4f, want 0.92 and 0.97", accuracy, precision)
	}
}

// TestGoldSpans measures how many source and target spans of news sentences get
// a country, body or sector.
func TestGoldSpans(t *testing.T) {
	f := gold(t, "PLV_train.tsv")
	w, err := theWorld()
	if err != nil {
		t.Fatal(err)
	}
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	sc.Scan()
	col := map[string]int{}
	for i, name := range strings.Split(strings.TrimPrefix(sc.Text(), "\ufeff"), "\t") {
		col[name] = i
	}
	spans, found, withCountry := 0, 0, 0
	var assigned []string
	for n := 0; sc.Scan(); n++ {
		c := strings.Split(sc.Text(), "\t")
		p := parsed(t, c[col["sentence"]], "")
		var words []string
		var at []doc.Span
		for _, role := range []string{"source", "target"} {
			if sp := where(p.Text, c[col[role]]); sp.Len() > 0 {
				words, at = append(words, role+"\t"+c[col[role]]), append(at, sp)
			}
		}
		for i, m := range w.resolver.Spans(p, at) {
			spans++
			if m.Country != "" || m.Organisation != "" || m.Actor != "" || m.Sector != "" {
				found++
			}
			if m.Country != "" {
				withCountry++
				assigned = append(assigned, fmt.Sprintf("%d\t%s\t%s\t%s\t%s", n, words[i], m.Country, m.Reason, c[col["sentence"]]))
			}
		}
	}
	share := float64(found) / float64(spans)
	t.Logf("%d spans, %.4f with a country, body or sector, %.4f with a country", spans, share, float64(withCountry)/float64(spans))
	if share < 0.88 {
		t.Errorf("%.4f of the spans are resolved, want 0.88", share)
	}
	if *handFile != "" {
		r := rand.New(rand.NewPCG(17, 200))
		r.Shuffle(len(assigned), func(i, j int) { assigned[i], assigned[j] = assigned[j], assigned[i] })
		assigned = assigned[:min(200, len(assigned))]
		slices.Sort(assigned)
		if err := os.WriteFile(*handFile, []byte(strings.Join(assigned, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
