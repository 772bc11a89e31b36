package nlp

import (
	"strings"

	"entente/internal/doc"
)

// wordEnd returns the end of the word that begins at i in the chunk from b to e.
func (t *Tokeniser) wordEnd(text string, b, i, e int) int {
	if end := number(text, i, e); end > i {
		if end < e && decade(text[i:end]) {
			if r, n := decode(text, end, e); (r == '\'' || r == '’') && end+n < e && text[end+n] == 's' && boundary(text, end+n+1, e) {
				return end + n + 1
			}
		}
		return end
	}
	end := i
	for end < e {
		r, n := decode(text, end, e)
		if wordRune(r) {
			if end > i && r < 0x80 && letter(byte(r)) && allDigits(text[i:end]) && unit(text[end:e]) {
				return end
			}
			end += n
			continue
		}
		next := byte(0)
		if end+n < e {
			next = text[end+n]
		}
		switch {
		case (r == '\'' || r == '’') && next != 0 && wordByte(next):
			if letter(next) && t.clitic(lowPlain(text[end:min(e, end+8)])) > 0 && t.cliticEnds(text, end, e) {
				return end + t.cliticSize(text, end, e)
			}
			end += n
		case r == '.' && next != 0 && wordByte(next) && t.dotted(text, i, end, e):
			end += n
		case r == '.' && t.keepsStop(text, b, i, end, e):
			return end + n
		case (r == '&' || r == '_' || r == '@') && next != 0 && wordByte(next) && (r != '&' || capital(text[end-1]) && capital(next) || end-i == 1):
			end += n
		case r == '-' && next != 0 && wordByte(next) && t.prefixes[lowPlain(text[i:end+1])]:
			end += n
			i2 := t.wordEnd(text, b, end, e)
			return i2
		default:
			return end
		}
	}
	return end
}

// decade says whether s is a number such as "60" or "1990".
func decade(s string) bool { return (len(s) == 2 || len(s) == 4) && allDigits(s) && s[len(s)-1] == '0' }

func allDigits(s string) bool {
	for i := range len(s) {
		if !digit(s[i]) {
			return false
		}
	}
	return len(s) > 0
}

// unit says whether a text begins with letters that are written close behind a
// number and are a word of their own.
func unit(s string) bool {
	n := 0
	for n < len(s) && wordByte(s[n]) {
		n++
	}
	switch strings.ToLower(s[:n]) {
	case "am", "pm", "km", "kg", "mm", "cm", "lb", "lbs", "mph", "hrs", "min", "mb", "gb", "k", "m", "bn", "a", "p",
		"ft", "mins", "minutes", "days", "hours", "percent", "hp", "yrs", "mhz", "ghz", "miles":
		return true
	}
	return false
}

// cliticEnds says whether the clitic at i is not the beginning of more letters.
func (t *Tokeniser) cliticEnds(text string, i, e int) bool {
	return boundary(text, straightened(text, i, t.clitic(lowPlain(text[i:min(e, i+8)]))), e)
}

func (t *Tokeniser) cliticSize(text string, i, e int) int {
	return straightened(text, i, t.clitic(lowPlain(text[i:min(e, i+8)]))) - i
}

// number returns the end of a number at i with its inner points, commas, colons
// and slashes, or of a telephone number; i if there is none.
func number(text string, i, e int) int {
	if !digit(text[i]) {
		return i
	}
	if end := telephone(text, i, e); end > i {
		return end
	}
	end := i
	for end < e {
		c := text[end]
		if digit(c) {
			end++
			continue
		}
		inner := c == '.' || c == ',' || c == ':' || c == '/'
		if !inner || end+1 >= e || !digit(text[end+1]) {
			break
		}
		if c == ',' && !(end+3 < e && digit(text[end+2]) && digit(text[end+3])) {
			break
		}
		end++
	}
	if end < e && wordByte(text[end]) {
		if unit(text[end:e]) {
			return end
		}
		return i // "16th", "3d"
	}
	return end
}

// telephone returns the end of groups of digits joined by hyphens of which the
// last has four digits and is not the first of just two such years, or i.
func telephone(text string, i, e int) int {
	end, start, groups, first := i, i, 0, 0
	for end < e && (digit(text[end]) || text[end] == '-' && end > start) {
		if text[end] == '-' {
			if groups == 0 {
				first = end - start
			}
			groups++
			start = end + 1
		}
		end++
	}
	last := end - start
	if groups == 0 || last == 0 || end < e && wordByte(text[end]) {
		return i
	}
	if last == 4 && (groups >= 2 || first == 3) || groups == 2 && first <= 4 {
		return end
	}
	return i
}

// dotted says whether the full stop at dot belongs inside the word from i: in
// "U.S", "p.m", "Ph.D", "2.5m" or a file name.
func (t *Tokeniser) dotted(text string, i, dot, e int) bool {
	k := dot
	for k > i && text[k-1] != '.' {
		k--
	}
	if letter(text[dot+1]) && dot-k == 1 && letter(text[k]) && (dot+2 >= e || text[dot+2] == '.' || !wordByte(text[dot+2])) {
		return true // one letter between stops
	}
	n := dot + 1
	for n < e && wordByte(text[n]) {
		n++
	}
	whole := strings.ToLower(text[i:n])
	if n < e && text[n] == '.' {
		whole += "."
	}
	if t.abbreviations[whole] || t.abbreviations[whole+"."] {
		return true
	}
	return digit(text[dot+1]) || fileEnding(text[dot+1:n])
}

func fileEnding(s string) bool {
	switch strings.ToLower(s) {
	case "com", "org", "net", "doc", "xls", "pdf", "ppt", "txt", "exe", "jpg", "htm", "html", "zip", "mp3", "uk", "edu", "gov":
		return true
	}
	return false
}

// keepsStop says whether the full stop at dot belongs to the word from i: an
// abbreviation, an initial, or letters with stops between.
func (t *Tokeniser) keepsStop(text string, b, i, dot, e int) bool {
	if dot+1 < e && text[dot+1] == '.' { // an ellipsis follows
		return false
	}
	w := text[i:dot]
	if len(w) == 1 && letter(w[0]) && (i == b || !wordByte(text[i-1])) {
		if w == "I" || !capital(w[0]) && !t.abbreviations[w+"."] {
			return false
		}
		return true
	}
	if len(w) >= 3 && len(w) <= 11 && strings.IndexByte(w, '.') > 0 {
		short := true
		for _, part := range strings.Split(w, ".") {
			short = short && len(part) <= 2 && len(part) > 0 && letter(part[0])
		}
		if short {
			return true
		}
	}
	low := lowPlain(w) + "."
	if t.numbering[low] {
		k := dot + 1
		for k < len(text) && text[k] == ' ' {
			k++
		}
		return k < len(text) && digit(text[k])
	}
	return t.abbreviations[low]
}

// word appends a word, cut where it is a contraction.
func (t *Tokeniser) word(out []doc.Token, text string, b, e int) []doc.Token {
	w := text[b:e]
	if plainWord(w) {
		if len(w) > t.longestSplit {
			return add(out, text, b, e)
		}
		var buf [32]byte
		low := buf[:0]
		for i := range len(w) {
			low = append(low, w[i]|0x20)
		}
		if at, ok := t.contractions[string(low)]; ok {
			return add(add(out, text, b, b+at), text, b+at, e)
		}
		return add(out, text, b, e)
	}
	if at, ok := t.contractions[lowPlain(w)]; ok {
		at = straightened(text, b, at)
		return add(add(out, text, b, at), text, at, e)
	}
	if strings.ContainsAny(w, "'’`") && !digit(w[0]) && !t.whole[lowPlain(w)] {
		low := lowPlain(w)
		for _, c := range t.clitics {
			if len(low) > len(c) && strings.HasSuffix(low, c) {
				at := straightened(text, b, len(low)-len(c))
				out = t.word(out, text, b, at)
				return add(out, text, at, e)
			}
		}
	}
	return add(out, text, b, e)
}
