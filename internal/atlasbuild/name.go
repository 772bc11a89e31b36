package atlasbuild

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// name is a person's name, cut as the table of persons wants it.
type name struct {
	family, given string
	familyFirst   bool   // as written, the family name or the name used alone comes first
	full          string // all words, where there are more than given and family
}

// isCaps says whether a word is written in capitals, but for a small prefix or
// ending: "MACRON", "al-SUDANI", "SASSOU-Nguesso", "O'NEILL".
func isCaps(w string) bool {
	w = strings.Trim(w, ",.")
	if strings.HasSuffix(w, ".") || len([]rune(w)) < 2 || w == "II" || w == "III" || w == "IV" || w == "VI" {
		return false
	}
	run, most := 0, 0
	for _, r := range w {
		if unicode.IsUpper(r) || r == '\'' && run > 0 {
			run++
			most = max(most, run)
		} else {
			run = 0
		}
	}
	return most >= 2 && !slices.Contains(notNames, w)
}

// notNames are words in capitals that are no names.
var notNames = []string{"CNSP", "SAC", "GNU", "SPOe", "OeVP", "FPOe", "CEO", "UK", "US", "RN", "MBE", "OBE", "GCMG", "CMG", "KBE"}

// honours are words before a name that are no part of it.
var honours = []string{"sir", "dame", "dr", "gen", "lt", "col", "maj", "brig", "sr", "general", "colonel", "captain", "capt", "field", "marshal",
	"sheikh", "shaykh", "ratu", "hon", "archbishop", "prof", "professor", "lord", "lady", "air", "chief", "commodore", "vice-admiral", "admiral", "princess", "cdr", "rear", "chair", "presidents", "minister-designate", "tuanku", "commander", "chairperson", "chairman", "commissioner", "administrator", "minister", "ministers", "prime", "president-elect", "government", "interior", "overall", "leader", "council", "republic", "homeland", "grand", "lieutenant", "brigadier", "major", "maulvi", "mullah", "imam", "engineer", "hajji", "justice", "tun", "tan", "sri", "datuk", "dato", "dato'", "seri"}

var patronymic = regexp.MustCompile(`(?:ovich|evich|yevich|ovna|evna|yevna|[a-z](?:uly|uulu|qyzy|kyzy)|oglu)$`)

// parseName reads the words of a name with the family name in capitals.
func parseName(words []string) name {
	var n name
	for i, w := range words {
		words[i] = strings.TrimSuffix(w, ",")
	}
	for i, w := range words {
		if isCaps(w) {
			break
		}
		if slices.Contains(honours, strings.ToLower(strings.TrimSuffix(w, "."))) {
			return parseName(words[i+1:]) // "Sudanese Armed Forces General Ann FOE"
		}
	}
	if len(words) > 0 {
		if l := words[len(words)-1]; l == "Jr." || l == "Sr." || l == "Dr." {
			words = words[:len(words)-1]
		}
	}
	from := slices.IndexFunc(words, isCaps)
	if from < 0 {
		return n
	}
	to := from + 1
	for to < len(words) && (isCaps(words[to]) || roman(words[to]) || to+1 < len(words) && isCaps(words[to+1]) && len(words[to]) <= 3) {
		to++
	}
	n.family = headline(words[from:to])
	before, after := words[:from], words[to:]
	for i := len(before) - 1; i >= 0; i-- { // what stands before small words is a title
		if unicode.IsLower([]rune(before[i])[0]) && !slices.Contains(particles, before[i]) || before[i] == "of" {
			if before = before[i+1:]; words[i] == "of" {
				before = nil // "Queen of Australia"
			}
			break
		}
	}
	var given []string
	for i, w := range before {
		if i > 0 && (len([]rune(strings.TrimSuffix(w, "."))) == 1 || patronymic.MatchString(w)) {
			continue
		}
		given = append(given, w)
	}
	if len(given) == 0 {
		n.familyFirst = true
		for _, w := range after {
			if w == "of" || w == "also" || w == "and" || w == "-" || unicode.IsLower([]rune(w)[0]) && !slices.Contains(particles, w) && !strings.HasPrefix(w, "al-") {
				break
			}
			given = append(given, w)
		}
		n.given = strings.Join(given, " ")
		return n
	}
	all := append(append(slices.Clone(before), n.family), after...)
	if len(given) > 2 {
		given = given[:1]
	}
	n.given = strings.Join(given, " ")
	if full := strings.Join(all, " "); full != n.given+" "+n.family && len(all) <= 7 && !strings.Contains(full, "(") {
		n.full = full
	}
	return n
}

var particles = []string{"bin", "ibn", "bint", "al", "el", "der", "den", "e", "y", "of", "ud", "ul", "und", "zu"}

func roman(w string) bool { return w != "" && strings.Trim(w, "IVX") == "" }

// headline writes a family name in capitals as newspapers do: "VAN DER BELLEN"
// is "Van der Bellen".
func headline(words []string) string {
	out := make([]string, len(words))
	for i, w := range words {
		low := strings.ToLower(w)
		switch {
		case roman(w) && i > 0:
			out[i] = w
		case i > 0 && slices.Contains(particles, low):
			out[i] = low
		default:
			var b strings.Builder
			start := true
			for _, r := range w {
				if start {
					b.WriteRune(r)
				} else {
					b.WriteRune(unicode.ToLower(r))
				}
				start = r == '-' || r == '\'' || r == '.'
			}
			out[i] = b.String()
			if strings.HasPrefix(w, "al-") || strings.HasPrefix(w, "el-") {
				out[i] = w[:3] + headline([]string{w[3:]})
			}
		}
	}
	return strings.Join(out, " ")
}

// personID is the id of a new person.
func personID(n name) string {
	id := "per." + slug(n.family)
	if n.given != "" {
		id += "." + slug(n.given)
	}
	return id
}

func slug(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		switch {
		case r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(r)
		case r == ' ' || r == '-':
			b.WriteByte('-')
		case r == 'ı':
			b.WriteByte('i')
		case r == 'ø':
			b.WriteByte('o')
		case r == 'ł':
			b.WriteByte('l')
		case r == 'ß':
			b.WriteString("ss")
		case r == 'đ':
			b.WriteByte('d')
		case r == 'ə':
			b.WriteByte('a')
		}
	}
	return strings.Trim(b.String(), "-")
}
