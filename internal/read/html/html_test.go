package html

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"entente/internal/doc"
)

// show prints what the tests compare: the stated fields, then the blocks.
func show(d *doc.Document) string {
	var b strings.Builder
	for _, f := range []struct{ name, value string }{
		{"title", d.Title}, {"url", d.URL}, {"lang", d.Lang}, {"published", d.Published}, {"basis", string(d.PublishedBasis)},
		{"publisher", d.Publisher}, {"byline", d.Byline}, {"tags", strings.Join(d.Tags, ", ")},
	} {
		if f.value != "" {
			b.WriteString(f.name + ": " + f.value + "\n")
		}
	}
	for _, bl := range d.Blocks {
		b.WriteString("[" + string(bl.Hint) + "] " + strings.ReplaceAll(bl.In(d.Text), "\n", "\\n") + "\n")
	}
	return b.String()
}

// TestPages reads each testdata/*.html and compares with the .want beside it.
func TestPages(t *testing.T) {
	pages, _ := filepath.Glob("testdata/*.html")
	if len(pages) == 0 {
		t.Fatal("no pages in testdata")
	}
	for _, page := range pages {
		raw, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		d, err := Read(raw)
		if err != nil {
			t.Errorf("%s: %v", page, err)
			continue
		}
		wantFile := strings.TrimSuffix(page, ".html") + ".want"
		if os.Getenv("UPDATE") != "" {
			os.WriteFile(wantFile, []byte(show(d)), 0o644)
		}
		want, _ := os.ReadFile(wantFile)
		if diff := cmp.Diff(string(want), show(d)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", page, diff)
		}
		check(t, page, d)
	}
}

// check holds what is true of every page: blocks in order and apart, covering
// all that is not blank.
func check(t *testing.T, page string, d *doc.Document) {
	t.Helper()
	if !utf8.ValidString(d.Text) {
		t.Errorf("%.200q: text is not UTF-8", page)
	}
	at := 0
	for i, b := range d.Blocks {
		if b.Begin < at || b.End <= b.Begin || b.End > len(d.Text) {
			t.Fatalf("%.200q: block %d is [%d,%d) after %d in a text of %d bytes", page, i, b.Begin, b.End, at, len(d.Text))
		}
		if s := strings.TrimSpace(d.Text[at:b.Begin]); s != "" {
			t.Fatalf("%.200q: %q stands in no block", page, s)
		}
		at = b.End
	}
	if s := strings.TrimSpace(d.Text[at:]); s != "" {
		t.Fatalf("%.200q: %q stands in no block", page, s)
	}
}

const cyrillicPage = `<!DOCTYPE html><html><head>%s<title>Визит в Душанбе</title></head><body>
<article><h1>Визит в Душанбе</h1><p>Президент прибыл в Душанбе с государственным визитом.</p>
<p>Стороны подписали соглашение о границе.</p></article></body></html>`

func TestCharset(t *testing.T) {
	for _, meta := range []string{"", `<meta charset="windows-1251">`, `<meta charset=utf-8>`,
		`<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">`} {
		page := strings.Replace(cyrillicPage, "%s", meta, 1)
		raw, err := charmap.Windows1251.NewEncoder().String(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, in := range []string{raw, page, "\ufeff" + page} {
			d, err := Read([]byte(in))
			if err != nil {
				t.Errorf("%q: %v", meta, err)
				continue
			}
			if d.Title != "Визит в Душанбе" || !strings.Contains(d.Text, "\n\nСтороны подписали соглашение о границе.") {
				t.Errorf("%q: got title %q, text %q", meta, d.Title, d.Text)
			}
		}
	}
}

func TestStated(t *testing.T) {
	tests := []struct{ about, head, body, want string }{
		{"nothing", "", "<p>A.</p>", "basis: unknown\n[p] A.\n"},
		{"a broken date", `<meta property="article:published_time" content="soon">`, "<p>A.</p>", "basis: unknown\n[p] A.\n"},
		{"the title with its site", `<title>Talks held | The Gazette</title>`, "<p>A.</p>", "title: Talks held\nbasis: unknown\n[title] Talks held\n[p] A.\n"},
		{"a dash in a title", `<title>Talks held - again</title>`, "<p>A.</p>", "title: Talks held - again\nbasis: unknown\n[title] Talks held - again\n[p] A.\n"},
		{"the publisher in the title", `<title>Talks held - The Gazette</title><meta property="og:site_name" content="The Gazette">`, "<p>A.</p>",
			"title: Talks held\nbasis: unknown\npublisher: The Gazette\n[title] Talks held\n[p] A.\n"},
		{"one time element", "", `<time datetime="2022-12-04T01:00:00+05:00">Sunday</time><p>A.</p>`, "published: 2022-12-04\nbasis: metadata\n[other] Sunday\n[p] A.\n"},
		{"several time elements", "", `<time datetime="2022-12-04">x</time><time datetime="2021-12-04">y</time><p>A.</p>`, "basis: unknown\n[other] xy\n[p] A.\n"},
		{"broken JSON-LD, then a good one", `<script type="application/ld+json">{"@type":</script>
<script type="application/ld+json">{"@graph":[{"@type":"Organization","name":"X"},{"@type":["NewsArticle"],"headline":"Q &amp; A",
"datePublished":"2022-12-04T10:00:00Z","author":[{"name":"A. Writer"},{"name":"B. Writer"}],"publisher":{"name":"The Gazette"},"keywords":"x, y","inLanguage":"en-GB"}]}</script>`,
			"<p>A.</p>", "title: Q & A\nlang: en-GB\npublished: 2022-12-04\nbasis: metadata\npublisher: The Gazette\nbyline: A. Writer, B. Writer\ntags: x, y\n[title] Q & A\n[p] A.\n"},
		{"a script that is no text", "", "<p>A<script>alert(1)</script>.</p><p hidden>B.</p><p style='display: none'>C.</p>", "basis: unknown\n[p] A.\n"},
		{"lines and entities", "", "<p>A &mdash; B<br>C&nbsp;D so&shy;ft</p>", "basis: unknown\n[p] A — B\\nC D soft\n"},
	}
	for _, tt := range tests {
		page := "<!DOCTYPE html><html><head>" + tt.head + "</head><body>" + tt.body + "</body></html>"
		d, err := Read([]byte(page))
		if err != nil {
			t.Errorf("%s: %v", tt.about, err)
			continue
		}
		if diff := cmp.Diff(tt.want, show(d)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", tt.about, diff)
		}
		if d.ID != doc.NewID([]byte(page)) {
			t.Errorf("%s: the id is not that of the bytes", tt.about)
		}
	}
}

// TestHostile reads pages made to be slow. Each must be done, one way or the
// other, in a time that grows with its size only.
func TestHostile(t *testing.T) {
	const size = 2 << 20
	fill := func(s string) string { return strings.Repeat(s, size/len(s)) }
	tests := []struct{ about, page, err string }{
		{"nested 100,000 deep", strings.Repeat("<div>", 100_000) + "x", "nested deeper than the limit of 512"},
		{"formatting never closed", fill("<b><i><u>x"), "nested deeper"},
		{"links never closed", fill("<a href=x>y<p>"), ""},
		{"lists never closed", fill("<li>x"), ""},
		{"paragraphs", fill("<p>A short one, with a comma.</p>"), ""},
		{"line breaks", fill("x<br>"), ""},
		{"tables in tables", fill("<table><tr><td>"), "nested deeper"},
		{"text out of place in a table", "<table>" + fill("x<tr>"), ""},
		{"attributes", "<p " + fill(`a="b" `) + ">x", ""},
		{"distinct attributes", "<p " + distinct(size) + ">x", ""},
		{"meta elements", fill(`<meta name="author" content="x">`), ""},
		{"spans", fill("<span>x</span> "), ""},
		{"one long word", fill("x"), ""},
		{"comments", fill("<!-- x -->"), ""},
		{"open comment", "<!--" + fill("-"), ""},
		{"entities", fill("&amp"), ""},
		{"opened brackets", fill("<"), ""},
		{"JSON-LD nested", `<script type="application/ld+json">` + fill("[") + "</script>x", ""},
	}
	for _, tt := range tests {
		start := time.Now()
		d, err := ReadString("<!DOCTYPE html><html><body>" + tt.page)
		took := time.Since(start)
		if tt.err == "" && err != nil || tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)) {
			t.Errorf("%s: got error %v, want %q", tt.about, err, tt.err)
		}
		if err == nil {
			check(t, tt.about, d)
		}
		t.Logf("%s: %v", tt.about, took.Round(time.Millisecond))
		if took > 20*time.Second {
			t.Errorf("%s: %d bytes took %v", tt.about, len(tt.page), took)
		}
	}
}

func distinct(size int) string {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		b.WriteString("a" + strings.Repeat("b", i%7) + string(rune('a'+i%26)) + string(rune('a'+i/26%26)) + string(rune('a'+i/676%26)) + string(rune('a'+i/17576%26)) + "=1 ")
	}
	return b.String()
}

func FuzzRead(f *testing.F) {
	pages, _ := filepath.Glob("testdata/*.html")
	for _, p := range pages {
		raw, _ := os.ReadFile(p)
		f.Add(raw)
	}
	f.Add([]byte("<p>a<b>b</p><li>c<script>{"))
	f.Add([]byte("<title>x | y</title><h1>x</h1>x<br><br>"))
	f.Add([]byte("<meta charset=koi8-r>\xcd\xcf\xd3\xcb\xd7\xc1"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		d, err := Read(raw)
		if err != nil {
			return
		}
		check(t, string(raw), d)
		if again, err := Read(raw); err != nil || show(again) != show(d) {
			t.Fatalf("%q: read twice, got two things", raw)
		}
	})
}
