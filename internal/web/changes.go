package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"entente/internal/chart"
	"entente/internal/query"
	"entente/internal/store"
)

// witnessRow is a publisher and how far it stands by itself.
type witnessRow struct {
	query.Witness
	Words, Country, Owner string
}

// witnesses are the publishers of the documents with what of them is their own.
func (r *request) witnesses() []witnessRow {
	var out []witnessRow
	for _, w := range r.ix.Witnesses(r.question.Switches) {
		row := witnessRow{Witness: w, Words: cmp.Or(plain(w.From.Name), plain(w.Name), "publisher not stated"), Country: r.name(w.From.Country)}
		switch {
		case !w.From.Known:
		case w.From.Agency && w.From.Owner != "":
			row.Owner = "agency, " + string(w.From.Owner)
		case w.From.Agency:
			row.Owner = "agency"
		default:
			row.Owner = string(w.From.Owner)
		}
		out = append(out, row)
	}
	return out
}

type storiesBody struct {
	Stories         []storyRow
	Documents, Left int
}

// A storyRow is one text in several documents.
type storyRow struct {
	Title   string
	Sources int // independent of each other
	Docs    []storyDoc
}

type storyDoc struct {
	Title, Href, Publisher, Kin, Origin, Published string
}

// maxStories is how many stories the page lists.
const maxStories = 200

var kinWords = map[store.Kin]string{store.First: "the first here", store.Copy: "copy", store.Derived: "takes over passages", store.Alone: "alone"}

func stories(r *request, p *page) error {
	p.Title = "Stories"
	p.Lede = "Documents that are copies of each other, or take passages over. A story counts as the sources that are independent in it, however often it is printed."
	var b storiesBody
	t := &chart.Table{Head: []string{"story", "document", "title", "publisher", "kin", "agency", "published"}}
	all, err := r.ix.StoriesThen(r.Context(), r.site.Ledger.Store(), r.question.AsOf)
	if err != nil {
		return err
	}
	slices.SortStableFunc(all, func(x, y []*query.Doc) int { return cmp.Compare(len(y), len(x)) })
	for _, docs := range all {
		b.Documents += len(docs)
		s := storyRow{}
		voices := map[string]bool{}
		for _, d := range docs {
			voices[cmp.Or(d.Witness.Group, d.Witness.Name)] = true
			x := storyDoc{Title: cmp.Or(plain(d.Title), "document without a title"), Href: docPath(d.ID), Publisher: plain(cmp.Or(d.From.Name, d.Publisher)),
				Kin: kinWords[d.Kin], Origin: plain(d.Origin), Published: d.Published.String()}
			s.Title = cmp.Or(s.Title, x.Title)
			s.Docs = append(s.Docs, x)
			t.Rows = append(t.Rows, []chart.Cell{{Text: d.Story}, {Text: d.ID}, {Text: d.Title}, {Text: x.Publisher}, {Text: string(d.Kin)}, {Text: d.Origin}, {Text: x.Published}})
		}
		s.Sources = len(voices)
		if len(b.Stories) < maxStories {
			b.Stories = append(b.Stories, s)
		} else {
			b.Left++
		}
	}
	p.Body, p.sheet = b, t
	p.formats("csv", "json")
	return nil
}

type changesBody struct {
	From, To     string
	States       []batchOption
	Asked        bool
	Changes      []changeRow
	Left         int
	Added, Gone  int
	New, Changed int
	Lost         int
}

// A changeRow is one act in two states of the ledger.
type changeRow struct {
	What, Fields, Why string
	Before, After     *row
	Title, Href       string
}

// maxChanges is how many changes the page lists.
const maxChanges = 200

func changes(r *request, p *page) error {
	p.Title = "Changes"
	p.Lede = "What is told differently in two states of the ledger, act by act, and which rule is why: after two additions, or by two codebooks. The same words of a document are the same act."
	b := changesBody{From: strings.TrimSpace(r.q.Get("old")), To: strings.TrimSpace(r.q.Get("new"))}
	for _, c := range r.ix.Codebooks() {
		b.States = append(b.States, batchOption{Value: c, Words: "as coded by " + c})
	}
	for i, x := range slices.Backward(r.ix.Batches) {
		if len(r.ix.Batches)-i > 50 {
			break
		}
		n := strconv.FormatInt(x.Batch, 10)
		b.States = append(b.States, batchOption{Value: "b" + n, Words: "after addition " + n + " of " + x.Added.Format("2 Jan 2006")})
	}
	p.Body = b
	if b.From == "" && b.To == "" {
		return nil
	}
	from, err := r.ix.ParseState(b.From)
	if err != nil {
		return badValue("Before: %s", sentence(err))
	}
	to, err := r.ix.ParseState(b.To)
	if err != nil {
		return badValue("After: %s", sentence(err))
	}
	var all []query.Change
	all, b.Added, b.Gone = r.ix.Diff(from, to, nil)
	b.Asked = true
	t := &chart.Table{Head: []string{"document", "what", "fields", "before", "after", "why"}}
	for _, c := range all {
		switch c.What {
		case "new":
			b.New++
		case "gone":
			b.Lost++
		default:
			b.Changed++
		}
		line := []chart.Cell{{Text: c.Document}, {Text: c.What}, {Text: strings.Join(c.Fields, " ")}, {}, {}, {Text: c.Why}}
		for i, e := range []*query.Entry{c.Before, c.After} {
			if e != nil {
				line[3+i].Text = e.ID
			}
		}
		t.Rows = append(t.Rows, line)
	}
	if b.Left = max(0, len(all)-maxChanges); b.Left > 0 {
		all = all[:maxChanges]
	}
	for _, c := range all {
		x := changeRow{What: c.What, Fields: strings.Join(c.Fields, ", "), Why: c.Why, Href: docPath(c.Document)}
		for i, e := range []*query.Entry{c.Before, c.After} {
			if e == nil {
				continue
			}
			d, err := r.site.Ledger.Event(r.Context(), e.ID)
			if err != nil {
				return err
			}
			one := r.row(d.Event)
			x.Title = cmp.Or(plain(d.Document.Title), "document without a title")
			*[]**row{&x.Before, &x.After}[i] = &one
		}
		b.Changes = append(b.Changes, x)
	}
	p.Body, p.sheet = b, t
	p.formats("csv", "json")
	return nil
}
