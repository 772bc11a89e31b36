package html

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"entente/internal/edtf"
	"entente/internal/timestamp"
)

// A meta is what a page states of itself; empty where it does not.
type meta struct {
	title, url, lang, publisher, byline string
	published                           edtf.Date
	tags                                []string
}

// stated gathers the values of one page by where they stand, so that the better
// place can win.
type stated struct {
	names map[string][]string // of meta elements by name, property or itemprop
	title string              // of the title element
	h1    []string
	canon string
	lang  string
	times []string // of time elements in the article, or of the only one
	pub   []string // of time elements that say they are the publication
	by    []string // of elements that say they are the author
}

const (
	maxField = 1000 // bytes of a title, a byline or a name
	maxTags  = 32
)

func readMeta(root *html.Node) meta {
	s := gather(root)
	ld := readLinked(root)
	m := meta{
		publisher: pick(ld.publisher, s.meta("og:site_name"), s.meta("application-name")),
		byline:    pick(ld.byline, s.author()),
		url:       address(s.canon, s.meta("og:url"), ld.url),
		lang:      tongue(s.lang, ld.lang, s.meta("og:locale")),
	}
	title := pick(ld.title, s.meta("og:title"), s.meta("twitter:title"))
	if title == "" && len(s.h1) == 1 {
		title = s.h1[0]
	}
	m.title = cutSite(pick(title, s.title), m.publisher)
	for _, stamp := range append([]string{ld.published}, s.stamps()...) {
		if day, ok := timestamp.Day(stamp); ok {
			m.published = day
			break
		}
	}
	m.tags = s.tags(ld.tags)
	return m
}

func gather(root *html.Node) stated {
	s := stated{names: map[string][]string{}}
	article := root
	if body := first(root, atom.Body); body != nil {
		if a := articleElement(body); a != nil {
			article = a
		}
	}
	var all []string
	walk(root, func(n *html.Node) bool {
		if n.Type != html.ElementNode {
			return true
		}
		prop := strings.ToLower(attr(n, "itemprop"))
		switch n.DataAtom {
		case atom.Html:
			s.lang = attr(n, "lang")
			if s.lang == "" {
				s.lang = attr(n, "xml:lang")
			}
		case atom.Title:
			if s.title == "" {
				s.title = inner(n)
			}
			return false
		case atom.H1:
			s.h1 = append(s.h1, inner(n))
		case atom.Meta:
			for _, key := range []string{"property", "name", "itemprop"} {
				if name, value := strings.ToLower(attr(n, key)), attr(n, "content"); name != "" && value != "" {
					s.names[name] = append(s.names[name], value)
				}
			}
		case atom.Link:
			if strings.EqualFold(attr(n, "rel"), "canonical") && s.canon == "" {
				s.canon = attr(n, "href")
			}
		case atom.Time:
			stamp := attr(n, "datetime")
			if stamp == "" {
				stamp = inner(n)
			}
			all = append(all, stamp)
			if prop == "datepublished" || hasAttr(n, "pubdate") {
				s.pub = append(s.pub, stamp)
			} else if within(n, article) && article != root {
				s.times = append(s.times, stamp)
			}
		case atom.Svg, atom.Script, atom.Style:
			return false
		default:
			if prop == "author" || strings.EqualFold(attr(n, "rel"), "author") {
				s.by = append(s.by, inner(n))
			}
		}
		return true
	})
	if len(s.times) == 0 && len(all) == 1 {
		s.times = all
	}
	return s
}

func hasAttr(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func within(n, outer *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == outer {
			return true
		}
	}
	return false
}

// meta returns the first value of a meta element of this name, or "".
func (s stated) meta(name string) string {
	if v := s.names[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// stamps are the time stamps of publication, the surest first.
func (s stated) stamps() []string {
	var out []string
	for _, name := range []string{"article:published_time", "og:article:published_time", "datepublished",
		"publishdate", "publish-date", "pubdate", "publication_date", "parsely-pub-date", "sailthru.date",
		"dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date", "citation_publication_date", "date"} {
		out = append(out, s.names[name]...)
	}
	out = append(out, s.pub...)
	// The first time element of an article is its date line; later ones may be
	// those of comments.
	return append(out, s.times[:min(1, len(s.times))]...)
}

func (s stated) author() string {
	for _, name := range []string{"author", "article:author", "dc.creator", "parsely-author"} {
		var names []string
		for _, v := range s.names[name] {
			if !strings.Contains(v, "://") {
				names = append(names, v)
			}
		}
		if len(names) > 0 {
			return strings.Join(names, ", ")
		}
	}
	if len(s.by) > 0 {
		return s.by[0]
	}
	return ""
}

// tags joins the key words of all places, in order and each once.
func (s stated) tags(linked []string) []string {
	all := append([]string{}, linked...)
	all = append(all, s.names["article:section"]...)
	all = append(all, s.names["article:tag"]...)
	for _, name := range []string{"news_keywords", "keywords"} {
		for _, v := range s.names[name] {
			all = append(all, strings.Split(v, ",")...)
		}
	}
	var out []string
	seen := map[string]bool{}
	for _, tag := range all {
		tag = squeeze(tag)
		if key := strings.ToLower(tag); tag != "" && len(tag) <= 100 && !seen[key] && len(out) < maxTags {
			seen[key] = true
			out = append(out, tag)
		}
	}
	return out
}

// pick returns the first value that says something, on one line and not longer
// than a field may be.
func pick(values ...string) string {
	for _, v := range values {
		if len(v) > maxField {
			continue
		}
		if v = squeeze(v); v != "" {
			return v
		}
	}
	return ""
}

// address returns the first address on the web.
func address(values ...string) string {
	for _, v := range values {
		if len(v) < 2*maxField && (strings.HasPrefix(v, "https://") || strings.HasPrefix(v, "http://")) {
			return v
		}
	}
	return ""
}

var tag = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$`)

// tongue returns the first value that has the form of a BCP 47 tag.
func tongue(values ...string) string {
	for _, v := range values {
		if v = strings.ReplaceAll(v, "_", "-"); tag.MatchString(v) {
			return v
		}
	}
	return ""
}

// cutSite takes the name of the site off the end of a title: after " | ", or
// after any separator if it is the publisher.
func cutSite(title, publisher string) string {
	for _, sep := range []string{" | ", " - ", " – ", " — ", " » ", " :: "} {
		i := strings.LastIndex(title, sep)
		if i <= 0 {
			continue
		}
		if site := strings.TrimSpace(title[i+len(sep):]); sep == " | " || publisher != "" && strings.EqualFold(site, publisher) {
			return strings.TrimSpace(title[:i])
		}
	}
	return title
}
