package text

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"entente/internal/doc"
)

func TestRead(t *testing.T) {
	cyrillic, _ := charmap.Windows1251.NewEncoder().String("Министр прибыл в Астану.\r\n")
	tests := []struct{ about, raw, text, err string }{
		{"UTF-8", "“Two fires”\r\n\r\n\tA line.\n\n", "“Two fires”\r\n\r\n\tA line.\n\n", ""},
		{"a byte order mark", "\ufeffA line.", "\ufeffA line.", ""},
		{"no last newline", "A line", "A line", ""},
		{"nothing", "", "", ""},
		{"one long line", strings.Repeat("word ", 1<<18), strings.Repeat("word ", 1<<18), ""},
		{"windows-1251", cyrillic, "Министр прибыл в Астану.\r\n", ""},
		{"NUL", "A\x00B", "", "NUL byte"},
		{"broken UTF-8", "“Two fires\xe2\x80", "", "offset 12"},
	}
	for _, tt := range tests {
		d, err := Read([]byte(tt.raw))
		if tt.err != "" {
			if err == nil || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%s: got error %v, want one with %q", tt.about, err, tt.err)
			}
			continue
		}
		if err != nil || d.Text != tt.text {
			t.Errorf("%s: got %.60q, %v, want %.60q", tt.about, d.Text, err, tt.text)
			continue
		}
		if d.ID != doc.NewID([]byte(tt.raw)) {
			t.Errorf("%s: the id is not that of the bytes", tt.about)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("“Two fires”\n"))
	f.Add([]byte("\xcc\xe8\xed\xe8\xf1\xf2\xf0"))
	f.Add([]byte("\xff\xfeA\x00"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		d, err := Read(raw)
		if err != nil {
			return
		}
		if !utf8.ValidString(d.Text) {
			t.Fatalf("%q: not UTF-8: %q", raw, d.Text)
		}
		if utf8.Valid(raw) && bytes.IndexByte(raw, 0) < 0 && d.Text != string(raw) {
			t.Fatalf("UTF-8 changed: %q became %q", raw, d.Text)
		}
		if again, _ := Read([]byte(d.Text)); again == nil || again.Text != d.Text {
			t.Fatalf("%q: reading the text again changes it", raw)
		}
	})
}
