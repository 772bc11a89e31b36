package events

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/zeebo/xxh3"

	"entente/internal/record"
)

// phoenix makes a row of a record of Phoenix.
func (p *Parser) phoenix(row *record.Row) error {
	f := p.f
	id := bare(f[phID])
	if len(id) == 0 {
		return errors.New("it has no EventID")
	}
	row.Key = xxh3.Hash(id)
	var ok bool
	if row.Day, ok = anyDay(bare(f[phDate])); !ok {
		return fmt.Errorf("date %q is no date", clip(string(f[phDate]), 30))
	}
	if err := p.notLater(row.Day, row.Day, ""); err != nil {
		return err
	}
	row.Source, row.SourceActor = p.phoenixActor(f[phSource:phSource+4], row)
	row.Target, row.TargetActor = p.phoenixActor(f[phTarget:phTarget+4], row)
	stated, err := score(f[phScore], "GoldsteinScore", -10, 10)
	if err != nil {
		return err
	}
	p.scaled(row, p.cameo(bare(f[phCode]), bare(f[phRoot]), nil, row), stated)
	row.Place = p.phoenixPlace(f[phLat:])
	urls := f[phURLs]
	if i := bytes.IndexByte(urls, ';'); i >= 0 {
		urls = urls[:i]
	}
	if row.Publisher = p.publisher(urls); row.Publisher == 0 {
		row.Publisher = p.publisher(first(f[phNews]))
	}
	return nil
}

// phoenixActor numbers an actor of Full, Entity, Role, Attribute, which are CAMEO
// codes.
func (p *Parser) phoenixActor(f [][]byte, row *record.Row) (party, actor uint32) {
	actor = p.dicts.Actors.Number(p.keyOf('p', f...), func(string) record.Actor {
		valid := func(b []byte) string { return strings.ToValidUTF8(string(bare(b)), "\ufffd") }
		a := record.Actor{Ontology: "cameo", Code: valid(f[0]), Sectors: valid(f[2])}
		entity := valid(f[1])
		if a.Country = p.know.Codes.CAMEO(entity); a.Country != "" {
			a.Party = a.Country
		} else if a.Party = p.know.Codes.Group(entity); a.Party == "" {
			a.Party = entity
		}
		return a
	})
	if actor == 0 {
		return 0, 0
	}
	return p.party(p.dicts.Actors.Values[actor-1].Party), actor
}

// phoenixPlace numbers a place of Lat, Lon, LocationName, StateName, CountryCode.
func (p *Parser) phoenixPlace(f [][]byte) uint32 {
	if len(f[2]) == 0 && len(f[3]) == 0 && len(f[4]) == 0 {
		return 0
	}
	return p.dicts.Places.Number(p.keyOf('p', f[:5]...), func(string) record.Place {
		valid := func(b []byte) string { return strings.ToValidUTF8(string(bare(b)), "\ufffd") }
		pl := record.Place{Admin1: valid(f[3]), Country: p.know.Codes.CAMEO(valid(f[4]))}
		if pl.Country == "" {
			pl.Country = p.know.Codes.ISO2(valid(f[4]))
		}
		switch name := valid(f[2]); {
		case name != "":
			pl.Name, pl.Precision = name, "city"
		case pl.Admin1 != "":
			pl.Name, pl.Precision = pl.Admin1, "province"
		default:
			pl.Name, pl.Precision = valid(f[4]), "state"
		}
		pl.Lat, pl.Lon, pl.HasPoint = coordinates(f[0], f[1])
		return pl
	})
}

// acled makes a row of a record of ACLED. It has no score: that of the codebook
// for the type and mode is taken, which the code's scale says.
func (p *Parser) acled(row *record.Row) error {
	for i := range p.f {
		p.f[i] = bare(p.f[i])
	}
	f := p.f
	if len(f[aID]) == 0 {
		return errors.New("it has no event_id_cnty")
	}
	row.Key = xxh3.Hash(f[aID])
	var ok bool
	if row.Day, ok = anyDay(f[aDate]); !ok {
		return fmt.Errorf("event_date %q is no date", clip(string(f[aDate]), 30))
	}
	if err := p.notLater(row.Day, row.Day, ""); err != nil {
		return err
	}
	row.Source, row.SourceActor = p.acledActor(f[aActor1], f[aInter1], f[aCountry])
	row.Target, row.TargetActor = p.acledActor(f[aActor2], f[aInter2], f[aCountry])
	if len(f[aType]) == 0 {
		return errors.New("it has no event_type")
	}
	code := bytes.Clone(f[aType])
	if len(f[aSub]) > 0 {
		code = append(append(code, '/'), f[aSub]...)
	}
	p.scaled(row, code, record.NoScore)
	var err error
	if row.Dead, err = count(f[aDead], "fatalities"); err != nil {
		return err
	}
	row.Place = p.place('a', [][]byte{f[aLocation], nil, f[aAdmin1], f[aCountry], f[aLat], f[aLon]})
	row.Publisher = p.publisher(first(f[aSource]))
	return nil
}

// acledActor numbers an actor. The state stands in its name: "Military Forces of
// Mali (2020-)", "Protesters (Kenya)"; civilians and protesters of no named
// country are those of the country the event is in.
func (p *Parser) acledActor(name, inter, country []byte) (party, actor uint32) {
	if len(name) == 0 {
		return 0, 0
	}
	actor = p.dicts.Actors.Number(p.keyOf('a', name, inter, country), func(string) record.Actor {
		a := record.Actor{Ontology: "acled", Name: strings.ToValidUTF8(string(name), "\ufffd"), Sectors: strings.ToValidUTF8(string(inter), "\ufffd")}
		plain, brackets := a.Name, ""
		if i := strings.LastIndexByte(plain, '('); i > 0 && strings.HasSuffix(plain, ")") {
			plain, brackets = strings.TrimSpace(plain[:i]), plain[i+1:len(plain)-1]
		}
		if a.Country = p.know.Codes.Named(brackets); a.Country == "" {
			if i := strings.LastIndex(plain, " of "); i > 0 {
				a.Country = p.know.Codes.Named(plain[i+4:])
			}
		}
		switch low := strings.ToLower(plain); {
		case a.Country != "":
		case low == "civilians", low == "protesters", low == "rioters":
			a.Country = p.know.Codes.Named(string(country))
		}
		if a.Party = a.Country; a.Party == "" {
			a.Party = a.Name
		}
		return a
	})
	return p.party(p.dicts.Actors.Values[actor-1].Party), actor
}
