package events

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/zeebo/xxh3"

	"entente/internal/record"
)

// icews makes a row of a record of ICEWS. Its key is the event's id and date: an
// id alone occurs on several days.
func (p *Parser) icews(row *record.Row) error {
	for i := range p.f {
		p.f[i] = bare(p.f[i])
	}
	f := p.f
	id, ok := number(f[iID])
	if !ok || id >= 1<<47 {
		return fmt.Errorf("event ID %q is no number", clip(string(f[iID]), 30))
	}
	if row.Day, ok = anyDay(f[iDate]); !ok || row.Day < 0 || row.Day > 1<<16-1 {
		return fmt.Errorf("event date %q is no date", clip(string(f[iDate]), 30))
	}
	if err := p.notLater(row.Day, row.Day, ""); err != nil {
		return err
	}
	row.Key = id<<16 | uint64(row.Day)
	row.Source, row.SourceActor = p.named('i', f[iSource:iSource+3])
	row.Target, row.TargetActor = p.named('i', f[iTarget:iTarget+3])
	stated, err := score(f[iIntensity], "Intensity", -10, 10)
	if err != nil {
		return err
	}
	p.scaled(row, p.cameo(f[iCode], nil, f[iText], row), stated)
	row.Place = p.place('i', f[iPlace:iPlace+6])
	row.Publisher = p.publisher(f[iPublisher])
	return nil
}

// named numbers an actor of name, sectors and name of country.
func (p *Parser) named(kind byte, f [][]byte) (party, actor uint32) {
	actor = p.dicts.Actors.Number(p.keyOf(kind, f...), func(string) record.Actor {
		valid := func(b []byte) string { return strings.ToValidUTF8(string(b), "\ufffd") }
		a := record.Actor{Ontology: p.ontology(), Name: valid(f[0]), Sectors: valid(f[1])}
		country := valid(f[2])
		a.Country = p.know.Codes.Named(country)
		switch {
		case a.Country != "":
			a.Party = a.Country
		case country != "":
			a.Party, a.Slip = country, true
		default:
			a.Party = a.Name
		}
		return a
	})
	if actor == 0 {
		return 0, 0
	}
	return p.party(p.dicts.Actors.Values[actor-1].Party), actor
}

// place numbers a place of City, District, Province, Country, Latitude and
// Longitude.
func (p *Parser) place(kind byte, f [][]byte) uint32 {
	return p.dicts.Places.Number(p.keyOf(kind, f...), func(string) record.Place {
		valid := func(b []byte) string { return strings.ToValidUTF8(string(b), "\ufffd") }
		pl := record.Place{Country: p.know.Codes.Named(string(f[3])), Admin1: valid(f[2])}
		if pl.Country == "" {
			pl.Country = p.know.Codes.ISO3(string(f[3]))
		}
		for i, precision := range []string{"city", "city", "province", "state"} {
			if len(f[i]) > 0 {
				pl.Name, pl.Precision = valid(f[i]), precision
				break
			}
		}
		pl.Lat, pl.Lon, pl.HasPoint = coordinates(f[4], f[5])
		return pl
	})
}

// polecat makes a row of a record of POLECAT (files ngecEvents… of Dataverse).
func (p *Parser) polecat(row *record.Row) error {
	for i := range p.f {
		p.f[i] = bare(p.f[i])
	}
	f := p.f
	if len(f[poID]) == 0 {
		return errors.New("it has no Event ID")
	}
	row.Key = xxh3.Hash(f[poID])
	var ok bool
	if row.Day, ok = anyDay(f[poDate]); !ok {
		return fmt.Errorf("event date %q is no date", clip(string(f[poDate]), 30))
	}
	added := row.Day
	if day, ok := anyDay(f[poPublished]); ok {
		added = day
	}
	if err := p.notLater(row.Day, added, "published"); err != nil {
		return err
	}
	row.Source, row.SourceActor = p.polecatActor(f[poActor : poActor+8])
	row.Target, row.TargetActor = p.polecatActor(f[poRecipient : poRecipient+8])
	if len(f[poType]) == 0 {
		return errors.New("it has no Event Type")
	}
	code := bytes.ToUpper(f[poType])
	if mode := first(f[poMode]); len(mode) > 0 {
		code = append(append(code, '/'), bytes.ToLower(mode)...)
	}
	stated, err := score(f[poIntensity], "Intensity", -10, 10)
	if err != nil {
		return err
	}
	p.scaled(row, code, stated)
	row.Place = p.place('n', [][]byte{f[poPlace+1], f[poPlace+2], f[poPlace+3], f[poPlace+4], f[poPlace+5], f[poPlace+6]})
	row.Publisher = p.publisher(f[poSource])
	return nil
}

// first is the first of several values with ; or | between.
func first(b []byte) []byte {
	if i := bytes.IndexAny(b, ";|"); i >= 0 {
		b = b[:i]
	}
	return bytes.TrimSpace(b)
}

// polecatActor numbers an actor of Name, Country, COW, Primary Sector, Sectors,
// Title, Name Raw, Wikipedia ID. Of several in one cell the first is the party.
func (p *Parser) polecatActor(f [][]byte) (party, actor uint32) {
	actor = p.dicts.Actors.Number(p.keyOf('n', f[0], f[1], f[3], f[4]), func(string) record.Actor {
		valid := func(b []byte) string { return strings.ToValidUTF8(string(b), "\ufffd") }
		a := record.Actor{Ontology: "polecat", Name: valid(f[0]), Sectors: valid(f[3])}
		if len(f[4]) > 0 {
			a.Sectors = valid(f[4])
		}
		country := string(first(f[1]))
		if a.Country = p.know.Codes.CAMEO(country); a.Country == "" {
			a.Country = p.know.Codes.Named(country)
		}
		switch {
		case a.Country != "":
			a.Party = a.Country
		case country != "":
			if a.Party = p.know.Codes.Group(country); a.Party == "" {
				a.Party = valid([]byte(country))
			}
		default:
			a.Party = valid(first(f[0]))
		}
		return a
	})
	if actor == 0 {
		return 0, 0
	}
	return p.party(p.dicts.Actors.Values[actor-1].Party), actor
}
