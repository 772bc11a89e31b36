package events

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unsafe"

	"entente/internal/record"
)

// text is the bytes as a string, for as long as they stay as they are.
func text(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// bare is a value without blanks and quotes around it; nothing where the data set
// writes that it has none.
func bare(b []byte) []byte {
	b = bytes.TrimSpace(b)
	if len(b) >= 2 && b[0] == '"' && b[len(b)-1] == '"' {
		b = bytes.TrimSpace(b[1 : len(b)-1])
	}
	switch string(b) {
	case "NA", "None", "NULL", "null", "NaN", "nan", "---", "--":
		return nil
	}
	return b
}

// number reads a whole number without a sign.
func number(b []byte) (n uint64, ok bool) {
	if len(b) == 0 || len(b) > 18 {
		return 0, false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + uint64(c-'0')
	}
	return n, true
}

// count reads a count: NotStated if there is none.
func count(b []byte, what string) (int32, error) {
	b = bare(b)
	if len(b) == 0 {
		return record.NotStated, nil
	}
	n, ok := number(b)
	if !ok || n > math.MaxInt32 {
		return 0, fmt.Errorf("%s %q is no count", what, clip(string(b), 30))
	}
	return int32(n), nil
}

// decimal reads a number with a sign and a fraction.
func decimal(b []byte) (float64, bool) {
	b = bytes.TrimSpace(b)
	if len(b) == 0 || len(b) > 40 {
		return 0, false
	}
	// Most are short: read them without the library's care for the last bit.
	neg, i, n, frac, seen := false, 0, int64(0), -1, false
	if b[0] == '-' || b[0] == '+' {
		neg = b[0] == '-'
		i++
	}
	for ; i < len(b) && len(b) < 17; i++ {
		switch c := b[i]; {
		case c >= '0' && c <= '9':
			n = n*10 + int64(c-'0')
			seen = true
			if frac >= 0 {
				frac++
			}
		case c == '.' && frac < 0:
			frac = 0
		default:
			frac = 99
		}
		if frac == 99 {
			break
		}
	}
	if i == len(b) && seen && frac < len(tens) {
		x := float64(n)
		if frac > 0 {
			x /= tens[frac]
		}
		if neg {
			x = -x
		}
		return x, true
	}
	x, err := strconv.ParseFloat(text(b), 64)
	if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
		return 0, false
	}
	return x, true
}

var tens = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

// score reads a score or tone: NoScore if there is none.
func score(b []byte, what string, low, high float64) (float32, error) {
	b = bare(b)
	if len(b) == 0 {
		return record.NoScore, nil
	}
	x, ok := decimal(b)
	if !ok || x < low || x > high {
		return 0, fmt.Errorf("%s %q is no number from %g to %g", what, clip(string(b), 30), low, high)
	}
	return float32(x), nil
}

// compactDay reads a day written YYYYMMDD; what stands after it is left.
func compactDay(b []byte) (int32, bool) {
	if len(b) < 8 {
		return 0, false
	}
	n, ok := number(b[:8])
	if !ok {
		return 0, false
	}
	return record.DayOf(int(n/10000), int(n/100%100), int(n%100))
}

// anyDay reads a day written 2018-06-01 (with or without a time), 20180601, or
// 01 June 2018.
func anyDay(b []byte) (int32, bool) {
	if len(b) >= 10 && b[4] == '-' && b[7] == '-' && (len(b) == 10 || b[10] == ' ' || b[10] == 'T') {
		y, ok1 := number(b[:4])
		m, ok2 := number(b[5:7])
		d, ok3 := number(b[8:10])
		if !ok1 || !ok2 || !ok3 {
			return 0, false
		}
		return record.DayOf(int(y), int(m), int(d))
	}
	if len(b) == 8 {
		return compactDay(b)
	}
	parts := strings.Fields(string(b))
	if len(parts) != 3 || len(parts[1]) < 3 {
		return 0, false
	}
	d, ok1 := number([]byte(parts[0]))
	y, ok2 := number([]byte(parts[2]))
	for i, m := range months {
		if strings.HasPrefix(m, strings.ToLower(parts[1])) && ok1 && ok2 {
			return record.DayOf(int(y), i+1, int(d))
		}
	}
	return 0, false
}

var months = [...]string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}

// notLater refuses a day after the one it was reported or imported on.
func (p *Parser) notLater(day, added int32, what string) error {
	if day > added+1 { // its day may have begun elsewhere
		return fmt.Errorf("dated %s, after it was %s (%s)", dayText(day), what, dayText(added))
	}
	if day > p.know.Today+1 {
		return fmt.Errorf("dated %s, in the future", dayText(day))
	}
	return nil
}

func dayText(n int32) string {
	y, m, d := record.Date(n)
	return fmt.Sprintf("%04d-%02d-%02d", y, m, d)
}

// keyOf joins values to the key of a dictionary; empty if all are empty.
func (p *Parser) keyOf(kind byte, values ...[]byte) []byte {
	p.key = append(p.key[:0], kind)
	empty := true
	for i, v := range values {
		if i > 0 {
			p.key = append(p.key, '\t')
		}
		p.key = append(p.key, v...)
		empty = empty && len(v) == 0
	}
	if empty {
		return nil
	}
	return p.key
}

// party numbers the country or body an actor speaks for.
func (p *Parser) party(name string) uint32 {
	if name == "" {
		return 0
	}
	return p.dicts.Parties.Put(name, name)
}

// publisher numbers who reported: the host of an address, or a name.
func (p *Parser) publisher(b []byte) uint32 {
	b = bare(b)
	if i := bytes.Index(b, []byte("://")); i >= 0 && i < 10 {
		b = b[i+3:]
		if j := bytes.IndexAny(b, "/?#:"); j >= 0 {
			b = b[:j]
		}
		b = bytes.TrimPrefix(b, []byte("www."))
	}
	if len(b) > 120 {
		b = b[:120]
	}
	return p.dicts.Publishers.Number(b, func(k string) string { return strings.ToValidUTF8(strings.TrimSpace(k), "\ufffd") })
}

// coordinates reads a point; none if either is missing or out of range.
func coordinates(lat, lon []byte) (x, y float64, ok bool) {
	x, ok1 := decimal(bare(lat))
	y, ok2 := decimal(bare(lon))
	if !ok1 || !ok2 || x < -90 || x > 90 || y < -180 || y > 180 {
		return 0, 0, false
	}
	return x, y, true
}
