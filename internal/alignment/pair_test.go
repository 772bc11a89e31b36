package alignment_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"entente/data"
	"entente/internal/alignment"
	"entente/internal/votes"
)

func table(t testing.TB) *votes.Table {
	t.Helper()
	out, err := votes.Load(data.FS, "votes")
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestPublished holds the measures to numbers that others publish of the same
// votes: the agreement scores of Voeten's files (as stevedata carries them), the
// shares of identical votes of Imai's textbook, and agreement and kappa by
// calendar year of stevedata.
func TestPublished(t *testing.T) {
	table := table(t)
	session := votes.Pick{}
	calendar := votes.Pick{CalendarYear: true, NoParts: true, Unanimous: true}
	for _, tt := range []struct {
		pick    votes.Pick
		a, b    string
		year    int
		measure string
		want    float64
	}{
		{session, "KOR", "KAZ", 1995, "agreement", .914473684},
		{session, "KOR", "KAZ", 2015, "agreement", .671232877},
		{session, "KOR", "KAZ", 2018, "agreement", .698924731},
		{session, "KOR", "RUS", 1995, "agreement", .796052632},
		{session, "KOR", "RUS", 2015, "agreement", .705479452},
		{session, "KOR", "RUS", 2018, "agreement", .728723404},
		{session, "KOR", "CHN", 2015, "agreement", .673611111},
		{session, "KOR", "CHN", 2018, "agreement", .663043478},
		{session, "KOR", "TJK", 2015, "agreement", .669117647},
		{session, "KOR", "TJK", 2018, "agreement", .694444444},
		{session, "KOR", "KGZ", 2018, "agreement", .674418605},
		{session, "KAZ", "RUS", 1992, "identical", .730158730},
		{session, "KAZ", "RUS", 1995, "identical", .703703704},
		{session, "KAZ", "USA", 1995, "identical", .283950617},
		{session, "KGZ", "RUS", 1992, "identical", .866666667},
		{session, "KGZ", "RUS", 1995, "identical", .500000000},
		{session, "KGZ", "USA", 1995, "identical", .300000000},
		{session, "TJK", "RUS", 1995, "identical", .750000000},
		{session, "TJK", "USA", 1995, "identical", .468750000},
		{session, "TKM", "RUS", 1995, "identical", .846153846},
		{session, "ARM", "RUS", 1995, "identical", .759493671},
		{session, "UZB", "RUS", 1995, "identical", .652173913},
		{session, "UZB", "USA", 1995, "identical", .521739130},
		{session, "UKR", "USA", 1995, "identical", .246913580},
		{calendar, "KOR", "KAZ", 1995, "identical", .849315068},
		{calendar, "KOR", "KAZ", 1995, "kappa", .508903839},
		{calendar, "KOR", "KAZ", 2015, "identical", .493506494},
		{calendar, "KOR", "KAZ", 2015, "kappa", -.050955414},
		{calendar, "KOR", "KAZ", 2018, "identical", .569892473},
		{calendar, "KOR", "KAZ", 2018, "kappa", -.000488998},
		{calendar, "KOR", "RUS", 1995, "kappa", .276152703},
		{calendar, "KOR", "RUS", 2015, "kappa", .249258160},
		{calendar, "KOR", "RUS", 2018, "kappa", .296547595},
		{calendar, "KOR", "CHN", 2018, "kappa", .048415493},
		{calendar, "KOR", "TJK", 1995, "kappa", .628205128},
	} {
		name := fmt.Sprintf("%s-%s %d %s", tt.a, tt.b, tt.year, tt.measure)
		for _, pair := range [][2]string{{tt.a, tt.b}, {tt.b, tt.a}} {
			p, err := alignment.Votes(table, pair[0], pair[1], tt.pick, tt.year, tt.year)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			s := p.Years[0].Score(tt.measure)
			if !s.OK || math.Abs(s.Value-tt.want) > 1e-9 {
				t.Errorf("%s: got %.9f, %v, want %.9f", name, s.Value, s.OK, tt.want)
			}
			if !s.Sure || s.Low > s.Value || s.High < s.Value || s.Low == s.High {
				t.Errorf("%s: %.3f has the interval %.3f to %.3f", name, s.Value, s.Low, s.High)
			}
		}
	}
}

func TestVotesMissing(t *testing.T) {
	table := table(t)
	p, err := alignment.Votes(table, "KAZ", "RUS", votes.Pick{}, 1989, 1993)
	if err != nil {
		t.Fatal(err)
	}
	for _, y := range p.Years {
		if want := y.Year < 1992; (y.N == 0) != want || (y.Missing == "KAZ did not vote") != want || y.Agreement.OK == want {
			t.Errorf("%d: %+v", y.Year, y)
		}
	}
	if len(p.Years) != 5 || len(p.LeftOut) == 0 || !strings.Contains(strings.Join(p.Notes, "\n"), "Soviet Union") {
		t.Errorf("got %+v", p)
	}
	if p, err = alignment.Votes(table, "KGZ", "IRQ", votes.Pick{}, 0, 0); err != nil || p.Years[0].Year != 1992 || p.Years[3].Missing != "IRQ did not vote" || p.Years[7].Missing != "neither voted" {
		t.Errorf("KGZ-IRQ: got %+v, %v", p.Years[:8], err)
	}
	if p, err = alignment.Votes(table, "KAZ", "RUS", votes.Pick{}, 2025, 2025); err != nil || p.Years[0].Missing != "no roll call in the data" {
		t.Errorf("got %+v, %v", p, err)
	}
	if _, err = alignment.Votes(table, "XKX", "RUS", votes.Pick{}, 0, 0); !errors.Is(err, alignment.ErrNoVoter) {
		t.Errorf("got %v", err)
	}
	for _, pair := range [][2]string{{"RUS", "RUS"}, {"DDR", "KAZ"}} {
		if _, err = alignment.Votes(table, pair[0], pair[1], votes.Pick{}, 0, 0); err == nil {
			t.Errorf("%v: no error", pair)
		}
	}
}
