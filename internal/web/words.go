package web

import (
	"fmt"
	"html/template"
	"net/url"
	"strconv"
	"strings"

	"entente/internal/query"
)

func itoa(i int) string { return strconv.Itoa(i) }

func pad2(i int) string { return fmt.Sprintf("%02d", i) }

func queryEscape(s string) string { return url.QueryEscape(s) }

func compare(a, b string) int { return strings.Compare(a, b) }

// value is the value of a field that nobody sees, to be sent back as it is: what plain
// would replace stands as references, so that it turns nothing in the source either.
func value(s string) template.HTMLAttr {
	var b strings.Builder
	b.WriteString(`value="`)
	for _, r := range s {
		if string(r) == plain(string(r)) {
			b.WriteString(template.HTMLEscapeString(string(r)))
		} else {
			fmt.Fprintf(&b, "&#%d;", r)
		}
	}
	b.WriteByte('"')
	return template.HTMLAttr(b.String()) // each letter is escaped
}

// plain shows text of articles: what turns the direction of writing, and control
// characters, are shown as signs. The template escapes the rest.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n':
			return r
		case r < 0x20, r == 0x7f, r >= 0x80 && r < 0xa0, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0xfeff:
			return '\uFFFD'
		}
		return r
	}, s)
}

// told is a count with what it rests on.
func told(n query.N) string {
	s := plural(n.Events, "event")
	if n.Reports != n.Events {
		s += " in " + plural(n.Reports, "report")
	}
	return s + " · " + plural(n.Documents, "document") + " · " + plural(n.Sources, "independent source")
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
