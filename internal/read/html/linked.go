package html

import (
	"encoding/json"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A linked is what the JSON-LD of a page says of its article (schema.org).
type linked struct {
	title, url, lang, publisher, byline, published string
	tags                                           []string
}

// maxLinkedDepth bounds how deep objects are looked for in JSON-LD.
const maxLinkedDepth = 8

// readLinked returns the first article described in JSON-LD; empty if none.
func readLinked(root *html.Node) linked {
	var l linked
	found := false
	walk(root, func(n *html.Node) bool {
		if found || n.DataAtom != atom.Script || !strings.Contains(strings.ToLower(attr(n, "type")), "ld+json") {
			return !found
		}
		var value any
		if err := json.Unmarshal([]byte(cleanJSON(scriptText(n))), &value); err != nil {
			return false
		}
		if o := findArticle(value, 0); o != nil {
			l, found = describe(o), true
		}
		return false
	})
	return l
}

func scriptText(n *html.Node) string {
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// cleanJSON mends what pages often get wrong: comment marks around the object
// and bare line ends in strings.
func cleanJSON(s string) string {
	s = strings.TrimSpace(s)
	for _, mark := range []string{"<!--", "//<![CDATA[", "<![CDATA[", "/*<![CDATA[*/"} {
		s = strings.TrimSpace(strings.TrimPrefix(s, mark))
	}
	for _, mark := range []string{"-->", "//]]>", "]]>", "/*]]>*/"} {
		s = strings.TrimSpace(strings.TrimSuffix(s, mark))
	}
	return strings.Map(func(r rune) rune {
		if r < 0x20 {
			return ' '
		}
		return r
	}, s)
}

// findArticle looks for an object whose type is some article; lists and @graph
// are entered in order.
func findArticle(value any, depth int) map[string]any {
	if depth > maxLinkedDepth {
		return nil
	}
	switch v := value.(type) {
	case []any:
		for _, e := range v {
			if o := findArticle(e, depth+1); o != nil {
				return o
			}
		}
	case map[string]any:
		for _, t := range texts(v["@type"]) {
			if i := strings.LastIndexByte(t, '/'); i >= 0 {
				t = t[i+1:]
			}
			switch t {
			case "NewsArticle", "Article", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle",
				"BackgroundNewsArticle", "ReviewNewsArticle", "BlogPosting", "Report", "LiveBlogPosting", "WebPage":
				if t != "WebPage" || v["headline"] != nil && v["datePublished"] != nil {
					return v
				}
			}
		}
		for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage"} {
			if o := findArticle(v[key], depth+1); o != nil {
				return o
			}
		}
	}
	return nil
}

func describe(o map[string]any) linked {
	l := linked{
		title:     text(o["headline"]),
		published: text(o["datePublished"]),
		publisher: text(o["publisher"]),
		url:       text(o["url"]),
		lang:      text(o["inLanguage"]),
		byline:    strings.Join(texts(o["author"]), ", "),
	}
	if l.title == "" {
		l.title = text(o["name"])
	}
	if l.url == "" {
		l.url = text(o["mainEntityOfPage"])
	}
	l.tags = texts(o["articleSection"])
	for _, k := range texts(o["keywords"]) {
		l.tags = append(l.tags, strings.Split(k, ",")...)
	}
	return l
}

// text returns the one text a value stands for, or "".
func text(value any) string {
	if all := texts(value); len(all) > 0 {
		return all[0]
	}
	return ""
}

// texts returns the texts a value stands for: itself, the name or id of an
// object, or those of a list.
func texts(value any) []string {
	switch v := value.(type) {
	case string:
		// Some pages escape for HTML within JSON.
		if s := squeeze(html.UnescapeString(v)); s != "" && len(s) <= maxField {
			return []string{s}
		}
	case map[string]any:
		for _, key := range []string{"name", "@value", "@id"} {
			if s, ok := v[key].(string); ok {
				return texts(s)
			}
		}
	case []any:
		var out []string
		for _, e := range v[:min(len(v), maxTags)] {
			if _, list := e.([]any); !list {
				out = append(out, texts(e)...)
			}
		}
		return out
	}
	return nil
}
