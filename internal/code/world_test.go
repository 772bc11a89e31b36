package code_test

import (
	"io/fs"
	"sync"
	"testing"

	"entente/data"
	"entente/internal/atlas"
	"entente/internal/code"
	"entente/internal/codebook"
	"entente/internal/doc"
	"entente/internal/event"
	"entente/internal/nlp"
	"entente/internal/resolve"
	"entente/internal/resolve/times"
	"entente/models"
)

// A world is everything a sentence passes on its way to events.
type world struct {
	book     *codebook.Codebook
	parser   *nlp.Parser
	resolver *resolve.Resolver
	coder    *code.Coder
}

var theWorld = sync.OnceValues(func() (*world, error) {
	book, err := codebook.Load(data.FS, "codebooks/plover")
	if err != nil {
		return nil, err
	}
	a, err := atlas.Load(data.FS, "actors", "gazetteer")
	if err != nil {
		return nil, err
	}
	p, err := nlp.Load(models.FS, "en")
	if err != nil {
		return nil, err
	}
	weights, err := models.FS.Open("coder/weights.tsv")
	if err != nil {
		return nil, err
	}
	defer weights.Close()
	ranker, err := code.ReadRanker(weights, book)
	if err != nil {
		return nil, err
	}
	dates, err := fs.Sub(data.FS, "dates")
	if err != nil {
		return nil, err
	}
	when, err := times.Load(dates)
	if err != nil {
		return nil, err
	}
	return &world{book, p, resolve.New(a).WithTimes(when.Resolve), code.New(book, ranker)}, nil
})

func newWorld(t testing.TB) *world {
	t.Helper()
	w, err := theWorld()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// resolved takes one paragraph to resolved mentions.
func (w *world) resolved(t testing.TB, text, published string) *event.Resolved {
	t.Helper()
	whole := doc.Span{End: len(text)}
	page := &doc.Page{
		Document: doc.Document{ID: doc.NewID([]byte(text)), Text: text, Published: published, Lang: "en"},
		Segments: []doc.Segment{{Span: whole, Kind: doc.Body}},
	}
	parsed, err := w.parser.Parse(page)
	if err != nil {
		t.Fatal(err)
	}
	r, err := w.resolver.Resolve(parsed)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (w *world) code(t testing.TB, text, published string) *event.Coded {
	t.Helper()
	c, err := w.coder.Code(w.resolved(t, text, published))
	if err != nil {
		t.Fatal(err)
	}
	return c
}
