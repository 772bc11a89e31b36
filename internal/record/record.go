// Package record has the nouns of imported event data: a row as GDELT, ICEWS,
// POLECAT and others publish it, cut down to what all of them have, with numbers
// in place of the names that repeat. Reading files is left to read/events,
// keeping them to store/imports.
package record

import (
	"math"
	"slices"
	"time"
)

// A Format names a form of files and what a row of one is.
type Format uint8

// The formats. Their numbers are kept in ledgers: never change one.
const (
	NoFormat Format = iota
	GDELT1
	GDELT2
	ICEWS
	POLECAT
	Phoenix
	PLOVER
	ACLED
	Synth
	Mentions // of GDELT: a table of its own
)

var formatNames = [...]string{"", "gdelt1", "gdelt2", "icews", "polecat", "phoenix", "plover", "acled", "synth", "gdelt-mentions"}

func (f Format) String() string {
	if int(f) < len(formatNames) {
		return formatNames[f]
	}
	return ""
}

// ParseFormat finds a format by its name; NoFormat if there is none.
func ParseFormat(name string) Format {
	for i, n := range formatNames {
		if n == name && n != "" {
			return Format(i)
		}
	}
	return NoFormat
}

// FormatNames lists the names of all formats by number; the first is "".
func FormatNames() []string { return formatNames[:] }

// Flags say what is remarkable about a row.
type Flags uint32

// The flags. Their places are kept in ledgers: never change one.
const (
	WeekBack  Flags = 1 << iota // dated exactly a week before it was added: often an artefact of GDELT
	MonthBack                   // dated exactly a month before
	YearBack                    // dated exactly a year before
	Slip                        // the country of an actor is not the one its name says, or no country at all
	ScoreOff                    // the file's score is not that of its scale for the code
	QuadOff                     // the file's quad class is not that of the code
	Zeros                       // leading zeros were lost and have been put back
	Recoded                     // the line was in another charset than the file should be
	Mended                      // the columns had to be put right
	Root                        // GDELT's IsRootEvent
	NoCode                      // the code is not in the table of codes
)

var flagNames = [...]string{"week_back", "month_back", "year_back", "country_slip", "score_differs", "quad_differs", "zeros_restored", "recoded", "mended", "root", "unknown_code"}

// FlagNames lists the names of the flags in the order of their bits.
func FlagNames() []string { return flagNames[:] }

var flagMeans = [...]string{
	"dated exactly a week before it was added: often an artefact",
	"dated exactly a month before it was added: often an artefact",
	"dated exactly a year before it was added: often an artefact",
	"the code of an actor’s country is none, or not the one its name says",
	"the file’s score is not that of its code",
	"the file’s class is not that of its code",
	"leading zeros of codes were lost, and were put back",
	"the line was in another charset",
	"the columns had to be put right",
	"GDELT’s IsRootEvent",
	"the code is in no table",
}

// FlagMeaning says in words what a row of a flag is, "" if there is no such flag.
func FlagMeaning(name string) string {
	if i := slices.Index(flagNames[:], name); i >= 0 {
		return flagMeans[i]
	}
	return ""
}

// Names lists the flags that are set.
func (f Flags) Names() []string {
	var out []string
	for i, n := range flagNames {
		if f&(1<<i) != 0 {
			out = append(out, n)
		}
	}
	return out
}

// NotStated stands for a number that the file does not give.
const NotStated = -1

// NoScore stands for a score or tone that the file does not give; test with
// Stated.
var NoScore = float32(math.NaN())

// Stated says whether a score or tone is given.
func Stated(x float32) bool { return x == x }

// A Row is one event as a data set has it.
type Row struct {
	Key    uint64 // what tells it from other rows of its format
	Check  uint32 // of the whole line: two rows of one key may differ
	Line   int64  // in its file, from 1
	Day    int32  // days since 1970-01-01, UTC
	Format Format
	Flags  Flags

	// Numbers in Dicts; 0 is not stated. Source and Target are parties: the
	// country or body an actor speaks for.
	Source, Target           uint32
	SourceActor, TargetActor uint32
	Code                     uint32
	Place, Publisher         uint32

	Scale float32 // the conflict-cooperation score of the code in its data set's scale
	Tone  float32 // GDELT's AvgTone

	Mentions, Sources, Articles, Dead int32 // NotStated if the format has none
}

// An Actor is who acts in a row, as a data set names it.
type Actor struct {
	Ontology string // gdelt, icews …
	Code     string // CAMEO code; "" if the format has none
	Name     string
	Country  string // ISO 3166-1 alpha-3; "" if none or unknown
	Party    string // country, else id or name of the body; "" if neither
	Sectors  string
	Slip     bool
}

// A Place is where, as a data set names it.
type Place struct {
	Name     string
	Country  string // ISO 3166-1 alpha-3; "" if not known
	Admin1   string // as the data set has it
	Lat, Lon float64
	HasPoint bool
	// Precision is city, province, state; "" if not known.
	Precision string
}

// A Code is what a data set calls an act, and what that is in PLOVER.
type Code struct {
	Ontology            string
	Code                string
	Label               string
	Root                string // of CAMEO: the first two digits; else the type
	Quad                int8   // in the data set's own classes; 0 if none
	Scale               float32
	ScaleOf             string // which scale: "gdelt", "plover@1.0" …
	Type, Mode, Context string // "" if PLOVER leaves it out or it is unknown
	Unknown             bool
}

// A Mention is a row of GDELT's table of mentions.
type Mention struct {
	Key                          uint64
	Event                        int64
	Line                         int64
	EventTime, Time              int64 // seconds since 1970-01-01, UTC
	Kind                         int8
	Publisher                    uint32
	Sentence                     int32
	Confidence                   int8
	Length                       int32
	Tone                         float32
	InRawText                    bool
	SourceAt, TargetAt, ActionAt int32 // offsets of the words in the article; NotStated
}

// Dicts number the names that repeat in rows.
type Dicts struct {
	Actors     Dict[Actor]
	Places     Dict[Place]
	Codes      Dict[Code]
	Parties    Dict[string]
	Publishers Dict[string]
}

// A Dict numbers values by the bytes that stand for them in a file, from 1 in
// the order they are first seen. The zero value is empty. It is not safe for
// concurrent use.
type Dict[T any] struct {
	at     map[string]uint32
	Keys   []string
	Values []T
}

// Number is the number of a key; the value of a new one is made by f. The empty
// key has the number 0.
func (d *Dict[T]) Number(key []byte, f func(key string) T) uint32 {
	if len(key) == 0 {
		return 0
	}
	if n, ok := d.at[string(key)]; ok {
		return n
	}
	k := string(key)
	return d.Put(k, f(k))
}

// Put adds a value under a key and returns its number; a key known already
// keeps its value.
func (d *Dict[T]) Put(key string, v T) uint32 {
	if n, ok := d.at[key]; ok {
		return n
	}
	if d.at == nil {
		d.at = map[string]uint32{}
	}
	d.Keys = append(d.Keys, key)
	d.Values = append(d.Values, v)
	n := uint32(len(d.Values))
	d.at[key] = n
	return n
}

// Value is the value of a number; the zero value for 0.
func (d *Dict[T]) Value(n uint32) (v T) {
	if n == 0 || int(n) > len(d.Values) {
		return v
	}
	return d.Values[n-1]
}

// Len is how many values there are.
func (d *Dict[T]) Len() int { return len(d.Values) }

// DayOf is the number of days from 1970-01-01 to a date of the Gregorian
// calendar; ok is false if there is no such date, or its year is not in
// 1000 … 9999.
func DayOf(year, month, day int) (n int32, ok bool) {
	if year < 1000 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31 {
		return 0, false
	}
	if day > 28 && day > daysIn(year, month) {
		return 0, false
	}
	// Days since 0000-03-01, after Hinnant's civil calendar.
	y := year
	if month <= 2 {
		y--
	}
	era := y / 400
	yoe := y - era*400
	mp := (month + 9) % 12
	doy := (153*mp+2)/5 + day - 1
	doe := yoe*365 + yoe/4 - yoe/100 + doy
	return int32(era*146097 + doe - 719468), true
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// Date is the year, month and day of a number of days since 1970-01-01.
func Date(n int32) (year, month, day int) {
	z := int(n) + 719468
	era := z / 146097
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	day = doy - (153*mp+2)/5 + 1
	month = mp + 3
	if month > 12 {
		month -= 12
	}
	year = yoe + era*400
	if month <= 2 {
		year++
	}
	return year, month, day
}

// Day is the day a moment falls on, UTC.
func Day(t time.Time) int32 { return int32(math.Floor(float64(t.Unix()) / 86400)) }
