// Package events reads the event data of the field: GDELT 1.0 and 2.0 and its
// mentions, ICEWS, POLECAT, Phoenix, ACLED, and PLOVER in JSON. It finds files in
// folders, globs and archives, cuts them into records, and makes a row of each or
// says why not. Nothing is passed over in silence: a record that is no row is an
// error with its line, and what was put right is a note.
//
// The columns are those of the published codebooks: GDELT's, the Dataverse files
// of ICEWS and POLECAT, the Phoenix pipeline, ACLED's export and the PLOVER manual
// (2016 and current field names). Keeping the rows is left to store/imports.
package events

import (
	"fmt"

	"entente/internal/record"
)

// A layout says how the files of a format look.
type layout struct {
	names  []string // of the columns, in their usual order
	short  int      // how many columns are enough; 0: all
	header bool     // files begin with the names
	sep    byte     // between columns
	quoted bool     // CSV: a quoted field may hold separators and line ends
	latin1 bool     // ISO-8859-1 is no surprise
	json   bool
	parse  func(p *Parser, row *record.Row) error
}

func layoutOf(f record.Format) (*layout, error) {
	switch f {
	case record.GDELT1:
		return &layout{names: gdelt1Columns, short: 57, sep: '\t', parse: (*Parser).gdelt}, nil
	case record.GDELT2:
		return &layout{names: gdelt2Columns, sep: '\t', parse: (*Parser).gdelt}, nil
	case record.ICEWS:
		return &layout{names: icewsColumns, header: true, sep: '\t', parse: (*Parser).icews}, nil
	case record.POLECAT:
		return &layout{names: polecatColumns, header: true, sep: '\t', latin1: true, parse: (*Parser).polecat}, nil
	case record.Phoenix:
		return &layout{names: phoenixColumns, sep: '\t', parse: (*Parser).phoenix}, nil
	case record.ACLED:
		return &layout{names: acledColumns, short: 28, header: true, sep: ',', quoted: true, parse: (*Parser).acled}, nil
	case record.PLOVER:
		return &layout{json: true, parse: (*Parser).plover}, nil
	case record.Mentions:
		return &layout{names: mentionColumns, short: 14, sep: '\t'}, nil
	}
	return nil, fmt.Errorf("no reader for the format %q", f)
}

// Columns are the names of a format's columns in their usual order; nil for
// PLOVER, whose rows are JSON objects.
func Columns(f record.Format) []string {
	if l, err := layoutOf(f); err == nil {
		return l.names
	}
	return nil
}

// Formats lists the formats that can be read, as they are named in a command.
func Formats() []record.Format {
	return []record.Format{record.GDELT1, record.GDELT2, record.Mentions, record.ICEWS, record.POLECAT, record.Phoenix, record.ACLED, record.PLOVER}
}
