package events

import (
	"bytes"
	"fmt"
	"strings"

	"entente/internal/record"
)

// gdelt makes a row of a record of GDELT 1.0 or 2.0 events.
func (p *Parser) gdelt(row *record.Row) error {
	f := p.f
	id, ok := number(bytes.TrimSpace(f[gID]))
	if !ok {
		return fmt.Errorf("GLOBALEVENTID %q is no number", clip(string(f[gID]), 30))
	}
	row.Key = id
	if row.Day, ok = compactDay(f[gDate]); !ok || len(f[gDate]) != 8 {
		return fmt.Errorf("SQLDATE %q is no date", clip(string(f[gDate]), 30))
	}
	if err := p.added(row, f[len(f)-2]); err != nil {
		return err
	}
	row.Source, row.SourceActor = p.gdeltActor(f[gActor1:gActor1+10], row)
	row.Target, row.TargetActor = p.gdeltActor(f[gActor2:gActor2+10], row)

	root := bytes.TrimSpace(f[gRootCode])
	code := p.cameo(bare(f[gCode]), root, nil, row)
	stated, err := score(f[gScale], "GoldsteinScale", -10, 10)
	if err != nil {
		return err
	}
	p.scaled(row, code, stated)
	if q := f[gQuad]; row.Code != 0 && len(q) == 1 && int8(q[0]-'0') != p.dicts.Codes.Values[row.Code-1].Quad {
		row.Flags |= record.QuadOff
	}
	if string(f[gRoot]) == "1" {
		row.Flags |= record.Root
	}
	for _, c := range []struct {
		to   *int32
		at   int
		what string
	}{{&row.Mentions, gMentions, "NumMentions"}, {&row.Sources, gSources, "NumSources"}, {&row.Articles, gArt, "NumArticles"}} {
		if *c.to, err = count(f[c.at], c.what); err != nil {
			return err
		}
	}
	if row.Tone, err = score(f[gTone], "AvgTone", -100, 100); err != nil {
		return err
	}
	width := 7
	if p.format == record.GDELT2 {
		width = 8
	}
	at := len(f) - 2 - width
	row.Place = p.gdeltPlace(f[at : at+width])
	row.Publisher = p.publisher(f[len(f)-1])
	return nil
}

// added compares the day of the event with the day GDELT added it. Events dated
// exactly a week, a month or a year back are often an artefact of its dates.
func (p *Parser) added(row *record.Row, b []byte) error {
	b = bytes.TrimSpace(b)
	if len(b) == 0 {
		return p.notLater(row.Day, row.Day, "")
	}
	added, ok := compactDay(b)
	if !ok {
		return fmt.Errorf("DATEADDED %q is no date", clip(string(b), 30))
	}
	if err := p.notLater(row.Day, added, "added"); err != nil {
		return err
	}
	y, m, d := record.Date(added)
	switch back := added - row.Day; {
	case back == 7:
		row.Flags |= record.WeekBack
	case back >= 28 && back <= 31:
		if ey, em, ed := record.Date(row.Day); ed == d && (ey*12+em)+1 == y*12+m {
			row.Flags |= record.MonthBack
		}
	case back == 365 || back == 366:
		if ey, em, ed := record.Date(row.Day); ed == d && em == m && ey+1 == y {
			row.Flags |= record.YearBack
		}
	}
	return nil
}

// gdeltActor numbers an actor by its ten columns.
func (p *Parser) gdeltActor(f [][]byte, row *record.Row) (party, actor uint32) {
	if len(f[0]) == 0 && len(f[1]) == 0 && len(f[2]) == 0 {
		return 0, 0
	}
	actor = p.dicts.Actors.Number(p.keyOf('g', f...), func(string) record.Actor { return p.gdeltActorValue(f) })
	a := &p.dicts.Actors.Values[actor-1]
	if a.Slip {
		row.Flags |= record.Slip
	}
	return p.party(a.Party), actor
}

func (p *Parser) gdeltActorValue(f [][]byte) record.Actor {
	valid := func(b []byte) string { return strings.ToValidUTF8(string(b), "\ufffd") }
	a := record.Actor{Ontology: "gdelt", Code: valid(f[0]), Name: valid(f[1])}
	country := valid(f[2])
	a.Country = p.know.Codes.CAMEO(country)
	switch {
	case a.Country != "":
		a.Party = a.Country
	case country != "":
		if a.Party = p.know.Codes.Group(country); a.Party == "" {
			a.Party = country
			a.Slip = true // neither a country nor a region
		}
	case len(f[3]) > 0:
		if a.Party = p.know.Codes.Group(valid(f[3])); a.Party == "" {
			a.Party = valid(f[3])
		}
	}
	// A slip: the name is a country's, and not the one of the code.
	if named := p.know.Codes.Named(a.Name); named != "" && country != "" && named != a.Country {
		a.Slip = true
	}
	var types []string
	for _, t := range f[7:10] {
		if len(t) > 0 {
			types = append(types, valid(t))
		}
	}
	a.Sectors = strings.Join(types, ";")
	return a
}

// gdeltPlace numbers a place by its columns: Type, FullName, CountryCode,
// ADM1Code, (ADM2Code,) Lat, Long, FeatureID.
func (p *Parser) gdeltPlace(f [][]byte) uint32 {
	if len(f[1]) == 0 && len(f[2]) == 0 {
		return 0
	}
	return p.dicts.Places.Number(p.keyOf('g', f...), func(string) record.Place {
		pl := record.Place{Name: strings.ToValidUTF8(string(f[1]), "\ufffd"), Country: p.know.Codes.FIPS(string(f[2])), Admin1: strings.ToValidUTF8(string(f[3]), "\ufffd")}
		pl.Lat, pl.Lon, pl.HasPoint = coordinates(f[len(f)-3], f[len(f)-2])
		switch string(f[0]) {
		case "1":
			pl.Precision = "state"
		case "2", "5":
			pl.Precision = "province"
		case "3", "4":
			pl.Precision = "city"
		}
		return pl
	})
}
