// Package chart draws figures as SVG, the same for page, command line and print:
// the same input gives the same bytes, on any machine.
//
// Every figure also has a table with the same rows and one sentence that says
// what it shows. Sign is never told by colour alone: cooperation stands above
// the line and is filled, conflict stands below and is hatched. Where there is
// no evidence the ground is hatched; a nought is never drawn for it. What the
// figures mean is left to the caller.
package chart

import (
	"fmt"
	"strconv"
	"strings"
)

// A Figure is anything that can be drawn.
type Figure interface {
	// SVG draws it.
	SVG(Options) string
	// Summary is one sentence for those who do not see it.
	Summary() string
	// Table has the same rows as the drawing.
	Table() Table
}

// Options say how a figure is drawn. The zero value is for a page that carries
// [Stylesheet].
type Options struct {
	// Alone makes a file of its own: colours are written into each element, for
	// programs that know no style sheets. Links become plain marks.
	Alone bool
	// ID begins the names of what the figure refers to within itself. Two figures
	// of a page need two.
	ID string
}

// A Table is the twin of a figure.
type Table struct {
	Head []string
	Rows [][]Cell
}

// A Cell is a word or number, with where it leads.
type Cell struct {
	Text, Href string
	Number     bool
}

// look is how a class of elements looks: attribute and value, where a value
// that begins with $ is the name of a colour.
var look = []struct {
	class string
	attrs []string
}{
	{"ink", []string{"fill", "$ink"}},
	{"dim", []string{"fill", "$dim"}},
	{"paper", []string{"fill", "$paper"}},
	{"axis", []string{"stroke", "$axis", "fill", "none"}},
	{"grid", []string{"stroke", "$grid", "fill", "none"}},
	{"band", []string{"fill", "$band"}},
	{"up", []string{"fill", "$up"}},
	{"up2", []string{"fill", "$up2"}},
	{"down", []string{"fill", "$down"}},
	{"down2", []string{"fill", "$down2"}},
	{"flat", []string{"fill", "$flat"}},
	{"up-line", []string{"stroke", "$up", "fill", "$paper"}},
	{"down-line", []string{"stroke", "$down", "fill", "$paper"}},
	{"flat-line", []string{"stroke", "$flat", "fill", "$paper"}},
	{"hatch", []string{"stroke", "$hatch", "fill", "none"}},
	{"cut", []string{"stroke", "$paper", "fill", "none"}},
	{"label", []string{"fill", "$ink", "stroke", "$paper"}},
	{"land", []string{"fill", "$land"}},
	{"coast", []string{"stroke", "$paper"}},
	{"sea", []string{"fill", "$sea"}},
	{"province", []string{"stroke", "$paper", "fill", "none"}},
	{"s1", []string{"fill", "$s1", "stroke", "$paper"}},
	{"s2", []string{"fill", "$s2", "stroke", "$paper"}},
	{"s3", []string{"fill", "$s3", "stroke", "$paper"}},
	{"s4", []string{"fill", "$s4", "stroke", "$paper"}},
	{"s5", []string{"fill", "$s5", "stroke", "$paper"}},
	{"dispute", []string{"stroke", "$ink", "fill", "none"}},
	{"mark", []string{"fill", "$mark", "stroke", "$paper"}},
	{"russia", []string{"fill", "$russia"}},
	{"china", []string{"fill", "$china"}},
	{"west", []string{"fill", "$west"}},
	{"turkey", []string{"fill", "$turkey"}},
	{"gulf", []string{"fill", "$gulf"}},
	{"other", []string{"fill", "$other"}},
	{"russia-line", []string{"stroke", "$russia", "fill", "none"}},
	{"china-line", []string{"stroke", "$china", "fill", "none"}},
	{"west-line", []string{"stroke", "$west", "fill", "none"}},
	{"turkey-line", []string{"stroke", "$turkey", "fill", "none"}},
	{"gulf-line", []string{"stroke", "$gulf", "fill", "none"}},
	{"other-line", []string{"stroke", "$other", "fill", "none"}},
}

// palette is each colour on a light page and on a dark one. The colours of the
// powers and of the sign are at least 3:1 on their ground and told apart by
// colour-blind eyes (Machado 2009, CIEDE2000).
var palette = []struct{ name, light, dark string }{
	{"ink", "#1B2330", "#E7EAF0"},
	{"dim", "#5B6472", "#A3ADBB"},
	{"paper", "#FFFFFF", "#111827"},
	{"axis", "#8A93A0", "#6B7686"},
	{"grid", "#E6E8EC", "#253043"},
	{"band", "#F4F5F7", "#182133"},
	{"up", "#01665E", "#5AB4AC"},
	{"up2", "#5AB4AC", "#2C7F78"},
	{"down", "#8C510A", "#D8A055"},
	{"down2", "#D8B365", "#8C6124"},
	{"flat", "#777777", "#8C8C8C"},
	{"hatch", "#C3C8D0", "#3A465A"},
	{"land", "#E3E5E9", "#2A3548"},
	{"sea", "#F6F8FA", "#0D1420"},
	{"s1", "#C9DFDC", "#1F4442"},
	{"s2", "#93C4BE", "#2A6661"},
	{"s3", "#5AA59D", "#3D8A84"},
	{"s4", "#2A827A", "#5AB4AC"},
	{"s5", "#01564F", "#9ADBD4"},
	{"mark", "#1B2330", "#F3F4F6"},
	{"russia", "#35009A", "#4662A8"},
	{"china", "#D2821D", "#F5A409"},
	{"west", "#0E96FF", "#87D2FF"},
	{"turkey", "#7C2400", "#BF3422"},
	{"gulf", "#15000D", "#FFFFEA"},
	{"other", "#777777", "#8C8C8C"},
}

// Stylesheet is what a page must carry for its figures: colours as custom
// properties (--c-up, …) for a light and a dark page, and a class (k-up, …) for
// each sort of element.
func Stylesheet() string {
	var b strings.Builder
	props := func(dark bool) {
		for _, c := range palette {
			v := c.light
			if dark {
				v = c.dark
			}
			b.WriteString("--c-" + c.name + ":" + v + ";")
		}
	}
	b.WriteString(":root{")
	props(false)
	b.WriteString("}\n@media screen and (prefers-color-scheme:dark){:root{")
	props(true)
	b.WriteString("}}\n")
	for _, l := range look {
		b.WriteString(".k-" + l.class + "{")
		for i := 0; i < len(l.attrs); i += 2 {
			v := l.attrs[i+1]
			if name, ok := strings.CutPrefix(v, "$"); ok {
				v = "var(--c-" + name + ")"
			}
			b.WriteString(l.attrs[i] + ":" + v + ";")
		}
		b.WriteString("}\n")
	}
	for _, c := range palette {
		switch c.name {
		case "up", "down", "flat":
			b.WriteString(".t-" + c.name + "{stop-color:var(--c-" + c.name + ")}\n")
		}
	}
	return b.String()
}

func light(name string) string {
	for _, c := range palette {
		if c.name == name {
			return c.light
		}
	}
	return ""
}

// A canvas collects elements.
type canvas struct {
	Options
	b             strings.Builder
	width, height float64
}

// class writes how an element looks.
func (c *canvas) class(name string) string {
	if !c.Alone {
		return ` class="k-` + name + `"`
	}
	for _, l := range look {
		if l.class == name {
			out := ""
			for i := 0; i < len(l.attrs); i += 2 {
				v := l.attrs[i+1]
				if n, ok := strings.CutPrefix(v, "$"); ok {
					v = light(n)
				}
				out += ` ` + l.attrs[i] + `="` + v + `"`
			}
			return out
		}
	}
	return ""
}

func (c *canvas) add(format string, args ...any) { fmt.Fprintf(&c.b, format, args...) }

func (c *canvas) rect(x, y, w, h float64, class, more string) {
	c.add(`<rect x="%s" y="%s" width="%s" height="%s"%s%s/>`, n(x), n(y), n(w), n(h), c.class(class), more)
}

func (c *canvas) line(x1, y1, x2, y2 float64, class, more string) {
	c.add(`<line x1="%s" y1="%s" x2="%s" y2="%s"%s%s/>`, n(x1), n(y1), n(x2), n(y2), c.class(class), more)
}

func (c *canvas) path(d, class, more string) {
	c.add(`<path d="%s"%s%s/>`, d, c.class(class), more)
}

// text writes words; anchor is start, middle or end.
func (c *canvas) text(x, y, size float64, anchor, class, words string) {
	a := ""
	if anchor != "start" {
		a = ` text-anchor="` + anchor + `"`
	}
	c.add(`<text x="%s" y="%s" font-size="%s"%s%s>%s</text>`, n(x), n(y), n(size), a, c.class(class), Escape(words))
}

// open begins a link that says what it leads to, or a plain group.
func (c *canvas) open(href, label string) {
	if href == "" || c.Alone {
		c.add(`<g>`)
	} else {
		c.add(`<a href="%s" aria-label="%s">`, Escape(href), Escape(label))
	}
	c.add(`<title>%s</title>`, Escape(label))
}

func (c *canvas) close(href string) {
	if href == "" || c.Alone {
		c.add(`</g>`)
	} else {
		c.add(`</a>`)
	}
}

// hatched is a pattern of slant lines; ref is how a fill refers to it.
func (c *canvas) hatched(name, class string, gap, width float64) {
	c.add(`<pattern id="%s" width="%s" height="%s" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="%s"%s stroke-width="%s"/></pattern>`,
		c.ref(name), n(gap), n(gap), n(gap), c.class(class), n(width))
}

func (c *canvas) ref(name string) string { return Escape(c.ID) + name }

// fill is the attribute that fills an element with a pattern or gradient.
func (c *canvas) fill(name string) string { return ` fill="url(#` + c.ref(name) + `)"` }

// done wraps what was drawn.
func (c *canvas) done(title, summary string, more ...string) string {
	role := `role="group"`
	ns := ""
	if c.Alone {
		ns = ` xmlns="http://www.w3.org/2000/svg" width="` + n(c.width) + `" height="` + n(c.height) + `"`
	}
	back := ""
	if c.Alone {
		back = `<rect width="100%" height="100%" fill="#FFFFFF"/>`
	}
	return fmt.Sprintf(`<svg%s viewBox="0 0 %s %s" %s aria-labelledby="%s %s" font-family="system-ui, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"%s><title id="%s">%s</title><desc id="%s">%s</desc>%s%s</svg>`,
		ns, n(c.width), n(c.height), role, c.ref("t"), c.ref("d"), strings.Join(more, ""), c.ref("t"), Escape(title), c.ref("d"), Escape(summary), back, c.b.String())
}

// n writes a coordinate with one decimal at most.
func n(f float64) string {
	s := strconv.FormatFloat(f, 'f', 1, 64)
	s = strings.TrimSuffix(s, ".0")
	if s == "-0" {
		return "0"
	}
	return s
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;")

// Escape makes words safe in SVG and HTML. Characters that XML does not allow,
// and marks that turn the direction of text, are shown as �.
func Escape(s string) string {
	return escaper.Replace(strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
			return r
		case r < 0x20, r == 0x7f, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0xfffe, r == 0xffff:
			return '\uFFFD'
		}
		return r
	}, s))
}

// Plural is a number with its noun.
func Plural(count int, noun string) string {
	if count == 1 {
		return "1 " + noun
	}
	return Thousands(count) + " " + noun + "s"
}

// Thousands writes a number with commas.
func Thousands(i int) string {
	s := strconv.Itoa(i)
	for at := len(s) - 3; at > 0 && s[at-1] != '-'; at -= 3 {
		s = s[:at] + "," + s[at:]
	}
	return s
}
