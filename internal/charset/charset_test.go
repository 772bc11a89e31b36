package charset

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
)

// encode writes text in a charset, for the tests.
func encode(t testing.TB, name, text string) []byte {
	t.Helper()
	enc, err := htmlindex.Get(name)
	if err != nil {
		t.Fatal(err)
	}
	out, err := enc.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

const (
	russian = "Президент прибыл в Душанбе с государственным визитом. Стороны подписали соглашение о границе."
	french  = "Le président a été reçu à l’Élysée; les deux pays ont signé un accord « historique »."
	english = "The minister said: “We won’t go back” – and left."
	polish  = "Prezydent przyjął ministra. Później złożył wieniec, a następnie wygłosił przemówienie o współpracy i bezpieczeństwie w regionie."
	chinese = "国家主席在北京会见了来访的外国领导人,双方就共同关心的国际和地区问题交换了意见,并签署了多项合作协议。"
	german  = "Der Außenminister äußerte sich über die Gespräche in Köln."
)

func TestDecode(t *testing.T) {
	tests := []struct {
		about, in, label, text string
	}{
		{"Russian, no label", "windows-1251", "", russian},
		{"Russian, said to be UTF-8", "windows-1251", "utf-8", russian},
		{"Russian, said to be Latin", "windows-1251", "iso-8859-1", russian},
		{"Russian, rightly labelled", "windows-1251", "windows-1251", russian},
		{"Russian, one short line", "windows-1251", "", "Визит в Москву"},
		{"Russian in capitals", "windows-1251", "", "ПРЕЗИДЕНТ ПРИБЫЛ В ДУШАНБЕ С ВИЗИТОМ"},
		{"Russian in KOI8, no label", "koi8-r", "", russian},
		{"Russian in KOI8, said to be windows-1251", "koi8-r", "windows-1251", russian},
		{"Russian in CP866", "ibm866", "", russian},
		{"Russian in ISO 8859-5", "iso-8859-5", "", russian},
		{"English with a Russian name", "windows-1251", "", "The paper Правда wrote of the visit on Monday."},
		{"French", "windows-1252", "", french},
		{"French, said to be UTF-8", "windows-1252", "utf-8", french},
		{"German", "windows-1252", "", german},
		{"English with curly quotes", "windows-1252", "", english},
		{"Polish", "windows-1250", "windows-1250", polish},
		{"Chinese", "gbk", "", chinese},
		{"Chinese, labelled", "gb18030", "gb2312", chinese},
		{"Japanese, labelled", "iso-2022-jp", "iso-2022-jp", "会談を行った。"},
		{"UTF-16 with a mark", "utf-16le", "", "\ufeff" + russian},
		{"UTF-16 big-endian with a mark", "utf-16be", "", "\ufeff" + russian},
		{"UTF-16 without", "utf-16le", "", english},
		{"UTF-16 big-endian without", "utf-16be", "", english},
		{"UTF-8", "utf-8", "", russian + chinese},
		{"UTF-8, said to be windows-1251", "utf-8", "windows-1251", russian},
		{"UTF-8 with a mark, which stays", "utf-8", "", "\ufeff" + english},
		{"nothing", "utf-8", "", ""},
	}
	for _, tt := range tests {
		got, name, err := Decode(encode(t, tt.in, tt.text), tt.label)
		if err != nil {
			t.Errorf("%s (%s, label %q): %v", tt.about, tt.in, tt.label, err)
			continue
		}
		if want := tt.text; tt.in != UTF8 {
			tt.text = strings.TrimPrefix(want, "\ufeff")
		}
		if got != tt.text {
			t.Errorf("%s (%s, label %q): taken for %s\n got %q\nwant %q", tt.about, tt.in, tt.label, name, got, tt.text)
		}
	}
}

func TestNotText(t *testing.T) {
	tests := []struct {
		about, raw, want string
		offset           int
		broken           bool
	}{
		{"NUL", "abc\x00def", "NUL byte", 3, false},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "PNG picture", 0, false},
		{"PDF", "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n\x00", "PDF", 0, false},
		{"control characters", "a\x01\x02b\x03\x04\x05", "binary", 1, false},
		{"one bad byte", "Визит в Москву \xff вчера", "broken UTF-8", 27, true},
		{"cut within a letter", "Визит в Москв\xd1", "broken UTF-8", 24, true},
		{"a lone mark of UTF-16", "\xff\xfe\x00", "", 0, false},
	}
	for _, tt := range tests {
		_, _, err := Decode([]byte(tt.raw), "")
		var e *Error
		if !errors.As(err, &e) {
			if tt.want == "" {
				continue
			}
			t.Errorf("%s: %q: got error %v, want an *Error", tt.about, tt.raw, err)
			continue
		}
		if !strings.Contains(err.Error(), tt.want) || tt.want != "" && (e.Offset != tt.offset || e.Broken != tt.broken) {
			t.Errorf("%s: %q: got %v (broken %v), want %q at offset %d (broken %v)", tt.about, tt.raw, err, e.Broken, tt.want, tt.offset, tt.broken)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{russian, french, chinese, english} {
		f.Add([]byte(s), "")
	}
	f.Add(encode(f, "windows-1251", russian), "utf-8")
	f.Add(encode(f, "koi8-r", russian), "koi8-r")
	f.Add(encode(f, "gbk", chinese), "big5")
	f.Add([]byte("\xff\xfea\x00"), "utf-16")
	f.Add([]byte("\x89PNG\x00"), "x")
	f.Fuzz(func(t *testing.T, raw []byte, label string) {
		text, name, err := Decode(raw, label)
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Offset < 0 || e.Offset >= len(raw) || raw[e.Offset] != e.Byte {
				t.Fatalf("%q: error %v points nowhere", raw, err)
			}
			return
		}
		if !utf8.ValidString(text) {
			t.Fatalf("%q as %s: not UTF-8: %q", raw, name, text)
		}
		if name == UTF8 && text != string(raw) {
			t.Fatalf("UTF-8 changed: %q became %q", raw, text)
		}
	})
}
