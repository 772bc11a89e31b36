package atlas

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// translit is one way to write a language's letters in Latin ones. Keys are
// lower case; "^" before a key asks for the start of a word, "%" for a vowel,
// sign or й before it, "$" after it for the end of the word.
type translit struct {
	system string
	pairs  map[string]string
	long   int // letters of the longest key, its marks left out
}

func (b *builder) translit() {
	for _, r := range b.rows["tongues"] {
		b.tongues[r.cells[0]] = list(r.cells[1])
	}
	for _, r := range b.rows["translit"] {
		lang, system, from, to := r.cells[0], r.cells[1], r.cells[2], r.cells[3]
		if lang == "" || system == "" || strings.Trim(from, "^%$") == "" {
			b.fault(r, "language, system or letters are missing")
			continue
		}
		ts := b.a.systems[lang]
		i := slices.IndexFunc(ts, func(t *translit) bool { return t.system == system })
		if i < 0 {
			i = len(ts)
			b.a.systems[lang] = append(ts, &translit{system: system, pairs: map[string]string{}})
		}
		t := b.a.systems[lang][i]
		if _, twice := t.pairs[from]; twice && !r.overlay {
			b.fault(r, "letters %q twice in %s %s", from, lang, system)
		}
		t.pairs[from] = to
		t.long = max(t.long, utf8.RuneCountInString(strings.Trim(from, "^%$")))
	}
}

// Romanise writes a name in Cyrillic letters in Latin ones, once for each system
// that the tables have for the language (ru kk ky uz tg tk uk be; zh for Chinese
// names in the Palladius system), equal results once. Other letters stay. The
// result is nil for an unknown language.
func (a *Atlas) Romanise(lang, name string) []string {
	var out []string
	for _, t := range a.systems[lang] {
		if s := t.write(name); !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func (t *translit) write(name string) string {
	var b strings.Builder
	rs := []rune(name)
	for i := 0; i < len(rs); {
		start := i == 0 || !unicode.IsLetter(rs[i-1])
		soft := !start && strings.ContainsRune("аеёиоуыэюяіїєөүұәӯӣъьйў", unicode.ToLower(rs[i-1]))
		to, n := "", 0
		for n = min(t.long, len(rs)-i); n > 0 && to == ""; n-- {
			k := strings.ToLower(string(rs[i : i+n]))
			end := i+n == len(rs) || !unicode.IsLetter(rs[i+n])
			var ok bool
			for _, try := range [...]struct {
				on  bool
				key string
			}{{start, "^" + k}, {soft, "%" + k}, {end, k + "$"}, {true, k}} {
				if try.on {
					if to, ok = t.pairs[try.key]; ok {
						break
					}
				}
			}
			if ok {
				break
			}
		}
		if n == 0 {
			b.WriteRune(rs[i])
			i++
			continue
		}
		if unicode.IsUpper(rs[i]) {
			to = capital(to)
		}
		b.WriteString(to)
		i += n
	}
	return b.String()
}

func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

func isCyrillic(s string) bool {
	for _, r := range s {
		if unicode.Is(unicode.Cyrillic, r) {
			return true
		}
	}
	return false
}
