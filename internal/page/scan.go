package page

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"entente/internal/doc"
)

// A token is a stretch of letters and digits.
type token struct {
	doc.Span
	low      string // lower case
	num      int    // value if it is a number of at most four digits, else -1
	upper    bool   // begins with a capital
	sentence int
	segment  int
}

// A dateExpr is a date as words say it. What they leave open is 0.
type dateExpr struct {
	doc.Span
	year, month, day int
	swap             bool // day and month of a numeric date may be the other way round
	first, last      int  // tokens, both included; -1 for a numeric date between them
	weekday          int  // 1 Monday to 7 Sunday
	sentence         int
	segment          int
}

// maxScan is how many bytes of spoken text are looked through for dates.
const maxScan = 256 << 10

// tokenise appends the tokens of a segment, counting sentences onwards from the
// one given; it returns the number of the next sentence.
func tokenise(out []token, text string, seg doc.Span, segment, sentence int) ([]token, int) {
	begin := -1
	ended := false // a full stop was seen since the last token
	flush := func(end int) {
		if begin < 0 {
			return
		}
		w := text[begin:end]
		r, _ := utf8.DecodeRuneInString(w)
		tok := token{Span: doc.Span{Begin: begin, End: end}, low: strings.ToLower(w), num: -1,
			upper: unicode.IsUpper(r) || unicode.IsTitle(r), segment: segment}
		tok.num = number(text, tok.Span)
		if ended && (tok.upper || tok.num >= 0) && len(out) > 0 && !abbreviated(out[len(out)-1], tok) {
			sentence++
		}
		tok.sentence = sentence
		out = append(out, tok)
		begin, ended = -1, false
	}
	for i, r := range seg.In(text) {
		at := seg.Begin + i
		switch {
		case isWord(r) || unicode.IsMark(r):
			if begin < 0 {
				begin = at
			}
		default:
			flush(at)
			switch r {
			case '.', '!', '?', '…', '。', '؟', '।':
				ended = true
			}
		}
	}
	flush(seg.End)
	return out, sentence + 1
}

// abbreviated says that the stop after a token is part of it: an initial, a title,
// a short month before a day, a day before a month.
func abbreviated(t, next token) bool {
	if t.num >= 0 {
		return t.num <= 31 && t.End-t.Begin <= 2
	}
	if utf8.RuneCountInString(t.low) == 1 && t.upper {
		return true
	}
	switch t.low {
	case "mr", "mrs", "ms", "dr", "gen", "lt", "col", "maj", "sgt", "st", "sen", "rep", "gov", "prof", "vs", "no", "г", "им":
		return true
	case "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec":
		return next.num >= 0
	}
	return false
}

// number reads a token as a day or year: digits, perhaps with the ending of an
// ordinal. Parts of larger numbers and sums of money are none.
func number(text string, s doc.Span) int {
	w := s.In(text)
	n := 0
	for n < len(w) && '0' <= w[n] && w[n] <= '9' {
		n++
	}
	if n == 0 || n > 4 {
		return -1
	}
	switch strings.ToLower(w[n:]) {
	case "", "st", "nd", "rd", "th", "er", "го", "й":
	default:
		return -1
	}
	before, _ := utf8.DecodeLastRuneInString(text[:s.Begin])
	if unicode.Is(unicode.Sc, before) {
		return -1
	}
	if s.Begin >= 2 && (before == ',' || before == '.') && isDigit(text[s.Begin-2]) {
		return -1
	}
	if s.End+1 < len(text) && (text[s.End] == ',' || text[s.End] == '.') && isDigit(text[s.End+1]) {
		return -1
	}
	if s.End < len(text) && text[s.End] == '%' {
		return -1
	}
	v, _ := strconv.Atoi(w[:n])
	return v
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

var (
	reYMD = regexp.MustCompile(`\b(1[89]\d\d|20\d\d)([-/.])(\d{1,2})([-/.])(\d{1,2})(?:T|\b)`)
	reDMY = regexp.MustCompile(`\b(\d{1,2})([-/.])(\d{1,2})([-/.])(1[89]\d\d|20\d\d)\b`)
	reCJK = regexp.MustCompile(`(1[89]\d\d|20\d\d)\s?[年년]\s?(?:(\d{1,2})\s?[月월])?\s?(?:(\d{1,2})\s?[日일])?`)
)

// numericDates finds the dates written in digits within a span.
func numericDates(text string, s doc.Span) []dateExpr {
	var out []dateExpr
	in := s.In(text)
	atoi := func(m []int, g int) int {
		if m[2*g] < 0 {
			return 0
		}
		n, _ := strconv.Atoi(in[m[2*g]:m[2*g+1]])
		return n
	}
	add := func(m []int, d dateExpr) {
		if d.month > 12 || d.day > 31 {
			return
		}
		d.Span = doc.Span{Begin: s.Begin + m[0], End: s.Begin + m[1]}
		if strings.HasSuffix(d.In(text), "T") {
			d.End--
		}
		d.first, d.last = -1, -1
		out = append(out, d)
	}
	for _, m := range reYMD.FindAllStringSubmatchIndex(in, -1) {
		if in[m[4]] == in[m[8]] {
			add(m, dateExpr{year: atoi(m, 1), month: atoi(m, 3), day: atoi(m, 5)})
		}
	}
	for _, m := range reDMY.FindAllStringSubmatchIndex(in, -1) {
		if in[m[4]] != in[m[8]] {
			continue
		}
		a, b := atoi(m, 1), atoi(m, 3)
		d := dateExpr{year: atoi(m, 5), month: b, day: a}
		if in[m[4]] != '.' {
			switch {
			case b > 12:
				d.month, d.day = a, b
			case a <= 12 && a != b:
				d.swap = true
			}
		}
		add(m, d)
	}
	for _, m := range reCJK.FindAllStringSubmatchIndex(in, -1) {
		add(m, dateExpr{year: atoi(m, 1), month: atoi(m, 2), day: atoi(m, 3)})
	}
	return out
}

// A scanner finds dates in the tokens of a language.
type scanner struct {
	t    *tables
	lang string // primary subtag, "" if unknown
	text string
	toks []token
}

// month returns the month that a token names, or 0.
func (s *scanner) month(i int) int {
	t := &s.toks[i]
	if !t.upper && (s.lang == "" || s.lang == "en") {
		return 0 // English writes them with a capital
	}
	names := s.t.months[t.low]
	n := 0
	for _, m := range names {
		if m.lang == s.lang || s.lang == "" && n == 0 {
			n = m.month
		}
	}
	if n == 0 {
		n = s.inflectedMonth(t.low)
	}
	if n == 0 || s.lang != "" && s.lang != "en" {
		return n
	}
	switch t.low {
	case "may", "march", "mar", "august", "april", "june":
		// Also a verb, a noun, a first name.
		if i+1 < len(s.toks) && s.toks[i+1].num > 0 || i > 0 && s.toks[i-1].num > 0 {
			return n
		}
		if i > 0 && (monthPreposition[s.toks[i-1].low] || s.month0(i-1) && t.low != "may") {
			return n
		}
		if t.low == "may" || t.low == "march" || t.low == "mar" {
			return 0
		}
	}
	return n
}

// month0 says whether the token before joins two months ("between May and June").
func (s *scanner) month0(i int) bool { l := s.toks[i].low; return l == "and" || l == "or" || l == "to" }

var monthPreposition = set("in of early late mid last since until till by this next from to between during before after through around every the")

// Languages whose month names take endings.
var agglutinative = set("kk ky uz tr tk az tg fi hu")

func (s *scanner) inflectedMonth(low string) int {
	if !agglutinative[s.lang] {
		return 0
	}
	for cut := len(low) - 1; cut >= 4; cut-- {
		if !utf8.RuneStart(low[cut]) {
			continue
		}
		for _, m := range s.t.months[low[:cut]] {
			if m.lang == s.lang {
				return m.month
			}
		}
	}
	return 0
}

func (s *scanner) num(i int) int {
	if i < 0 || i >= len(s.toks) {
		return -1
	}
	return s.toks[i].num
}

func isYear(n int) bool { return 1900 <= n && n <= 2099 }
func isDay(n int) bool  { return 1 <= n && n <= 31 }

// near says whether two neighbouring tokens have only blanks, a comma or a stop
// between them, and belong to one segment.
func (s *scanner) near(i, j int) bool {
	if i < 0 || j >= len(s.toks) || s.toks[i].segment != s.toks[j].segment {
		return false
	}
	gap := s.text[s.toks[i].End:s.toks[j].Begin]
	return len(gap) <= 4 && strings.Trim(gap, ",. \u00a0\t\r\n'’") == ""
}

// dates finds the dates that name a month, and years that stand as years.
func (s *scanner) dates() []dateExpr {
	var out []dateExpr
	used := -1
	for i := 0; i < len(s.toks); i++ {
		var d dateExpr
		if m := s.month(i); m > 0 {
			d = s.around(i, m, used)
		} else if isYear(s.toks[i].num) && s.toks[i].End-s.toks[i].Begin == 4 && s.yearContext(i) {
			d = dateExpr{year: s.toks[i].num, first: i, last: i}
		} else {
			continue
		}
		used, i = d.last, d.last
		d.Span = doc.Span{Begin: s.toks[d.first].Begin, End: s.toks[d.last].End}
		d.sentence, d.segment = s.toks[d.first].sentence, s.toks[d.first].segment
		out = append(out, d)
	}
	return out
}

// around reads the day, the year and the weekday beside a month name.
func (s *scanner) around(i, month, used int) dateExpr {
	d := dateExpr{month: month, first: i, last: i}
	article := func(j int) bool {
		if j <= used {
			return false
		}
		switch s.toks[j].low {
		case "of", "de", "del", "di":
			return true
		}
		return false
	}
	// The day before: "14 September", "14th of September", "14 de septiembre".
	j := i - 1
	if s.near(j, i) && article(j) {
		j--
	}
	if j > used && s.near(j, j+1) && isDay(s.num(j)) {
		d.day, d.first = s.num(j), j
	} else if s.near(i, i+1) && isDay(s.num(i+1)) && s.toks[i+1].End-s.toks[i+1].Begin <= 4 && !clock(s.text, s.toks[i+1].End) {
		d.day, d.last = s.num(i+1), i+1 // "September 14"
		if k := d.last + 1; k < len(s.toks) && isDay(s.num(k)) && rangeDash(s.text, s.toks[d.last].End, s.toks[k].Begin) {
			d.last = k // "September 15-16"
		}
	}
	// The year after.
	k := d.last + 1
	if s.near(d.last, k) && k+1 < len(s.toks) && (article(k)) {
		k++
	}
	if k < len(s.toks) && s.near(k-1, k) && isYear(s.num(k)) {
		d.year, d.last = s.num(k), k
	}
	if w := d.first - 1; w > used && s.near(w, d.first) && weekdays[s.toks[w].low] > 0 {
		d.weekday = weekdays[s.toks[w].low]
	}
	return d
}

func clock(text string, at int) bool {
	return at+1 < len(text) && text[at] == ':' && isDigit(text[at+1])
}

func rangeDash(text string, from, to int) bool {
	g := strings.TrimSpace(text[from:to])
	return g == "-" || g == "–" || g == "—"
}

var weekdays = map[string]int{"monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6, "sunday": 7,
	"mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6, "sun": 7}

var (
	yearBefore = set("in since of from during after before until till by through early late mid year summer winter spring autumn fall between and to around circa the и в во с до после из со seit im jahr nach vor bis und ab en depuis desde hasta año de del dal nel dopo")
	yearAfter  = set("году года год году годом года- йил йили yil yilda yili yilning жылы жылдың жылғы жыл yılında yılı соли")
)

// yearContext says whether a number of four digits is used as a year.
func (s *scanner) yearContext(i int) bool {
	if i+1 < len(s.toks) && yearAfter[s.toks[i+1].low] && s.toks[i+1].segment == s.toks[i].segment {
		return true
	}
	t := s.toks[i]
	if t.Begin > 0 && s.text[t.Begin-1] == '(' && t.End < len(s.text) && strings.IndexByte("),-", s.text[t.End]) >= 0 {
		return true
	}
	if i == 0 || s.toks[i-1].segment != t.segment || !yearBefore[s.toks[i-1].low] {
		return false
	}
	switch s.toks[i-1].low {
	case "and", "to": // "2014 and 2015", but "and 1999 trucks"
		if !isYear(s.num(i - 2)) {
			return false
		}
	}
	if i+1 < len(s.toks) && s.toks[i+1].segment == t.segment && s.toks[i+1].Begin-t.End == 1 {
		// "in 2014 people" counts them, "in 2014 protests" does not; only words
		// that are mostly counted are turned away.
		return !counted[s.toks[i+1].low]
	}
	return true
}

var counted = set("people persons men women children soldiers troops km kilometers kilometres miles meters metres tons tonnes barrels dollars euros rubles tenge soms somoni percent mw hectares cases votes students")

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}
