// Package html reads an article out of a web page: its main text without the
// menus around it, and what the page states of title, date and publisher.
//
// Nothing is fetched, and no script is run. The text of a page is its title, if
// it has one, and the blocks of its main part, a blank line between them; the
// blocks keep what the markup called them. Which block is what in the article is
// left to package page.
package html

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	readability "codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"entente/internal/charset"
	"entente/internal/doc"
)

// MaxNesting is how deep elements may stand in one another; a page nested deeper
// is an error. The HTML parser has this limit, so that it cannot be made slow.
const MaxNesting = 512

// maxElements is up to how many elements the main part of a page is looked for.
// A larger page is taken whole, which needs less time.
const maxElements = 50_000

// Read makes a document of the bytes of a page. Its charset is told by byte
// order mark, by meta element as far as the bytes bear it out, or by the bytes.
// Broken UTF-8 becomes U+FFFD, as in a browser. The identifier is that of the
// bytes.
func Read(raw []byte) (*doc.Document, error) {
	text, _, err := charset.Decode(raw, label(raw))
	var bad *charset.Error
	if errors.As(err, &bad) && bad.Broken {
		text, err = strings.ToValidUTF8(string(raw), "\ufffd"), nil
	}
	if err != nil {
		return nil, err
	}
	d, err := ReadString(text)
	if err != nil {
		return nil, err
	}
	d.ID = doc.NewID(raw)
	return d, nil
}

// ReadString is Read for a page that is UTF-8 already.
func ReadString(page string) (*doc.Document, error) {
	page = strings.TrimPrefix(page, "\ufeff")
	root, err := html.Parse(strings.NewReader(strings.ReplaceAll(page, "\x00", "\ufffd")))
	if err != nil {
		if strings.Contains(err.Error(), "open stack of elements") {
			return nil, fmt.Errorf("html: elements nested deeper than the limit of %d", MaxNesting)
		}
		return nil, fmt.Errorf("html: %w", err)
	}
	m := readMeta(root)
	d := &doc.Document{
		ID:             doc.NewID([]byte(page)),
		URL:            m.url,
		Title:          m.title,
		Lang:           m.lang,
		Published:      m.published.String(),
		PublishedBasis: doc.PublishedUnknown,
		Publisher:      m.publisher,
		Byline:         m.byline,
		Tags:           m.tags,
	}
	if d.Published != "" {
		d.PublishedBasis = doc.PublishedMetadata
	}
	text, blocks := layOut(mainPart(root, m.url))
	d.Text, d.Blocks = entitle(text, blocks, m.title)
	return d, nil
}

// mainPart returns the nodes the article stands in.
func mainPart(root *html.Node, pageURL string) []*html.Node {
	body := first(root, atom.Body)
	if body == nil {
		return nil
	}
	stated := articleElement(body)
	if count(root) <= maxElements {
		u, err := url.Parse(pageURL)
		if err != nil {
			u = nil
		}
		p := readability.NewParser()
		p.CharThresholds = 200 // a wire report may be shorter than the usual 500
		if a, err := p.ParseDocument(root, u); err == nil && a.Node != nil {
			found, said := visible(a.Node), visible(stated)
			// Guessing may lose most of a short article, or take in what stands around
			// it; the page's own word then counts.
			if found > 0 && found*2 >= said && (found <= said || stated == nil || first(stated, atom.H1) == nil) {
				return []*html.Node{a.Node}
			}
		}
	}
	if stated != nil {
		return []*html.Node{stated}
	}
	return []*html.Node{body}
}

// articleElement is the one article or main element of a page, nil if there is
// none or if several could be meant.
func articleElement(body *html.Node) *html.Node {
	var articles, mains []*html.Node
	walk(body, func(n *html.Node) bool {
		switch n.DataAtom {
		case atom.Article:
			articles = append(articles, n)
			return false
		case atom.Main:
			mains = append(mains, n)
		}
		return true
	})
	if len(articles) == 1 {
		return articles[0]
	}
	if len(articles) == 0 && len(mains) == 1 {
		return mains[0]
	}
	return nil
}

// visible is how many bytes of text an element shows, 0 if it is nil.
func visible(n *html.Node) int {
	if n == nil {
		return 0
	}
	text, _ := layOut([]*html.Node{n})
	return len(text)
}

// labels are the places in which a page names its charset.
var labels = regexp.MustCompile(`(?i)<meta[^>]{0,200}?charset\s*=\s*["']?\s*([a-z0-9_.:-]+)|<\?xml[^>]{0,100}?encoding\s*=\s*["']([a-z0-9_.:-]+)`)

// label returns the charset that the page claims to be in, "" if none.
func label(raw []byte) string {
	m := labels.FindSubmatch(raw[:min(len(raw), 4096)])
	if m == nil {
		return ""
	}
	return string(bytes.ToLower(append(m[1], m[2]...)))
}

// starts are what a page begins with, in small letters.
var starts = []string{"<!doctype html", "<html", "<head", "<body", "<title", "<meta", "<article", "<!--", "<div", "<p>", "<p ", "<h1", "<script", "<link"}

// Looks says whether the first bytes of a file look like a web page.
func Looks(head []byte) bool {
	head = bytes.TrimPrefix(head, []byte("\ufeff"))
	head = bytes.ToLower(bytes.TrimLeft(head, " \t\r\n"))
	if bytes.HasPrefix(head, []byte("<?xml")) {
		return bytes.Contains(head, []byte("<html"))
	}
	for _, s := range starts {
		if bytes.HasPrefix(head, []byte(s)) {
			return true
		}
	}
	return false
}
