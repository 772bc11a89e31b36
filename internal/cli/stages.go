package cli

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"entente/data"
	"entente/internal/atlas"
	"entente/internal/claim"
	"entente/internal/cluster"
	"entente/internal/code"
	"entente/internal/codebook"
	"entente/internal/doc"
	"entente/internal/edtf"
	"entente/internal/nlp"
	"entente/internal/page"
	"entente/internal/pipeline"
	"entente/internal/resolve"
	"entente/internal/resolve/times"
	"entente/internal/sift"
	"entente/models"
)

// Folders of package data, and the language of the models.
const (
	actorsDir    = "actors"
	gazetteerDir = "gazetteer"
	datesDir     = "dates"
	codebookDir  = "codebooks/plover"
	claimsDir    = "claims"
	samplesDir   = "samples"
	headsDir     = "heads"
	language     = "en"
	coderModel   = "coder/weights.tsv"
)

// Knowledge is what coding rests on, as the user's flags choose it.
type knowledge struct {
	published string   // --published
	actors    []string // --actors: overlays
	codebook  string   // --codebook: a folder; "" is the one that comes along
	noFilter  bool     // --no-filter
}

// tableFlags are the flags that choose tables.
func (k *knowledge) tableFlags(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&k.actors, "actors", nil, "file of actors of your own, whose rows win over the tables that come along (may be repeated)")
	cmd.Flags().StringVar(&k.codebook, "codebook", "", "folder with a codebook of your own")
}

// flags are the flags of all commands that code.
func (k *knowledge) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&k.published, "published", "", "day of publication, in EDTF, if you know it: 2022-12-04, 2022-12")
	cmd.Flags().BoolVar(&k.noFilter, "no-filter", false, "parse every sentence, also those in which nobody can act or no word can name an act")
	k.tableFlags(cmd)
}

// toolbox holds the loaded stages.
type toolbox struct {
	pager    pager
	parser   *nlp.Parser
	sieve    *sift.Sieve // nil: every sentence is parsed
	atlas    *atlas.Atlas
	times    *times.Table
	resolver *resolve.Resolver
	book     *codebook.Codebook
	coder    *code.Coder
	claims   *claim.Finder
	lexicon  *cluster.Lexicon
}

func (t *toolbox) stages() pipeline.Stages {
	return pipeline.Stages{Pager: t.pager, Parser: sifted{t.parser, t.sieve}, Resolver: t.resolver, Coder: t.coder, Claimer: t.claims}
}

// Sifted is the parser behind the sieve.
type sifted struct {
	parser *nlp.Parser
	sieve  *sift.Sieve
}

func (p sifted) Parse(page *doc.Page) (*doc.Parsed, error) {
	if p.sieve == nil {
		return p.parser.Parse(page)
	}
	return p.parser.ParseSome(page, p.sieve.Worth)
}

// A pager is the page reader with what the user said of all documents.
type pager struct {
	r   *page.Reader
	opt page.Options
}

func (p pager) Read(d *doc.Document) (*doc.Page, error) { return p.r.Read(d, p.opt) }

// load reads models and tables, side by side: it is most of the time that a
// short article takes.
func (a *app) load(k knowledge) (*toolbox, error) {
	t := &toolbox{}
	if k.published != "" {
		day, err := edtf.Parse(k.published)
		if err != nil {
			return nil, usage("--published: %v", err)
		}
		t.pager.opt.Published = day
	}
	var g errgroup.Group
	g.Go(func() (err error) { t.parser, err = nlp.Load(models.FS, language); return err })
	g.Go(func() (err error) { t.pager.r, err = page.New(data.FS, datesDir, nil); return err })
	g.Go(func() (err error) { t.atlas, err = a.loadAtlas(k); return err })
	g.Go(func() error {
		dates, err := fs.Sub(data.FS, datesDir)
		if err != nil {
			return err
		}
		t.times, err = times.Load(dates)
		return err
	})
	g.Go(func() (err error) { t.book, err = a.loadCodebook(k); return err })
	g.Go(func() (err error) { t.lexicon, err = loadLexicon(); return err })
	g.Go(func() (err error) { t.claims, err = claim.New(data.FS, claimsDir); return err })
	if err := g.Wait(); err != nil {
		return nil, err
	}
	t.resolver = resolve.New(t.atlas).WithTimes(t.times.Resolve)
	var err error
	if t.coder, err = newCoder(t.book); err != nil {
		return nil, err
	}
	if !k.noFilter {
		t.sieve = sift.New(t.book, t.atlas, t.parser.BaseForms)
	}
	return t, nil
}

// loadLexicon reads what is known of words that name acts.
func loadLexicon() (*cluster.Lexicon, error) {
	heads, err := fs.Sub(data.FS, headsDir)
	if err != nil {
		return nil, err
	}
	return cluster.LoadLexicon(heads)
}

// newCoder makes a coder with the ranker that comes along.
func newCoder(book *codebook.Codebook) (*code.Coder, error) {
	f, err := models.FS.Open(coderModel)
	if err != nil {
		return nil, fmt.Errorf("read the coder's weights: %w", err)
	}
	defer f.Close()
	ranker, err := code.ReadRanker(f, book)
	if err != nil {
		return nil, fmt.Errorf("read the coder's weights: %w", err)
	}
	return code.New(book, ranker), nil
}

func (a *app) loadAtlas(k knowledge) (*atlas.Atlas, error) {
	var overlays []atlas.Overlay
	for _, name := range k.actors {
		text, err := os.ReadFile(a.path(name))
		if err != nil {
			return nil, fmt.Errorf("actors of your own: %w", err)
		}
		overlays = append(overlays, atlas.Overlay{Name: name, Text: string(text)})
	}
	return atlas.Load(data.FS, actorsDir, gazetteerDir, overlays...)
}

func (a *app) loadCodebook(k knowledge) (*codebook.Codebook, error) {
	if k.codebook == "" {
		return codebook.Load(data.FS, codebookDir)
	}
	dir := filepath.Clean(a.path(k.codebook))
	var fsys fs.FS = os.DirFS(filepath.Dir(dir))
	return codebook.Load(fsys, filepath.Base(dir))
}
