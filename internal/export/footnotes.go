package export

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"

	"entente/internal/edtf"
	"entente/internal/store"
)

// quoted is the words of a passage on one line.
func quoted(p store.Passage) string {
	at := p.Segment.Begin
	b, e := p.Begin-at, p.End-at
	if b < 0 || e > len(p.Text) || b > e {
		return ""
	}
	return strings.Join(strings.Fields(p.Text[b:e]), " ")
}

// paragraph says where a passage stands.
func (a *Act) paragraph(i int) string {
	if i < len(a.Paragraphs) && a.Paragraphs[i] > 0 {
		return fmt.Sprintf("paragraph %d", a.Paragraphs[i])
	}
	return string(a.Passages[i].Kind)
}

// line says in words what the act is.
func (a *Act) line() string {
	e := &a.Event
	what := cmp.Or(e.Kind, strings.ToLower(e.Type))
	s := orNot(e.Date.String()) + ": " + who(e.Source)
	if len(e.Target) > 0 {
		s += " – " + who(e.Target)
	}
	s += ": " + what
	if e.Mode != "" {
		s += " (" + strings.ToLower(e.Type+", "+e.Mode) + ")"
	}
	return s + ", " + orNot(string(e.Status))
}

var mdEscape = strings.NewReplacer("\\", `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "]", `\]`, "<", "&lt;", "|", `\|`)

// markdown writes a list of acts with a footnote each: the words, and where they
// stand.
func markdown(w io.Writer, acts []Act) error {
	b := bufio.NewWriter(w)
	for i := range acts {
		a := &acts[i]
		fmt.Fprintf(b, "- %s.[^%d]\n", mdEscape.Replace(a.line()), i+1)
	}
	if len(acts) > 0 {
		b.WriteString("\n")
	}
	for i := range acts {
		a := &acts[i]
		fmt.Fprintf(b, "[^%d]:", i+1)
		for k, p := range a.Passages {
			if q := quoted(p); q != "" {
				fmt.Fprintf(b, " “%s” (%s).", mdEscape.Replace(q), a.paragraph(k))
			}
		}
		d := &a.Doc
		fmt.Fprintf(b, " %s", mdEscape.Replace(orNot(d.Publisher)))
		if d.Title != "" {
			fmt.Fprintf(b, ", “%s”", mdEscape.Replace(d.Title))
		}
		fmt.Fprintf(b, ", %s", orNot(d.Published.String()))
		if d.URL != "" {
			fmt.Fprintf(b, ", <%s>", strings.NewReplacer("<", "%3C", ">", "%3E", " ", "%20").Replace(d.URL))
		}
		fmt.Fprintf(b, ". Event %s of document %s, coded by %s", a.Event.ID, d.ID, a.Event.Codebook)
		if a.Reports > 1 {
			fmt.Fprintf(b, "; one of %d reports, of %d independent sources", a.Reports, a.Sources)
		}
		b.WriteString(".\n")
	}
	return b.Flush()
}

// A cited document is one item of a list of references, with notes of what is
// taken from it.
type cited struct {
	store.DocInfo
	notes []string
}

// references are the documents of acts, in the order they first come.
func references(acts []Act) []*cited {
	at := map[string]*cited{}
	var out []*cited
	for i := range acts {
		a := &acts[i]
		c := at[a.Doc.ID]
		if c == nil {
			c = &cited{DocInfo: a.Doc}
			at[a.Doc.ID] = c
			out = append(out, c)
		}
		for k, p := range a.Passages {
			c.notes = append(c.notes, fmt.Sprintf("event %s, %s: “%s” (%s)", a.Event.ID, a.paragraph(k), quoted(p), a.line()))
		}
	}
	return out
}

// parts are year, month and day of a date as far as it is one of these; nil if it
// is an interval or not known.
func parts(d edtf.Date) []int {
	s := d.String()
	var out []int
	for i, p := range strings.Split(s, "-") {
		n := 0
		if _, err := fmt.Sscanf(p, "%d", &n); err != nil || i > 2 || len(p) != []int{4, 2, 2}[i] || strings.TrimFunc(p, unicode.IsDigit) != "" {
			return nil
		}
		out = append(out, n)
	}
	return out
}

type cslDate struct {
	Parts [][]int `json:"date-parts,omitempty"`
	Raw   string  `json:"raw,omitempty"`
}

type cslItem struct {
	ID        string   `json:"id"`
	Type      string   `json:"type"`
	Title     string   `json:"title,omitempty"`
	Container string   `json:"container-title,omitempty"`
	Issued    *cslDate `json:"issued,omitempty"`
	URL       string   `json:"URL,omitempty"`
	Language  string   `json:"language,omitempty"`
	Note      string   `json:"note"`
}

// csl writes an array of items, one a document, for reference managers.
//
// Source: CSL-JSON schema 1.0.
func csl(w io.Writer, acts []Act) error {
	items := []cslItem{}
	for _, c := range references(acts) {
		it := cslItem{ID: "entente-" + c.ID, Type: "article-newspaper", Title: c.Title, Container: c.Publisher, URL: c.URL, Language: c.Lang,
			Note: strings.Join(c.notes, "\n")}
		if p := parts(c.Published); p != nil {
			it.Issued = &cslDate{Parts: [][]int{p}}
		} else if s := c.Published.String(); s != "" {
			it.Issued = &cslDate{Raw: s}
		}
		items = append(items, it)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(items)
}

var bibEscape = strings.NewReplacer(`\`, `\textbackslash{}`, "{", `\{`, "}", `\}`, "%", `\%`, "&", `\&`, "$", `\$`, "#", `\#`, "_", `\_`,
	"~", `\textasciitilde{}`, "^", `\textasciicircum{}`, "\n", " ")

// bibTeX writes an entry a document.
func bibTeX(w io.Writer, acts []Act) error {
	b := bufio.NewWriter(w)
	for _, c := range references(acts) {
		fmt.Fprintf(b, "@article{entente-%s,\n", c.ID)
		field := func(name, value string) {
			if value != "" {
				fmt.Fprintf(b, "  %s = {%s},\n", name, bibEscape.Replace(value))
			}
		}
		field("title", c.Title)
		field("journal", c.Publisher)
		if p := parts(c.Published); p != nil {
			for i, name := range []string{"year", "month", "day"}[:len(p)] {
				field(name, fmt.Sprint(p[i]))
			}
		} else {
			field("date", c.Published.String())
		}
		if c.URL != "" {
			fmt.Fprintf(b, "  url = {%s},\n", strings.NewReplacer("{", "%7B", "}", "%7D", "\\", "%5C", " ", "%20").Replace(c.URL))
		}
		field("note", strings.Join(c.notes, "; "))
		b.WriteString("}\n\n")
	}
	return b.Flush()
}
