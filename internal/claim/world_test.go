package claim_test

import (
	"io/fs"
	"sync"
	"testing"

	"entente/data"
	"entente/internal/atlas"
	"entente/internal/claim"
	"entente/internal/code"
	"entente/internal/codebook"
	"entente/internal/doc"
	"entente/internal/event"
	"entente/internal/nlp"
	"entente/internal/page"
	"entente/internal/resolve"
	"entente/internal/resolve/times"
	"entente/models"
)

// A world is everything a text passes on its way to claims.
type world struct {
	page     *page.Reader
	parser   *nlp.Parser
	resolver *resolve.Resolver
	coder    *code.Coder
	finder   *claim.Finder
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
	r, err := page.New(data.FS, "dates", nil)
	if err != nil {
		return nil, err
	}
	dates, err := fs.Sub(data.FS, "dates")
	if err != nil {
		return nil, err
	}
	ts, err := times.Load(dates)
	if err != nil {
		return nil, err
	}
	f, err := claim.New(data.FS, "claims")
	if err != nil {
		return nil, err
	}
	return &world{r, p, resolve.New(a).WithTimes(ts.Resolve), code.New(book, nil), f}, nil
})

func newWorld(t testing.TB) *world {
	t.Helper()
	w, err := theWorld()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// coded takes a text as far as events.
func (w *world) coded(t testing.TB, text, published string) *event.Coded {
	t.Helper()
	d := &doc.Document{ID: doc.NewID([]byte(text)), Text: text, Published: published}
	if published != "" {
		d.PublishedBasis = doc.PublishedGiven
	}
	p, err := w.page.Read(d, page.Options{})
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
	c, err := w.coder.Code(r)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (w *world) find(t testing.TB, text, published string) *event.Coded {
	t.Helper()
	c, err := w.finder.Find(w.coded(t, text, published))
	if err != nil {
		t.Fatal(err)
	}
	return c
}
