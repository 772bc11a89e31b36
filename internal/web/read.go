package web

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"entente/internal/chart"
	"entente/internal/doc"
	"entente/internal/query"
)

// todayBody is what is new and what wants a reader's eye.
type todayBody struct {
	*query.Today
	Tiles          []tile
	New, Contested []row
	Pairs          []pairCount
	Docs           []docRow
	NewHref        string
	Jobs           []Job
	First          *firstLook // of a demonstration
	Figures        []figure
}

// A tile is a number with where it leads.
type tile struct {
	N     int
	Words string
	Note  string
	Href  string
}

// A docRow is a document of a list.
type docRow struct {
	query.DocumentRow
	Href string
}

func today(r *request, p *page) error {
	p.Title = "Today"
	q := r.question
	q.Limit = 6
	t, err := r.site.Ledger.Today(r.Context(), q)
	if err != nil {
		return err
	}
	sel, err := r.site.Ledger.Choose(r.Context(), r.question)
	if err != nil {
		return err
	}
	b := todayBody{Today: t, New: r.rows(t.New.Events), Contested: r.rows(t.Contested.Events)}
	b.Tiles = []tile{
		{t.Documents, "documents", fmt.Sprintf("%s that state their publisher, and those that do not as one", plural(t.Total.Sources, "source")), r.to("/documents")},
		{t.Total.Events, "events", fmt.Sprintf("%d of cooperation, %d of conflict", t.Total.Cooperation, t.Total.Conflict), r.to("/ledger")},
		{t.Total.Contested, "contested", "another event of the same text denies them", r.to("/ledger", "denied", "1")},
		{sel.Inferred(), "dates to confirm", fmt.Sprintf("inferred, or the day of publication; %d have no date", t.Undated), r.to("/ledger", "basis", "inferred,publication")},
	}
	b.Pairs = r.pairs(sel, 10)
	for _, d := range t.Recent {
		b.Docs = append(b.Docs, docRow{d, docPath(d.ID)})
	}
	if r.site.Jobs != nil {
		b.Jobs = r.site.Jobs()
	}
	if len(t.Batches) > 0 {
		b.NewHref = r.to("/ledger", "batch", fmt.Sprint(t.Batches[0].Number))
	}
	if b.First, err = r.firstLook(p, sel); err != nil {
		return err
	}
	first := len(p.Figures)
	if t.Total.Events > 0 {
		c, _ := r.periods("Events over time", sel, "/ledger")
		p.draw(c, "Events over time", t.Total, r.to("/ledger"))
	}
	if b.Figures = p.Figures[first:]; b.First != nil {
		b.First.Figures = p.Figures[:first]
	}
	p.Body = b
	p.rowFormats()
	return nil
}

// A pairCount is two actors with the events between them.
type pairCount struct {
	A, B, Href string
	Up, Down   int
	Other      int
}

// pairs counts the events of each two states, most first.
func (r *request) pairs(sel *query.Selection, most int) []pairCount {
	var out []pairCount
	for _, t := range sel.Tallies("pair") {
		if len(out) == most {
			break
		}
		if a, b, _ := strings.Cut(t.Value, "\x00"); r.known(a) && r.known(b) {
			out = append(out, pairCount{A: a, B: b, Up: t.Up, Down: t.Down, Other: t.Flat})
		}
	}
	for i := range out {
		c := &out[i]
		c.Href = r.to(dyadPath(c.A, c.B))
		c.A, c.B = r.name(c.A), r.name(c.B)
	}
	return out
}

// known says that an id is one of the tables', so that it names the same actor in
// every document.
func (r *request) known(id string) bool {
	t := r.ix.Tables()
	return t.Names == nil || t.Names(id) != ""
}

// documentsBody is a list of documents or of hits.
type documentsBody struct {
	Query string
	Total int
	Docs  []docRow
	Hits  []hitRow
	Next  string
	First string
}

type hitRow struct {
	query.Hit
	Href            string
	TitleHTML, HTML []piece
}

// A piece is words, marked or not.
type piece struct {
	Words  string
	Marked bool
}

// marked cuts text at spans.
func marked(text string, spans []doc.Span) []piece {
	var out []piece
	at := 0
	for _, s := range spans {
		if s.Begin < at || s.End > len(text) {
			continue
		}
		if s.Begin > at {
			out = append(out, piece{text[at:s.Begin], false})
		}
		out = append(out, piece{s.In(text), true})
		at = s.End
	}
	if at < len(text) {
		out = append(out, piece{text[at:], false})
	}
	return out
}

func documents(r *request, p *page) error {
	p.Title = "Documents"
	b := documentsBody{Query: strings.TrimSpace(r.q.Get("q"))}
	if b.Query != "" {
		hits, err := r.site.Ledger.SearchThen(r.Context(), b.Query, 50, r.question.AsOf)
		if err != nil {
			return err
		}
		for _, h := range hits {
			b.Hits = append(b.Hits, hitRow{h, fmt.Sprintf("%s?mark=%d-%d#b-%d", docPath(h.Document.ID), h.Begin, h.End, h.Begin), marked(h.Document.Title, h.Title), marked(h.Snippet, h.Marks)})
		}
		b.Total = len(hits)
		p.Title = "Search"
	} else {
		q := r.question
		q.Limit = 40
		ds, err := r.site.Ledger.Documents(r.Context(), q)
		if err != nil {
			return err
		}
		b.Total = ds.Total
		for _, d := range ds.Documents {
			b.Docs = append(b.Docs, docRow{d, docPath(d.ID)})
		}
		if ds.Next != "" {
			b.Next = r.self("after", ds.Next)
		}
		if q.After != "" {
			b.First = r.self()
		}
	}
	t := newSheet("id", "title", "publisher", "published", "published_basis", "language", "events", "claims", "file")
	for _, d := range b.Docs {
		t.row(d.ID, d.Title, d.Publisher, d.Published, d.PublishedBasis, d.Lang, d.Events, d.Claims, d.File)
	}
	if b.Query != "" {
		t = newSheet("id", "title", "publisher", "published", "matches", "words", "begin", "end")
		for _, h := range b.Hits {
			t.row(h.Document.ID, h.Document.Title, h.Document.Publisher, h.Document.Published, h.Matches, h.Snippet, h.Begin, h.End)
		}
	}
	p.Body, p.sheet = b, &t.Table
	p.rowFormats()
	return nil
}

// readerBody is a document with its events beside the text.
type readerBody struct {
	*query.Document
	Blocks  []block
	Reasons []reason
	Events  int
	Lang    string
	Correct bool
	AddHref string
	History []correctionRow
}

type reason struct{ Words, Why string }

// A block is a paragraph, or several that are folded away.
type block struct {
	Kind   string // headline, subhead, body, caption; "fold" for what is no article
	Begin  int
	Pieces []textPiece
	Cards  []eventCard
	Folded []foldedLine
}

type foldedLine struct{ Kind, Words string }

// A textPiece is a stretch of a paragraph over which nothing changes.
type textPiece struct {
	Words  string
	ID     string   // of the first piece of an event's evidence
	Events []string // ids
	Sign   string
	Href   string
	Claim  bool
	Act    bool // the words that name the act
	Found  bool // the search led here
	Title  string
}

// An eventCard stands beside the words of an event.
type eventCard struct {
	row
	Reasons    []timeReason
	Pieces     []link // its other words
	Holders    []string
	Confidence string
	RuleHref   string
}

// A timeReason is an expression of time in the sentence of an event.
type timeReason struct{ Words, Date, Basis string }

func reader(r *request, p *page) error {
	d, err := r.site.Ledger.Document(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	p.Title = cmp.Or(plain(d.Title), "Document without a title")
	p.Crumbs = []link{{"Documents", "/documents"}}
	b := readerBody{Document: d, Events: len(d.Events), Lang: d.Lang, Correct: r.site.Editor != nil}
	for _, x := range d.Reasons {
		if x.Begin >= 0 && x.End <= len(d.Text) && x.Begin <= x.End {
			b.Reasons = append(b.Reasons, reason{x.In(d.Text), x.Why})
		}
	}
	var found doc.Span
	_, _ = fmt.Sscanf(r.q.Get("mark"), "%d-%d", &found.Begin, &found.End) // none is none
	cards := map[int][]eventCard{}
	for _, e := range d.Events {
		at := e.Begin
		for i, s := range d.Segments {
			if s.Begin <= at && at < s.End {
				cards[i] = append(cards[i], r.card(d, e))
				break
			}
		}
	}
	for i, s := range d.Segments {
		text := d.Text[s.Begin:s.End]
		switch {
		case s.DuplicateOf != nil || s.Kind == "boilerplate" || s.Kind == "tags" || s.Kind == "credit":
			kind := s.Kind
			if s.DuplicateOf != nil {
				kind = "repeats " + d.Segments[*s.DuplicateOf].Kind
			}
			if n := len(b.Blocks); n == 0 || b.Blocks[n-1].Kind != "fold" {
				b.Blocks = append(b.Blocks, block{Kind: "fold", Begin: s.Begin})
			}
			last := &b.Blocks[len(b.Blocks)-1]
			last.Folded = append(last.Folded, foldedLine{kind, text})
			last.Cards = append(last.Cards, cards[i]...)
		default:
			b.Blocks = append(b.Blocks, block{Kind: s.Kind, Begin: s.Begin, Pieces: pieces(d, s, found), Cards: cards[i]})
		}
	}
	b.History = r.history(d.ID, "")
	b.AddHref = docPath(d.ID) + "/add"
	p.Body = b
	p.choose = &query.Question{Document: d.ID}
	p.rowFormats()
	return nil
}

// pieces cuts a paragraph wherever evidence, an act, a claim or what was searched
// for begins or ends.
func pieces(d *query.Document, s query.Segment, found doc.Span) []textPiece {
	cuts := []int{s.Begin, s.End}
	cut := func(begin, end int) {
		if begin < s.End && end > s.Begin {
			cuts = append(cuts, max(begin, s.Begin), min(end, s.End))
		}
	}
	for _, e := range d.Events {
		for _, v := range e.Evidence {
			cut(v.Begin, v.End)
			if v.TriggerEnd > v.TriggerBegin {
				cut(v.TriggerBegin, v.TriggerEnd)
			}
		}
	}
	for _, c := range d.Claims {
		if c.Holder != "article" {
			cut(c.Begin, c.End)
		}
	}
	if found.End > found.Begin {
		cut(found.Begin, found.End)
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	var out []textPiece
	for i := 0; i+1 < len(cuts); i++ {
		at := doc.Span{Begin: cuts[i], End: cuts[i+1]}
		t := textPiece{Words: at.In(d.Text)}
		for _, e := range d.Events {
			for k, v := range e.Evidence {
				if !(doc.Span{Begin: v.Begin, End: v.End}).Overlaps(at) {
					continue
				}
				t.Events = append(t.Events, e.ID)
				if t.Href == "" {
					t.Href, t.Sign = "#card-"+e.ID, map[string]string{"cooperation": "up", "conflict": "down"}[e.Side]
					t.Title = cmp.Or(e.Kind, strings.ToLower(e.Type))
				}
				if k == 0 && v.Begin == at.Begin && t.ID == "" {
					t.ID = "e-" + e.ID
				}
				if v.TriggerBegin < at.End && at.Begin < v.TriggerEnd {
					t.Act = true
				}
				break
			}
		}
		t.Sign = cmp.Or(t.Sign, "flat")
		for _, c := range d.Claims {
			if c.Holder != "article" && c.Begin < at.End && at.Begin < c.End {
				t.Claim = true
				if t.Title == "" {
					t.Title = cmp.Or(c.Stance, "says") + ": " + cmp.Or(c.Holder, "not stated")
				}
			}
		}
		t.Found = found.Overlaps(at)
		out = append(out, t)
	}
	return out
}

// card tells of an event what the ledger knows, with the reasons.
func (r *request) card(d *query.Document, e query.Event) eventCard {
	c := eventCard{row: r.row(e), Confidence: fmt.Sprintf("%.2f", e.Confidence), RuleHref: rulePath(e.Rule)}
	seen := map[timeReason]bool{}
	for i, v := range e.Evidence {
		if v.Sentence >= 0 && v.Sentence < len(d.Sentences) {
			s := d.Sentences[v.Sentence]
			for _, t := range d.Times {
				if t.Begin >= s.Begin && t.End <= s.End {
					w := timeReason{d.Text[t.Begin:t.End], t.Date, t.Basis}
					if !seen[w] {
						seen[w] = true
						c.Reasons = append(c.Reasons, w)
					}
				}
			}
		}
		if i > 0 && v.End <= len(d.Text) {
			c.Pieces = append(c.Pieces, link{short(d.Text[v.Begin:v.End], 90), fmt.Sprintf("#b-%d", v.Begin)})
		}
	}
	for _, k := range d.Claims {
		if slices.Contains(k.Events, e.ID) {
			c.Holders = append(c.Holders, cmp.Or(k.Holder, "not stated")+" "+k.Stance)
		}
	}
	slices.Sort(c.Holders)
	c.Holders = slices.Compact(c.Holders)
	return c
}

// eventBody is one event with all its words.
type eventBody struct {
	row
	Passages              []passage
	Contests, ContestedBy []row
	Superseded            bool
	Confidence, RuleHref  string
	CorrectHref           string
	History               []correctionRow
	Steps                 []step
	StepsHref             string
}

type passage struct {
	query.Passage
	Pieces []piece3
	Href   string
}

// A piece3 is words of a paragraph: plain, evidence, or the act itself.
type piece3 struct {
	Words   string
	In, Act bool
}

func event(r *request, p *page) error {
	d, err := r.site.Ledger.Event(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	b := eventBody{row: r.row(d.Event), Contests: r.rows(d.Contests), ContestedBy: r.rows(d.ContestedEvents), Superseded: d.Superseded,
		Confidence: fmt.Sprintf("%.2f", d.Confidence), RuleHref: rulePath(d.Rule)}
	p.Title = strings.ToUpper(b.What[:1]) + b.What[1:] + ": " + plain(b.Who())
	p.Crumbs = []link{{"Ledger", "/ledger"}, {short(cmp.Or(plain(d.Document.Title), "document"), 60), docPath(d.Document.ID)}}
	for _, v := range d.Passages {
		b.Passages = append(b.Passages, passage{v, three(v), fmt.Sprintf("%s#b-%d", docPath(d.Document.ID), v.Begin)})
	}
	if r.site.Editor != nil && !d.Superseded {
		b.CorrectHref = eventPath(d.ID) + "/correct"
	}
	b.History = r.history(d.Document.ID, d.ID)
	if b.Steps, b.StepsHref, err = r.steps(d.Event); err != nil {
		return err
	}
	p.Body = b
	p.rowFormats()
	return nil
}

// three cuts a paragraph around its evidence and the words of the act.
func three(v query.Passage) []piece3 {
	b, e := v.Begin-v.At, v.End-v.At
	if b < 0 || e > len(v.Text) || b > e {
		return []piece3{{v.Text, false, false}}
	}
	tb, te := v.TriggerBegin-v.At, v.TriggerEnd-v.At
	if v.TriggerEnd <= v.TriggerBegin || tb < b || te > e {
		return []piece3{{v.Text[:b], false, false}, {v.Text[b:e], true, false}, {v.Text[e:], false, false}}
	}
	return []piece3{{v.Text[:b], false, false}, {v.Text[b:tb], true, false}, {v.Text[tb:te], true, true}, {v.Text[te:e], true, false}, {v.Text[e:], false, false}}
}

// keyOf explains the marks of a timeline.
func keyOf() template.HTML {
	item := func(svg, words string) string {
		return `<span><svg viewBox="0 0 26 14" aria-hidden="true">` + svg + `</svg>` + words + `</span>`
	}
	return template.HTML(`<p class="key">` +
		item(`<circle cx="13" cy="7" r="5.5" class="k-up"/>`, "cooperation, above the line") +
		item(`<path d="M13 1l6 6l-6 6l-6-6z" class="k-down"/>`, "conflict, below") +
		item(`<rect x="1" y="2" width="24" height="10" rx="3" class="k-up" opacity=".45"/><rect x="8" y="2" width="10" height="10" class="k-up"/>`, "some day of these") +
		item(`<circle cx="13" cy="7" r="5" class="k-up-line" stroke-width="1.6"/>`, "planned") +
		item(`<circle cx="13" cy="7" r="5" class="k-up-line" stroke-width="1.6" stroke-dasharray="3 2"/>`, "date inferred") +
		item(`<circle cx="13" cy="7" r="5.5" class="k-up"/><path d="M13 1.5a5.5 5.5 0 0 1 0 11z" class="k-up-line"/>`, "≠ contested") + `</p>`)
}

var _ chart.Figure = chart.Lanes{}
