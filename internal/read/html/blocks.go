package html

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"entente/internal/doc"
)

// A layout gathers the text of a page block by block.
type layout struct {
	text   strings.Builder
	blocks []doc.Block

	begin int           // of the block being written, -1 if none
	hint  doc.BlockHint // of that block
	space bool          // white space is due before the next word
}

// layOut writes the text of nodes in page order, with a block for each element
// that stands by itself.
func layOut(nodes []*html.Node) (string, []doc.Block) {
	l := &layout{begin: -1}
	for _, n := range nodes {
		l.node(n, doc.HintOther)
		l.end()
	}
	return strings.TrimRight(l.text.String(), "\n"), l.blocks
}

// entitle marks the block that is the title; if none of the first few is, the
// title is put before them as a block of its own.
func entitle(text string, blocks []doc.Block, title string) (string, []doc.Block) {
	if title == "" {
		return text, blocks
	}
	for i, b := range blocks[:min(5, len(blocks))] {
		if b.In(text) == title {
			blocks[i].Hint = doc.HintTitle
			return text, blocks
		}
	}
	out := []doc.Block{{Span: doc.Span{Begin: 0, End: len(title)}, Hint: doc.HintTitle}}
	if text == "" {
		return title, out
	}
	shift := len(title) + len("\n\n")
	for _, b := range blocks {
		out = append(out, doc.Block{Span: doc.Span{Begin: b.Begin + shift, End: b.End + shift}, Hint: b.Hint})
	}
	return title + "\n\n" + text, out
}

// hints are the elements that name what they hold.
var hints = map[atom.Atom]doc.BlockHint{
	atom.P: doc.HintParagraph, atom.H1: doc.HintHeading, atom.H2: doc.HintHeading,
	atom.H3: doc.HintHeading, atom.H4: doc.HintHeading, atom.H5: doc.HintHeading, atom.H6: doc.HintHeading,
	atom.Figcaption: doc.HintCaption, atom.Caption: doc.HintCaption,
	atom.Blockquote: doc.HintQuote, atom.Li: doc.HintList, atom.Dt: doc.HintList, atom.Dd: doc.HintList,
}

// stands are the other elements that stand by themselves.
var stands = map[atom.Atom]bool{
	atom.Div: true, atom.Section: true, atom.Article: true, atom.Main: true, atom.Header: true, atom.Footer: true,
	atom.Aside: true, atom.Nav: true, atom.Ul: true, atom.Ol: true, atom.Dl: true, atom.Table: true, atom.Tr: true,
	atom.Figure: true, atom.Address: true, atom.Pre: true, atom.Hr: true, atom.Form: true, atom.Fieldset: true,
	atom.Body: true, atom.Details: true, atom.Summary: true, atom.Center: true, atom.Thead: true, atom.Tbody: true,
}

// mute are the elements whose text is not for reading.
var mute = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true, atom.Iframe: true,
	atom.Object: true, atom.Embed: true, atom.Svg: true, atom.Math: true, atom.Canvas: true, atom.Audio: true,
	atom.Video: true, atom.Select: true, atom.Button: true, atom.Textarea: true, atom.Input: true, atom.Head: true,
	atom.Nav: true, atom.Noembed: true, atom.Noframes: true,
}

// node writes one node; hint is what the nearest block around it is called.
func (l *layout) node(n *html.Node, hint doc.BlockHint) {
	switch n.Type {
	case html.TextNode:
		if l.begin < 0 {
			l.hint = hint
		}
		l.words(n.Data)
		return
	case html.ElementNode:
	default:
		l.children(n, hint)
		return
	}
	// By name: readability renames elements and leaves their atoms as they were.
	a := atom.Lookup([]byte(n.Data))
	own, named := hints[a]
	switch {
	case mute[a] || hidden(n):
	case a == atom.Br:
		l.line()
	case a == atom.Td || a == atom.Th:
		l.space = true
		l.children(n, hint)
		l.space = true
	case named:
		// A paragraph in a quotation, a list item or a caption is part of that.
		if own == doc.HintParagraph && hint != doc.HintOther && hint != doc.HintHeading {
			own = hint
		}
		l.end()
		l.children(n, own)
		l.end()
	case stands[a]:
		l.end()
		l.children(n, hint)
		l.end()
	default:
		l.children(n, hint)
	}
}

func (l *layout) children(n *html.Node, hint doc.BlockHint) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		l.node(c, hint)
	}
}

// hidden says whether a reader of the page does not see the element.
func hidden(n *html.Node) bool {
	for _, a := range n.Attr {
		switch {
		case a.Key == "hidden":
			return true
		case a.Key == "aria-hidden" && a.Val == "true" && n.FirstChild == nil:
			return true
		case a.Key == "style" && len(a.Val) < 1000:
			style := strings.ReplaceAll(strings.ToLower(a.Val), " ", "")
			if strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden") {
				return true
			}
		}
	}
	return false
}

// words writes text, runs of white space made one space.
func (l *layout) words(s string) {
	s = unseen.Replace(s)
	for s != "" {
		i := strings.IndexFunc(s, blank)
		if i == 0 {
			l.space = true
			_, n := utf8.DecodeRuneInString(s)
			s = s[n:]
			continue
		}
		if i < 0 {
			i = len(s)
		}
		l.word(s[:i])
		s = s[i:]
	}
}

func (l *layout) word(w string) {
	switch {
	case l.begin < 0:
		if l.text.Len() > 0 {
			l.text.WriteString("\n\n")
		}
		l.begin = l.text.Len()
	case l.space && !strings.HasSuffix(l.text.String()[l.text.Len()-1:], "\n"):
		l.text.WriteByte(' ')
	}
	l.space = false
	l.text.WriteString(w)
}

// line breaks a line within a block; two breaks make a new block, which is how
// old pages set paragraphs.
func (l *layout) line() {
	switch {
	case l.begin < 0:
	case strings.HasSuffix(l.text.String(), "\n"):
		l.end()
	default:
		l.text.WriteByte('\n')
	}
	l.space = false
}

// end closes the block being written.
func (l *layout) end() {
	l.space = false
	if l.begin < 0 {
		return
	}
	text := l.text.String()
	end := l.begin + len(strings.TrimRight(text[l.begin:], "\n"))
	l.blocks = append(l.blocks, doc.Block{Span: doc.Span{Begin: l.begin, End: end}, Hint: l.hint})
	l.begin = -1
}

// blank is white space, the no-break kinds among it: in a page they are there
// for the look of a line.
func blank(r rune) bool { return unicode.IsSpace(r) || r == '\u202f' || r == '\u2060' }

// unseen are characters that a page shows nothing for: places where a word may
// be broken, and marks of byte order.
var unseen = strings.NewReplacer("\u00ad", "", "\u200b", "", "\ufeff", "")
