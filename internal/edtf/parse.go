package edtf

import (
	"encoding/json"
	"fmt"
	"strings"
)

// maxLength bounds what Parse reads; the longest value is shorter.
const maxLength = 64

// A SyntaxError says what is wrong with a text that should be a date. Column
// counts bytes from 1.
type SyntaxError struct {
	Text   string // at most 64 bytes
	Column int
	Reason string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("date %q, column %d: %s", e.Text, e.Column, e.Reason)
}

// Parse reads one EDTF value, with nothing before or after it. The error is a
// *[SyntaxError]. The empty text is an error; unknown has no written form.
func Parse(s string) (Date, error) {
	if len(s) > maxLength {
		return Date{}, &SyntaxError{Text: strings.ToValidUTF8(s[:maxLength], "?"), Column: maxLength + 1,
			Reason: "longer than any date"}
	}
	p := parser{text: s}
	d := p.date()
	if p.fault == nil && p.pos < len(s) {
		p.fail(p.pos, "more after the date")
	}
	if p.fault != nil {
		return Date{}, p.fault
	}
	return d, nil
}

// MustParse is Parse for tables written by hand; it panics on an error.
func MustParse(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// A parser reads from left to right and keeps its first fault; after one, what
// it returns means nothing.
type parser struct {
	text  string
	pos   int
	fault *SyntaxError
}

func (p *parser) fail(at int, format string, args ...any) {
	if p.fault == nil {
		p.fault = &SyntaxError{Text: p.text, Column: at + 1, Reason: fmt.Sprintf(format, args...)}
	}
}

func (p *parser) rest() string { return p.text[p.pos:] }

// accept steps over word if it comes next.
func (p *parser) accept(word string) bool {
	if strings.HasPrefix(p.rest(), word) {
		p.pos += len(word)
		return true
	}
	return false
}

func (p *parser) date() Date {
	if p.accept("R/") {
		start := p.point()
		if !p.accept("/") {
			p.fail(p.pos, `expected "/" and a duration`)
		}
		at := p.pos
		every := p.rest()
		if n, reason := scanDuration(every); reason != "" {
			p.fail(at+n, "%s", reason)
		}
		p.pos = len(p.text)
		return Date{shape: recurrence, a: start, every: every}
	}
	slash := strings.IndexByte(p.text, '/')
	if slash < 0 {
		a := p.point()
		if p.pos < len(p.text) && p.text[p.pos] == 'T' {
			p.clock(a)
		}
		return one(a)
	}
	a := p.edge()
	if !p.accept("/") {
		p.fail(p.pos, `expected "/"`)
	}
	b := p.edge()
	d := span(a, b)
	if p.fault == nil && d.IsZero() {
		if a.form < dated && b.form < dated {
			p.fail(0, "an interval without a date")
		} else {
			p.fail(slash+1, "the interval ends before it starts")
		}
	}
	return d
}

// edge reads one side of an interval, which may be ".." or nothing.
func (p *parser) edge() point {
	switch {
	case p.accept(".."):
		return point{form: open}
	case p.pos == len(p.text) || p.text[p.pos] == '/':
		return point{}
	}
	return p.point()
}

func (p *parser) point() point {
	at := point{form: dated}
	if p.accept("Y") {
		at.year = p.longYear()
	} else {
		p.yearMonthDay(&at)
	}
	switch {
	case p.accept("?"):
		at.mark = uncertain
	case p.accept("~"):
		at.mark = approximate
	case p.accept("%"):
		at.mark = both
	}
	return at
}

// longYear reads what follows the Y: five to nine digits.
func (p *parser) longYear() int32 {
	sign := int32(1)
	if p.accept("-") {
		sign = -1
	}
	at := p.pos
	var year int32
	for p.pos < len(p.text) && isDigit(p.text[p.pos]) && p.pos-at < 9 {
		year = 10*year + int32(p.text[p.pos]-'0')
		p.pos++
	}
	if year <= 9999 || p.text[at] == '0' {
		p.fail(at, "a year after Y has five to nine digits and no leading zero")
	} else if p.pos < len(p.text) && isDigit(p.text[p.pos]) {
		p.fail(p.pos, "a year has at most nine digits")
	}
	return sign * year
}

func (p *parser) yearMonthDay(at *point) {
	start := p.pos
	negative := p.accept("-")
	digits := p.pos
	year, ok := p.digits(4)
	switch {
	case ok && negative && year == 0:
		p.fail(start, "there is no year -0000")
	case ok && negative:
		year = -year
	case !ok && !negative && p.unspecifiedYear(at):
		return
	case !ok && negative && isX(p.rest(), 2, 4):
		p.fail(digits, "X in a negative year is not read")
	case !ok:
		p.fail(p.pos, "expected a year of four digits")
	}
	at.year = int32(year)
	if !p.accept("-") {
		return
	}
	here := p.pos
	month, ok := p.digits(2)
	switch {
	case ok && (1 <= month && month <= 12 || Spring <= month && month <= Winter):
		at.month = uint8(month)
	case ok:
		p.fail(here, "no month or season %02d", month)
	case p.accept("XX"):
		at.month = unspecified
	default:
		p.fail(here, "expected a month of two digits, a season, or XX")
	}
	if p.fault != nil || !p.accept("-") {
		return
	}
	if Spring <= at.month && at.month <= Winter {
		p.fail(p.pos-1, "a season has no days")
		return
	}
	here = p.pos
	day, ok := p.digits(2)
	switch {
	case at.month == unspecified && ok:
		p.fail(here, "a day in an unspecified month")
	case ok && (day < 1 || day > monthLength(year, month)):
		p.fail(here, "%04d-%02d has no day %02d", year, month, day)
	case ok:
		at.day = uint8(day)
	case p.accept("XX"):
		at.day = unspecified
	default:
		p.fail(here, "expected a day of two digits, or XX")
	}
}

// unspecifiedYear reads 201X and 20XX.
func (p *parser) unspecifiedYear(at *point) bool {
	s := p.rest()
	switch {
	case isX(s, 3, 4):
		at.form = decade
		year, _ := p.digits(3)
		at.year = int32(10 * year)
		p.pos++
	case isX(s, 2, 4):
		at.form = century
		year, _ := p.digits(2)
		at.year = int32(100 * year)
		p.pos += 2
	default:
		return false
	}
	if p.pos < len(p.text) && p.text[p.pos] == '-' {
		p.fail(p.pos, "a month in an unspecified year")
	}
	return true
}

// isX says whether s starts with n digits and then X up to length.
func isX(s string, n, length int) bool {
	if len(s) < length {
		return false
	}
	for i := range length {
		if i < n && !isDigit(s[i]) || i >= n && s[i] != 'X' {
			return false
		}
	}
	return true
}

// digits reads a number of exactly n digits, and nothing if there are fewer.
func (p *parser) digits(n int) (int, bool) {
	s := p.rest()
	if len(s) < n {
		return 0, false
	}
	v := 0
	for i := range n {
		if !isDigit(s[i]) {
			return 0, false
		}
		v = 10*v + int(s[i]-'0')
	}
	p.pos += n
	return v, true
}

// clock checks a time of day, which is then forgotten: Thh:mm:ss, with decimals
// of the second, and Z, ±hh or ±hh:mm.
func (p *parser) clock(day point) {
	if one(day).Precision() != DayPrecision || day.day == unspecified || day.mark != sure {
		p.fail(p.pos, "a time of day needs a full date")
		return
	}
	p.accept("T")
	p.number(23, "an hour")
	p.expect(":")
	p.number(59, "a minute")
	p.expect(":")
	p.number(60, "a second") // 60 is a leap second
	if p.accept(".") {
		at := p.pos
		for p.pos < len(p.text) && isDigit(p.text[p.pos]) {
			p.pos++
		}
		if p.pos == at {
			p.fail(at, "expected decimals of the second")
		}
	}
	switch {
	case p.accept("Z"):
	case p.accept("+"), p.accept("-"):
		p.number(23, "the hours of a time zone")
		if p.accept(":") {
			p.number(59, "the minutes of a time zone")
		}
	}
}

func (p *parser) number(most int, what string) {
	at := p.pos
	if v, ok := p.digits(2); !ok || v > most {
		p.fail(at, "expected %s, 00 to %d", what, most)
	}
}

func (p *parser) expect(word string) {
	if !p.accept(word) {
		p.fail(p.pos, "expected %q", word)
	}
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// CheckDuration says what is wrong with an ISO 8601 duration such as P2Y, P1Y6M,
// P2W or PT12H: whole amounts of 1 to 9999, no leading zeros, units in order.
func CheckDuration(s string) error {
	if len(s) > maxLength {
		return fmt.Errorf("duration longer than %d bytes", maxLength)
	}
	if n, reason := scanDuration(s); reason != "" {
		return fmt.Errorf("duration %q, column %d: %s", s, n+1, reason)
	}
	return nil
}

// scanDuration returns where s fails to be a duration, and why; "" if it is one.
func scanDuration(s string) (at int, reason string) {
	if s == "" || s[0] != 'P' {
		return 0, "expected a duration, which starts with P"
	}
	units, i, clock := "YMWD", 1, false
	for i < len(s) {
		if s[i] == 'T' && !clock {
			units, clock = "HMS", true
			i++
			if i == len(s) {
				return i, "expected an amount after T"
			}
			continue
		}
		start := i
		for i < len(s) && isDigit(s[i]) && i-start < 5 {
			i++
		}
		if n := i - start; n == 0 || n > 4 || s[start] == '0' {
			return start, "expected an amount of 1 to 9999"
		}
		if i == len(s) {
			return i, "expected a unit"
		}
		k := strings.IndexByte(units, s[i])
		if k < 0 {
			return i, "expected one of the units " + units + " in this order"
		}
		units = units[k+1:]
		i++
	}
	if i == 1 {
		return 1, "expected an amount"
	}
	return 0, ""
}

// String is the date in EDTF, "" if unknown. [Parse] reads it back as the same
// Date.
func (d Date) String() string {
	b, _ := d.AppendText(nil)
	return string(b)
}

// AppendText appends the date in EDTF, nothing if unknown. The error is nil.
func (d Date) AppendText(b []byte) ([]byte, error) {
	switch d.shape {
	case unknown:
		return b, nil
	case recurrence:
		b = d.a.append(append(b, "R/"...))
		b = append(b, '/')
		return append(b, d.every...), nil
	case interval:
		b = append(d.a.append(b), '/')
		return d.b.append(b), nil
	}
	return d.a.append(b), nil
}

func (p point) append(b []byte) []byte {
	switch p.form {
	case blank:
		return b
	case open:
		return append(b, ".."...)
	case decade:
		b = fmt.Appendf(b, "%03dX", p.year/10)
	case century:
		b = fmt.Appendf(b, "%02dXX", p.year/100)
	default:
		b = p.appendDate(b)
	}
	if p.mark != sure {
		b = append(b, "?~%"[p.mark-1])
	}
	return b
}

func (p point) appendDate(b []byte) []byte {
	year := p.year
	switch {
	case year < -9999 || year > 9999:
		return fmt.Appendf(b, "Y%d", year)
	case year < 0:
		b = append(b, '-')
		year = -year
	}
	b = fmt.Appendf(b, "%04d", year)
	for _, part := range [2]uint8{p.month, p.day} {
		switch part {
		case 0:
			return b
		case unspecified:
			b = append(b, "-XX"...)
		default:
			b = append(b, '-', '0'+part/10, '0'+part%10)
		}
	}
	return b
}

// MarshalText is String; unknown is the empty text.
func (d Date) MarshalText() ([]byte, error) { return d.AppendText(nil) }

// UnmarshalText is Parse; the empty text is unknown.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := Parse(string(b))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// MarshalJSON is the date as a JSON string; unknown is null.
func (d Date) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	b, _ := d.AppendText([]byte{'"'})
	return append(b, '"'), nil
}

// UnmarshalJSON reads a JSON string in EDTF; null and "" are unknown.
func (d *Date) UnmarshalJSON(b []byte) error {
	var s string // stays "" for null
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("date: %w", err)
	}
	return d.UnmarshalText([]byte(s))
}
