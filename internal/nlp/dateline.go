package nlp

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"entente/internal/doc"
)

// maxDateline is the most tokens a dateline has.
const maxDateline = 16

// dateline returns how many tokens in front of a sentence give place, day and agency
// ("GEORGETOWN, Guyana (Reuters) - "), with the dash that ends them; 0 if there are
// none. They are parsed apart: to the tree they are a stranger.
func dateline(toks []doc.Token) int {
	if len(toks) < 4 || !shouted(toks[0].Form) {
		return 0
	}
	for i := 1; i < min(maxDateline, len(toks)-1); i++ {
		switch f := toks[i].Form; f {
		case "—", "–", "--", "-":
			free := toks[i].Begin > toks[i-1].End && toks[i+1].Begin > toks[i].End
			if free || f == "—" && toks[i-1].Form == ")" {
				return i + 1
			}
		case ",", "(", ")", ".", "/":
		default:
			r, _ := utf8.DecodeRuneInString(f)
			if !unicode.IsUpper(r) && !unicode.IsDigit(r) {
				return 0
			}
		}
	}
	return 0
}

// shouted says whether a form of at least three letters is in capitals.
func shouted(form string) bool {
	n := 0
	for _, r := range form {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n >= 3 && form == strings.ToUpper(form)
}
