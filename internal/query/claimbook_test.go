package query

import (
	"context"
	"reflect"
	"slices"
	"testing"

	"entente/internal/doc"
	"entente/internal/edtf"
	"entente/internal/event"
	"entente/internal/store"
)

// TestClaimBook holds claims kept in memory to what the store says of every filter.
func TestClaimBook(t *testing.T) {
	s := fill(t, 200)
	ctx := context.Background()
	add := func(text string, claims ...event.Claim) {
		c := &event.Coded{}
		c.Text, c.ID, c.Title, c.Publisher, c.Lang = text, doc.NewID([]byte(text)), "On "+text[:4], "Ozodi", "en"
		c.Segments = []doc.Segment{{Span: doc.Span{End: len(text)}, Kind: doc.Body}}
		c.Sentences = []doc.Sentence{{Span: doc.Span{End: len(text)}}}
		for i := range claims {
			claims[i].ID, claims[i].Span = text[:4]+string(rune('a'+i)), doc.Span{End: len(text)}
		}
		c.Claims = claims
		if _, err := s.Append(ctx, []*event.Coded{c}, store.Provenance{Program: "entente test", Codebook: "plover@1.0"}); err != nil {
			t.Fatal(err)
		}
	}
	add("Said Émigrés of Moscow will want bases.", event.Claim{Holder: event.Holder{Name: "Éric Dupré", Actor: "FRA", Country: "FRA"}, Mode: "quote", Stance: "asserts", Kind: event.WantClaim, Of: []string{"RUS"}, About: []string{"RUS", "TJK"}, Date: edtf.YMD(2021, 3, 4)},
		event.Claim{Holder: event.Holder{Name: event.ArticleVoice}, Mode: "narration", Stance: "doubts", About: []string{"TJK"}})
	add("Deny That is what ministers in Dushanbe said, ÇA VA.", event.Claim{Holder: event.Holder{Name: "sources", Anonymous: true}, Mode: "paraphrase", Stance: "denies", Negated: true, Date: edtf.YM(2022, 5)},
		event.Claim{Mode: "paraphrase", Stance: "asserts", Kind: event.RedLineClaim, Of: []string{"CHN"}, Date: edtf.Y(2020), Contests: []string{"Saida"}},
		event.Claim{Holder: event.Holder{Name: "Minister of Tajikistan", Country: "TJK", Affiliation: "TJK"}, Mode: "quote", Stance: "asks"})
	l := ledger(t, s, Options{})
	fs := []store.ClaimFilter{{}, {Limit: 3}, {Holder: "FRA"}, {Holder: "dupre"}, {Holder: "DUPRÉ"}, {Holder: "TJK"}, {Holder: event.ArticleVoice}, {Told: true}, {About: "TJK"}, {About: "TJK", Told: true}, {Of: "RUS"}, {Of: "RUS", Kind: "want"},
		{Stance: "denies"}, {Mode: "quote"}, {Kind: "red_line"}, {Anonymous: true}, {Named: true}, {Contested: true}, {Text: "emigres bases"}, {Text: "ça  va"}, {Text: "nowhere"}, {IDs: []string{"Denyb", "Saida", "none", "Saida"}}, {IDs: []string{}},
		{IDs: []string{"Denyb", "Saida"}, Limit: 1}, {From: edtf.Y(2021)}, {To: edtf.YM(2021, 3)}, {From: edtf.YMD(2021, 3, 4), To: edtf.YMD(2022, 5, 1)}, {Holder: "\xff"}, {Text: "a\xffb"}, {Document: "none"}, {From: edtf.Y(9_000_000)}, {To: edtf.Y(-9_000_000)}}
	check := func() {
		t.Helper()
		for _, f := range fs {
			want, err := s.Claims(ctx, f)
			if err != nil {
				t.Fatal(err)
			}
			got, err := l.sayings().Claims(ctx, f)
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%+v: got %d, %v, want %d:\n%+v\n%+v", f, len(got), err, len(want), got, want)
			}
		}
		if !l.claims.all || len(l.claims.rows) < 5 {
			t.Fatalf("the book has %d claims", len(l.claims.rows))
		}
		for _, state := range []string{"RUS", "CHN", "TJK", "FRA"} {
			f := store.ClaimFilter{Limit: 30}
			want, err := View(ctx, s, state, f)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := l.View(ctx, state, f); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s: got %+v, %v, want %+v", state, got, err, want)
			}
		}
	}
	check()
	add("More was said in Ankara.", event.Claim{Holder: event.Holder{Name: "Ankara", Country: "TUR"}, Mode: "quote", Stance: "predicts", Kind: event.FearClaim, Of: []string{"FRA"}, About: []string{"FRA"}, Date: edtf.YMD(2023, 1, 1)})
	check()
	if !slices.ContainsFunc(l.claims.rows, func(r bookRow) bool { return r.ID == "Morea" }) {
		t.Error("what was added is not in the book")
	}
	l.claims.all = false // as of a ledger with too many
	for _, f := range fs[:3] {
		want, _ := s.Claims(ctx, f)
		if got, err := l.sayings().Claims(ctx, f); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, asked of the store: got %d, %v, want %d", f, len(got), err, len(want))
		}
	}
}
