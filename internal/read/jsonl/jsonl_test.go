package jsonl

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"entente/internal/doc"
)

func TestParse(t *testing.T) {
	tests := []struct {
		line, err string
		want      doc.Document
	}{
		{line: `{"text":"A.","url":"https://example.org/a","title":"T","published":"2022-12-04T10:00:00Z","publisher":"P","byline":"B","lang":"en","tags":["x","y"],"file":"a.txt","extra":1}`,
			want: doc.Document{URL: "https://example.org/a", Title: "T", Published: "2022-12-04", PublishedBasis: doc.PublishedMetadata,
				Publisher: "P", Byline: "B", Lang: "en", Tags: []string{"x", "y"}, File: "a.txt", Text: "A."}},
		{line: `{"text":"A.\u00e9","published":"2022-11/2022-12"}`,
			want: doc.Document{Text: "A.é", Published: "2022-11/2022-12", PublishedBasis: doc.PublishedMetadata}},
		{line: `{"text":null,"title":null}`, want: doc.Document{PublishedBasis: doc.PublishedUnknown}},
		{line: `{}`, want: doc.Document{PublishedBasis: doc.PublishedUnknown}},
		{line: `{"text":"A.",}`, err: "line 7, column 14: invalid character '}'"},
		{line: `{"text":"A."`, err: "line 7, column 12: the object does not end"},
		{line: `["text"]`, err: "line 7, column 1: an object is wanted, not a array"},
		{line: `{"text":12}`, err: `line 7, column 10: field "text" cannot be a number`},
		{line: "{\"text\":\"A\xff\"}", err: "line 7, column 11: broken UTF-8: byte 0xff"},
		{line: `{"text":"A\u0000B"}`, err: "line 7, column 1: a NUL character at offset 1"},
		{line: `{"text":"A.","published":"last week"}`, err: `line 7, column 1: published: "last week" is no date`},
		{line: `{"text":"A."} {"text":"B."}`, err: "line 7, column 15"},
	}
	for _, tt := range tests {
		r, err := Parse([]byte(tt.line), 7)
		if tt.err != "" {
			var e *Error
			if !errors.As(err, &e) || !strings.HasPrefix(err.Error(), tt.err) {
				t.Errorf("%s: got %v, want %s", tt.line, err, tt.err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", tt.line, err)
			continue
		}
		tt.want.ID = doc.NewID([]byte(tt.line))
		if diff := cmp.Diff(&tt.want, r.Document([]byte(tt.line))); diff != "" {
			t.Errorf("%s (-want +got)\n%s", tt.line, diff)
		}
	}
}

func TestLines(t *testing.T) {
	long := strings.Repeat("x", 200_000)
	tests := []struct {
		about, in string
		limit     int
		want      []string
	}{
		{"nothing", "", 10, nil},
		{"blank lines", "\n \r\n\n", 10, nil},
		{"no last newline", "a\nb", 10, []string{"1 a", "2 b"}},
		{"ends of line", "a\r\n\nb\n", 10, []string{"1 a", "3 b"}},
		{"a byte order mark", "\ufeffa\nb\n", 10, []string{"1 a", "2 b"}},
		{"just the limit", "0123456789\r\n0123456789\n0123456789", 10, []string{"1 0123456789", "2 0123456789", "3 0123456789"}},
		{"over the limit", "a\n" + long + "\nb\n" + long, 100, []string{"1 a",
			"line 2, column 101: the line is longer than the limit of 100 bytes", "3 b",
			"line 4, column 101: the line is longer than the limit of 100 bytes"}},
	}
	for _, tt := range tests {
		var got []string
		for l := range Lines(iotest.HalfReader(strings.NewReader(tt.in)), tt.limit) {
			if l.Err != nil {
				got = append(got, l.Err.Error())
			} else {
				got = append(got, string(rune('0'+l.N))+" "+string(l.Bytes))
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", tt.about, diff)
		}
	}
	broken := io.MultiReader(strings.NewReader("a\nb"), iotest.ErrReader(errors.New("cable pulled")))
	var got []string
	for l := range Lines(broken, 10) {
		if l.Err != nil {
			got = append(got, l.Err.Error())
		} else {
			got = append(got, string(l.Bytes))
		}
	}
	if diff := cmp.Diff([]string{"a", "line 2, column 2: cable pulled"}, got); diff != "" {
		t.Errorf("a reader that fails (-want +got)\n%s", diff)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"text":"A.","published":"2022-12-04","tags":["x"]}`), 3)
	f.Add([]byte(`{"text":"A.",}`), 1)
	f.Add([]byte("{\"text\":\"\xff\"}\n{}"), 1000)
	f.Fuzz(func(t *testing.T, b []byte, limit int) {
		if limit < 1 || limit > 1<<20 {
			limit = 1 << 20
		}
		for l := range Lines(strings.NewReader(string(b)), limit) {
			if l.Err != nil {
				continue
			}
			if len(l.Bytes) > limit {
				t.Fatalf("a line of %d bytes under a limit of %d", len(l.Bytes), limit)
			}
			r, err := Parse(l.Bytes, l.N)
			if err != nil {
				var e *Error
				if !errors.As(err, &e) || e.Line != l.N || e.Column < 1 || e.Column > len(l.Bytes)+1 {
					t.Fatalf("%q: error %v points nowhere", l.Bytes, err)
				}
				continue
			}
			if d := r.Document(l.Bytes); !utf8.ValidString(d.Text) {
				t.Fatalf("%q: not UTF-8", l.Bytes)
			}
		}
	})
}
