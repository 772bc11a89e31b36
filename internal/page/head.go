package page

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"entente/internal/doc"
)

// datesIn finds the dates of a stretch of text, numeric ones after the others.
func (l *layout) datesIn(s doc.Span) []dateExpr {
	toks, _ := tokenise(nil, l.d.Text, s, 0, 0)
	sc := scanner{t: l.t, lang: l.lang, text: l.d.Text, toks: toks}
	return append(sc.dates(), numericDates(l.d.Text, s)...)
}

// hasDate says whether a day or at least a month and year stand in a unit.
func (l *layout) hasDate(i int) bool {
	if !strings.ContainsFunc(l.us[i].text, unicode.IsDigit) {
		return false
	}
	for _, d := range l.datesIn(l.us[i].Span) {
		if d.month > 0 && (d.day > 0 || d.year > 0) {
			return true
		}
	}
	return false
}

var besideDate = set(`at on of the and gmt utc est edt et pt cet msk bst ist am pm a m h min mins minute minutes read updated published
	posted last date monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun by local time
	понедельник вторник среда четверг пятница суббота воскресенье года г в мск обновлено опубликовано
	montag dienstag mittwoch donnerstag freitag samstag sonntag uhr lundi mardi mercredi jeudi vendredi samedi dimanche
	lunes martes miércoles jueves viernes sábado domingo de del le el um à`)

// dateLine says whether a unit is a date and hardly anything beside it: an hour,
// a weekday, a place, an author behind a bar.
func (l *layout) dateLine(i int) bool {
	u := l.us[i]
	ds := l.datesIn(u.Span)
	toks, _ := tokenise(nil, l.d.Text, u.Span, 0, 0)
	rest, edge := 0, false
	for k, t := range toks {
		inDate := false
		for _, d := range ds {
			if d.month > 0 && d.Overlaps(t.Span) {
				inDate = true
				edge = edge || k <= 1 || k >= len(toks)-2
			}
		}
		if inDate || besideDate[t.low] || t.low[0] >= '0' && t.low[0] <= '9' {
			continue
		}
		if !t.upper {
			return false
		}
		rest++
	}
	if !edge && rest > 0 {
		return false
	}
	if strings.ContainsAny(u.text, "|•·/") {
		return rest <= 6
	}
	return rest <= 2
}

// A dateline is the place, day and agency that a wire report begins with.
type dateline struct {
	doc.Span
	agency string    // as named in the table of publishers, "" if none
	date   *dateExpr // nil if none
}

// reCJKDateline is agency, place and day, and the sign for "wire".
var reCJKDateline = regexp.MustCompile(`^(\p{Han}{1,8}?社|中新网)\p{Han}{0,10}(?:\d{4}年)?\d{1,2}月\d{1,2}日电`)

// maxDateline is the length in bytes within which a dateline ends.
const maxDateline = 160

// dateline reads the beginning of a paragraph: "ASTANA, March 3 (Reuters) - ",
// "MOSCOW, September 14. /TASS/. ", "TASHKENT, Uzbekistan (AP) — ".
func (l *layout) dateline(p doc.Span) (dateline, bool) {
	in := p.In(l.d.Text)
	if len(in) > maxDateline {
		cut := maxDateline
		for !utf8.RuneStart(in[cut]) {
			cut--
		}
		in = in[:cut]
	}
	if m := reCJKDateline.FindStringSubmatchIndex(in); m != nil {
		out := dateline{Span: doc.Span{Begin: p.Begin, End: p.Begin + m[1]}, agency: l.t.publishers[publisherKey(in[m[2]:m[3]])]}
		if ds := numericDates(l.d.Text, out.Span); len(ds) > 0 {
			out.date = &ds[0]
		}
		return out, true
	}
	r, _ := utf8.DecodeRuneInString(in)
	if !unicode.IsUpper(r) {
		return dateline{}, false
	}
	end, agency := -1, ""
	if i := strings.IndexAny(in, "(/"); i > 0 {
		closing := ")"
		if in[i] == '/' {
			closing = "/"
		}
		if j := strings.Index(in[i+1:], closing); j > 0 && j < 40 {
			agency = l.t.publishers[publisherKey(in[i+1:i+1+j])]
			if agency != "" {
				end = i + j + 2
			}
		}
	}
	if end < 0 {
		for _, dash := range []string{" - ", " – ", " — ", " -- ", "— ", " —"} {
			if i := strings.Index(in, dash); i > 0 && (end < 0 || i < end) {
				end = i
			}
		}
	}
	if end < 0 {
		end = l.datedStop(doc.Span{Begin: p.Begin, End: p.Begin + len(in)})
	}
	if end < 0 {
		return dateline{}, false
	}
	head := doc.Span{Begin: p.Begin, End: p.Begin + end}
	out := dateline{Span: trim(l.d.Text, head), agency: agency}
	place, capitals := in[:end], true
	ds := l.datesIn(head)
	for k := range ds {
		if ds[k].month > 0 && ds[k].day > 0 {
			out.date = &ds[k]
			place = in[:max(0, ds[k].Begin-p.Begin)]
			break
		}
	}
	if i := strings.IndexAny(place, "(/"); i >= 0 {
		place = place[:i]
	}
	names := strings.FieldsFunc(place, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' && r != '\'' && r != '’' })
	if len(names) == 0 || len(names) > 6 {
		return dateline{}, false
	}
	for _, n := range names {
		r, _ := utf8.DecodeRuneInString(n)
		if !unicode.IsUpper(r) && n != "of" && n != "the" && n != "de" && n != "al" {
			return dateline{}, false
		}
	}
	capitals = len(names[0]) > 2 && strings.ToUpper(names[0]) == names[0]
	if agency == "" {
		// "TASHKENT - Interfax" and "АСТАНА, 3 марта - РИА Новости"
		if rest := in[end:]; capitals || out.date != nil {
			rest = strings.TrimLeft(rest, " -–—")
			if i := strings.IndexAny(rest, ".,-–—:"); i > 0 && i < 30 {
				out.agency = l.t.publishers[publisherKey(rest[:i])]
			}
		}
	}
	return out, agency != "" || out.date != nil || capitals
}

// datedStop finds the end of a dateline that a full stop closes: "XI'AN, 19 May.".
// It is -1 if the paragraph does not begin with a place and a day.
func (l *layout) datedStop(p doc.Span) int {
	in := p.In(l.d.Text)
	comma := strings.Index(in, ", ")
	if comma < 0 || comma > 40 {
		return -1
	}
	for _, d := range l.datesIn(p) {
		if d.month == 0 || d.day == 0 || d.Begin-p.Begin < comma || d.Begin-p.Begin > comma+3 {
			continue
		}
		rest := in[d.End-p.Begin:]
		for _, w := range []string{" года", " г"} {
			rest = strings.TrimPrefix(rest, w)
		}
		if strings.HasPrefix(rest, ".") || strings.HasPrefix(rest, ":") {
			return d.End - p.Begin
		}
		break
	}
	return -1
}

// splitTags divides a line of tags: at its separators, or else into the longest
// known names. Nil if it does not divide without rest.
func splitTags(t *tables, s string) []string {
	parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(",;|#•·\t", r) })
	var out []string
	if len(parts) > 1 || strings.HasPrefix(strings.TrimSpace(s), "#") {
		for _, p := range parts {
			if p = fold(p); p != "" {
				out = append(out, p)
			}
		}
		return out
	}
	ws := strings.Fields(fold(s))
	if len(ws) > 60 {
		return nil
	}
	for i := 0; i < len(ws); {
		n := min(t.longestTag, len(ws)-i)
		for n > 0 && t.tags[plain(strings.Join(ws[i:i+n], " "))] == "" {
			n--
		}
		if n == 0 {
			return nil
		}
		out = append(out, t.tags[plain(strings.Join(ws[i:i+n], " "))])
		i += n
	}
	return out
}

// onlyTags says whether a line consists of known tags.
func (l *layout) onlyTags(u unit) bool {
	if u.words > 24 || endsSentence(u.text) {
		return false
	}
	tags := splitTags(l.t, u.text)
	for _, tag := range tags {
		if l.t.tags[plain(tag)] == "" {
			return false
		}
	}
	return len(tags) > 0
}

// likeTags says whether a line reads as a row of tags of which one or two are not
// known: names only, without a comma or a small word, most of them known.
func (l *layout) likeTags(u unit) bool {
	ws := strings.Fields(fold(u.text))
	if len(ws) < 3 || len(ws) > 24 || strings.ContainsAny(u.text, ",:;'’‘“\"-–—?!") {
		return false
	}
	known := 0
	for i := 0; i < len(ws); {
		if r, _ := utf8.DecodeRuneInString(ws[i]); !unicode.IsUpper(r) {
			return false
		}
		n := min(l.t.longestTag, len(ws)-i)
		for n > 1 && l.t.tags[plain(strings.Join(ws[i:i+n], " "))] == "" {
			n--
		}
		if l.t.tags[plain(strings.Join(ws[i:i+n], " "))] != "" {
			known += n
		}
		i += n
	}
	return known*3 >= len(ws)*2 && len(ws)-known <= 2
}

// tagLines finds rows of categories above and below the text.
func (l *layout) tagLines() {
	for i, u := range l.us {
		if l.kinds[i] == "" && l.first >= 0 && (i < l.first && i < headZone || i > l.last) && l.onlyTags(u) {
			l.set(i, doc.TagLine, "tags")
			l.addTags(splitTags(l.t, u.text))
		}
		if l.kinds[i] == "" && l.head > i && l.likeTags(u) {
			l.set(i, doc.TagLine, "tags") // not divided: some are not known
		}
	}
}

func (l *layout) addTags(tags []string) {
	for _, tag := range tags {
		seen := false
		for _, old := range l.tags {
			seen = seen || strings.EqualFold(old, tag)
		}
		if !seen && len(l.tags) < 40 && len(tag) <= 80 {
			l.tags = append(l.tags, tag)
		}
	}
}

// statePublisher notes the publisher that a credit names, if none is known yet.
func (l *layout) statePublisher(text string) {
	if l.publisher != "" {
		return
	}
	text = strings.Trim(fold(text), " .,;:()[]–—-")
	if name := l.t.publishers[publisherKey(text)]; name != "" {
		l.publisher = name
		return
	}
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",;|&/", r) }) {
		if name := l.t.publishers[publisherKey(part)]; name != "" {
			l.publisher = name
			return
		}
	}
	r, _ := utf8.DecodeRuneInString(text)
	if countWords(text) <= 6 && (unicode.IsUpper(r) || strings.Contains(text, ".") && !strings.Contains(text, " ")) {
		l.publisher = text
	}
}

// publisherIn looks for a known publisher of at least three letters in a credit,
// after words such as "published by".
func (l *layout) publisherIn(u unit) {
	w := fold(u.text)
	low := strings.ToLower(w)
	if len(low) != len(w) {
		return
	}
	for _, lead := range []string{"published by ", "published in ", "published on ", "published at ", "appeared in ", "appeared on ",
		"appeared at ", "republished from ", "reprinted from ", "permission of ", "permission from ", "produced by "} {
		i := strings.Index(low, lead)
		if i < 0 {
			continue
		}
		name := w[i+len(lead):]
		for _, end := range []string{" on ", " and ", " under ", " with ", ". ", ", ", " in ", " ("} {
			if j := strings.Index(name, end); j > 0 {
				name = name[:j]
			}
		}
		if r, _ := utf8.DecodeRuneInString(name); unicode.IsUpper(r) && len(l.datesInString(name)) == 0 {
			l.statePublisher(name)
			return
		}
	}
}

func (l *layout) datesInString(s string) []dateExpr {
	toks, _ := tokenise(nil, s, doc.Span{End: len(s)}, 0, 0)
	sc := scanner{t: l.t, lang: l.lang, text: s, toks: toks}
	return append(sc.dates(), numericDates(s, doc.Span{End: len(s)})...)
}

var nameJoints = set("and & y et und и de del der van von da di la le al el bin ibn ul e")

// bylineOf reads who a line "By Jane Doe" names. It is no byline if the words
// are not names, or if the line stands within the text.
func (l *layout) bylineOf(i int, text string) bool {
	if i > 12 && i < len(l.us)-6 {
		return false
	}
	name, tail, _ := strings.Cut(text, "|")
	if tail == "" {
		name, _, _ = strings.Cut(name, " • ")
	}
	if ds := l.datesInString(name); len(ds) > 0 {
		name = name[:ds[0].Begin]
	}
	name = strings.Trim(name, " ,;-–—.")
	name, _, _ = strings.Cut(name, " in ")
	name, org, _ := strings.Cut(name, ", ")
	if p := l.t.publishers[publisherKey(name)]; p != "" {
		l.statePublisher(p)
		return true
	}
	names := 0
	for _, w := range strings.Fields(name) {
		r, _ := utf8.DecodeRuneInString(w)
		switch {
		case nameJoints[strings.ToLower(w)]:
		case !unicode.IsUpper(r):
			return false
		case l.t.tags[plain(w)] != "":
			return false // "By Train Across Kazakhstan"
		default:
			names++
		}
	}
	if names < 2 || names > 9 || strings.ContainsAny(name, "?!:\"“”") {
		return false
	}
	if l.byline == "" {
		l.byline = name
	}
	if p := l.t.publishers[publisherKey(org)]; p != "" {
		l.statePublisher(p)
	}
	return true
}

// credits reads publisher and author from the credits and the dateline.
func (l *layout) credits() {
	for i, u := range l.us {
		if l.kinds[i] != doc.Credit || l.why[i] != "credit" {
			continue
		}
		l.publisherIn(u)
		if l.byline != "" {
			continue
		}
		w := strings.Trim(fold(u.text), "()[]* ")
		for _, lead := range []string{"Reporting by ", "Written by ", "Story by ", "Text by ", "Author: ", "Автор: ", "Автор текста: "} {
			if rest, ok := strings.CutPrefix(w, lead); ok {
				if j := strings.IndexAny(rest, ";.("); j > 0 {
					rest = rest[:j]
				}
				l.bylineOf(i, rest)
				break
			}
		}
	}
	if l.first < 0 || l.publisher != "" {
		return
	}
	for i := l.first; i <= min(l.last, l.first+1); i++ {
		if l.kinds[i] != doc.Body {
			continue
		}
		if dl, ok := l.dateline(l.us[i].Span); ok && dl.agency != "" {
			l.publisher = dl.agency
			return
		}
	}
}
